import { randomUUID } from 'node:crypto';
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
  items: { id: string; seq: number; rev: number; content: string }[];
  has_more: boolean;
  has_older: boolean;
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

describe('get_messages, forwards', () => {
  test('pages over everything, once, in ascending seq', async () => {
    const all: number[] = [];
    let after = 0;
    for (;;) {
      const current = await page({ p_after_seq: after, p_limit: 30 });
      expect(current.has_older).toBe(after > 0);
      all.push(...seqs(current));
      after = all.at(-1)!;
      if (!current.has_newer) break;
    }
    expect(all).toEqual(range(1, MESSAGES));
  });

  test.each([
    ['after the last', { p_after_seq: MESSAGES }, [], true, false],
    ['after what is not there yet', { p_after_seq: '9223372036854775807' }, [], true, false],
    ['after nothing', { p_after_seq: '-9223372036854775808', p_limit: 2 }, [1, 2], false, true],
    ['before everything', { p_before_seq: '-9223372036854775808' }, [], false, true],
    [
      'around the end of numbers',
      { p_around_seq: '9223372036854775807', p_limit: 2 },
      [MESSAGES],
      true,
      false,
    ],
    ['around one, with room for two', { p_around_seq: 1, p_limit: 2 }, [1, 2], false, true],
  ])('%s', async (_what, args, expected, has_older, has_newer) => {
    const current = await page(args);
    expect(seqs(current)).toEqual(expected);
    expect(current).toMatchObject({ has_older, has_more: has_older, has_newer });
  });

  test('asks for one place only', async () => {
    expect(await refusal(page({ p_after_seq: 1, p_before_seq: 9 }))).toMatchObject({
      sqlstate: 'PT422',
      detail: { code: 'invalid' },
    });
  });

  test('begins where the person joined', async () => {
    const late = await makeUser(sql, 'admin');
    await sql`insert into public.participants (session_id, user_id, role, from_seq) values (${session}, ${late}, 'admin', 100)`;
    const look = (args: Args) =>
      asUser(sql, late, (tx) => call<Page>(tx, 'get_messages', { p_session_id: session, ...args }));
    const first = await look({ p_after_seq: 0, p_limit: 3 });
    expect(seqs(first)).toEqual([100, 101, 102]);
    expect(first).toMatchObject({ has_older: false, has_newer: true });
    expect(seqs(await look({ p_around_seq: 3, p_limit: 4 }))).toEqual([100, 101, 102]);
    await sql`delete from public.participants where user_id = ${late}`;
  });
});

describe('get_messages_by_id', () => {
  const byId = (who: string, ids: string[], p_session_id = session) =>
    asUser(sql, who, async (tx) => {
      const [row] = await tx<{ page: Page }[]>`
        select public.get_messages_by_id(${p_session_id}, ${ids}::uuid[]) as page`;
      return row!.page;
    });

  test('gives what there is, in order, and leaves out the rest', async () => {
    const { items } = await page({ p_limit: 3 });
    const ids = items.map((item) => item.id);
    const found = await byId(student, [ids[2]!, randomUUID(), ids[0]!, ids[0]!]);
    expect(found.items).toEqual([items[0], items[2]]);
    expect(await byId(student, [])).toEqual({ items: [] });
    const other = await makeSession(sql, student, mentor);
    expect(await byId(student, ids, other)).toEqual({ items: [] });
  });

  test('gives nothing from before the person joined, and nothing at all to others', async () => {
    const { items } = await page({ p_before_seq: 3 });
    const late = await makeUser(sql, 'admin');
    await sql`insert into public.participants (session_id, user_id, role, from_seq) values (${session}, ${late}, 'admin', 2)`;
    const ids = items.map((item) => item.id);
    expect((await byId(late, ids)).items).toEqual([items[1]]);
    await sql`update public.participants set left_at = now() where user_id = ${late}`;
    expect((await refusal(byId(late, ids))).sqlstate).toBe('PT404');
    expect((await refusal(byId(await makeUser(sql), ids))).sqlstate).toBe('PT404');
    await sql`delete from public.participants where user_id = ${late}`;
  });

  test('takes a hundred, no more', async () => {
    const ids = Array.from({ length: 101 }, () => randomUUID());
    expect(await byId(student, ids.slice(1))).toEqual({ items: [] });
    expect((await refusal(byId(student, ids))).detail).toMatchObject({ code: 'invalid' });
  });
});

describe('seq_at', () => {
  const at = (who: string, p_at: string | null) =>
    asUser(sql, who, (tx) => call<number | null>(tx, 'seq_at', { p_session_id: session, p_at }));
  /** Message n was sent n minutes after midnight. */
  const minute = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString();

  test('is the first message at or after a moment', async () => {
    for (const n of [1, 2, 68, 69, MESSAGES - 1, MESSAGES]) {
      expect(await at(student, minute(n))).toBe(n);
      expect(await at(student, minute(n - 0.5))).toBe(n);
    }
    expect(await at(student, '0001-01-01')).toBe(1);
    expect(await at(student, minute(MESSAGES + 0.1))).toBeNull();
    expect((await refusal(at(student, null))).detail).toMatchObject({ code: 'invalid' });
  });

  test('of a person who joined later, from there', async () => {
    const late = await makeUser(sql, 'admin');
    await sql`insert into public.participants (session_id, user_id, role, from_seq) values (${session}, ${late}, 'admin', 100)`;
    expect(await at(late, minute(3))).toBe(100);
    await sql`update public.participants set from_seq = ${MESSAGES + 1} where user_id = ${late}`;
    expect(await at(late, minute(3))).toBeNull();
    await sql`delete from public.participants where user_id = ${late}`;
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
