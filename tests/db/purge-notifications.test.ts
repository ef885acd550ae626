import { beforeEach, expect, test } from 'vitest';
import { createTestDatabase, makeUser, set } from '../support/database.ts';

const DAY = 86_400;
const { sql } = await createTestDatabase();
const person = await makeUser(sql);

beforeEach(async () => {
  await sql`delete from public.notifications`;
  await set(sql, 'notification_retention', 10 * DAY);
});

/** A notification that was raised, read and expires so many days from now. */
const make = (title: string, raised: number, read: number | null, expires: number | null = null) =>
  sql`insert into public.notifications (user_id, type, title, raised_at, read_at, expires_at) values (
        ${person}, 'reminder', ${title}, now() + make_interval(days => ${raised}),
        now() + make_interval(days => ${read}), now() + make_interval(days => ${expires}))`;
const purge = async (batch = 100) => {
  const [row] = await sql<{ done: number }[]>`select private.purge_notifications(${batch}) as done`;
  return row!.done;
};
const left = async () => {
  const rows = await sql<
    { title: string }[]
  >`select title from public.notifications order by title`;
  return rows.map((row) => row.title);
};

test('what expired goes at once, what was read after the retention, what was not after twice that', async () => {
  await make('expired', -1, null, -1);
  await make('read long ago', -12, -11);
  await make('read just now', -30, -1);
  await make('never read', -22, null);
  await make('not read yet', -19, null);
  await make('to come', -1, null, 1);
  expect(await purge()).toBe(3);
  expect(await left()).toEqual(['not read yet', 'read just now', 'to come']);
  expect(await purge()).toBe(0);
});

test('goes in batches', async () => {
  for (let n = 0; n < 5; n += 1) {
    await make('expired', -1, null, -1);
    await make('read', -12, -11);
    await make('unread', -22, null);
  }
  expect([await purge(7), await purge(7), await purge(7)]).toEqual([7, 7, 1]);
});

test('does not wait for what somebody else holds', async () => {
  await make('held', -1, null, -1);
  await make('free', -1, null, -1);
  await sql.begin(async (tx) => {
    await tx`select 1 from public.notifications where title = 'held' for no key update`;
    expect(await purge()).toBe(1);
  });
  expect(await left()).toEqual(['held']);
});
