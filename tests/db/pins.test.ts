import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  asUser,
  call,
  createTestDatabase,
  makeSession,
  makeUser,
  refusal,
  send,
  set,
} from '../support/database.ts';

const MOST_PINS = 50;
const FORBIDDEN = '42501';

const { sql } = await createTestDatabase(8);
let student: string;
let mentor: string;
let outsider: string;
let session: string;

interface Item {
  id: string;
  rev: number;
  pinned_at: string | null;
  pinned_by: string | null;
}

beforeAll(async () => {
  await set(sql, 'messages_per_minute', 1_000_000);
  student = await makeUser(sql, 'student');
  mentor = await makeUser(sql, 'mentor');
  outsider = await makeUser(sql, 'student');
});
beforeEach(async () => {
  session = await makeSession(sql, student, mentor);
});

const say = async (content = 'hello') => {
  const sent = await asUser(sql, student, (tx) => send(tx, session, content));
  return sent!.id;
};
const pin = (who: string | null, p_message_id: string, p_on: boolean | null = true) =>
  asUser(sql, who, (tx) => call<Item>(tx, 'pin_message', { p_message_id, p_on }));
const list = async (who: string) => {
  const { items } = await asUser(sql, who, (tx) =>
    call<{ items: Item[] }>(tx, 'list_pins', { p_session_id: session }),
  );
  return items;
};

test('any participant pins and unpins; both are told; the list has the newest pin first', async () => {
  const [first, second] = [await say(), await say()];
  expect(await list(student)).toEqual([]);
  await pin(mentor, second);
  await sql`delete from realtime.messages`;
  const item = await pin(mentor, first);
  expect(item).toMatchObject({
    id: first,
    rev: 4,
    pinned_by: mentor,
    pinned_at: expect.any(String) as string,
  });
  const told = await sql<{ topic: string; item: Item }[]>`
    select topic, payload -> 'message' as item from realtime.messages order by topic`;
  expect(told.map((row) => row.topic)).toEqual([`user:${student}`, `user:${mentor}`].sort());
  expect(told[0]!.item).toEqual(item);
  expect((await list(student)).map(({ id }) => id)).toEqual([first, second]);
  expect(await pin(student, first, false)).toMatchObject({
    rev: 5,
    pinned_at: null,
    pinned_by: null,
  });
  expect((await list(mentor)).map(({ id }) => id)).toEqual([second]);
});

test('repeating changes nothing, and the first to pin stays named', async () => {
  const id = await say();
  const item = await pin(mentor, id);
  expect(await pin(student, id)).toEqual(item);
  await pin(student, id, false);
  expect(await pin(mentor, id, false)).toMatchObject({ rev: 3 });
});

test('closed sessions can be tidied, too', async () => {
  const id = await say();
  await sql`update public.sessions set status = 'completed' where id = ${session}`;
  expect(await pin(student, id)).toMatchObject({ rev: 2 });
});

test('a deleted message is pinned no more', async () => {
  const id = await say();
  await pin(mentor, id);
  await asUser(sql, student, (tx) => call(tx, 'delete_message', { p_id: id }));
  expect(await list(mentor)).toEqual([]);
  for (const on of [true, false])
    expect(await refusal(pin(mentor, id, on))).toMatchObject({
      sqlstate: 'PT409',
      detail: { code: 'message_deleted' },
    });
});

test('a session holds fifty, also when several pin at once', async () => {
  const ids = [];
  for (let n = 0; n < MOST_PINS + 4; n += 1) ids.push(await say());
  await sql`
    insert into public.pins (session_id, message_id, pinned_by)
    select ${session}, id, ${mentor} from unnest(${ids.slice(0, MOST_PINS - 1)}::uuid[]) id`;
  const attempts = await Promise.allSettled(
    ids.slice(MOST_PINS - 1).map((id, n) => pin(n % 2 === 0 ? student : mentor, id)),
  );
  expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await list(student)).toHaveLength(MOST_PINS);
  const { items } = await asUser(sql, student, (tx) =>
    call<{ items: Item[] }>(tx, 'get_messages', { p_session_id: session, p_limit: 100 }),
  );
  const free = items.find((item) => item.pinned_at === null)!;
  expect((await refusal(pin(student, free.id))).detail).toEqual({
    code: 'invalid',
    fields: { message_id: `A conversation holds ${MOST_PINS} pinned messages at most.` },
  });
});

describe('refused', () => {
  test('to outsiders, visitors, leavers and late joiners', async () => {
    const id = await say();
    await pin(student, id);
    const late = await makeUser(sql, 'admin');
    await sql`insert into public.participants (session_id, user_id, role, from_seq) values (${session}, ${late}, 'admin', 2)`;
    const missing = await refusal(pin(student, randomUUID()));
    expect(missing).toMatchObject({ sqlstate: 'PT404', detail: { code: 'not_found' } });
    for (const on of [true, false]) {
      expect(await refusal(pin(outsider, id, on))).toEqual(missing);
      expect(await refusal(pin(late, id, on))).toEqual(missing);
    }
    expect((await refusal(pin(null, id))).sqlstate).toBe(FORBIDDEN);
    expect(await list(late)).toEqual([]);
    for (const who of [outsider, late])
      expect(await asUser(sql, who, (tx) => tx`select from public.pins`)).toHaveLength(0);
    expect((await refusal(list(outsider))).sqlstate).toBe('PT404');
    await sql`update public.participants set left_at = now() where session_id = ${session} and user_id = ${student}`;
    expect(await refusal(pin(student, id, false))).toEqual(missing);
  });

  test('without a word whether to pin or to unpin', async () => {
    expect((await refusal(pin(student, await say(), null))).detail).toMatchObject({
      code: 'invalid',
    });
  });
});

test('bookmarks are one’s own to see, and nobody writes them directly', async () => {
  const id = await say();
  await sql`insert into public.bookmarks (session_id, message_id, user_id) values (${session}, ${id}, ${student})`;
  const seen = (who: string) =>
    asUser(
      sql,
      who,
      (tx) => tx`select message_id from public.bookmarks where session_id = ${session}`,
    );
  expect(await seen(student)).toEqual([{ message_id: id }]);
  expect(await seen(mentor)).toEqual([]);
  for (const statement of [
    `insert into public.bookmarks (session_id, message_id, user_id) values ('${session}', '${id}', '${mentor}')`,
    `delete from public.bookmarks`,
    `update public.pins set pinned_by = '${mentor}'`,
    `insert into public.message_reactions (session_id, message_id, user_id, emoji) values ('${session}', '${id}', '${mentor}', 'x')`,
    `update public.message_versions set content = 'x'`,
  ])
    expect((await refusal(asUser(sql, mentor, (tx) => tx.unsafe(statement)))).sqlstate).toBe(
      FORBIDDEN,
    );
});
