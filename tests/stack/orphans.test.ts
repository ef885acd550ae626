import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import postgres from 'postgres';
import { expect, test, vi } from 'vitest';

/** A whole stack is started and ended, on machines that may be busy. */
const TIMEOUT_MS = 60_000;
const END_MS = 20_000;

test(
  'a stack ends with the tests that started it, even when they are killed',
  { timeout: TIMEOUT_MS },
  async () => {
    const program = path.join(import.meta.dirname, 'support/stack-owner.ts');
    const owner = spawn(process.execPath, ['--import', 'tsx', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(owner.stdout.setEncoding('utf8'), 'data')) as [string];
    const { apiUrl, dbUrl, dataDir } = JSON.parse(line) as Record<
      'apiUrl' | 'dbUrl' | 'dataDir',
      string
    >;
    await fetch(apiUrl);
    owner.kill('SIGKILL');
    const gone = (attempt: Promise<unknown>) =>
      expect(attempt).rejects.toThrow(/ECONNREFUSED|fetch failed/);
    await vi.waitFor(() => gone(fetch(apiUrl)), { timeout: END_MS });
    await vi.waitFor(
      () => {
        const sql = postgres(dbUrl, { max: 1, connect_timeout: 1 });
        return gone(sql`select`.finally(() => sql.end({ timeout: 0 })));
      },
      { timeout: END_MS },
    );
    await rm(dataDir, { recursive: true, force: true });
  },
);
