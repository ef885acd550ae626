import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { outgoing } from '../../../src/core/compose.ts';
import type { ChatEvent } from '../../../src/core/events.ts';
import { reduce } from '../../../src/core/reduce.ts';
import { initialState, type ChatState } from '../../../src/core/state.ts';
import {
  ANNA,
  BEN,
  NOON,
  sampleMe,
  samplePeer,
  sampleSession,
  SESSION,
  uuid,
} from '../../support/samples.ts';

const signedIn = reduce(initialState, { type: 'auth/signedIn', me: sampleMe() });

const after = (...events: ChatEvent[]): ChatState => events.reduce(reduce, signedIn);
const sessionOf = (state: ChatState) => state.sessions[SESSION]!;

/** What a server tells of one session in the course of time, each with all that was true then. */
function story(steps: readonly ('message' | 'read' | 'peer reads' | 'presence')[]): ChatEvent[] {
  let row = sampleSession();
  const events: ChatEvent[] = [{ type: 'session/changed', session: row }];
  steps.forEach((step, n) => {
    const at = NOON + n + 1;
    const peer = row.peers[0] ?? samplePeer();
    switch (step) {
      case 'message':
        row = {
          ...row,
          lastSeq: row.lastSeq + 1,
          lastRev: row.lastRev + 1,
          sortAt: at,
          unreadCount: row.unreadCount + 1,
          stateVersion: row.stateVersion + 1,
        };
        events.push({ type: 'session/changed', session: row });
        break;
      case 'read':
        row = {
          ...row,
          unreadCount: 0,
          lastReadSeq: row.lastSeq,
          stateVersion: row.stateVersion + 1,
          myDeliveredSeq: row.lastSeq,
        };
        events.push({
          type: 'receipt/received',
          sessionId: SESSION,
          receipt: {
            userId: ANNA,
            deliveredSeq: row.lastSeq,
            readSeq: row.lastSeq,
            readVersion: 0,
          },
          own: {
            unreadCount: 0,
            lastReadSeq: row.lastReadSeq,
            unreadFromSeq: null,
            stateVersion: row.stateVersion,
          },
        });
        break;
      case 'peer reads':
        row = {
          ...row,
          peers: [{ ...peer, deliveredSeq: row.lastSeq, readSeq: row.lastSeq }],
        };
        events.push({
          type: 'receipt/received',
          sessionId: SESSION,
          receipt: { userId: BEN, deliveredSeq: row.lastSeq, readSeq: row.lastSeq, readVersion: 0 },
          own: null,
        });
        break;
      case 'presence':
        row = {
          ...row,
          peers: [
            { ...peer, presence: peer.presence === 'online' ? 'away' : 'online', lastSeen: at },
          ],
        };
        events.push({
          type: 'presence/changed',
          userId: BEN,
          status: row.peers[0]!.presence,
          lastSeen: at,
        });
        break;
    }
  });
  events.push({ type: 'session/changed', session: row });
  return events;
}

const steps = fc.array(fc.constantFrom('message', 'read', 'peer reads', 'presence'), {
  maxLength: 15,
});

describe('a session’s row', () => {
  test('ends the same in whatever order, and however often, its story is told', () => {
    fc.assert(
      fc.property(
        steps.chain((taken) => {
          const events = story(taken);
          return fc.tuple(
            fc.constant(events),
            fc.shuffledSubarray(events, { minLength: events.length }),
            fc.subarray(events),
          );
        }),
        ([inOrder, shuffled, again]) => {
          // Events about a session that is not known yet say nothing: the row comes first.
          const first = inOrder[0]!;
          const expected = sessionOf(after(...inOrder));
          expect(sessionOf(after(first, ...shuffled, ...again))).toEqual(expected);
        },
      ),
    );
  });

  test('a stale row brings back neither unread messages nor old watermarks', () => {
    const now = sampleSession({ lastRev: 5, stateVersion: 7, unreadCount: 0, lastReadSeq: 5 });
    const stale = sampleSession({ lastRev: 5, stateVersion: 6, unreadCount: 3, lastReadSeq: 2 });
    const state = after(
      { type: 'session/changed', session: now },
      { type: 'session/changed', session: stale },
    );
    expect(sessionOf(state)).toMatchObject({ unreadCount: 0, lastReadSeq: 5 });
  });

  test('is forgotten with everything of it when access ends, but not what was written', () => {
    const state = after(
      { type: 'session/changed', session: sampleSession() },
      { type: 'session/opened', sessionId: SESSION },
      { type: 'session/removed', sessionId: SESSION },
    );
    expect(state.sessions).toEqual({});
    expect(state.timelines).toEqual({});
  });

  test('stays the same object while what is told of it is nothing new', () => {
    const session = { ...sampleSession(), lastSeq: 4, lastReadSeq: 4, unreadCount: 0 };
    const page = { hasMore: false, nextCursor: null, more: false } as const;
    const copy = () => structuredClone(session);
    const other = { ...sampleSession(), id: '00000000-0000-4000-8000-00000000000f' };
    const state = after({ type: 'list/loaded', sessions: [session, other], ...page });
    const repeat: ChatEvent[] = [
      { type: 'list/loaded', sessions: [copy(), structuredClone(other)], ...page },
      { type: 'session/changed', session: copy() },
      { type: 'session/changed', session: { ...copy(), lastRev: session.lastRev - 1 } },
      {
        type: 'receipt/received',
        sessionId: SESSION,
        receipt: { userId: BEN, deliveredSeq: 0, readSeq: 0, readVersion: 0 },
        own: null,
      },
      {
        type: 'receipt/received',
        sessionId: SESSION,
        receipt: { userId: ANNA, deliveredSeq: 0, readSeq: null, readVersion: 0 },
        own: { ...session },
      },
      { type: 'read/confirmed', sessionId: SESSION, seq: 4, state: { ...session } },
    ];
    for (const event of repeat) {
      const next = reduce(state, event);
      expect(next.sessions).toBe(state.sessions);
      expect(next.list).toBe(state.list);
      expect(next.seen).toBe(state.seen);
    }
    const news = { ...copy(), lastRev: session.lastRev + 1, subject: 'Another subject' };
    const changed = reduce(state, {
      type: 'list/loaded',
      sessions: [news, structuredClone(other)],
      ...page,
    });
    expect(sessionOf(changed).subject).toBe('Another subject');
    expect(changed.sessions[other.id]).toBe(state.sessions[other.id]);
    expect(sessionOf(changed).peers).toBe(sessionOf(state).peers);
  });

  test('that comes back while its page is open loads again', () => {
    const state = after(
      { type: 'session/changed', session: sampleSession() },
      { type: 'session/opened', sessionId: SESSION },
      { type: 'session/removed', sessionId: SESSION },
      { type: 'session/changed', session: sampleSession() },
    );
    expect(state.timelines[SESSION]?.status).toBe('loading');
  });
});

describe('read receipts that are switched off', () => {
  const peerOf = (state: ChatState) => sessionOf(state).peers[0];
  const row = (readVersion: number, readSeq: number | null): ChatEvent => ({
    type: 'session/changed',
    session: sampleSession({ peers: [samplePeer({ deliveredSeq: 3, readSeq, readVersion })] }),
  });
  const receipt = (readVersion: number, readSeq: number | null): ChatEvent => ({
    type: 'receipt/received',
    sessionId: SESSION,
    receipt: { userId: BEN, deliveredSeq: 3, readSeq, readVersion },
    own: null,
  });

  test('take back what was shown as read, and show it again when they are back', () => {
    const gone = after(row(0, 3), row(1, null));
    expect(peerOf(gone)).toMatchObject({ deliveredSeq: 3, readSeq: null });
    expect(peerOf(reduce(gone, row(2, 3)))).toMatchObject({ readSeq: 3 });
  });

  test('are heard of with a receipt, too', () => {
    expect(peerOf(after(row(0, 3), receipt(1, null)))).toMatchObject({ readSeq: null });
  });

  test('end the same in whatever order, and however often, it is told', () => {
    const story = [
      row(0, 1),
      receipt(0, 2),
      receipt(1, null),
      row(1, null),
      receipt(2, 2),
      row(2, 3),
    ];
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...story, ...story], { minLength: 2 * story.length }),
        (told) => {
          expect(peerOf(after(row(0, 0), ...told))).toMatchObject({ readSeq: 3, readVersion: 2 });
        },
      ),
    );
  });
});

describe('a session marked unread', () => {
  const read = sampleSession({ lastSeq: 5, lastRev: 5, lastReadSeq: 5, stateVersion: 3 });
  const own = { unreadCount: 3, lastReadSeq: 2, unreadFromSeq: 3, stateVersion: 4 };
  const opened = after(
    { type: 'session/changed', session: read },
    { type: 'session/opened', sessionId: SESSION },
  );
  const heard: ChatEvent = {
    type: 'receipt/received',
    sessionId: SESSION,
    receipt: { userId: ANNA, deliveredSeq: 5, readSeq: 5, readVersion: 0 },
    own,
  };

  const answer = outgoing({
    id: uuid(4001),
    sessionId: SESSION,
    authorId: ANNA,
    text: 'Hello',
    at: NOON,
  });

  test('shows the line, and is not read again by staying open', () => {
    const state = reduce(opened, heard);
    expect(sessionOf(state)).toMatchObject({ unreadCount: 3, lastReadSeq: 2 });
    expect(state.timelines[SESSION]?.unreadLineSeq).toBe(3);
    expect(reduce(state, { type: 'read/seen', sessionId: SESSION, seq: 5 }).seen).toEqual({});
  });

  test('is not read by what was seen before it was marked', () => {
    const older = sampleSession({ lastSeq: 5, lastReadSeq: 4, unreadCount: 1, stateVersion: 3 });
    const state = after(
      { type: 'session/changed', session: older },
      { type: 'read/seen', sessionId: SESSION, seq: 5 },
      heard,
    );
    expect(state.seen).toEqual({});
    expect(sessionOf(state).unreadCount).toBe(3);
  });

  test.each([
    ['opened again', [{ type: 'session/closed' }, { type: 'session/opened', sessionId: SESSION }]],
    ['written in', [{ type: 'outbox/composed', item: answer }]],
  ] satisfies [string, ChatEvent[]][])('is read once it is %s', (_how, deeds) => {
    const state = deeds.reduce<ChatState>(reduce, reduce(opened, heard));
    expect(reduce(state, { type: 'read/seen', sessionId: SESSION, seq: 5 }).seen).toEqual({
      [SESSION]: 5,
    });
  });
});

test('who is let see more of a session can load what came before', () => {
  const joined = sampleSession({ fromSeq: 4, lastSeq: 4, lastRev: 4 });
  const page = { messages: [], hasOlder: false, lastRev: 4 };
  const state = after(
    { type: 'session/changed', session: joined },
    { type: 'session/opened', sessionId: SESSION },
    { type: 'timeline/pageLoaded', sessionId: SESSION, page, older: false },
  );
  expect(state.timelines[SESSION]?.hasOlder).toBe(false);
  const shown = { ...joined, fromSeq: 1, lastSeq: 5, lastRev: 5 };
  const more = reduce(state, { type: 'session/changed', session: shown });
  expect(more.timelines[SESSION]?.hasOlder).toBe(true);
});
