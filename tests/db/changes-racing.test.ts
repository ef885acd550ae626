import { uuidv7 } from 'uuidv7';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import {
  asUser,
  call,
  createTestDatabase,
  makeSession,
  makeUser,
  send,
  set,
  untilBlocked,
  type Tx,
} from '../support/database.ts';

const LANES = 8;
const PER_LANE = 25;
/** Some hundred requests on a busy machine; they decide nothing but how long to wait. */
const PATIENCE_MS = 60_000;

const { sql } = await createTestDatabase(LANES + 2);
let student: string;
let mentor: string;
let session: string;
let message: string;

beforeAll(async () => {
  await set(sql, 'messages_per_minute', 1_000_000);
  student = await makeUser(sql, 'student');
  mentor = await makeUser(sql, 'mentor');
});
beforeEach(async () => {
  session = await makeSession(sql, student, mentor);
  message = (await asUser(sql, student, (tx) => send(tx, session, 'hello')))!.id;
});

const edit = (tx: Tx, id: string, content: string, rev: number) =>
  call(tx, 'edit_message', { p_id: id, p_content: content, p_expected_rev: rev });
const remove = (tx: Tx, id: string) => call(tx, 'delete_message', { p_id: id });
const react = (tx: Tx, id: string, emoji = '👍', on = true) =>
  call(tx, 'set_reaction', { p_message_id: id, p_emoji: emoji, p_on: on });
const reply = (tx: Tx, to: string) => send(tx, session, 'yes', { replyTo: to });

const row = async () => {
  const [found] = await sql`
    select m.content, m.rev, m.deleted_at is not null as deleted, m.reactions, s.last_rev, s.last_seq
    from public.messages m join public.sessions s on s.id = m.session_id where m.id = ${message}`;
  return found!;
};
const ended = <T>(request: Promise<T>) =>
  request.then(
    () => 'done',
    (error: unknown) => (error as { message: string }).message,
  );

/** `second` begins while `first` holds its locks, and ends after it. Returns how the second ended. */
async function inTurn(
  first: (tx: Tx) => Promise<unknown>,
  second: (tx: Tx) => Promise<unknown>,
  [one, other] = [student, student],
): Promise<string> {
  let waiting: Promise<string> | undefined;
  await asUser(sql, one, async (tx) => {
    await first(tx);
    waiting = ended(asUser(sql, other, second));
    await untilBlocked(sql);
  });
  return waiting!;
}

const DELETED = 'This message was deleted meanwhile.';
const STALE = 'This message was edited on another device meanwhile.';

test('delete, then edit: the edit is told', async () => {
  expect(
    await inTurn(
      (tx) => remove(tx, message),
      (tx) => edit(tx, message, 'too late', 1),
    ),
  ).toBe(DELETED);
  expect(await row()).toMatchObject({ content: null, deleted: true, rev: 2, last_rev: 2 });
});

test('edit, then delete: both happen, and both texts are kept', async () => {
  expect(
    await inTurn(
      (tx) => edit(tx, message, 'better', 1),
      (tx) => remove(tx, message),
    ),
  ).toBe('done');
  expect(await row()).toMatchObject({ content: null, deleted: true, rev: 3, last_rev: 3 });
  expect(
    await sql`select content from public.message_versions where message_id = ${message} order by version`,
  ).toEqual([{ content: 'hello' }, { content: 'better' }]);
});

test('two edits from the same state: the second is told of the first', async () => {
  expect(
    await inTurn(
      (tx) => edit(tx, message, 'phone', 1),
      (tx) => edit(tx, message, 'laptop', 1),
    ),
  ).toBe(STALE);
  expect(await row()).toMatchObject({ content: 'phone', rev: 2, last_rev: 2 });
});

test('delete, then react: the tombstone takes none; react, then delete: it keeps none', async () => {
  const people: [string, string] = [student, mentor];
  expect(
    await inTurn(
      (tx) => remove(tx, message),
      (tx) => react(tx, message),
      people,
    ),
  ).toBe(DELETED);
  message = (await asUser(sql, student, (tx) => send(tx, session, 'again')))!.id;
  expect(
    await inTurn(
      (tx) => react(tx, message),
      (tx) => remove(tx, message),
      [mentor, student],
    ),
  ).toBe('done');
  expect(await row()).toMatchObject({ deleted: true, reactions: [] });
  expect(await sql`select from public.message_reactions where message_id = ${message}`).toEqual([]);
});

test('delete, then reply: refused; reply, then delete: the reply stays', async () => {
  const people: [string, string] = [student, mentor];
  expect(
    await inTurn(
      (tx) => remove(tx, message),
      (tx) => reply(tx, message),
      people,
    ),
  ).toBe(DELETED);
  expect(await row()).toMatchObject({ last_seq: 1, last_rev: 2 });
  message = (await asUser(sql, student, (tx) => send(tx, session, 'again')))!.id;
  expect(
    await inTurn(
      (tx) => reply(tx, message),
      (tx) => remove(tx, message),
      [mentor, student],
    ),
  ).toBe('done');
  expect(await row()).toMatchObject({ deleted: true, last_seq: 3, last_rev: 5 });
});

test('a retry beside its original changes nothing twice', async () => {
  expect(
    await inTurn(
      (tx) => remove(tx, message),
      (tx) => remove(tx, message),
    ),
  ).toBe('done');
  expect(await row()).toMatchObject({ rev: 2, last_rev: 2 });
});

const unread = async () => {
  const [state] = await sql`
    select unread_count, unread_from_seq from public.participant_state
    where session_id = ${session} and user_id = ${mentor}`;
  return state!;
};

test.each([
  ['mark_read', { unread_count: 0, unread_from_seq: null }],
  ['mark_unread_from', { unread_count: 1, unread_from_seq: 3 }],
])('%s beside a deletion counts what is there afterwards', async (name, left) => {
  const seqs = { mark_read: 3, mark_unread_from: 2 } as Record<string, number>;
  for (const removeFirst of [true, false]) {
    session = await makeSession(sql, student, mentor);
    const ids: string[] = [];
    for (const text of ['1', '2', '3'])
      ids.push((await asUser(sql, student, (tx) => send(tx, session, text)))!.id);
    if (name === 'mark_unread_from')
      await asUser(sql, mentor, (tx) => call(tx, 'mark_read', { p_session_id: session, p_seq: 3 }));
    const mark = (tx: Tx) => call(tx, name, { p_session_id: session, p_seq: seqs[name]! });
    const removeSecond = (tx: Tx) => remove(tx, ids[1]!);
    const how = removeFirst
      ? await inTurn(removeSecond, mark, [student, mentor])
      : await inTurn(mark, removeSecond, [mentor, student]);
    expect(how).toBe('done');
    expect(await unread()).toEqual(left);
  }
});

test(
  'everything at once: no deadlock, every rev taken once, counts and reactions exact',
  { timeout: PATIENCE_MS },
  async () => {
    const targets: { id: string; owner: string }[] = [];
    for (let n = 0; n < 6; n += 1) {
      const owner = n % 2 === 0 ? student : mentor;
      const sent = await asUser(sql, owner, (tx) => send(tx, session, `target ${n}`));
      targets.push({ id: sent!.id, owner });
    }
    const allowed = [DELETED, STALE];
    const lane = async (index: number) => {
      const who = index % 2 === 0 ? student : mentor;
      for (let n = 0; n < PER_LANE; n += 1) {
        const { id, owner } = targets[(index + n) % targets.length]!;
        const emoji = n % 3 === 0 ? '👍' : '🎉';
        const acts: [string, (tx: Tx) => Promise<unknown>][] = [
          [who, (tx) => react(tx, id, emoji, n % 4 !== 3)],
          [who, (tx) => send(tx, session, 'more', { id: uuidv7(), replyTo: id })],
          [who, (tx) => call(tx, 'pin_message', { p_message_id: id, p_on: n % 2 === 0 })],
          [owner, (tx) => edit(tx, id, `edit ${index} ${n}`, 1_000)],
          [who, (tx) => call(tx, 'mark_read', { p_session_id: session, p_seq: n })],
          [who, (tx) => call(tx, 'mark_unread_from', { p_session_id: session, p_seq: n })],
        ];
        const [actor, act] =
          n === PER_LANE - 1
            ? ([owner, (tx: Tx) => remove(tx, id)] as const)
            : acts[(index + n) % acts.length]!;
        const how = await ended(asUser(sql, actor, act));
        if (how !== 'done') expect(allowed).toContain(how);
      }
    };
    await Promise.all(Array.from({ length: LANES }, (_, index) => lane(index)));

    const [revs] = await sql`
      select s.last_rev, s.last_seq, max(m.rev)::int as newest, count(*)::int as messages,
        count(distinct m.rev)::int as different
      from public.sessions s join public.messages m on m.session_id = s.id
      where s.id = ${session} group by s.id`;
    expect(revs!['newest']).toBe(revs!['last_rev']);
    expect(revs!['different']).toBe(revs!['messages']);
    expect(revs!['messages']).toBe(revs!['last_seq']);
    // A change that took a rev was told under it: the broadcasts name every one, once.
    const told = await sql<{ rev: number }[]>`
      select (payload -> 'message' ->> 'rev')::int as rev from realtime.messages
      where event = 'message' and topic = ${`user:${student}`} and payload -> 'message' ->> 'session_id' = ${session}
      order by 1`;
    expect(told.map(({ rev }) => rev)).toEqual(
      Array.from({ length: Number(revs!['last_rev']) }, (_, n) => n + 1),
    );
    const differing = await sql`
      select m.id from public.messages m where m.session_id = ${session}
        and m.reactions <> private.grouped_reactions(m.session_id, m.id)`;
    expect(differing).toEqual([]);
    const miscounted = await sql`
      select st.user_id from public.participant_state st
      cross join lateral private.unread_above(st.session_id, st.user_id, st.last_read_seq) exact
      where st.session_id = ${session}
        and (st.unread_count, st.unread_from_seq) is distinct from (exact.count, exact.first_seq)`;
    expect(miscounted).toEqual([]);
  },
);
