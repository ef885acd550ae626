import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { freePort } from '../../supabase/local/ports.ts';
import { BROWSER_ARGS } from '../support/browser-path.ts';
import { round } from './statistics.ts';

const PROJECT_DIR = path.resolve(import.meta.dirname, '../..');
const READY = /The app is ready: (\S+)/;
const MS_PER_SECOND = 1000;

/** `npm run dev` until somebody could type into the sign-in form, in seconds. */
async function startOnce(env: NodeJS.ProcessEnv, browserPath: string): Promise<number> {
  const began = performance.now();
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', path.join(PROJECT_DIR, 'supabase/local/dev.ts')],
    { cwd: PROJECT_DIR, env, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const ready = READY.exec(output)?.[1];
      if (ready !== undefined) resolve(ready);
    });
    child.once('exit', () => reject(new Error(`npm run dev ended early:\n${output}`)));
  });
  const browser = await chromium.launch({ executablePath: browserPath, args: [...BROWSER_ARGS] });
  try {
    const page = await browser.newPage();
    await page.goto(url);
    await page.getByRole('textbox', { name: 'Email' }).waitFor();
    return round((performance.now() - began) / MS_PER_SECOND);
  } finally {
    await browser.close();
    child.kill('SIGTERM');
    await exited;
  }
}

/**
 * Seconds from `npm run dev` to a usable page: the first time (new database, nothing prepared) and
 * again. The start of the browser itself, about half a second, is part of both.
 */
export async function benchStartup(browserPath: string) {
  const folder = await mkdtemp(path.join(tmpdir(), 'chat-start-'));
  // As root the database runs as a user of its own, which must be able to get there.
  await chmod(folder, 0o755);
  const env = {
    ...process.env,
    STACK_DATA_DIR: path.join(folder, 'data'),
    STACK_FILE: path.join(folder, 'stack.json'),
    STACK_API_PORT: String(await freePort()),
    STACK_DB_PORT: String(await freePort()),
    APP_PORT: String(await freePort()),
    VITE_CACHE_DIR: path.join(folder, 'vite'),
  };
  try {
    return {
      firstSeconds: await startOnce(env, browserPath),
      againSeconds: await startOnce(env, browserPath),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
