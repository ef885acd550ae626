import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

/** JavaScript that a first visit to the chat may load, gzip, in bytes. */
export const FIRST_LOAD_BUDGET_BYTES = 170_000;

export interface FirstLoad {
  files: { file: string; gzipBytes: number }[];
  gzipBytes: number;
  /** With Realtime, which loads beside it: what has been loaded by the time that the chat is live. */
  untilLiveGzipBytes: number;
}

/** The chunk of `src/backend/live-client.ts`. */
const LIVE = /^live-client-.*\.js$/;

const SCRIPT = /<(?:script[^>]*\ssrc|link[^>]*rel="modulepreload"[^>]*\shref)="([^"]+\.js)"/g;

/** What `index.html` of a build loads before anything is clicked: the entry and its static imports. */
export async function measureFirstLoad(outDir: string): Promise<FirstLoad> {
  const html = await readFile(path.join(outDir, 'index.html'), 'utf8');
  const names = [...html.matchAll(SCRIPT)].flatMap((match) => match[1] ?? []);
  if (names.length === 0) throw new Error(`${outDir}/index.html loads no script.`);
  const zipped = async (file: string): Promise<number> =>
    gzipSync(await readFile(path.join(outDir, file)), { level: 9 }).length;
  const files = await Promise.all(
    names.map(async (file) => ({ file, gzipBytes: await zipped(file) })),
  );
  const gzipBytes = files.reduce((sum, { gzipBytes: size }) => sum + size, 0);
  const assets = path.join(outDir, 'assets');
  const live = (await readdir(assets)).find((name) => LIVE.test(name));
  if (live === undefined) throw new Error(`${assets} has no chunk of Realtime's.`);
  return {
    files,
    gzipBytes,
    untilLiveGzipBytes: gzipBytes + (await zipped(path.join('assets', live))),
  };
}
