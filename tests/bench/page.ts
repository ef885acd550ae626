import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import react from '@vitejs/plugin-react';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { buildApp, serveApp } from '../support/app.ts';
import { BROWSER_ARGS } from '../support/browser-path.ts';
import { measurePage, type Figures } from './page-round.ts';
import { median, round } from './statistics.ts';

const SIZES = [1_000, 10_000, 100_000] as const;
const ROUNDS = 3;
const PAGE_DIR = path.join(import.meta.dirname, 'page');
/** Nobody has a server here; requests that should not be made fail at once. */
const NO_SERVER = 'http://127.0.0.1:9';

/** The plain list, built by itself: it is to load nothing of the app. */
async function buildPlainList(): Promise<string> {
  const outDir = await mkdtemp(path.join(tmpdir(), 'chat-plain-list-'));
  await build({
    root: PAGE_DIR,
    configFile: false,
    logLevel: 'warn',
    plugins: [react()],
    build: { outDir, rolldownOptions: { input: path.join(PAGE_DIR, 'plain-list.html') } },
  });
  return outDir;
}

const medians = (all: readonly Figures[]): Figures =>
  Object.fromEntries(
    Object.keys(all[0] ?? {}).map((key) => [
      key,
      round(median(all.map((figures) => figures[key] ?? NaN))),
    ]),
  );

/** Of figures that take time or room; a distance has no ratio to nothing. */
const ratios = (app: Figures, plain: Figures): Figures =>
  Object.fromEntries(
    Object.entries(app)
      .filter(([key]) => !key.endsWith('Px'))
      .map(([key, value]) => [key, round(value / (plain[key] ?? NaN))]),
  );

/**
 * One conversation of 1,000 to 100,000 messages in the app and in a plain list of the same messages,
 * turn by turn in one browser: medians of both, and how many times the list's the app's are.
 */
export async function benchPage(browserPath: string) {
  const app = await buildApp('bench');
  const plainDir = await buildPlainList();
  const [served, servedPlain] = [
    await serveApp(app.outDir, NO_SERVER),
    await serveApp(plainDir, NO_SERVER),
  ];
  const browser = await chromium.launch({ executablePath: browserPath, args: [...BROWSER_ARGS] });
  try {
    const results: Record<string, { app: Figures; plain: Figures; appOverPlain: Figures }> = {};
    for (const n of SIZES) {
      const [apps, plains]: [Figures[], Figures[]] = [[], []];
      for (let round = 0; round < ROUNDS; round += 1) {
        apps.push(await measurePage(browser, `${served.url}/bench.html?n=${n}`));
        plains.push(await measurePage(browser, `${servedPlain.url}/plain-list.html?n=${n}`));
      }
      const [ours, plain] = [medians(apps), medians(plains)];
      results[n] = { app: ours, plain, appOverPlain: ratios(ours, plain) };
    }
    return results;
  } finally {
    await browser.close();
    await servedPlain.stop();
    await served.stop();
    await app.remove();
    await rm(plainDir, { recursive: true, force: true });
  }
}
