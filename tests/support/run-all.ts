import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildApp } from './app.ts';
import { FIRST_LOAD_BUDGET_BYTES, measureFirstLoad } from './bundle.ts';
import { filesIn, repositoryFiles, secretsInFiles } from './secrets.ts';

/** `npm test`: every check in order, stopping at the first that fails. */

const MS_PER_SECOND = 1000;
const BYTES_PER_KB = 1000;
const PROJECT_DIR = path.resolve(import.meta.dirname, '../..');

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTotalTestSuites: number;
  numFailedTestSuites: number;
}

function run(command: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args.join(' ')} ended with ${code ?? signal ?? '?'}`));
    });
  });
}

async function step(title: string, work: () => Promise<void>): Promise<void> {
  const began = performance.now();
  console.log(`\n── ${title}`);
  await work();
  const seconds = (performance.now() - began) / MS_PER_SECOND;
  console.log(`   ${title}: ${seconds.toFixed(1)} s`);
}

async function vitest(projects: readonly string[], counts: Counts): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'chat-report-'));
  const file = path.join(folder, 'report.json');
  const flags = projects.flatMap((project) => ['--project', project]);
  try {
    await run('npx', [
      'vitest',
      'run',
      ...flags,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ]);
  } finally {
    const report = JSON.parse(await readFile(file, 'utf8')) as VitestReport;
    counts.passed += report.numPassedTests;
    counts.failed += report.numFailedTests;
    counts.skipped += report.numPendingTests;
    await rm(folder, { recursive: true });
  }
}

function refuseSecrets(found: readonly string[]): void {
  if (found.length > 0) throw new Error(`These look like secrets:\n${found.join('\n')}`);
}

async function scanRepository(): Promise<void> {
  const files = await repositoryFiles(PROJECT_DIR);
  refuseSecrets(await secretsInFiles(PROJECT_DIR, files));
  console.log(`   no secrets in ${files.length} files`);
}

async function buildWithinBudget(): Promise<void> {
  const app = await buildApp();
  try {
    const { gzipBytes, untilLiveGzipBytes } = await measureFirstLoad(app.outDir);
    const kB = (bytes: number): string => `${(bytes / BYTES_PER_KB).toFixed(1)} kB`;
    const size = `${kB(gzipBytes)} of ${FIRST_LOAD_BUDGET_BYTES / BYTES_PER_KB} kB`;
    if (gzipBytes > FIRST_LOAD_BUDGET_BYTES) {
      throw new Error(`First-load JavaScript is over its budget: ${size} (gzip).`);
    }
    refuseSecrets(await secretsInFiles(app.outDir, await filesIn(app.outDir)));
    console.log(`   first-load JavaScript: ${size} (gzip); until live: ${kB(untilLiveGzipBytes)}`);
  } finally {
    await app.remove();
  }
}

const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
try {
  await step('types', () => run('npx', ['tsc', '--noEmit']));
  await step('lint', () => run('npx', ['eslint', '.', '--max-warnings=0']));
  await step('format', () => run('npx', ['prettier', '--check', '.', '--log-level=warn']));
  await step('secrets', scanRepository);
  await step('build and budget', buildWithinBudget);
  await step('unit, database and stack tests', () => vitest(['unit', 'db', 'stack'], counts));
  await step('generated types', () => run('npm', ['run', '--silent', 'db:types', '--', '--check']));
  await step('database advisors', () => run('npm', ['run', '--silent', 'db:advisors']));
  await step('API tests', () => vitest(['api'], counts));
  await step('browser tests', () => vitest(['e2e'], counts));
  await step('chaos tests', () => vitest(['chaos'], counts));
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
