import { randomUUID } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { createSupabaseBackend } from '../../src/backend/supabase.ts';
import { freePort, LOOPBACK } from '../../supabase/local/ports.ts';
import { useDatabase } from '../support/accounts.ts';
import { makeSession } from '../support/database.ts';
import { createPerson, createTokenHolder, createVisitor, type Person } from '../support/people.ts';
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
