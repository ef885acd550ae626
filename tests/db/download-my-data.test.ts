import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  asUser,
  call,
  createTestDatabase,
  makeSession,
  makeUser,
  refusal,
  set,
} from '../support/database.ts';
import {
  allTables,
  countNaming,
  liveALife,
  namingColumns,
  NAMELESS_TABLES,
  PERSON_COLUMNS,
  type Life,
} from './person-columns.ts';

const { sql } = await createTestDatabase();
const MARK = 'zebramark';
type Data = Record<string, unknown>;
let life: Life;

beforeAll(async () => {
  await set(sql, 'messages_per_minute', 1_000_000);
  life = await liveALife(sql, MARK);
});

const download = (who: string) => asUser(sql, who, (tx) => call<Data>(tx, 'download_my_data'));

/** All that lies at a path, through lists. */
const at = (data: unknown, path: string): unknown[] =>
  path.split('.').reduce<unknown[]>(
    (values, key) =>
      values
        .flatMap((value) => (value as Data)[key])
        .flat()
        .filter((value) => value !== null && value !== undefined),
    [data],
  );

describe('the list of what names a person', () => {
  test('is exactly what the catalog has: a new table or column must be decided upon', async () => {
    const columns = (await namingColumns(sql)).map(({ table, column }) => `${table}.${column}`);
    expect(columns).toEqual(Object.keys(PERSON_COLUMNS).sort());
    const named = new Set((await namingColumns(sql)).map(({ table }) => table));
    expect((await allTables(sql)).filter((table) => !named.has(table))).toEqual(NAMELESS_TABLES);
  });

  test('means something: the person of these tests is named in every one', async () => {
    const counts = await countNaming(sql, life.person);
    expect(Object.entries(counts).filter(([, n]) => n === 0)).toEqual([]);
  });
});

describe('downloading one’s data', () => {
  test('every column that names the person is in it, or excepted with a reason', async () => {
    const data = await download(life.person);
    const counts = await countNaming(sql, life.person);
    for (const [name, { download: path }] of Object.entries(PERSON_COLUMNS)) {
      if (path.startsWith('- ')) continue;
      const column = name.split('.').at(-1)!;
      const naming = at(data, path).filter((row) => (row as Data)[column] === life.person);
      expect(naming.length, `${name} at ${path}`).toBe(counts[name]);
    }
  });

  test('everything they wrote is in it, nothing that others did', async () => {
    const data = await download(life.person);
    expect(at(data, 'messages.content').sort()).toEqual(
      [`${MARK} edited`, `${MARK} there`, `${MARK} there`, `${MARK} there`].sort(),
    );
    expect(at(data, 'message_versions.content')).toEqual([`${MARK} first`]);
    expect(at(data, 'account.email')).toEqual([life.email]);
    expect(at(data, 'profile.bio')).toEqual([MARK]);
    expect(at(data, 'mentor_application.statement')).toEqual([MARK]);
    expect(at(data, 'mentor_application.decided_by')).toEqual([]);
    const text = JSON.stringify(data);
    for (const foreign of ['of the peer', 'an answer', 'goes on', 'taken back'])
      expect(text).not.toContain(foreign);
  });

  test('the peer’s holds no word of the person', async () => {
    const text = JSON.stringify(await download(life.peer));
    expect(text).toContain('of the peer');
    expect(text.replaceAll(`${MARK} Name `, '')).not.toContain(MARK);
  });

  test('whoever joined a session and left finds nothing of what came after', async () => {
    const admin = await makeUser(sql, 'admin');
    const session = await makeSession(sql, await makeUser(sql), await makeUser(sql, 'mentor'));
    await sql`insert into public.participants (session_id, user_id, role, left_at)
      values (${session}, ${admin}, 'admin', now())`;
    await sql`update public.sessions set status = 'completed', summary = 'what we agreed', ended_reason = 'why'
      where id = ${session}`;
    const sessions = at(await download(admin), 'sessions') as Data[];
    expect(sessions).toMatchObject([{ id: session, status: 'completed' }]);
    expect(JSON.stringify(sessions)).not.toMatch(/what we agreed|"why"/);
  });

  test('so many times a day; also for the suspended, for nobody else', async () => {
    const person = await makeUser(sql);
    await sql`insert into private.account_states (user_id, suspended_at) values (${person}, now())`;
    await set(sql, 'downloads_per_day', 2);
    expect(at(await download(person), 'account_state.suspended_at')).toHaveLength(1);
    await download(person);
    expect(await refusal(download(person))).toMatchObject({
      sqlstate: 'PT429',
      detail: { code: 'rate_limited' },
    });
    expect((await refusal(download(randomUUID()))).sqlstate).toBe('PT401');
  });
});
