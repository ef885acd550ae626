import { expect, inject, test } from 'vitest';
import type { Backend } from '../../src/backend/backend.ts';
import type { Me, Session } from '../../src/core/model.ts';
import { signIn } from '../support/people.ts';

const facts = inject('stack');

const PEOPLE = [
  ['student@example.com', 'Amara Okafor', 'student'],
  ['student2@example.com', 'Jonas Lindqvist', 'student'],
  ['mentor@example.com', 'Priya Raman', 'mentor'],
  ['mentor2@example.com', 'Marco Bellini', 'mentor'],
  ['buyer@example.com', 'Hannah Weiss', 'buyer'],
  ['supplier@example.com', 'Kenji Sato', 'supplier'],
  ['admin@example.com', 'Elena Petrova', 'admin'],
] as const;

/** The first word is what the token tells, the second adds the profile. */
const whoIs = (backend: Backend): Promise<Me | null> =>
  new Promise((resolve) => {
    let heard = 0;
    const stop = backend.onAuthChange((me) => {
      heard += 1;
      if (heard < 2) return;
      queueMicrotask(() => stop());
      resolve(me);
    });
  });

async function allSessions(backend: Backend): Promise<Session[]> {
  const sessions: Session[] = [];
  let cursor: string | null = null;
  do {
    const page = await backend.listSessions(cursor, 3);
    sessions.push(...page.sessions);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return sessions;
}

// The only test that uses the demo accounts: it reads, and leaves nothing behind.
test.each(PEOPLE)('%s signs in, and everything they see makes sense', async (email, name, role) => {
  const { backend } = await signIn(facts, { email, password: 'password' });
  expect(await whoIs(backend)).toMatchObject({ email, fullName: name, role });
  const sessions = await allSessions(backend);
  expect(sessions.length).toBeGreaterThan(0);
  const times = sessions.map((session) => session.sortAt);
  expect(times).toEqual([...times].sort((a, b) => b - a));
  for (const session of sessions) {
    expect(session.peers.length, session.id).toBeGreaterThan(0);
    const newest = await backend.getMessages(session.id, null, 100);
    const oldest = await backend.syncSession(session.id, 0, 500);
    // A row that could not be read would be missing here (and warned of, which fails the test).
    expect(newest.messages).toHaveLength(Math.min(session.lastSeq, 100));
    expect(oldest.messages).toHaveLength(Math.min(session.lastRev, 500));
    const last = newest.messages.at(-1);
    expect(last?.seq ?? 0).toBe(session.lastSeq);
    if (last !== undefined) {
      expect(session.lastMessage).toBe(
        Array.from(last.content ?? '')
          .slice(0, 200)
          .join(''),
      );
      expect(session.lastMessageAt).toBe(last.createdAt);
    }
    expect(session.unreadCount).toBeLessThanOrEqual(session.lastSeq - session.lastReadSeq);
  }
});
