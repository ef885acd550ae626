import { beforeAll, describe, expect, inject, test } from 'vitest';
import { useDatabase } from '../support/accounts.ts';
import { makeSession } from '../support/database.ts';
import { createPerson, type Person } from '../support/people.ts';
import { refused } from './refused.ts';
import { sayAll } from './say.ts';

const facts = inject('stack');
const sql = useDatabase();
const MINUTE_MS = 60_000;

let student: Person;
let mentor: Person;

beforeAll(async () => {
  [student, mentor] = await Promise.all([
    createPerson(facts, { fullName: 'Nora Lind' }),
    createPerson(facts, { role: 'mentor', fullName: 'Theo Brandt' }),
  ]);
});

const newSession = (): Promise<string> => makeSession(sql(), student.id, mentor.id);

describe('listing sessions', () => {
  test('pages follow each other without a gap, also where times are equal', async () => {
    const [one, other] = await Promise.all([
      createPerson(facts),
      createPerson(facts, { role: 'mentor' }),
    ]);
    const ids: string[] = [];
    for (let n = 0; n < 7; n += 1) ids.push(await makeSession(sql(), one.id, other.id));
    // Four share one moment, which falls across the borders of pages of two and of three.
    await sql()`update public.participants set sort_at = timestamptz '2026-01-05 12:00:00.123456+00'
                where session_id in ${sql()(ids.slice(1, 5))}`;
    const rows = await sql()<{ id: string }[]>`
      select session_id as id from public.participants where user_id = ${one.id}
      order by sort_at desc, session_id desc`;
    const expected = rows.map((row) => row.id);

    for (const limit of [1, 2, 3, 7, 50]) {
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await one.backend.listSessions(cursor, limit);
        expect(page.sessions.length).toBeLessThanOrEqual(limit);
        expect(page.hasMore).toBe(page.nextCursor !== null);
        seen.push(...page.sessions.map((session) => session.id));
        cursor = page.nextCursor;
      } while (cursor !== null);
      expect(seen, `pages of ${limit}`).toEqual(expected);
    }
  });

  test('a row shows the session as its reader sees it', async () => {
    const sessionId = await newSession();
    await sayAll(sql(), mentor, sessionId, ['first words', 'last words']);
    const mine = await student.backend.getSession(sessionId);
    expect(mine).toMatchObject({
      id: sessionId,
      kind: 'mentoring',
      status: 'in_progress',
      lastSeq: 2,
      lastRev: 2,
      lastMessage: 'last words',
      lastSenderId: mentor.id,
      unreadCount: 2,
      unreadFromSeq: 1,
      lastReadSeq: 0,
      myDeliveredSeq: 0,
      peers: [
        {
          userId: mentor.id,
          fullName: 'Theo Brandt',
          role: 'mentor',
          deliveredSeq: 2,
          readSeq: 2,
        },
      ],
    });
    expect(mine.sortAt).toBe(mine.lastMessageAt);
    expect(Math.abs(mine.sortAt - Date.now())).toBeLessThan(MINUTE_MS);
    const theirs = await mentor.backend.getSession(sessionId);
    expect(theirs).toMatchObject({ unreadCount: 0, unreadFromSeq: null, lastReadSeq: 2 });
    const { sessions } = await student.backend.listSessions(null, 50);
    expect(sessions.find((session) => session.id === sessionId)).toEqual(mine);
  });

  test('a cursor that makes no sense is refused', async () => {
    expect(await refused(student.backend.listSessions('yesterday', 50))).toMatchObject({
      kind: 'Invalid',
      code: 'invalid',
    });
  });
});

describe('reading messages', () => {
  let sessionId: string;
  const texts = Array.from({ length: 9 }, (_, index) => `message ${index + 1}`);

  beforeAll(async () => {
    sessionId = await newSession();
    await sayAll(sql(), student, sessionId, texts);
  });

  const contents = (page: { messages: readonly { content: string | null }[] }) =>
    page.messages.map((message) => message.content);

  test('history pages go backwards from the newest, each in ascending order', async () => {
    const newest = await mentor.backend.getMessages(sessionId, null, 4);
    expect(contents(newest)).toEqual(texts.slice(5));
    expect(newest).toMatchObject({ hasOlder: true, lastRev: 9 });
    const before = await mentor.backend.getMessages(sessionId, newest.messages[0]!.seq, 4);
    expect(contents(before)).toEqual(texts.slice(1, 5));
    expect(before.hasOlder).toBe(true);
    const oldest = await mentor.backend.getMessages(sessionId, before.messages[0]!.seq, 4);
    expect(contents(oldest)).toEqual(texts.slice(0, 1));
    expect(oldest.hasOlder).toBe(false);
    const nothing = await mentor.backend.getMessages(sessionId, 1, 4);
    expect(nothing).toMatchObject({ messages: [], hasOlder: false, lastRev: 9 });
  });

  test('a page that ends exactly at the first message has nothing older', async () => {
    const page = await mentor.backend.getMessages(sessionId, null, texts.length);
    expect(contents(page)).toEqual(texts);
    expect(page.hasOlder).toBe(false);
  });

  test('an empty session is an empty page', async () => {
    const empty = await newSession();
    const page = await mentor.backend.getMessages(empty, null, 50);
    expect(page).toEqual({ messages: [], hasOlder: false, hasNewer: false, lastRev: 0 });
  });

  test('catching up goes by rev until a short page, with everybody’s watermarks', async () => {
    const seen: (string | null)[] = [];
    let cursor = 1;
    for (;;) {
      const page = await mentor.backend.syncSession(sessionId, cursor, 3);
      seen.push(...contents(page));
      expect(page.lastRev).toBe(9);
      expect([...page.receipts].sort((a, b) => a.deliveredSeq - b.deliveredSeq)).toEqual([
        { userId: mentor.id, deliveredSeq: 0, readSeq: 0, readVersion: 0 },
        { userId: student.id, deliveredSeq: 9, readSeq: 9, readVersion: 0 },
      ]);
      cursor = page.cursor;
      if (!page.hasMore) break;
    }
    expect(seen).toEqual(texts.slice(1));
    expect(cursor).toBe(9);
    const nothing = await mentor.backend.syncSession(sessionId, cursor, 3);
    expect(nothing).toMatchObject({ messages: [], hasMore: false, cursor: 9 });
  });
});

describe('watermarks and unread', () => {
  test('rise with reading and delivery, never fall, and never pass the last message', async () => {
    const sessionId = await newSession();
    await sayAll(sql(), mentor, sessionId, ['one', 'two', 'three']);
    const { backend } = student;
    expect(await backend.markDelivered(sessionId, 2)).toBe(2);
    expect(await backend.markDelivered(sessionId, 1)).toBe(2);
    const partly = await backend.markRead(sessionId, 1);
    expect(partly).toMatchObject({ unreadCount: 2, lastReadSeq: 1 });
    expect(await backend.getSession(sessionId)).toMatchObject({
      unreadCount: 2,
      unreadFromSeq: 2,
      lastReadSeq: 1,
      myDeliveredSeq: 2,
    });
    const wholly = await backend.markRead(sessionId, 1_000);
    expect(wholly).toMatchObject({ unreadCount: 0, lastReadSeq: 3 });
    expect(wholly.stateVersion).toBeGreaterThan(partly.stateVersion);
    expect(await backend.markRead(sessionId, 1)).toEqual(wholly);
    expect(await backend.markDelivered(sessionId, 1_000)).toBe(3);
    const seenByMentor = await mentor.backend.getSession(sessionId);
    expect(seenByMentor.peers[0]).toMatchObject({ deliveredSeq: 3, readSeq: 3 });
  });

  test('unread_count sums over the person’s sessions', async () => {
    const reader = await createPerson(facts);
    const sessions = await Promise.all([
      makeSession(sql(), reader.id, mentor.id),
      makeSession(sql(), reader.id, mentor.id),
    ]);
    for (const sessionId of sessions) await sayAll(sql(), mentor, sessionId, ['one', 'two']);
    const count = async () => (await reader.client.rpc('unread_count')).data;
    expect(await count()).toBe(4);
    await reader.backend.markRead(sessions[0], 1);
    expect(await count()).toBe(3);
    await reader.backend.markRead(sessions[1], 2);
    expect(await count()).toBe(1);
  });
});
