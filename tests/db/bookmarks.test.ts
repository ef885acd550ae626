import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import {
  asUser,
  call,
  createTestDatabase,
  makeSession,
  makeUser,
  refusal,
  send,
  set,
  untilBlocked,
} from '../support/database.ts';

const { sql } = await createTestDatabase(4);
let student: string;
let mentor: string;
let session: string;

interface Page {
  items: {
    message: { id: string; content: string };
    session_subject: string | null;
    bookmarked_at: string;
  }[];
  next_cursor: string | null;
  has_more: boolean;
}

beforeAll(async () => {
  await set(sql, 'messages_per_minute', 1_000_000);
});
beforeEach(async () => {
  student = await makeUser(sql, 'student');
  mentor = await makeUser(sql, 'mentor');
  session = await makeSession(sql, student, mentor);
  await sql`delete from realtime.messages`;
});

const say = async (content = 'hello') => {
  const sent = await asUser(sql, mentor, (tx) => send(tx, session, content));
  return sent!.id;
};
const bookmark = (who: string, p_message_id: string, p_on: boolean | null = true) =>
  asUser(sql, who, (tx) => call(tx, 'set_bookmark', { p_message_id, p_on }));
const page = (who: string, args: Record<string, string | number | null> = {}) =>
  asUser(sql, who, (tx) => call<Page>(tx, 'list_bookmarks', args));
const contents = async (who: string) => (await page(who)).items.map((item) => item.message.content);
const heard = () =>
  sql`select topic, payload - 'id' as payload from realtime.messages where event = 'bookmark' order by inserted_at`;

test('are kept for oneself, newest first, and told to one’s own devices only', async () => {
  await sql`update public.sessions set subject = 'Orbits' where id = ${session}`;
  const [first, second] = [await say('first'), await say('second')];
  await sql`delete from realtime.messages`;
  await bookmark(student, second);
  await bookmark(student, first);
  expect(await page(student)).toMatchObject({
    items: [
      { message: { id: first, content: 'first' }, session_subject: 'Orbits' },
      { message: { id: second }, session_subject: 'Orbits' },
    ],
    has_more: false,
    next_cursor: null,
  });
  expect(await contents(mentor)).toEqual([]);
  expect(await asUser(sql, mentor, (tx) => tx`select * from public.bookmarks`)).toHaveLength(0);
  await bookmark(student, second, false);
  expect(await contents(student)).toEqual(['first']);
  const payload = (message_id: string, on: boolean) => ({
    topic: `user:${student}`,
    payload: { message_id, session_id: session, on },
  });
  expect(await heard()).toEqual([
    payload(second, true),
    payload(first, true),
    payload(second, false),
  ]);
});

test('repeating changes nothing and tells nobody', async () => {
  const id = await say();
  await bookmark(student, id);
  const once = await page(student);
  await bookmark(student, id);
  expect(await page(student)).toEqual(once);
  for (let n = 0; n < 2; n += 1) await bookmark(student, id, false);
  expect(await heard()).toHaveLength(2);
});

test('pages follow each other, also where times are equal', async () => {
  const ids = [];
  for (let n = 0; n < 7; n += 1) ids.push(await say(`m${n}`));
  for (const id of ids) await bookmark(student, id);
  await sql`update public.bookmarks set created_at = date_trunc('day', created_at) where user_id = ${student}`;
  for (const p_limit of [1, 3, 7]) {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const current: Page = await page(student, { p_before: cursor, p_limit });
      seen.push(...current.items.map((item) => item.message.id));
      cursor = current.next_cursor;
    } while (cursor !== null);
    expect(seen).toEqual([...ids].sort().reverse());
  }
  expect((await refusal(page(student, { p_before: 'x' }))).detail).toMatchObject({
    code: 'invalid',
  });
});

test('are refused for what one may not see, alike for what does not exist', async () => {
  const id = await say('before');
  const outsider = await makeUser(sql);
  const late = await makeUser(sql, 'admin');
  await sql`insert into public.participants (session_id, user_id, role, from_seq)
            select id, ${late}, 'admin', last_seq + 1 from public.sessions where id = ${session}`;
  const missing = await refusal(bookmark(outsider, randomUUID()));
  expect(missing).toMatchObject({ sqlstate: 'PT404', detail: { code: 'not_found' } });
  for (const who of [outsider, late]) expect(await refusal(bookmark(who, id))).toEqual(missing);
  expect((await refusal(bookmark(student, id, null))).detail).toMatchObject({ code: 'invalid' });
  await bookmark(outsider, id, false);
  expect(await sql`select 1 from public.bookmarks where session_id = ${session}`).toHaveLength(0);
  await sql`insert into private.account_states (user_id, suspended_at) values (${student}, now())`;
  for (const on of [true, false])
    expect((await refusal(bookmark(student, id, on))).sqlstate).toBe('42501');
});

test('go out of the list with the right to read and with the message, and can be dropped still', async () => {
  const [kept, deleted] = [await say('kept'), await say('deleted')];
  for (const id of [kept, deleted]) await bookmark(student, id);
  await asUser(sql, mentor, (tx) => call(tx, 'delete_message', { p_id: deleted }));
  expect(await contents(student)).toEqual(['kept']);
  expect((await refusal(bookmark(student, deleted))).detail).toMatchObject({
    code: 'message_deleted',
  });
  await sql`update public.participants set left_at = now() where session_id = ${session} and user_id = ${student}`;
  expect(await contents(student)).toEqual([]);
  expect((await refusal(bookmark(student, kept))).sqlstate).toBe('PT404');
  for (const id of [kept, deleted]) await bookmark(student, id, false);
  expect(await sql`select 1 from public.bookmarks where user_id = ${student}`).toHaveLength(0);
});

test('a bookmark that meets the deletion of its message is refused', async () => {
  const id = await say();
  let meeting: Promise<unknown> = Promise.resolve();
  await asUser(sql, mentor, async (tx) => {
    await call(tx, 'delete_message', { p_id: id });
    meeting = refusal(bookmark(student, id));
    await untilBlocked(sql);
  });
  expect(await meeting).toMatchObject({ detail: { code: 'message_deleted' } });
});
