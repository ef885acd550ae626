import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import path from 'node:path';
import { buildApp } from '../support/app.ts';
import { findBrowser } from '../support/browser-path.ts';
import { FIRST_LOAD_BUDGET_BYTES, measureFirstLoad } from '../support/bundle.ts';
import { benchAnalytics } from './analytics.ts';
import { benchColdStart } from './cold-start.ts';
import { benchDatabase } from './database.ts';
import { benchLatency } from './latency.ts';
import { benchCatchUp } from './catch-up.ts';
import { benchNotifications } from './notifications.ts';
import { benchPage } from './page.ts';
import { benchSessions } from './sessions.ts';
import { benchTakeOver } from './take-over.ts';
import { benchStartup } from './startup.ts';

/**
 * `npm run bench [part …]`: measures and writes `tests/bench/results/latest.json`. Machines differ
 * and are noisy: compare within one run only. Without names, every part runs.
 */
const RESULTS = path.join(import.meta.dirname, 'results');

const commit = (): string =>
  execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();

const browserPath = findBrowser().path;
const app = await buildApp();

const parts: Readonly<Record<string, () => Promise<unknown>>> = {
  bundle: async () => ({
    ...(await measureFirstLoad(app.outDir)),
    budgetBytes: FIRST_LOAD_BUDGET_BYTES,
  }),
  startup: () => benchStartup(browserPath),
  'cold-start': () => benchColdStart(app, browserPath),
  page: () => benchPage(browserPath),
  latency: () => benchLatency(app, browserPath),
  'take-over': () => benchTakeOver(app, browserPath),
  'catch-up': () => benchCatchUp(app, browserPath),
  database: benchDatabase,
  sessions: benchSessions,
  notifications: benchNotifications,
  analytics: benchAnalytics,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => parts[name] === undefined);
if (unknown.length > 0) {
  console.error(
    `There is no part “${unknown.join(', ')}”: choose of ${Object.keys(parts).join(', ')}.`,
  );
  process.exit(1);
}

const results: Record<string, unknown> = {
  at: new Date().toISOString(),
  commit: commit(),
  node: process.version,
  cpus: cpus().length,
};
try {
  for (const [name, run] of Object.entries(parts)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    console.log(`── ${name}`);
    results[name] = await run();
    console.log(JSON.stringify(results[name], null, 2));
  }
} finally {
  await app.remove();
}
await mkdir(RESULTS, { recursive: true });
const file = path.join(RESULTS, 'latest.json');
await writeFile(file, `${JSON.stringify(results, null, 2)}\n`);
console.log(`Written to ${path.relative(process.cwd(), file)}.`);
