import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ImportOptions } from '../../supabase/import/options.ts';
import type { Report } from '../../supabase/import/report.ts';
import { runImport } from '../../supabase/import/run.ts';
import { connect, createTestDatabase, makeUser, type Sql } from '../support/database.ts';
import {
  DIRTY_BUT_KEPT,
  EXPECTED_ASIDE,
  EXTRA_CONVERSATIONS,
  makeOldMarketplace,
  REFUSED_MESSAGES,
} from '../support/old-marketplace.ts';
import { allTables } from './person-columns.ts';

/** A hundred thousand messages, each with its search terms, on machines that may be busy. */
vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

const SIZE = { conversations: 1_000, messages: 100_000 };
const CLI_FILE = path.resolve(import.meta.dirname, '../../supabase/import/cli.ts');
const REPORT_FILE = path.join(tmpdir(), `legacy-import-${randomUUID()}.json`);
const MS_PER_SECOND = 1000;

const { sql, url } = await createTestDatabase();
const oldName = `old_${randomUUID().replaceAll('-', '')}`;
const oldUrl = Object.assign(new URL(url), { pathname: oldName }).href;
let old: Sql;

beforeAll(async () => {
  await sql.unsafe(`create database ${oldName}`);
  old = connect(oldUrl, 1);
  await makeOldMarketplace(old, SIZE);
});
afterAll(async () => {
  await old.end();
  await sql.unsafe(`drop database ${oldName} with (force)`);
  await rm(REPORT_FILE, { force: true });
});

const options = (changes: Partial<ImportOptions> = {}): ImportOptions => ({
  from: oldUrl,
  timeZone: 'Europe/Berlin',
  currency: null,
  fileHosts: [],
  dryRun: false,
  backupFile: null,
  reportFile: REPORT_FILE,
  to: url,
  storage: null,
  ...changes,
});
const quiet = () => undefined;

/** The program as an operator starts it. */
function start(...args: string[]) {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', CLI_FILE, '--from', oldUrl, '--time-zone', 'Europe/Berlin', ...args],
    { env: { ...process.env, SUPABASE_DB_URL: url }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  child.stdout.setEncoding('utf8');
  return { child, ended: once(child, 'close') as Promise<[number | null, string | null]> };
}

/** How many rows every table has, and what identifies the messages and how far they were read. */
async function fingerprint() {
  // What is settled again is looked at again.
  const lasting = (await allTables(sql)).filter((name) => name !== 'private.sessions_to_count');
  const tables = [...lasting, 'auth.users', 'auth.identities', 'storage.objects'];
  const rows = await sql.unsafe<{ table: string; n: number }[]>(
    tables
      .map((name) => `select '${name}' as "table", count(*) as n from ${name}`)
      .join(' union all '),
  );
  const [marks] = await sql`
    select md5(string_agg(m.id || ':' || m.seq || ':' || m.rev, ',' order by m.session_id, m.seq)) as messages,
      (select md5(string_agg(concat_ws(':', st.session_id, st.user_id, st.last_read_seq, st.unread_count), ','
        order by st.session_id, st.user_id)) from public.participant_state st) as reading
    from public.messages m`;
  return { counts: Object.fromEntries(rows.map(({ table, n }) => [table, n])), marks };
}

const asideOf = (report: Report) =>
  report.setAside
    .map(({ source, reason, examples }) => [source, reason, ...examples].join(' '))
    .sort();

const expectedAside = () => {
  const groups = new Map<string, string[]>();
  for (const [source, reason, id] of EXPECTED_ASIDE) {
    const ids = groups.get(`${source} ${reason}`) ?? [];
    groups.set(`${source} ${reason}`, id === null ? ids : [...ids, id]);
  }
  return [...groups].map(([name, ids]) => [name, ...ids.sort()].join(' ')).sort();
};

describe('refused in one sentence, with nothing written', () => {
  test('a database that is not the old schema', async () => {
    await expect(runImport(options({ from: url }), quiet)).rejects.toThrow(
      /^The database at \S+ is not the old marketplace: it has no column users\.id\.$/,
    );
  });

  test('an address at which there is no database, without saying the password', async () => {
    const from = 'postgres://somebody:secret@127.0.0.1:1/old';
    await expect(runImport(options({ from }), quiet)).rejects.toThrow(
      /^The old database at 127\.0\.0\.1:1\/old cannot be reached: (?!.*secret)/,
    );
  });

  test('a new database without this schema', async () => {
    await expect(runImport(options({ to: oldUrl }), quiet)).rejects.toThrow(
      /has not the schema of this chat: apply its migrations first\.$/,
    );
  });

  test('a backup that fails', async () => {
    const backupFile = path.join(tmpdir(), randomUUID(), 'no-such-folder', 'backup');
    await expect(runImport(options({ backupFile }), quiet)).rejects.toThrow(/backup/);
    const [row] = await sql`select to_regnamespace('legacy_import') is null as untouched`;
    expect(row).toEqual({ untouched: true });
  });
});

test('a dry run reports what an import would do, and changes nothing', async () => {
  const before = await fingerprint();
  const report = await runImport(options({ dryRun: true }), quiet);
  expect(await fingerprint()).toEqual(before);
  const [row] = await sql`select to_regnamespace('legacy_import') is null as untouched`;
  expect(row).toEqual({ untouched: true });
  expect(report.counts['conversations']!.imported).toBe(SIZE.conversations + EXTRA_CONVERSATIONS);
  expect(report.counts['messages']!.imported).toBe(SIZE.messages + DIRTY_BUT_KEPT.length);
  expect(asideOf(report)).toEqual(expectedAside());
});

test('an import that is killed goes on where it was, and brings everything in once', async () => {
  const began = performance.now();
  // Somebody had signed up here with the address they had in the old system, and has proved it.
  const here = await makeUser(sql, 'buyer', 'Signed up before');
  await sql`update auth.users set email = 'buyer9@old.example', email_confirmed_at = now() where id = ${here}`;

  const killed = start('--backup-done', '--report', REPORT_FILE);
  for await (const text of killed.child.stdout) if (String(text).includes('Messages:')) break;
  killed.child.kill('SIGKILL');
  await killed.ended;
  const [half] = await sql<{ n: number }[]>`select count(*) as n from public.messages`;
  expect(half!.n).toBeGreaterThan(0);
  expect(half!.n).toBeLessThan(SIZE.messages);

  const second = start('--backup-done', '--report', REPORT_FILE);
  let output = '';
  for await (const text of second.child.stdout) output += String(text);
  expect(await second.ended).toEqual([0, null]);
  expect(output).toContain('Going on with the import that was interrupted.');
  console.log(`imported in ${((performance.now() - began) / MS_PER_SECOND).toFixed(1)} s`);

  const report = JSON.parse(await readFile(REPORT_FILE, 'utf8')) as Report;
  expect(report.counts['messages']).toEqual({
    read: SIZE.messages + DIRTY_BUT_KEPT.length + REFUSED_MESSAGES,
    imported: SIZE.messages + DIRTY_BUT_KEPT.length,
  });
  expect(report.counts['conversations']!.imported).toBe(SIZE.conversations + EXTRA_CONVERSATIONS);
  const rowsAside = report.setAside.filter(({ source }) => source !== 'files');
  expect(asideOf({ ...report, setAside: rowsAside })).toEqual(expectedAside());
  // No host was named, so no file was asked for.
  expect(report.filesLeft).toEqual({ 'files.old.example': 11, 'no host': 1 });

  const [person] = await sql`select user_id from legacy_import.people where legacy_id = 'buyer-9'`;
  expect(person).toEqual({ user_id: here });
});

describe('what came in', () => {
  test('every message of a regular conversation, in order, without gap', async () => {
    const [row] = await sql`
      select count(*) as sessions, min(m.n) as fewest, max(m.n) as most, bool_and(m.ordered) as ordered, bool_and(m.gapless) as gapless
      from legacy_import.conversations c
      cross join lateral (
        select count(*) as n, count(*) = max(o.seq) and max(o.seq) = max(o.rev) as gapless, bool_and(o.ordered) as ordered
        from (
          select m.seq, m.rev, m.created_at >= lag(m.created_at, 1, m.created_at) over (order by m.seq) as ordered
          from public.messages m where m.session_id = c.session_id
        ) o
      ) m
      where c.legacy_id ~ '^conv-\\d+$'`;
    const each = SIZE.messages / SIZE.conversations;
    expect(row).toEqual({
      sessions: SIZE.conversations,
      fewest: each,
      most: each,
      ordered: true,
      gapless: true,
    });
  });

  test('times are those of the zone that was said, summer and winter', async () => {
    const rows = await sql`
      select m.created_at from public.messages m
      where m.id in (select legacy_import.stable_id('message', 'msg-' || k) from unnest(${['1-1', '900-1']}::text[]) k)
      order by 1`;
    expect(rows.map(({ created_at }) => (created_at as Date).toISOString())).toEqual([
      '2023-03-02T00:01:00.000Z',
      '2023-04-08T10:01:00.000Z',
    ]);
  });

  test('unread from the earliest unread message on, for whom it was to, and exactly counted', async () => {
    const expected = await old<{ key: string; first: number | null; unread: number }[]>`
      with numbered as (
        select m.*, row_number() over (partition by m.conversation_id order by m.created_at) as seq
        from messages m where m.conversation_id ~ '^conv-\\d+$'
      ), first as (
        select conversation_id, sender_type = 'buyer' as from_buyer, min(seq) filter (where not is_read) as seq
        from numbered group by 1, 2
      )
      select f.conversation_id || case when f.from_buyer then ':b' else ':a' end collate "C" as key, f.seq as first,
        count(n.seq) as unread
      from first f
      left join numbered n on n.conversation_id = f.conversation_id
        and (n.sender_type = 'buyer') = f.from_buyer and n.seq >= f.seq
      group by f.conversation_id, f.from_buyer, f.seq order by 1`;
    const found = await sql<{ key: string; first: number | null; unread: number }[]>`
      select c.legacy_id || case when st.user_id = s.founder_a then ':a' else ':b' end collate "C" as key,
        st.unread_from_seq as first, st.unread_count::bigint as unread
      from legacy_import.conversations c
      join public.sessions s on s.id = c.session_id
      join public.participant_state st on st.session_id = s.id and st.user_id in (s.founder_a, s.founder_b)
      where c.legacy_id ~ '^conv-\\d+$' order by 1`;
    expect(expected.some(({ unread }) => unread > 0)).toBe(true);
    expect([...found]).toEqual([...expected]);
  });

  test('the admin whose id stood in unread_count_admin takes part; a count names nobody', async () => {
    const rows = await sql`
      select c.legacy_id, s.kind, array_agg(p.full_name order by p.full_name) as people
      from legacy_import.conversations c
      join public.sessions s on s.id = c.session_id
      join public.participants t on t.session_id = s.id
      join public.profiles p on p.id = t.user_id
      where c.legacy_id in ('conv-2', 'conv-5', 'conv-7', 'conv-supplier-admin') group by 1, 2 order by 1`;
    expect([...rows]).toEqual([
      { legacy_id: 'conv-2', kind: 'buyer_supplier', people: ['Buyer 2', 'Owner 2'] },
      { legacy_id: 'conv-5', kind: 'buyer_supplier', people: ['Admin 2', 'Buyer 5', 'Owner 5'] },
      { legacy_id: 'conv-7', kind: 'buyer_admin', people: ['Admin 1', 'Buyer 7'] },
      { legacy_id: 'conv-supplier-admin', kind: 'support', people: ['Admin 1', 'Owner 8'] },
    ]);
    const [admins] = await sql`select count(*) as n from public.profiles where role = 'admin'`;
    expect(admins).toEqual({ n: 3 });
  });

  test('of two open conversations of a pair the one used last stays open', async () => {
    const rows = await sql`
      select c.legacy_id, s.status from legacy_import.conversations c join public.sessions s on s.id = c.session_id
      where c.legacy_id in ('conv-again', 'conv-twice', 'conv-11') order by 1`;
    expect([...rows]).toEqual([
      { legacy_id: 'conv-11', status: 'completed' },
      { legacy_id: 'conv-again', status: 'completed' },
      { legacy_id: 'conv-twice', status: 'in_progress' },
    ]);
  });

  test('senders whose id is a user’s and another one’s supplier row are told apart', async () => {
    const rows = await sql`
      select m.content, p.full_name from public.messages m join public.profiles p on p.id = m.sender_id
      where m.session_id = legacy_import.stable_id('conversation', 'conv-twin') order by m.seq`;
    expect([...rows]).toEqual([
      { content: 'the buyer', full_name: 'New member' },
      { content: 'the supplier', full_name: 'Twin Owner' },
    ]);
  });

  test('dirty messages that can be understood', async () => {
    const rows = await sql<{ content: string; full_name: string }[]>`
      select m.content, p.full_name from public.messages m join public.profiles p on p.id = m.sender_id
      where m.session_id = legacy_import.stable_id('conversation', 'conv-dirty') order by m.seq`;
    const files = Array.from({ length: 10 }, (_, n) => `${n + 1}.pdf`).join(', ');
    expect(rows.map(({ content, full_name }) => [content.slice(0, 80), full_name])).toEqual([
      ['long '.repeat(16), 'Buyer 7'],
      ['first of two', 'Buyer 7'],
      [files, 'Buyer 7'],
      ['says it is the supplier', 'Buyer 7'],
      ['by the user’s id'.replace('’', "'"), 'Owner 7'],
      ['to nobody', 'Owner 7'],
      ['odd', 'Buyer 7'],
    ]);
    expect(rows[0]!.content).toHaveLength(10_000);
  });
});

test('importing again brings nothing in twice', async () => {
  const before = await fingerprint();
  const report = await runImport(options(), quiet);
  expect(await fingerprint()).toEqual(before);
  expect(Object.values(report.counts).map(({ imported }) => imported)).toEqual([0, 0, 0, 0, 0, 0]);
});

describe('a later run', () => {
  let report: Report;
  beforeAll(async () => {
    await old`update messages set is_read = true where conversation_id = 'conv-4'`;
    await old`insert into messages values
      ('msg-late', 'conv-4', 'buyer-4', 'sup-4', 'buyer', 'one more thing', null, false, '2023-07-01')`;
    await sql`delete from auth.users
              where id = (select user_id from legacy_import.people where legacy_id = 'buyer-20')`;
    report = await runImport(options(), quiet);
  });

  test('brings what was written and read in the old system meanwhile', async () => {
    expect(report.counts['messages']!.imported).toBe(1);
    const each = SIZE.messages / SIZE.conversations;
    const rows = await sql`
      select p.full_name, st.unread_count, st.unread_from_seq, s.last_message
      from public.participant_state st
      join public.profiles p on p.id = st.user_id
      join public.sessions s on s.id = st.session_id
      where s.id = legacy_import.stable_id('conversation', 'conv-4') order by 1`;
    const last_message = 'one more thing';
    expect([...rows]).toEqual([
      { full_name: 'Buyer 4', unread_count: 0, unread_from_seq: null, last_message },
      { full_name: 'Owner 4', unread_count: 1, unread_from_seq: each + 1, last_message },
    ]);
  });

  test('brings nobody back who deleted their account here', async () => {
    expect(report.setAside).toContainEqual({
      source: 'users',
      reason: 'account_deleted_here',
      kept: false,
      count: 1,
      examples: ['buyer-20'],
    });
    const [row] =
      await sql`select count(*) as n from auth.users where email = 'buyer20@old.example'`;
    expect(row).toEqual({ n: 0 });
  });
});
