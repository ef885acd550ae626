import { beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type Tx } from '../support/database.ts';
import { findBreaches, type Attempt } from './access-matrix-attempts.ts';
import { planCalls } from './access-matrix-calls.ts';
import { setTheScene, type Scene } from './access-matrix-scene.ts';
import { planTables, withoutForeignRows } from './access-matrix-tables.ts';
import { planTopics } from './access-matrix-topics.ts';

/**
 * Everybody tries everything: actor × table × verb × column, actor × function, actor × topic, all
 * taken from the catalog, and all that the rules do not name must be refused or come to nothing.
 */

const { sql } = await createTestDatabase(2);
let scene: Scene;
let attempted = 0;
/** Tens of thousands of attempts take two seconds, and longer where others work. */
const PATIENCE_MS = 60_000;

beforeAll(async () => {
  scene = await setTheScene(sql);
});

class RolledBack extends Error {}

/** Runs `work` as the owner in a transaction of which nothing stays. */
async function undone<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  let result: { value: T } | undefined;
  await sql
    .begin(async (tx) => {
      result = { value: await work(tx) };
      throw new RolledBack();
    })
    .catch((error: unknown) => {
      if (!(error instanceof RolledBack)) throw error;
    });
  return result!.value;
}

async function expectNoBreach(tx: Tx, attempts: readonly Attempt[]): Promise<void> {
  attempted += attempts.length;
  expect(await findBreaches(tx, attempts)).toEqual([]);
}

describe('nobody gets further than the rules say', { timeout: PATIENCE_MS }, () => {
  test('by tables and views', () =>
    undone(async (tx) => {
      const { attempts, unsaid } = await planTables(tx, scene);
      expect(unsaid).toEqual([]);
      await expectNoBreach(tx, attempts);
    }));

  test('by functions', () =>
    undone(async (tx) => {
      const { attempts, unsaid } = await planCalls(tx, scene);
      expect(unsaid).toEqual([]);
      await expectNoBreach(tx, attempts);
    }));

  test('by Realtime topics', () =>
    undone(async (tx) => expectNoBreach(tx, await planTopics(tx, scene))));

  test('in many thousand attempts, each with something to be refused', async () => {
    const outsider = scene.actors.find((who) => who.name === 'outsider')!;
    expect(await undone((tx) => withoutForeignRows(tx, outsider))).toEqual([]);
    console.info(`${attempted} attempts by ${scene.actors.length} actors`);
    expect(attempted).toBeGreaterThan(10_000);
  });

  test('nor uses a sequence', async () => {
    const rows = await sql`
      select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      cross join unnest(array['anon', 'authenticated']) role
      where c.relkind = 'S' and n.nspname !~ '^pg_' and has_schema_privilege(role, n.oid, 'usage')
        and has_sequence_privilege(role, c.oid, 'usage,select,update')`;
    expect(rows).toEqual([]);
  });
});

describe('what goes wrong is found', { timeout: PATIENCE_MS }, () => {
  const HOLES: [string, string, RegExp][] = [
    [
      'a column that may be updated',
      'grant update (seq) on public.messages to authenticated',
      /^outsider: update seq of public\.messages: should be refused/,
    ],
    [
      'a column that may be inserted',
      'grant insert (seq) on public.messages to authenticated',
      /^participant: insert seq with a row into public\.messages: should be refused/,
    ],
    [
      'a hidden column',
      'grant select (last_message) on public.sessions to authenticated',
      /^participant: select last_message of public\.sessions: should be refused/,
    ],
    [
      'a table for visitors',
      'grant select on public.profiles to anon',
      /^visitor: select full_name of public\.profiles: should be refused/,
    ],
    [
      'a policy that lets everybody in',
      `create policy "oops" on public.notifications for select to authenticated using (true)`,
      /^outsider: select title of public\.notifications: should be 0 rows/,
    ],
    [
      'a policy that lets admins in',
      `create policy "oops" on public.messages for select to authenticated using ((select private.am_admin()))`,
      /^admin without grant: select content of public\.messages: should be 0 rows/,
    ],
    [
      'a policy that shows too little',
      `create policy "oops" on public.messages as restrictive for select to authenticated using (seq > 1)`,
      /^participant: select content of public\.messages: should be \d+ rows/,
    ],
    [
      'a table without row-level security',
      'alter table public.bookmarks disable row level security',
      /^outsider: select message_id of public\.bookmarks: should be 0 rows/,
    ],
    [
      'a view with its owner’s rights',
      'alter view public.message_delivery set (security_invoker = false)',
      /^outsider: select message_id of public\.message_delivery: should be 0 rows/,
    ],
    [
      'deleting',
      'grant delete on public.pins to authenticated',
      /^participant: delete from public\.pins: should be refused/,
    ],
    [
      'truncating',
      'grant truncate on public.pins to authenticated',
      /^outsider: truncate public\.pins: should be refused/,
    ],
    [
      'a closed table',
      'grant select on private.account_states to authenticated',
      /^outsider: select reason of private\.account_states: should be refused/,
    ],
    [
      'everybody’s files',
      `create policy "oops" on storage.objects for select to authenticated using (bucket_id = 'attachments')`,
      /^outsider: select name of storage\.objects: should be 0 rows/,
    ],
    [
      'somebody else’s file to replace',
      `create policy "oops" on storage.objects for update to authenticated using (true)`,
      /^outsider: update metadata of storage\.objects: should be 0 rows/,
    ],
  ];

  test.each(HOLES)('%s', (_what, hole, found) =>
    undone(async (tx) => {
      const table = /(public|private|storage)\.\w+/.exec(hole)![0];
      await tx.unsafe(hole);
      const { attempts } = await planTables(tx, scene, (name) => name === table);
      expect(await findBreaches(tx, attempts)).toContainEqual(expect.stringMatching(found));
    }),
  );

  test('a topic that everybody hears, or says something on', () =>
    undone(async (tx) => {
      await tx`create policy "oops" on realtime.messages for select to authenticated
               using (topic = (select realtime.topic()))`;
      await tx`create policy "oops too" on realtime.messages for insert to authenticated with check (true)`;
      const breaches = (await findBreaches(tx, await planTopics(tx, scene))).join('\n');
      const { person } = scene.life;
      expect(breaches).toContain(`outsider: hear user:${person}: should be 0 broadcasts`);
      expect(breaches).toContain(`outsider: say something on session:${scene.session} `);
    }));

  test('a function that tells strangers, or that a session exists', () =>
    undone(async (tx) => {
      await tx`create or replace function public.get_session(p_session_id uuid) returns json
               language sql stable security definer set search_path = ''
               as 'select to_json(s) from public.sessions s where s.id = p_session_id'`;
      await tx`create or replace function public.list_pins(p_session_id uuid) returns json
               language plpgsql stable security definer set search_path = '' as $$
               begin
                 perform private.fail(404, 'not_found', 'Gone: ' || count(*)) from public.sessions s where s.id = p_session_id;
               end $$`;
      await tx`create or replace function public.list_settings() returns jsonb
               language sql stable set search_path = '' as $$ select '{}'::jsonb $$`;
      const { attempts } = await planCalls(tx, scene);
      const breaches = (await findBreaches(tx, attempts)).join('\n');
      expect(breaches).toContain('outsider: call get_session: should be refused with PT404');
      expect(breaches).toContain('outsider: call list_pins: tells what exists');
      expect(breaches).toContain('outsider: call list_settings: should be refused with 42501');
    }));

  test('a table, a column and a function of which nothing is said, with what to write', () =>
    undone(async (tx) => {
      await tx`create table public.notes (id uuid)`;
      await tx`alter table public.pins add column mood text`;
      await tx`create function public.peek() returns text language sql set search_path = '' as 'select null'`;
      const { unsaid } = await planTables(tx, scene);
      expect([...unsaid, ...(await planCalls(tx, scene)).unsaid]).toEqual([
        'public.notes has no line in tests/db/access-matrix-rules.ts: say whose rows are read, by which columns, and what may be written.',
        'public.pins.mood is not said in tests/db/access-matrix-rules.ts: write it into "reads" or "hidden" of its table.',
        'public.peek() is not said in tests/db/access-matrix-functions.ts: write its name behind those who may call it.',
      ]);
    }));
});
