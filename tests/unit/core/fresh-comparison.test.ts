import { describe, expect, test } from 'vitest';
import type { ChatEvent } from '../../../src/core/events.ts';
import type { Difference } from '../../../src/core/differences.ts';
import {
  compareWithFresh,
  lastingDifferences,
  type FreshLoad,
  type FreshTimeline,
} from '../../../src/core/fresh-comparison.ts';
import type { Message, Session } from '../../../src/core/model.ts';
import { reduce } from '../../../src/core/reduce.ts';
import { initialState, type ChatState } from '../../../src/core/state.ts';
import {
  NOON,
  sampleMe,
  sampleMessage,
  samplePeer,
  sampleSession,
  SESSION,
  uuid,
} from '../../support/samples.ts';

const OTHER = uuid(101);
const session = sampleSession({ lastSeq: 3, lastRev: 3 });
const other = sampleSession({
  id: OTHER,
  sortAt: NOON - 1000,
  peers: [samplePeer({ userId: uuid(3), fullName: 'Cleo' })],
});
const messages = [1, 2, 3].map((seq) => sampleMessage(seq));

const apply = (state: ChatState, ...events: ChatEvent[]): ChatState => events.reduce(reduce, state);

/** Two sessions in the list, the first one open with its three messages. */
const loaded = (
  page: readonly Message[] = messages,
  sessions: readonly Session[] = [session, other],
): ChatState =>
  apply(
    initialState,
    { type: 'auth/signedIn', me: sampleMe() },
    { type: 'list/loaded', sessions, hasMore: false, nextCursor: null, more: false },
    { type: 'session/opened', sessionId: SESSION },
    {
      type: 'timeline/pageLoaded',
      sessionId: SESSION,
      page: { messages: page, hasOlder: false, lastRev: 3 },
      older: false,
    },
  );

const fresh = (
  timeline: Partial<FreshTimeline> | null = {},
  changes: Partial<FreshLoad> = {},
): FreshLoad => ({
  list: [session, other],
  listHasMore: false,
  timelines: {
    [SESSION]:
      timeline === null ? null : { session, messages, hasOlder: false, lastRev: 3, ...timeline },
  },
  ...changes,
});

const words = (state: ChatState, load: FreshLoad): readonly string[] =>
  compareWithFresh(state, load).map(({ where, here, there }) =>
    there === null ? `${where}: ${here}` : `${where}: ${here} / ${there}`,
  );

const changed = (seq: number, changes: Partial<Message>): readonly Message[] =>
  messages.map((message) => (message.seq === seq ? { ...message, ...changes } : message));

describe('nothing differs', () => {
  test('when all is the same, whichever objects hold it', () => {
    expect(words(loaded(), structuredClone(fresh()))).toEqual([]);
  });

  test('for what has not left the device, and for presence', () => {
    const state = apply(
      loaded(),
      { type: 'read/seen', sessionId: SESSION, seq: 3 },
      { type: 'presence/changed', userId: uuid(2), status: 'online', lastSeen: NOON },
    );
    expect(words(state, fresh())).toEqual([]);
  });

  test('for history that is not loaded, as long as it is known to be there', () => {
    const state = apply(
      initialState,
      { type: 'session/changed', session },
      { type: 'session/changed', session: other },
      { type: 'session/opened', sessionId: SESSION },
      {
        type: 'timeline/pageLoaded',
        sessionId: SESSION,
        page: { messages: messages.slice(1), hasOlder: true, lastRev: 3 },
        older: false,
      },
    );
    expect(words(state, fresh())).toEqual([]);
  });

  test('for rows beyond the first page', () => {
    expect(words(loaded(), fresh({}, { list: [session], listHasMore: true }))).toEqual([]);
  });
});

describe('messages', () => {
  test('missing', () => {
    expect(words(loaded([messages[0]!, messages[2]!]), fresh())).toEqual([
      'Ben: message 2 is missing',
    ]);
  });

  test('extra', () => {
    expect(words(loaded(), fresh({ messages: messages.slice(0, 2) }))).toEqual([
      'Ben: message 3 is not on the server',
    ]);
  });

  test('with a stale rev', () => {
    const edited = changed(2, { rev: 4, content: 'edited', editedAt: NOON });
    expect(words(loaded(), fresh({ messages: edited, lastRev: 4 }))).toEqual([
      'Ben: the changes up to 3 are here / 4',
      'Ben: message 2 is at rev 2 / 4',
    ]);
  });

  test('with other content at the same rev', () => {
    const reactions = [{ emoji: '👍', userIds: [uuid(1)] }];
    expect(words(loaded(changed(2, { content: 'wrong', reactions })), fresh())).toEqual([
      'Ben: message 2: content is “wrong” / “message 2”',
      `Ben: message 2: reactions is ${JSON.stringify(reactions).slice(0, 40)}… / []`,
    ]);
  });

  test('twice, or out of order', () => {
    const state = loaded();
    const timeline = state.timelines[SESSION]!;
    const broken = (list: readonly Message[]): ChatState => ({
      ...state,
      timelines: { [SESSION]: { ...timeline, messages: list } },
    });
    expect(words(broken([...messages, messages[2]!]), fresh())).toEqual([
      'Ben: message 3 is doubled or out of order',
    ]);
    expect(words(broken([messages[0]!, messages[2]!, messages[1]!]), fresh())).toEqual([
      'Ben: message 2 is doubled or out of order',
    ]);
  });

  test('older ones that nobody could scroll to', () => {
    expect(words(loaded(messages.slice(1)), fresh())).toEqual(['Ben: hasOlder is false / true']);
    expect(words(loaded(), fresh({ hasOlder: true }))).toEqual(['Ben: hasOlder is false / true']);
  });

  test('of a session that the server does not show', () => {
    expect(words(loaded(), fresh(null, { list: [other] }))).toEqual([
      'Session list: Ben is not on the server',
      'Ben: the server does not show this session',
    ]);
  });
});

describe('rows of the list', () => {
  test('unread', () => {
    const unread = { ...session, unreadCount: 2, stateVersion: 1 };
    expect(words(loaded(), fresh({}, { list: [unread, other] }))).toEqual([
      'Ben: unreadCount is 0 / 2',
      'Ben: stateVersion is 0 / 1',
    ]);
  });

  test('missing, extra and in another order', () => {
    const third = sampleSession({ id: uuid(102), peers: [samplePeer({ fullName: 'Dora' })] });
    expect(words(loaded(), fresh({}, { list: [third, session, other] }))).toEqual([
      'Session list: Dora is missing',
    ]);
    expect(words(loaded(), fresh({}, { list: [session] }))).toEqual([
      'Session list: Cleo is not on the server',
    ]);
    expect(words(loaded(), fresh({}, { list: [other, session] }))).toEqual([
      'Session list: the order is Ben, Cleo / Cleo, Ben',
    ]);
  });

  test('receipts, also of a loaded session that is not on the first page', () => {
    const read = { ...session, peers: [samplePeer({ deliveredSeq: 3, readSeq: 2 })] };
    const expected = ['Ben: Ben: deliveredSeq is 0 / 3', 'Ben: Ben: readSeq is 0 / 2'];
    expect(words(loaded(), fresh({}, { list: [read, other] }))).toEqual(expected);
    const elsewhere = fresh({ session: read }, { list: [], listHasMore: true });
    expect(words(loaded(), elsewhere)).toEqual(expected);
  });

  test('people who joined or left', () => {
    const joined = { ...session, peers: [samplePeer({ userId: uuid(3), fullName: 'Cleo' })] };
    expect(words(loaded(), fresh({}, { list: [joined, other] }))).toEqual(
      ['Ben is not in it on the server', 'Cleo is missing'].map((text) => `Cleo: ${text}`),
    );
  });
});

describe('lasting differences', () => {
  const stuck: Difference = { where: 'Ben', here: 'the changes up to 3 are here', there: '7' };
  const passing: Difference = { where: 'Ben', here: 'message 8 is missing', there: null };
  const later: Difference = { where: 'Ben', here: 'message 9 is missing', there: null };

  test('are those that stay as they were here, even if the server went on', () => {
    const now = [{ ...stuck, there: '9' }, later];
    expect(lastingDifferences([stuck, passing], now)).toEqual([{ ...stuck, there: '9' }]);
  });
});
