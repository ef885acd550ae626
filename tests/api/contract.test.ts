import { randomUUID } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { createSupabaseBackend } from '../../src/backend/supabase.ts';
import { freePort, LOOPBACK } from '../../supabase/local/ports.ts';
import { useDatabase } from '../support/accounts.ts';
import { makeSession } from '../support/database.ts';
import {
  createPerson,
  createTokenHolder,
  createVisitor,
  signIn,
  type Person,
} from '../support/people.ts';
import { refused } from './refused.ts';
import { sayAll } from './say.ts';
import { expiredClaims, liveClaims, signToken } from './tokens.ts';

const facts = inject('stack');
const sql = useDatabase();
const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

let student: Person;
let mentor: Person;

beforeAll(async () => {
  [student, mentor] = await Promise.all([
    createPerson(facts, { fullName: 'Nora Lind' }),
    createPerson(facts, { role: 'mentor', fullName: 'Theo Brandt' }),
  ]);
});

const newSession = (): Promise<string> => makeSession(sql(), student.id, mentor.id);

describe('signing up and in', () => {
  test('onAuthChange tells who is signed in, with the profile, and when nobody is', async () => {
    const device = await signIn(facts, mentor);
    const heard: unknown[] = [];
    const known = new Promise<void>((resolve) => {
      const stop = device.backend.onAuthChange((me) => {
        heard.push(me);
        if (me === null) stop();
        resolve();
      });
    });
    await known;
    expect(heard).toEqual([
      {
        id: mentor.id,
        email: mentor.email,
        authSessionId: device.authSessionId,
        fullName: 'Theo Brandt',
        avatarUrl: null,
        role: 'mentor',
      },
    ]);
    await device.backend.signOut();
    await expect.poll(() => heard.at(-1)).toBeNull();
  });

  test('each sign-in is another auth session of the same person', async () => {
    const device = await signIn(facts, student);
    expect(device.userId).toBe(student.id);
    expect(device.authSessionId).not.toBe(student.authSessionId);
  });

  test('a wrong password and an unknown address are refused alike', async () => {
    const { email } = student;
    const wrong = await refused(signIn(facts, { email, password: 'not the password' }));
    const unknown = await refused(
      signIn(facts, { email: `${randomUUID()}@example.com`, password: 'not the password' }),
    );
    expect(wrong).toMatchObject({ kind: 'Invalid', message: 'E-mail or password is wrong.' });
    expect(unknown).toEqual(wrong);
  });

  test('an address that has an account cannot sign up again', async () => {
    const visitor = createSupabaseBackend(createVisitor(facts));
    const form = {
      email: student.email,
      password: 'another long password',
      fullName: 'Somebody Else',
      role: 'student',
    };
    expect(await refused(visitor.signUp(form))).toMatchObject({
      kind: 'Invalid',
      message: 'There is an account with this e-mail address already. Sign in instead.',
    });
  });
});

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
    expect(page).toEqual({ messages: [], hasOlder: false, lastRev: 0 });
  });

  test('catching up goes by rev until a short page, with everybody’s watermarks', async () => {
    const seen: (string | null)[] = [];
    let cursor = 1;
    for (;;) {
      const page = await mentor.backend.syncSession(sessionId, cursor, 3);
      seen.push(...contents(page));
      expect(page.lastRev).toBe(9);
      expect([...page.receipts].sort((a, b) => a.deliveredSeq - b.deliveredSeq)).toEqual([
        { userId: mentor.id, deliveredSeq: 0, readSeq: 0 },
        { userId: student.id, deliveredSeq: 9, readSeq: 9 },
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

describe('sending', () => {
  test('yields the stored message, numbered, and keeps the text exactly', async () => {
    const sessionId = await newSession();
    const id = uuidv7();
    const content = '  “quotes” \\ {"json": [1]} <b>&amp;</b> 👩‍👩‍👧 שלום\n\ttab ';
    await sayAll(sql(), student, sessionId, ['before']);
    const stored = await student.backend.sendMessage({ id, sessionId, content });
    expect(stored).toMatchObject({
      id,
      sessionId,
      seq: 2,
      rev: 2,
      senderId: student.id,
      type: 'text',
      content,
      replyTo: null,
      editedAt: null,
      deletedAt: null,
    });
    const page = await mentor.backend.getMessages(sessionId, null, 1);
    expect(page.messages).toEqual([stored]);
  });

  test.each(['[1, 2]', '{"a": 1}', '"text"', 'null', '0012', 'true'])(
    'text that looks like data stays text: %s',
    async (content) => {
      const sessionId = await newSession();
      await sayAll(sql(), student, sessionId, [content]);
      const page = await mentor.backend.getMessages(sessionId, null, 1);
      expect(page.messages[0]?.content).toBe(content);
      expect((await mentor.backend.getSession(sessionId)).lastMessage).toBe(content);
    },
  );

  test('sending the same message again yields what is stored and changes nothing', async () => {
    const sessionId = await newSession();
    const item = { id: uuidv7(), sessionId, content: 'once' };
    const first = await student.backend.sendMessage(item);
    const again = await Promise.all(
      Array.from({ length: 4 }, () => student.backend.sendMessage(item)),
    );
    const changed = await student.backend.sendMessage({ ...item, content: 'not this' });
    for (const answer of [...again, changed]) expect(answer).toEqual(first);
    const session = await mentor.backend.getSession(sessionId);
    expect(session).toMatchObject({ lastSeq: 1, lastRev: 1, unreadCount: 1, lastMessage: 'once' });
  });

  test('the id of somebody else’s message is taken', async () => {
    const sessionId = await newSession();
    const id = uuidv7();
    await mentor.backend.sendMessage({ id, sessionId, content: 'mine' });
    const error = await refused(
      student.backend.sendMessage({ id, sessionId, content: 'no, mine' }),
    );
    expect(error).toMatchObject({ kind: 'Conflict', code: 'duplicate' });
  });

  test.each([
    ['nothing', '', /Write something/],
    ['white space', ' \n\t ', /Write something/],
    ['10,001 characters', 'é'.repeat(10_001), /too long: 10001 characters, 10000 at most/],
  ])('%s is refused with a sentence for people', async (_what, content, sentence) => {
    const sessionId = await newSession();
    const error = await refused(student.backend.sendMessage({ id: uuidv7(), sessionId, content }));
    expect(error).toMatchObject({ kind: 'Invalid', code: 'invalid' });
    expect(error.message).toMatch(sentence);
    expect((await student.backend.getSession(sessionId)).lastSeq).toBe(0);
  });

  test('beyond the limit it says how long to wait, and a retry of what was accepted is free', async () => {
    const sender = await createPerson(facts);
    const sessionId = await makeSession(sql(), sender.id, mentor.id);
    const item = { id: uuidv7(), sessionId, content: 'first' };
    await sender.backend.sendMessage(item);
    for (let n = 2; n <= 10; n += 1) {
      await sender.backend.sendMessage({ id: uuidv7(), sessionId, content: `number ${n}` });
    }
    const error = await refused(
      sender.backend.sendMessage({ id: uuidv7(), sessionId, content: 'one too many' }),
    );
    expect(error).toMatchObject({ kind: 'RateLimited', code: 'rate_limited' });
    expect(error.retryAfterMs).toBeGreaterThanOrEqual(SECOND_MS);
    expect(error.retryAfterMs).toBeLessThanOrEqual(MINUTE_MS);
    expect(await sender.backend.sendMessage(item)).toMatchObject({ id: item.id, seq: 1 });
  });

  test.each(['completed', 'declined', 'expired'])(
    'a %s session takes no messages',
    async (status) => {
      const sessionId = await newSession();
      await sql()`update public.sessions set status = ${status} where id = ${sessionId}`;
      const error = await refused(
        student.backend.sendMessage({ id: uuidv7(), sessionId, content: 'too late' }),
      );
      expect(error).toMatchObject({ kind: 'Conflict', code: 'session_closed' });
    },
  );
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

describe('connections and presence', () => {
  test('a fourth device is refused until it insists, and then the oldest gives way', async () => {
    const person = await createPerson(facts);
    const devices = [person, ...(await Promise.all([1, 2, 3].map(() => signIn(facts, person))))];
    for (const [n, device] of devices.slice(0, 3).entries()) {
      await device.backend.claimConnection(`Device ${n + 1}`, false);
    }
    const fourth = devices[3]!.backend;
    const error = await refused(fourth.claimConnection('Device 4', false));
    expect(error).toMatchObject({ kind: 'RateLimited', code: 'too_many_connections' });
    const claims = async () => {
      const { data } = await person.client
        .from('realtime_connections')
        .select('device')
        .order('device');
      return data?.map((row) => row.device);
    };
    expect(await claims()).toEqual(['Device 1', 'Device 2', 'Device 3']);
    await fourth.claimConnection('Device 4', true);
    expect(await claims()).toEqual(['Device 2', 'Device 3', 'Device 4']);
    // Claiming again is not another device.
    await fourth.claimConnection('Device 4', false);
    await fourth.releaseConnection();
    await devices[0]!.backend.claimConnection('Device 1', false);
    expect(await claims()).toEqual(['Device 1', 'Device 2', 'Device 3']);
  });

  test('a heartbeat shows as presence to the peers, a released connection as offline', async () => {
    const [one, other] = await Promise.all([
      createPerson(facts),
      createPerson(facts, { role: 'mentor' }),
    ]);
    const sessionId = await makeSession(sql(), one.id, other.id);
    const presence = async () => (await one.backend.getSession(sessionId)).peers[0];
    expect(await presence()).toMatchObject({ presence: 'offline', lastSeen: null });
    await other.backend.claimConnection('Phone', false);
    expect((await presence())?.presence).toBe('online');
    await other.backend.heartbeat('away', sessionId);
    expect((await presence())?.presence).toBe('away');
    await other.backend.heartbeat('busy', null);
    const busy = await presence();
    expect(busy?.presence).toBe('busy');
    expect(Math.abs((busy?.lastSeen ?? 0) - Date.now())).toBeLessThan(MINUTE_MS);
    await other.backend.releaseConnection();
    expect((await presence())?.presence).toBe('offline');
  });
});

describe('contacting support', () => {
  test('five times at once opens one conversation and costs one token', async () => {
    await createPerson(facts, { role: 'admin', fullName: 'Support' });
    const person = await createPerson(facts, { role: 'buyer' });
    const opened = await Promise.all(
      Array.from({ length: 5 }, () => person.backend.contactSupport()),
    );
    expect(new Set(opened.map((session) => session.id)).size).toBe(1);
    expect(opened[0]).toMatchObject({ kind: 'support', status: 'in_progress', lastSeq: 0 });
    expect(opened[0]?.peers.map((peer) => peer.role)).toEqual(['admin']);
    const [rate] = await sql()`
      select cardinality(hits) as tokens from private.rate_limits
      where user_id = ${person.id} and action = 'session'`;
    expect(rate).toEqual({ tokens: 1 });
    const { sessions } = await person.backend.listSessions(null, 50);
    expect(sessions).toEqual([opened[0]]);
  });
});

describe('refusals', () => {
  test('a foreign session and a missing one are the same answer', async () => {
    const foreign = await newSession();
    await sayAll(sql(), mentor, foreign, ['private words']);
    const missing = randomUUID();
    const { backend } = await createPerson(facts);
    const calls: Record<string, (id: string) => Promise<unknown>> = {
      getSession: (id) => backend.getSession(id),
      getMessages: (id) => backend.getMessages(id, null, 50),
      syncSession: (id) => backend.syncSession(id, 0, 200),
      markRead: (id) => backend.markRead(id, 1),
      markDelivered: (id) => backend.markDelivered(id, 1),
    };
    for (const [name, call] of Object.entries(calls)) {
      const error = await refused(call(foreign));
      expect(error, name).toMatchObject({ kind: 'NotFound', code: 'not_found' });
      expect(await refused(call(missing)), name).toEqual(error);
    }
    const send = (sessionId: string) =>
      refused(backend.sendMessage({ id: uuidv7(), sessionId, content: 'hello?' }));
    expect(await send(foreign)).toMatchObject({ kind: 'Denied' });
    expect(await send(missing)).toEqual(await send(foreign));
  });

  /** Made when the test runs: there is nobody to make a token for before. */
  const tokens: Record<string, () => string> = {
    forged: () => signToken('not the secret '.repeat(3), liveClaims(student)),
    'no token at all': () => 'eyJhbGciOiJIUzI1NiJ9.e30.',
    // Somebody else's project keeps its secret, so nothing can be signed for it here.
    ...(facts.jwtSecret === null ? {} : { expired: expiredToken(facts.jwtSecret) }),
  };

  test.each(Object.entries(tokens))(
    'a token that is %s means: sign in again',
    async (_what, makeToken) => {
      const backend = createSupabaseBackend(createTokenHolder(facts, makeToken()));
      const errors = await Promise.all(
        [
          backend.listSessions(null, 50),
          backend.getMessages(randomUUID(), null, 50),
          backend.sendMessage({ id: uuidv7(), sessionId: randomUUID(), content: 'hello' }),
        ].map(refused),
      );
      for (const error of errors) expect(error).toMatchObject({ kind: 'Unauthorized' });
    },
  );

  test('without a sign-in everything asks for one', async () => {
    const backend = createSupabaseBackend(createVisitor(facts));
    const errors = await Promise.all(
      [
        backend.listSessions(null, 50),
        backend.getSession(randomUUID()),
        backend.sendMessage({ id: uuidv7(), sessionId: randomUUID(), content: 'hello' }),
        backend.claimConnection('Device', false),
      ].map(refused),
    );
    for (const error of errors) expect(error).toMatchObject({ kind: 'Unauthorized' });
  });

  test('a server that is not there is Offline', async () => {
    const apiUrl = `http://${LOOPBACK}:${await freePort()}`;
    const { publishableKey } = facts;
    const backend = createSupabaseBackend(
      createTokenHolder({ apiUrl, publishableKey }, student.accessToken),
    );
    const errors = await Promise.all(
      [
        backend.listSessions(null, 50),
        backend.sendMessage({ id: uuidv7(), sessionId: randomUUID(), content: 'hello' }),
      ].map(refused),
    );
    for (const error of errors) expect(error).toMatchObject({ kind: 'Offline' });
    const signedOut = createSupabaseBackend(createVisitor({ apiUrl, publishableKey }));
    expect(await refused(signedOut.signIn('nobody@example.com', 'password'))).toMatchObject({
      kind: 'Offline',
    });
  });
});

function expiredToken(secret: string): () => string {
  return () => signToken(secret, expiredClaims(student));
}
