import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

const CLI_FILE = path.resolve(import.meta.dirname, '../../supabase/local/cli.ts');
const READY = 'Stop it with Ctrl-C.';
const NAP_SECONDS = 60;
const MS_PER_SECOND = 1000;
/** Whole stacks are started and ended here, on machines that may be busy. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let folder: string;
let migrations: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'chat-tools-'));
  await chmod(folder, 0o755);
  migrations = path.join(folder, 'migrations');
  await mkdir(migrations);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function run(args: string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, ['--import', 'tsx', CLI_FILE, ...args], {
    env: {
      ...process.env,
      STACK_API_PORT: '0',
      STACK_DB_PORT: '0',
      STACK_DATA_DIR: path.join(folder, 'data'),
      STACK_FILE: path.join(folder, 'stack.json'),
      STACK_DURABILITY: 'test',
      STACK_MIGRATIONS_DIR: migrations,
      STACK_SEED_FILE: path.join(folder, 'no-seed.sql'),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { text: '' };
  const waiting: (() => void)[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output.text += text;
      for (const look of waiting) look();
    });
  return {
    child,
    output,
    /** Waits until the program has printed something. */
    until: (wanted: RegExp | string) =>
      new Promise<void>((resolve) => {
        const look = () => {
          const found =
            typeof wanted === 'string' ? output.text.includes(wanted) : wanted.test(output.text);
          if (found) resolve();
        };
        waiting.push(look);
        look();
      }),
    ended: once(child, 'close') as Promise<[number]>,
  };
}

const write = (name: string, text: string) => writeFile(path.join(migrations, name), text);

describe('one stack', () => {
  test('status, logs, slow requests, a changed migration, and an end that waits for nobody', async () => {
    const sleepy = `
      create function public.nap(seconds float8) returns void language sql as 'select pg_sleep(seconds)';
      -- a remark
      grant execute on function public.nap(float8) to service_role;`;
    await write('1_first.sql', sleepy);
    const off = run(['start', '--status']);
    expect(await off.ended).toEqual([1, null]);
    expect(off.output.text).toContain('The local stack is not running');

    const stack = run(['start']);
    await stack.until(READY);
    const { apiUrl, mailUrl, secretKey } = JSON.parse(
      await readFile(path.join(folder, 'stack.json'), 'utf8'),
    ) as Record<string, string>;
    await write('2_second.sql', 'create table public.later (id int);');
    const on = run(['start', '--status']);
    expect(await on.ended).toEqual([0, null]);
    for (const part of [
      'The local stack is running.',
      apiUrl,
      mailUrl,
      '1 applied, 1 pending',
      'pending        2_second',
    ])
      expect(on.output.text).toContain(part);

    const call = (seconds: number) =>
      fetch(`${apiUrl ?? ''}/rest/v1/rpc/nap`, {
        method: 'POST',
        headers: { apikey: secretKey ?? '', 'content-type': 'application/json' },
        body: JSON.stringify({ seconds }),
      });
    expect((await call(0)).status).toBe(204);
    expect((await call(1.1)).status).toBe(204);
    await stack.until(/info {2}slow request: POST \/rest\/v1\/rpc\/nap 204 1\d\d\d ms/);
    expect(stack.output.text.match(/rpc\/nap/g)).toHaveLength(1);

    // A statement that is still running must not hold the stack up.
    const hanging = call(NAP_SECONDS).catch(() => 'cut');
    await call(0);
    const began = performance.now();
    stack.child.kill('SIGTERM');
    expect(await stack.ended).toEqual([0, null]);
    expect(performance.now() - began).toBeLessThan(NAP_SECONDS * MS_PER_SECOND);
    expect(await hanging).toBe('cut');

    await write('1_first.sql', sleepy.replace('-- a remark', '-- another remark'));
    const harmless = run(['start']);
    await harmless.until(READY);
    harmless.child.kill('SIGTERM');
    await harmless.ended;

    await write('1_first.sql', `${sleepy} create table public.smuggled (id int);`);
    const changed = run(['start']);
    expect(await changed.ended).toEqual([1, null]);
    expect(changed.output.text).toMatch(
      /1_first\.sql was changed after it had been applied: run "npm run stack:reset" \(it drops the local data\), or undo the change and write a new migration\./,
    );
    const reset = run(['reset']);
    expect(await reset.ended).toEqual([0, null]);
    expect(reset.output.text).toContain('2 migrations applied');
  });

  test('STACK_LOG=debug notes every request without its query; another word is refused', async () => {
    const env = { STACK_DATA_DIR: path.join(folder, 'debug'), STACK_LOG: 'debug' };
    const stack = run(['start'], env);
    await stack.until(READY);
    const { apiUrl } = JSON.parse(
      await readFile(path.join(folder, 'stack.json'), 'utf8'),
    ) as Record<string, string>;
    await fetch(`${apiUrl ?? ''}/storage/v1/object/sign/a/b?token=secret`);
    await stack.until(/debug GET \/storage\/v1\/object\/sign\/a\/b 400 \d+ ms/);
    expect(stack.output.text).not.toContain('token=secret');
    stack.child.kill('SIGTERM');
    await stack.ended;
    const wrong = run(['start'], { STACK_LOG: 'loud' });
    expect(await wrong.ended).toEqual([1, null]);
    expect(wrong.output.text).toContain('STACK_LOG must be one of debug, info, warn, not "loud".');
  });
});
