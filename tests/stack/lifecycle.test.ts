import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startTestStack, type TestStack } from '../support/stack.ts';
import { RawSocket } from './support/raw-socket.ts';

const CLI_FILE = path.resolve(import.meta.dirname, '../../supabase/local/cli.ts');
/** Whole stacks are started and ended here, on machines that may be busy. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let folder: string;
let migrations: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'chat-lifecycle-'));
  await chmod(folder, 0o755);
  migrations = path.join(folder, 'migrations');
  await mkdir(migrations);
  await writeFile(
    path.join(migrations, '20260101000000_first.sql'),
    `create table public.written (n int);
     create policy "all" on realtime.messages for select to anon using (true);`,
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const options = () => ({ migrationsDir: migrations, seedFile: path.join(folder, 'no-seed.sql') });

describe('a running stack', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await startTestStack(options());
  });
  afterAll(() => stack.stop());

  test('kill -9 while writing loses nothing committed; the same URLs work again', async () => {
    const writer = postgres(stack.facts.dbUrl, { max: 1, onnotice: () => undefined });
    let committed = 0;
    const enough = new Promise<void>((resolve) => {
      const write = async () => {
        for (;;) {
          await writer`insert into public.written values (${committed})`;
          committed += 1;
          if (committed === 50) resolve();
        }
      };
      write().catch(() => undefined);
    });
    await enough;
    await stack.restart({ kill: true });
    await writer.end({ timeout: 0 });
    const reader = postgres(stack.facts.dbUrl, { max: 1 });
    const [row] = await reader<{ count: number }[]>`
      select count(*)::int as count from public.written where n < ${committed}`;
    expect(row?.count).toBe(committed);
    await reader.end();
  });

  test('a database restart under it: the feed delivers again', async () => {
    const socket = await RawSocket.connect(stack.facts.apiUrl, {
      apikey: stack.facts.publishableKey,
      vsn: '2.0.0',
    });
    const join = { config: { private: true, broadcast: { replication_ready: true } } };
    const { reply } = await socket.join('realtime:t', join);
    expect(reply.status).toBe('ok');
    const superUrl = new URL(stack.facts.dbUrl);
    superUrl.username = 'supabase_admin';
    const sql = postgres(superUrl.href, { max: 1, onnotice: () => undefined });
    await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where pid <> pg_backend_pid() and datname = 'postgres'`;
    // The server's own connections are gone too: a join may be refused until they are back.
    let again = await socket.join('realtime:t', join);
    while (again.reply.status !== 'ok') again = await socket.join('realtime:t', join);
    await socket.text((frame) => frame[0] === again.ref && frame[3] === 'system');
    await sql`select realtime.send('{"n":1}', 'event', 't')`;
    await socket.binary();
    await sql.end();
    socket.close();
  });

  test('a new migration is applied at the next start, and recorded as the CLI does', async () => {
    await writeFile(
      path.join(migrations, '20260101000001_second.sql'),
      'create table public.a (id int);\n-- why\ncreate table public.b (id int);\n',
    );
    await stack.restart();
    const sql = postgres(stack.facts.dbUrl, { max: 1 });
    const rows = await sql`
      select version, name, statements from supabase_migrations.schema_migrations order by version`;
    expect(rows.map((row) => `${String(row['version'])} ${String(row['name'])}`)).toEqual([
      '20260101000000 first',
      '20260101000001 second',
    ]);
    expect(rows[1]?.['statements'] as unknown).toEqual([
      'create table public.a (id int)',
      '-- why\ncreate table public.b (id int)',
    ]);
    await sql.end();
  });
});

describe('a start that cannot work says why in one sentence', () => {
  /** Runs the command line until it ends; its standard error without Node's own warnings. */
  async function failing(env: NodeJS.ProcessEnv) {
    const child = spawn(process.execPath, ['--import', 'tsx', CLI_FILE, 'start'], {
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
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    const [code] = (await once(child, 'close')) as [number];
    const lines = errors.split('\n').filter((line) => line !== '' && !line.includes('Node.js 20'));
    return { code, lines };
  }

  test.each(['STACK_API_PORT', 'STACK_DB_PORT'])('a taken %s', async (setting) => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? String(address.port) : '';
    const { code, lines } = await failing({ [setting]: port });
    server.close();
    expect(code).toBe(1);
    expect(lines).toEqual([expect.stringMatching(new RegExp(`^Port ${port} .*${setting}\\.$`))]);
  });

  test('a port that is no port', async () => {
    const { code, lines } = await failing({ STACK_API_PORT: 'eighty' });
    expect(code).toBe(1);
    expect(lines).toEqual([expect.stringContaining('STACK_API_PORT must be a port number')]);
  });

  test.each(['{"channels":1}', '{"channelsPerSocket":"x"}', '{"connections":null}', '['])(
    'limits that are none: %s',
    async (limits) => {
      const { code, lines } = await failing({ STACK_REALTIME_LIMITS: limits });
      expect(code).toBe(1);
      expect(lines).toEqual([
        expect.stringContaining('STACK_REALTIME_LIMITS must be JSON such as'),
      ]);
    },
  );

  test('a broken migration, with file, line and message; those before it stay', async () => {
    const broken = path.join(folder, 'broken');
    await mkdir(broken, { recursive: true });
    await writeFile(path.join(broken, '1_good.sql'), 'create table public.good (id int);');
    const file = path.join(broken, '2_bad.sql');
    const env = { STACK_MIGRATIONS_DIR: broken, STACK_DATA_DIR: path.join(folder, 'broken-data') };
    for (const [text, message] of [
      ['select 1;\n\nselect nope;\n', /2_bad\.sql:3 failed: column "nope" does not exist$/],
      ['select 1;\ncreate table public.good (id int);\n', /2_bad\.sql:2 failed: relation "good"/],
    ] as const) {
      await writeFile(file, text);
      const { code, lines } = await failing(env);
      expect(code).toBe(1);
      expect(lines).toEqual([expect.stringMatching(message)]);
    }
  });

  test('a data directory that may not be made', async () => {
    const blocked = path.join(folder, 'blocked');
    await writeFile(blocked, 'a file');
    const { code, lines } = await failing({ STACK_DATA_DIR: path.join(blocked, 'data') });
    expect(code).toBe(1);
    expect(lines).toEqual([
      expect.stringMatching(
        /^The database directory .* cannot be created \(.*\): .*STACK_DATA_DIR\.$/,
      ),
    ]);
  });

  test('a data directory of something else', async () => {
    const other = path.join(folder, 'other');
    await mkdir(other, { recursive: true });
    await writeFile(path.join(other, 'notes.txt'), 'mine');
    const { code, lines } = await failing({ STACK_DATA_DIR: other });
    expect(code).toBe(1);
    expect(lines).toEqual([expect.stringContaining('is not empty and holds no database')]);
    expect(await readFile(path.join(other, 'notes.txt'), 'utf8')).toBe('mine');
  });

  test('a data directory that another stack is using', async () => {
    const stack = await startTestStack(options());
    const { code, lines } = await failing({ STACK_DATA_DIR: stack.dataDir });
    await stack.stop();
    expect(code).toBe(1);
    expect(lines).toEqual([expect.stringMatching(/^Another stack \(process \d+\) is using/)]);
  });
});
