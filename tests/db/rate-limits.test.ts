import { uuidv7 } from 'uuidv7';
import { beforeEach, expect, test } from 'vitest';
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

const PARALLEL = 30;
const LIMIT = 10;
const HOUR_S = 3600;
const { sql } = await createTestDatabase(PARALLEL);

let sender: string;
let session: string;

beforeEach(async () => {
  await set(sql, 'messages_per_minute', LIMIT);
  await set(sql, 'rate_window_seconds', 60);
  sender = await makeUser(sql, 'student');
  session = await makeSession(sql, sender, await makeUser(sql, 'mentor'));
});

const sendOne = (to = session, id = uuidv7()) =>
  asUser(sql, sender, (tx) => send(tx, to, 'hello', { id }));
/** Lets recorded hits age as if that much time had passed. */
const pass = (seconds: number) =>
  sql`update private.rate_limits set hits = array(select h - make_interval(secs => ${seconds}) from unnest(hits) h)
      where user_id = ${sender}`;
const count = async () => {
  const [row] =
    await sql`select count(*)::int as n from public.messages where sender_id = ${sender}`;
  return row!['n'] as number;
};

test('exactly ten of thirty parallel messages are accepted, over all sessions together', async () => {
  const other = await makeSession(sql, sender, await makeUser(sql, 'mentor'));
  const replies = await Promise.allSettled(
    Array.from({ length: PARALLEL }, (_, n) => sendOne(n % 2 ? session : other)),
  );
  expect(replies.filter((reply) => reply.status === 'fulfilled')).toHaveLength(LIMIT);
  expect(await count()).toBe(LIMIT);
});

test('the refusal says in seconds when the next one is free', async () => {
  for (let n = 0; n < LIMIT; n += 1) await sendOne();
  await pass(18);
  const { sqlstate, message, detail } = await refusal(sendOne());
  expect(sqlstate).toBe('PT429');
  expect(detail).toEqual({ code: 'rate_limited', retry_after: 42 });
  expect(message).toBe('That was too much at once. Try again in 42 seconds.');
});

test.each([
  [1, '1 second'],
  [90, '90 seconds'],
  [91, '2 minutes'],
  [3_600, '60 minutes'],
  [5_401, '2 hours'],
  [86_400, '24 hours'],
])('%i seconds are %s', async (seconds, words) => {
  const [row] = await sql`select private.wait_words(${seconds}) as words`;
  expect(row).toEqual({ words });
});

test('the window slides: what leaves it frees exactly as many', async () => {
  for (let n = 0; n < 4; n += 1) await sendOne();
  await pass(30);
  for (let n = 0; n < 6; n += 1) await sendOne();
  await refusal(sendOne());
  await pass(31);
  for (let n = 0; n < 4; n += 1) await sendOne();
  expect((await refusal(sendOne())).detail).toMatchObject({ code: 'rate_limited' });
});

test('a retry costs nothing and is answered even when nothing is free', async () => {
  const id = uuidv7();
  await sendOne(session, id);
  for (let n = 1; n < LIMIT; n += 1) await sendOne();
  await refusal(sendOne());
  expect(await sendOne(session, id)).toBeUndefined();
});

test('a refused message costs nothing', async () => {
  for (let n = 0; n < LIMIT; n += 1)
    await refusal(asUser(sql, sender, (tx) => send(tx, session, ' ')));
  expect(await sendOne()).toBeDefined();
});

test('a bulk insert of fifty is refused as a whole', async () => {
  const rows = Array.from({ length: 50 }, () => ({
    id: uuidv7(),
    session_id: session,
    content: 'bulk',
  }));
  const request = asUser(sql, sender, (tx) => tx`insert into public.messages ${tx(rows)}`);
  expect((await refusal(request)).detail).toMatchObject({ code: 'rate_limited' });
  expect(await count()).toBe(0);
});

test('lowering the limit takes effect at once and never breaks', async () => {
  for (let n = 0; n < 5; n += 1) await sendOne();
  await set(sql, 'messages_per_minute', 2);
  expect((await refusal(sendOne())).detail).toMatchObject({
    code: 'rate_limited',
    retry_after: 60,
  });
  await set(sql, 'messages_per_minute', 0);
  expect((await refusal(sendOne())).detail).toMatchObject({ code: 'rate_limited' });
});

test('of parallel openings exactly five an hour succeed; returning an open one is free', async () => {
  const buyer = await makeUser(sql, 'buyer');
  const suppliers = await Promise.all(Array.from({ length: 8 }, () => makeUser(sql, 'supplier')));
  const open = (peer: string) =>
    asUser(sql, buyer, (tx) =>
      call<{ session: { id: string } }>(tx, 'open_conversation', {
        p_kind: 'buyer_supplier',
        p_peer_id: peer,
      }),
    );
  const replies = await Promise.allSettled(suppliers.map(open));
  expect(replies.filter((reply) => reply.status === 'fulfilled')).toHaveLength(5);
  const opened = suppliers[replies.findIndex((reply) => reply.status === 'fulfilled')]!;
  await open(opened);
  const failed = suppliers[replies.findIndex((reply) => reply.status === 'rejected')]!;
  const { detail } = await refusal(open(failed));
  expect(detail).toMatchObject({ code: 'rate_limited' });
  expect(detail['retry_after']).toBeGreaterThan(HOUR_S - 60);
});

test('edits, reactions and pins count together, repeating one and deleting do not', async () => {
  await set(sql, 'changes_per_minute', 4);
  const message = (await sendOne())!;
  const act = (name: string, parameters: Parameters<typeof call>[2]) =>
    asUser(sql, sender, (tx) => call<{ rev: number }>(tx, name, parameters));
  const edit = (p_content: string, p_expected_rev: number) =>
    act('edit_message', { p_id: message.id, p_content, p_expected_rev });
  const react = (p_on: boolean) =>
    act('set_reaction', { p_message_id: message.id, p_emoji: '👍', p_on });

  const { rev } = await edit('hello again', message.rev);
  await react(true);
  await react(true);
  await act('pin_message', { p_message_id: message.id, p_on: true });
  await react(false);
  await edit('hello again', rev);
  for (const refused of [
    () => react(true),
    () => edit('once more', rev),
    () => act('pin_message', { p_message_id: message.id, p_on: false }),
  ])
    expect(await refusal(refused())).toMatchObject({ sqlstate: 'PT429' });
  // Messages have a count of their own, and one's own words can always be taken back.
  await sendOne();
  await act('delete_message', { p_id: message.id });
  await pass(60);
  await act('set_reaction', { p_message_id: (await sendOne())!.id, p_emoji: '👍', p_on: true });
});

test('exactly as many of thirty parallel changes are made as are allowed', async () => {
  await set(sql, 'messages_per_minute', PARALLEL);
  await set(sql, 'changes_per_minute', LIMIT);
  const messages = [];
  for (let n = 0; n < PARALLEL; n += 1) messages.push((await sendOne())!);
  const replies = await Promise.allSettled(
    messages.map(({ id }) =>
      asUser(sql, sender, (tx) =>
        call(tx, 'set_reaction', { p_message_id: id, p_emoji: '👍', p_on: true }),
      ),
    ),
  );
  expect(replies.filter(({ status }) => status === 'fulfilled')).toHaveLength(LIMIT);
});
