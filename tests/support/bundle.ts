import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

/** JavaScript that a first visit to the chat may load, gzip, in bytes. */
export const FIRST_LOAD_BUDGET_BYTES = 170_000;

export interface FirstLoad {
  files: { file: string; gzipBytes: number }[];
  gzipBytes: number;
}

const SCRIPT = /<(?:script[^>]*\ssrc|link[^>]*rel="modulepreload"[^>]*\shref)="([^"]+\.js)"/g;

/** What `index.html` of a build loads before anything is clicked: the entry and its static imports. */
export async function measureFirstLoad(outDir: string): Promise<FirstLoad> {
  const html = await readFile(path.join(outDir, 'index.html'), 'utf8');
  const names = [...html.matchAll(SCRIPT)].flatMap((match) => match[1] ?? []);
  if (names.length === 0) throw new Error(`${outDir}/index.html loads no script.`);
  const files = await Promise.all(
    names.map(async (file) => ({
      file,
      gzipBytes: gzipSync(await readFile(path.join(outDir, file)), { level: 9 }).length,
    })),
  );
  return { files, gzipBytes: files.reduce((sum, { gzipBytes }) => sum + gzipBytes, 0) };
}
