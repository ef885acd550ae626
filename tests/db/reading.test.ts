import { beforeAll, describe, expect, test } from 'vitest';
import {
  asUser,
  call,
  createTestDatabase,
  makeSession,
  makeUser,
  refusal,
} from '../support/database.ts';

const MESSAGES = 137;
const { sql } = await createTestDatabase();
let student: string;
let mentor: string;
let session: string;

interface Page {
  items: { seq: number; rev: number; content: string }[];
  has_more: boolean;
  has_newer: boolean;
  next_cursor: number | null;
  last_seq: number;
  last_rev: number;
}
interface SyncPage extends Page {
  receipts: { user_id: string; delivered_seq: number; read_seq: number }[];
}
interface ListPage {
  items: { id: string; sort_at: string }[];
  has_more: boolean;
  next_cursor: string | null;
}
type Args = Record<string, string | number | null>;

const page = (args: Args = {}) =>
  asUser(sql, student, (tx) => call<Page>(tx, 'get_messages', { p_session_id: session, ...args }));
const sync = (args: Args) =>
  asUser(sql, student, (tx) =>
    call<SyncPage>(tx, 'sync_session', { p_session_id: session, ...args }),
  );
const range = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, n) => from + n);
const seqs = (of: Page) => of.items.map((item) => item.seq);

beforeAll(async () => {
  student = await makeUser(sql, 'student');
  mentor = await makeUser(sql, 'mentor');
  session = await makeSession(sql, student, mentor);
  const messages = range(1, MESSAGES).map((n) => ({
    sender_id: n % 3 ? student : mentor,
    content: `message ${n}`,
    created_at: new Date(Date.UTC(2026, 0, 1, 0, n)).toISOString(),
  }));
  await sql`select private.import_messages(${session}, ${sql.json(messages)})`;
});

describe('get_messages', () => {
  test('pages backwards over everything, once, in ascending seq', async () => {
    const all: number[] = [];
    let cursor: number | null = null;
    do {
      const current: Page = await page({ p_before_seq: cursor, p_limit: 30 });
      expect(current).toMatchObject({
        last_seq: MESSAGES,
        last_rev: MESSAGES,
        has_newer: cursor !== null,
      });
      expect(current.has_more).toBe(current.next_cursor !== null);
      all.unshift(...seqs(current));
      cursor = current.next_cursor;
    } while (cursor !== null);
    expect(all).toEqual(range(1, MESSAGES));
  });

  test('defaults to 50 and never gives more than 100', async () => {
    expect(seqs(await page())).toEqual(range(MESSAGES - 49, MESSAGES));
    expect(seqs(await page({ p_limit: 5000 }))).toHaveLength(100);
    expect(seqs(await page({ p_limit: 0 }))).toEqual([MESSAGES]);
    expect(seqs(await page({ p_limit: null }))).toHaveLength(50);
  });

  test.each([
    [70, 10, range(66, 75), true, true],
    [1, 10, range(1, 6), false, true],
    [MESSAGES, 10, range(MESSAGES - 4, MESSAGES), true, false],
    [-3, 10, range(1, 6), false, true],
    [9999, 10, range(MESSAGES - 4, MESSAGES), true, false],
  ])('around %i', async (around, limit, expected, hasMore, hasNewer) => {
    const current = await page({ p_around_seq: around, p_limit: limit });
    expect(seqs(current)).toEqual(expected);
    expect(current).toMatchObject({ has_more: hasMore, has_newer: hasNewer });
  });

  test('before the first and in an empty session there is nothing', async () => {
    expect(await page({ p_before_seq: 1 })).toMatchObject({
      items: [],
      has_more: false,
      next_cursor: null,
      has_newer: true,
    });
    const empty = await makeSession(sql, student, mentor);
    expect(
      await asUser(sql, student, (tx) => call(tx, 'get_messages', { p_session_id: empty })),
    ).toEqual({
      items: [],
      has_more: false,
      next_cursor: null,
      has_older: false,
      has_newer: false,
      last_seq: 0,
      last_rev: 0,
    });
  });
});

describe('sync_session', () => {
  test('gives what changed after a rev, in order, until the cursor reaches last_rev', async () => {
    await sql`update public.sessions set last_rev = last_rev + 2 where id = ${session}`;
    await sql`update public.messages set rev = ${MESSAGES + 1}, content = 'edited' where session_id = ${session} and seq = 5`;
    await sql`update public.messages set rev = ${MESSAGES + 2} where session_id = ${session} and seq = 2`;
    const first = await sync({ p_since_rev: MESSAGES - 1, p_limit: 2 });
    expect(first).toMatchObject({
      has_more: true,
      next_cursor: MESSAGES + 1,
      last_rev: MESSAGES + 2,
    });
    expect(seqs(first)).toEqual([MESSAGES, 5]);
    const second = await sync({ p_since_rev: first.next_cursor, p_limit: 2 });
    expect(seqs(second)).toEqual([2]);
    expect(second).toMatchObject({ has_more: false, next_cursor: MESSAGES + 2 });
    const third = await sync({ p_since_rev: second.next_cursor });
    expect(third).toMatchObject({ items: [], has_more: false, next_cursor: MESSAGES + 2 });
    expect(third.receipts.map((receipt) => receipt.user_id)).toEqual([student, mentor].sort());
  });

  test('a cursor from the future or none at all is harmless', async () => {
    expect(await sync({ p_since_rev: 1_000_000 })).toMatchObject({
      items: [],
      has_more: false,
      next_cursor: MESSAGES + 2,
    });
    expect((await sync({ p_since_rev: null, p_limit: 9999 })).items).toHaveLength(MESSAGES);
  });
});

describe('list_sessions', () => {
  test('pages newest first, ties by id, each session once', async () => {
    const me = await makeUser(sql);
    const ids = [];
    for (let n = 0; n < 23; n += 1) ids.push(await makeSession(sql, me, mentor));
    // Three moments only: most of them tie.
    await sql`update public.participants set sort_at = timestamptz '2026-01-01' + (abs(hashtext(session_id::text)) % 3) * interval '1 hour'
              where user_id = ${me}`;
    const seen: { id: string; sort_at: string }[] = [];
    let cursor: string | null = null;
    do {
      const current: ListPage = await asUser(sql, me, (tx) =>
        call<ListPage>(tx, 'list_sessions', { p_before: cursor, p_limit: 5 }),
      );
      expect(current.has_more).toBe(current.next_cursor !== null);
      seen.push(...current.items);
      cursor = current.next_cursor;
    } while (cursor !== null);
    expect(seen.map((item) => item.id).sort()).toEqual([...ids].sort());
    const keys = seen.map((item) => `${item.sort_at} ${item.id}`);
    expect(keys).toEqual([...keys].sort().reverse());
  });

  test.each(['garbage', '2026-01-01T00:00:00Z', '|', "'; drop table sessions", '2026-13-01|x'])(
    'a made-up cursor is refused: %j',
    async (cursor) => {
      const request = asUser(sql, student, (tx) => call(tx, 'list_sessions', { p_before: cursor }));
      expect((await refusal(request)).detail).toMatchObject({ code: 'invalid' });
    },
  );

  test('shows stale presence as offline', async () => {
    const me = await makeUser(sql);
    await makeSession(sql, me, mentor);
    const look = async () => {
      const { items } = await asUser(sql, me, (tx) =>
        call<{ items: { peers: { presence: string }[] }[] }>(tx, 'list_sessions'),
      );
      return items[0]!.peers[0]!.presence;
    };
    expect(await look()).toBe('offline');
    await sql`insert into public.user_presence (user_id, status) values (${mentor}, 'busy')`;
    expect(await look()).toBe('busy');
    await sql`update public.user_presence set last_seen = now() - interval '91 seconds' where user_id = ${mentor}`;
    expect(await look()).toBe('offline');
  });
});
