import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
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

const { sql } = await createTestDatabase();
let me: string;
let peer: string;
let third: string;
/** Of me and peer, oldest first, one in each status. */
const ours: string[] = [];
let withThird: string;
let theirs: string;
const STATUSES = [
  ...['requested', 'accepted', 'declined', 'in_progress', 'completed', 'expired'],
] as const;

interface Page {
  items: { id: string; status: string }[];
  next_cursor: string | null;
  has_more: boolean;
}

beforeAll(async () => {
  await set(sql, 'messages_per_minute', 1_000_000);
  me = await makeUser(sql, 'student');
  peer = await makeUser(sql, 'mentor');
  third = await makeUser(sql, 'mentor');
  for (const [n, status] of STATUSES.entries()) {
    const id = await makeSession(sql, me, peer);
    await asUser(sql, me, (tx) => send(tx, id, `commonword in ${status}`));
    await sql`update public.sessions set status = ${status} where id = ${id}`;
    await sql`update public.participants set sort_at = now() - ${10 - n} * interval '1 day' where session_id = ${id}`;
    ours.push(id);
  }
  withThird = await makeSession(sql, me, third);
  await asUser(sql, me, (tx) => send(tx, withThird, 'commonword for the third'));
  theirs = await makeSession(sql, await makeUser(sql), peer);
  const [other] = await sql<
    { founder_a: string }[]
  >`select founder_a from public.sessions where id = ${theirs}`;
  await asUser(sql, other!.founder_a, (tx) => send(tx, theirs, 'commonword of strangers'));
});

const list = (who: string, whom: string, more: Record<string, string | number | null> = {}) =>
  asUser(sql, who, (tx) => call<Page>(tx, 'sessions_with', { p_peer_id: whom, ...more }));
const ids = async (who: string, whom: string) =>
  (await list(who, whom)).items.map((item) => item.id);
const find = async (who: string, whom: string, more: Record<string, string | null> = {}) => {
  const { items } = await asUser(sql, who, (tx) =>
    call<{ items: { content: string; session_id: string }[] }>(tx, 'search_messages', {
      p_query: 'commonword',
      p_peer_id: whom,
      ...more,
    }),
  );
  return items.map((item) => item.content);
};

describe('sessions with a person', () => {
  test('are all that we share, whatever their status, newest first, for both of us', async () => {
    expect(await ids(me, peer)).toEqual([...ours].reverse());
    expect((await list(me, peer)).items.map((item) => item.status)).toEqual(
      [...STATUSES].reverse(),
    );
    expect(await ids(peer, me)).toEqual([...ours].reverse());
    expect(await ids(me, third)).toEqual([withThird]);
  });

  test('have the items of the list', async () => {
    const { items } = await asUser(sql, me, (tx) => call<Page>(tx, 'list_sessions'));
    const { items: some } = await list(me, third);
    expect(some).toEqual(items.filter((item) => item.id === withThird));
  });

  test('never those of somebody else, nor with oneself or nobody', async () => {
    for (const whom of [me, randomUUID()]) expect(await ids(me, whom)).toEqual([]);
    const outsider = await makeUser(sql);
    for (const whom of [me, peer, third]) expect(await ids(outsider, whom)).toEqual([]);
    expect(await ids(third, peer)).toEqual([]);
  });

  test('come in pages without gap or repetition', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Page = await list(me, peer, { p_limit: 2, p_before: cursor });
      seen.push(...page.items.map((item) => item.id));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(seen).toEqual([...ours].reverse());
    expect((await refusal(list(me, peer, { p_before: 'garbage' }))).sqlstate).toBe('PT422');
  });

  test('not those that I left; those that the other left, yes', async () => {
    const id = await makeSession(sql, me, third);
    await sql`update public.participants set left_at = now() where session_id = ${id} and user_id = ${third}`;
    expect(await ids(me, third)).toContain(id);
    expect(await ids(third, me)).not.toContain(id);
  });
});

describe('searching together', () => {
  test('finds in all sessions that we share, the closed ones, too, and in no others', async () => {
    const expected = STATUSES.map((status) => `commonword in ${status}`).reverse();
    expect(await find(me, peer)).toEqual(expected);
    expect(await find(peer, me)).toEqual(expected);
    expect(await find(me, third)).toEqual(['commonword for the third']);
  });

  test('an outsider, or with somebody one shares nothing with: nothing', async () => {
    const outsider = await makeUser(sql);
    expect(await find(outsider, peer)).toEqual([]);
    expect(await find(me, randomUUID())).toEqual([]);
    expect(await find(third, peer)).toEqual([]);
  });

  test('somebody who joined late finds only what was said since', async () => {
    const late = await makeUser(sql, 'admin');
    const session = ours[3]!;
    await sql`insert into public.participants (session_id, user_id, role, from_seq)
              select id, ${late}, 'admin', last_seq + 1 from public.sessions where id = ${session}`;
    expect(await find(late, me)).toEqual([]);
    await asUser(sql, me, (tx) => send(tx, session, 'commonword since'));
    expect(await find(late, me)).toEqual(['commonword since']);
    expect(await find(me, late)).toEqual(['commonword since', 'commonword in in_progress']);
    await sql`update public.participants set left_at = now() where session_id = ${session} and user_id = ${late}`;
    expect(await find(late, me)).toEqual([]);
  });

  test('nor by what the index of words finds beyond the newest', async () => {
    await sql`
      insert into public.messages (id, session_id, seq, rev, sender_id, content, created_at)
      select gen_random_uuid(), ${withThird}, n, n, ${me}, 'filler ' || n, now() + n * interval '1 millisecond'
      from generate_series(2, 4100) n`;
    await sql`select private.settle_sessions(array[${withThird}::uuid])`;
    expect(await find(me, peer)).toHaveLength(STATUSES.length + 1);
    expect(await find(me, third)).toEqual(['commonword for the third']);
  });

  test('one conversation or one person, not both; and not without a word', async () => {
    expect((await refusal(find(me, peer, { p_session_id: ours[0]! }))).detail).toMatchObject({
      fields: { peer_id: expect.any(String) as string },
    });
    expect((await refusal(find(me, peer, { p_query: null }))).detail).toMatchObject({
      fields: { query: 'Type what to search for.' },
    });
  });
});
