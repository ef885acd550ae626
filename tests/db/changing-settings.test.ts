import { beforeAll, beforeEach, expect, test } from 'vitest';
import {
  asUser,
  createTestDatabase,
  makeUser,
  refusal,
  set,
  untilBlocked,
  type Tx,
} from '../support/database.ts';

const { sql } = await createTestDatabase();
const KEY = 'edit_window';
let admin: string;
let other: string;
let student: string;

interface Setting {
  key: string;
  value: number;
  default: number;
  min: number;
  max: number;
  last_change: { from: number; to: number; by: { name: string } } | null;
}

beforeAll(async () => {
  admin = await makeUser(sql, 'admin', 'Elena Petrova');
  other = await makeUser(sql, 'admin', 'Femi Ade');
  student = await makeUser(sql, 'student');
});
beforeEach(() => set(sql, KEY, 900));

const change = async (tx: Tx, value: unknown, expected: unknown, key = KEY) => {
  const [row] = await tx<{ setting: Setting }[]>`
    select public.set_setting(${key}, ${JSON.stringify(value)}::text::jsonb,
      ${JSON.stringify(expected)}::text::jsonb) as setting`;
  return row!.setting;
};
const to = (value: unknown, expected: unknown = 900, who = admin, key = KEY) =>
  asUser(sql, who, (tx) => change(tx, value, expected, key));
const list = (who: string) =>
  asUser(sql, who, async (tx) => {
    const [row] = await tx<{ settings: Setting[] }[]>`select public.list_settings() as settings`;
    return row!.settings;
  });
const value = async () => {
  const [row] = await sql<{ value: number }[]>`
    select value from public.app_settings where key = ${KEY}`;
  return row!.value;
};
const history = () =>
  sql`select old_value, new_value, changed_by from public.setting_changes where key = ${KEY} order by changed_at`;

test('every setting has bounds, with its default between them: a new one must be decided upon', async () => {
  const keys = await sql<{ key: string }[]>`select key from public.app_settings order by key`;
  const settings = await list(admin);
  expect(settings.map((setting) => setting.key).sort()).toEqual(keys.map((row) => row.key).sort());
  for (const setting of settings) {
    expect(setting.default, setting.key).toBeGreaterThanOrEqual(setting.min);
    expect(setting.default, setting.key).toBeLessThanOrEqual(setting.max);
  }
});

test('a change holds at once, is kept with who made it, and is in the audit log', async () => {
  const before = (await history()).length;
  expect(await to(0)).toMatchObject({
    key: KEY,
    value: 0,
    default: 900,
    unit: 'seconds',
    last_change: { from: 900, to: 0, by: { name: 'Elena Petrova' } },
  });
  expect(await value()).toBe(0);
  // A lost answer: nothing more is written.
  await to(0);
  expect((await history()).slice(before)).toEqual([
    { old_value: 900, new_value: 0, changed_by: admin },
  ]);
  const lines = await sql`
    select details from public.audit_log where actor_id = ${admin} and action = 'set_setting'
    order by created_at desc limit 1`;
  expect(lines).toEqual([{ details: { key: KEY, from: 900, to: 0 } }]);
});

test.each([-1, 604_801, 1e30, 1.5, '60', null, true, [60], {}])('refused: %j', async (wrong) => {
  const why = 'Give a whole number from 0 to 604800 (seconds).';
  expect(await refusal(to(wrong))).toEqual({
    sqlstate: 'PT422',
    message: why,
    detail: { code: 'invalid', fields: { value: why } },
  });
  expect(await value()).toBe(900);
});

test('refused: a limit of nothing, and what is no setting', async () => {
  expect(await refusal(to(0, 10, admin, 'messages_per_minute'))).toMatchObject({
    message: 'Give a whole number from 1 to 1000 (messages).',
  });
  expect(await refusal(to(1, 1, admin, 'surprise'))).toEqual({
    sqlstate: 'PT404',
    message: 'This setting does not exist.',
    detail: { code: 'not_found' },
  });
});

test('two admins at once: the second learns what it is now', async () => {
  const stale = {
    sqlstate: 'PT409',
    message: 'Another admin has changed this setting meanwhile.',
    detail: { code: 'stale', value: 60 },
  };
  let late: Promise<unknown> | undefined;
  await asUser(sql, admin, async (tx) => {
    await change(tx, 60, 900);
    late = refusal(to(120, 900, other));
    await untilBlocked(sql);
  });
  expect(await late).toEqual(stale);
  expect(await refusal(to(120, null, other))).toEqual(stale);
  expect(await to(120, 60, other)).toMatchObject({ value: 120 });
});

test('is the admins’ alone', async () => {
  const suspended = await makeUser(sql, 'admin');
  await sql`insert into private.account_states (user_id, suspended_at) values (${suspended}, now())`;
  for (const who of [student, suspended])
    for (const attempt of [() => to(60, 900, who), () => list(who)])
      expect(await refusal(attempt())).toMatchObject({
        sqlstate: '42501',
        message: 'Only admins may do this.',
      });
  const direct = (tx: Tx) => tx`update public.app_settings set value = '1'`;
  expect((await refusal(asUser(sql, admin, direct))).sqlstate).toBe('42501');
  await to(60);
  const seen = (who: string) => asUser(sql, who, (tx) => tx`select 1 from public.setting_changes`);
  expect((await seen(other)).length).toBeGreaterThan(0);
  expect(await seen(student)).toEqual([]);
});

test('nobody rewrites the history, not even the owner', async () => {
  await to(60);
  for (const statement of [
    `update public.setting_changes set new_value = '1'`,
    `delete from public.setting_changes`,
    `truncate public.setting_changes`,
  ]) {
    expect((await refusal(sql.unsafe(statement))).sqlstate, statement).toBe('42501');
    expect(
      (await refusal(asUser(sql, admin, (tx) => tx.unsafe(statement)))).sqlstate,
      statement,
    ).toBe('42501');
  }
});
