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
import { makeMentor, request, transition, type Row } from '../support/lifecycle.ts';

const { sql } = await createTestDatabase(6);
const SECONDS_PER_HOUR = 3600;
let student: string;
let mentor: string;

beforeAll(async () => {
  await set(sql, 'sessions_per_hour', 1_000_000);
  await set(sql, 'messages_per_minute', 1_000_000);
});
beforeEach(async () => {
  mentor = await makeMentor(sql);
  student = await makeUser(sql, 'student');
});

const turn = async (id: string): Promise<string | null> => {
  const [row] = await sql<{ awaiting_user_id: string | null; consistent: boolean }[]>`
    select awaiting_user_id, (awaiting_user_id is null) = (awaiting_since is null) as consistent
    from public.sessions where id = ${id}`;
  expect(row!.consistent).toBe(true);
  return row!.awaiting_user_id;
};
const say = (who: string, id: string) => asUser(sql, who, (tx) => send(tx, id, 'words'));
const since = async (id: string): Promise<Date> => {
  const [row] = await sql<
    { at: Date }[]
  >`select awaiting_since as at from public.sessions where id = ${id}`;
  return row!.at;
};

describe('whose turn it is', () => {
  test('passes with every message of a founder and ends with the session', async () => {
    const { id } = await request(sql, student, mentor);
    expect(await turn(id)).toBe(mentor);
    await transition(sql, mentor, id, 'accepted');
    expect(await turn(id)).toBe(mentor);
    await say(mentor, id);
    expect(await turn(id)).toBe(student);
    await say(student, id);
    const first = await since(id);
    await say(student, id);
    expect(await since(id)).toEqual(first);
    await transition(sql, mentor, id, 'in_progress');
    expect(await turn(id)).toBe(mentor);
    await transition(sql, mentor, id, 'completed');
    expect(await turn(id)).toBeNull();
  });
});

interface Page {
  items: Row[];
  next_cursor: string | null;
  has_more: boolean;
  now: string;
}
const needsReply = (who: string, before: string | null = null, limit = 50) =>
  asUser(sql, who, (tx) =>
    call<Page>(tx, 'list_sessions', { p_before: before, p_limit: limit, p_needs_reply: true }),
  );

describe('the list of what needs my reply', () => {
  test('has only that, longest waiting first, in pages, with the server’s clock', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      const { id } = await request(sql, student, mentor, { subject: `No. ${n}` });
      // The oldest waits for longest; two for equally long.
      await sql`update public.sessions set awaiting_since = now() - ${Math.min(n, 3)} * interval '1 hour' where id = ${id}`;
      ids.push(id);
    }
    const answered = await request(sql, student, mentor);
    await transition(sql, mentor, answered.id, 'accepted');
    await say(mentor, answered.id);
    const [asked] = await sql<{ now: Date }[]>`select clock_timestamp() as now`;

    const seen: Row[] = [];
    let cursor: string | null = null;
    do {
      const page: Page = await needsReply(mentor, cursor, 2);
      expect(new Date(page.now).getTime()).toBeGreaterThanOrEqual(asked!.now.getTime());
      seen.push(...page.items);
      cursor = page.next_cursor;
      expect(page.has_more).toBe(cursor !== null);
    } while (cursor !== null);
    expect(seen.map((row) => row.id).sort()).toEqual([...ids].sort());
    const waits = seen.map((row) => new Date(row.awaiting_since!).getTime());
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect((await needsReply(student)).items.map((row) => row.id)).toEqual([answered.id]);
  });

  test('leaves out what I took no part in any more, and refuses a bad cursor', async () => {
    const id = await makeSession(sql, student, mentor);
    await say(student, id);
    await sql`update public.participants set left_at = now() where session_id = ${id} and user_id = ${mentor}`;
    expect((await needsReply(mentor)).items).toEqual([]);
    expect((await refusal(needsReply(mentor, 'nonsense'))).detail).toMatchObject({
      code: 'invalid',
    });
  });
});

describe('how soon a mentor replies', () => {
  const replySeconds = async (): Promise<number | null> => {
    const [row] = await sql<{ s: number | null }[]>`
      select reply_seconds as s from private.reply_times where user_id = ${mentor}`;
    return row?.s ?? null;
  };
  /** The student has waited for so long; then the mentor writes. */
  const answer = async (id: string, hours: number) => {
    await say(student, id);
    await sql`update public.sessions set awaiting_since = now() - ${hours} * interval '1 hour' where id = ${id}`;
    await say(mentor, id);
  };

  test('is the median of the last twenty answers, from three on, and shown to both', async () => {
    const id = await makeSession(sql, student, mentor);
    await answer(id, 1);
    await answer(id, 9);
    expect(await replySeconds()).toBeNull();
    await answer(id, 3);
    expect(await replySeconds()).toBeCloseTo(3 * SECONDS_PER_HOUR, -2);
    const row = await asUser(sql, student, (tx) =>
      call<Row>(tx, 'get_session', { p_session_id: id }),
    );
    expect(row.peers[0]!.reply_seconds).toBe(await replySeconds());
    for (let n = 0; n < 20; n += 1) await answer(id, 5);
    const [kept] = await sql`
      select cardinality(recent)::int as n, (select count(distinct round(r, -3))::int from unnest(recent) r) as different
      from private.reply_times where user_id = ${mentor}`;
    expect(kept).toEqual({ n: 20, different: 1 });
  });

  test('counts accepting and declining as answers, and what comes after from then on', async () => {
    for (const to of ['accepted', 'declined', 'declined'] as const) {
      const { id } = await request(sql, student, mentor);
      await sql`update public.sessions set awaiting_since = now() - interval '2 hours' where id = ${id}`;
      await transition(sql, mentor, id, to, 'No time');
      if (to === 'accepted') await say(mentor, id);
    }
    const [row] = await sql`select recent from private.reply_times where user_id = ${mentor}`;
    const hours = (row!['recent'] as number[]).map((seconds) =>
      Math.round(seconds / SECONDS_PER_HOUR),
    );
    expect(hours).toEqual([2, 0, 2, 2]);
  });

  test('does not count the student’s messages, a second of the mentor’s, or other kinds', async () => {
    const id = await makeSession(sql, student, mentor);
    await say(mentor, id);
    await say(mentor, id);
    await say(student, id);
    const [buyer, supplier] = [await makeUser(sql, 'buyer'), await makeUser(sql, 'supplier')];
    const trade = await makeSession(sql, buyer, supplier, { kind: 'buyer_supplier' });
    await say(buyer, trade);
    await say(supplier, trade);
    expect(
      await sql`select 1 from private.reply_times where user_id in (${student}, ${mentor}, ${supplier})`,
    ).toEqual([]);
  });

  test('is counted whole when many sessions are answered at once', async () => {
    const ids = [];
    for (let n = 0; n < 6; n += 1) ids.push(await makeSession(sql, student, mentor));
    for (const id of ids) await say(student, id);
    await Promise.all(ids.map((id) => say(mentor, id)));
    const [row] =
      await sql`select cardinality(recent)::int as n from private.reply_times where user_id = ${mentor}`;
    expect(row).toEqual({ n: 6 });
  });
});
