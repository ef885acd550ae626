import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chatError } from '../../../src/core/errors.ts';
import type { CachedTimeline, ChatEvent } from '../../../src/core/events.ts';
import type { Message, Session } from '../../../src/core/model.ts';
import { reduce } from '../../../src/core/reduce.ts';
import { isBehind } from '../../../src/core/reduce-timeline.ts';
import { initialState, type ChatState, type Timeline } from '../../../src/core/state.ts';
import {
  listEntry,
  readListEntry,
  readTimelineEntry,
  timelineEntry,
} from '../../../src/sync/disk/cache-entries.ts';
import { FakeServer } from '../../support/fake-server.ts';
import {
  ANNA,
  NOON,
  sampleMe,
  sampleMessage,
  sampleSession,
  SESSION,
  uuid,
} from '../../support/samples.ts';

const PAGE = 5;
const SYNC_LIMIT = 3;
const OTHER = uuid(101);

const apply = (state: ChatState, ...events: ChatEvent[]): ChatState => events.reduce(reduce, state);
const signedIn = apply(initialState, { type: 'auth/signedIn', me: sampleMe() });

const restored = (
  sessions: readonly Session[],
  timelines: readonly CachedTimeline[] = [],
): ChatEvent => ({ type: 'cache/restored', sessions, timelines });

const loaded = (sessions: readonly Session[], hasMore = false): ChatEvent => ({
  type: 'list/loaded',
  sessions,
  hasMore,
  nextCursor: hasMore ? 'next' : null,
  more: false,
});

const opened: ChatEvent = { type: 'session/opened', sessionId: SESSION };

const cachedTimeline = (changes: Partial<CachedTimeline> = {}): CachedTimeline => ({
  sessionId: SESSION,
  messages: [sampleMessage(1), sampleMessage(2)],
  hasOlder: false,
  cursor: 2,
  ...changes,
});

const timelineOf = (state: ChatState): Timeline => {
  const timeline = state.timelines[SESSION];
  if (timeline === undefined) throw new Error('There is no timeline.');
  return timeline;
};

describe('the session list from the cache', () => {
  const row = sampleSession({ lastRev: 4 });

  test('is shown until the server has spoken, and marked as old', () => {
    const state = apply(signedIn, restored([row]));
    expect(state.list).toMatchObject({ status: 'ready', fromCache: true, hasMore: false });
    expect(state.sessions[SESSION]).toEqual(row);
    expect(apply(state, loaded([row])).list.fromCache).toBe(false);
  });

  test('does not say that there are no sessions when it is empty', () => {
    expect(apply(signedIn, restored([])).list.status).toBe('loading');
  });

  test('stays away when the server was faster', () => {
    const state = apply(signedIn, loaded([]), restored([row]));
    expect(state.sessions).toEqual({});
    expect(state.list.fromCache).toBe(false);
  });

  test('does not replace a row that has come meanwhile', () => {
    const newer = { ...row, lastRev: 9, subject: 'newer' };
    const state = apply(signedIn, { type: 'session/changed', session: newer }, restored([row]));
    expect(state.sessions[SESSION]).toEqual(newer);
  });

  test('is nothing for nobody', () => {
    expect(apply(initialState, restored([row]))).toBe(initialState);
  });

  test('stands in for a list that failed to load', () => {
    const error = chatError('Offline', 'The server cannot be reached right now.');
    const state = apply(signedIn, { type: 'list/failed', error, more: false }, restored([row]));
    expect(state.list).toMatchObject({ status: 'ready', error: null });
    expect(apply(state, { type: 'list/failed', error, more: false }).list.status).toBe('ready');
  });

  test('takes the server’s cursor, even where its page meets rows that are known', () => {
    const state = apply(signedIn, restored([row]), loaded([row], true));
    expect(state.list).toMatchObject({ hasMore: true, nextCursor: 'next' });
  });

  test('gives up rows below the first page, but not those in use', () => {
    const at = (n: number): Session => sampleSession({ id: uuid(100 + n), sortAt: NOON - n });
    const rows = [at(0), at(1), at(2), at(3)];
    const timelines = [1, 2].map((n) => cachedTimeline({ sessionId: uuid(100 + n), messages: [] }));
    const state = apply(
      signedIn,
      restored(rows, timelines),
      { type: 'session/opened', sessionId: uuid(102) },
      { type: 'read/seen', sessionId: uuid(103), seq: 1 },
      loaded([at(0)], true),
    );
    expect(Object.keys(state.sessions)).toEqual([uuid(100), uuid(102), uuid(103)]);
    expect(Object.keys(state.timelines)).toEqual([uuid(102)]);
  });

  test('leaves the unread line to the server', () => {
    const unread = {
      ...row,
      lastSeq: 7,
      lastRev: 7,
      unreadCount: 3,
      unreadFromSeq: 5,
      stateVersion: 2,
    };
    const state = apply(signedIn, opened, restored([row]));
    expect(timelineOf(state).unreadLineSeq).toBe(null);
    expect(timelineOf(apply(state, loaded([unread]))).unreadLineSeq).toBe(5);
  });
});

describe('a timeline from the cache', () => {
  const row = sampleSession({ lastSeq: 2, lastRev: 2 });

  test('is shown while the session that is open loads', () => {
    const state = apply(signedIn, opened, restored([row], [cachedTimeline()]));
    expect(timelineOf(state)).toMatchObject({ status: 'ready', cursor: 2 });
    expect(isBehind(timelineOf(state))).toBe(false);
  });

  test('knows that it is behind what the row says', () => {
    const state = apply(signedIn, restored([{ ...row, lastRev: 5 }], [cachedTimeline()]));
    expect(isBehind(timelineOf(state))).toBe(true);
  });

  test('stays away from one that the server has filled', () => {
    const page = { messages: [sampleMessage(3)], hasOlder: true, lastRev: 3 };
    const state = apply(
      signedIn,
      opened,
      { type: 'timeline/pageLoaded', sessionId: SESSION, page, older: false },
      restored([row], [cachedTimeline()]),
    );
    expect(timelineOf(state).messages).toEqual(page.messages);
  });

  test('stays away from one that is being loaded again', () => {
    const ready = apply(signedIn, opened, restored([row], [cachedTimeline({ cursor: 9 })]));
    const again = apply(ready, { type: 'timeline/requested', sessionId: SESSION });
    expect(apply(again, restored([], [cachedTimeline()]))).toEqual(again);
  });

  test.each([
    ['could not be reached', 'Offline', 'ready'],
    ['does not know it', 'NotFound', 'error'],
    ['refuses it', 'Denied', 'error'],
  ] as const)('of a session about which the server %s: %s -> %s', (_why, kind, status) => {
    const error = chatError(kind, '');
    const state = apply(
      signedIn,
      { type: 'session/changed', session: row },
      opened,
      { type: 'timeline/failed', sessionId: SESSION, error },
      restored([], [cachedTimeline()]),
    );
    expect(timelineOf(state).status).toBe(status);
  });

  test('is not shown without its session', () => {
    const state = apply(signedIn, restored([], [cachedTimeline()]));
    expect(state).toEqual({ ...signedIn, restored: true });
  });

  test('keeps what was heard while the disk was read', () => {
    const heard = sampleMessage(3);
    const state = apply(
      signedIn,
      opened,
      { type: 'message/received', message: heard },
      restored([row], [cachedTimeline()]),
    );
    expect(timelineOf(state).messages.map((message) => message.seq)).toEqual([1, 2, 3]);
    expect(timelineOf(state).cursor).toBe(3);
  });

  test('settles what it shows to have arrived', () => {
    const item = {
      kind: 'message',
      id: uuid(1001),
      sessionId: SESSION,
      authorId: ANNA,
      content: 'message 1',
    } as ChatState['outbox'][number];
    const state = apply({ ...signedIn, outbox: [item] }, restored([row], [cachedTimeline()]));
    expect(state.outbox).toEqual([]);
  });

  test('comes before those of this visit in the order of use, the newest last', () => {
    const sessions = [1, 2, 3].map((n) => sampleSession({ id: uuid(100 + n) }));
    const timelines = [1, 2].map((n) => cachedTimeline({ sessionId: uuid(100 + n), messages: [] }));
    const state = apply(
      signedIn,
      { type: 'session/opened', sessionId: uuid(103) },
      restored(sessions, timelines),
    );
    expect(Object.keys(state.timelines)).toEqual([uuid(102), uuid(101), uuid(103)]);
  });

  test('restoring twice changes nothing', () => {
    const event = restored([row, sampleSession({ id: OTHER })], [cachedTimeline()]);
    const once = apply(signedIn, opened, event);
    expect(apply(once, event)).toEqual(once);
  });
});

/** true = a new message, a number = an edit of that one (modulo how many there are). */
const change = fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, fc.nat(50));

function runChange(server: FakeServer, step: true | number): Message {
  const messages = server.all();
  if (step === true || messages.length === 0) return server.insert(uuid(5000 + messages.length));
  const target = messages[step % messages.length];
  if (target === undefined) throw new Error('unreachable');
  return server.edit(target.id, `edited at ${server.lastRev + 1}`);
}

const rowOf = (server: FakeServer): Session =>
  sampleSession({
    lastRev: server.lastRev,
    lastSeq: server.lastSeq,
    lastMessage: server.all().at(-1)?.content ?? null,
    stateVersion: server.lastRev,
  });

const pageLoaded = (server: FakeServer, beforeSeq: number | null): ChatEvent => ({
  type: 'timeline/pageLoaded',
  sessionId: SESSION,
  page: server.page(beforeSeq, PAGE),
  older: beforeSeq !== null,
});

/** What the sync engine does once the server answers, without the waiting. */
function catchUp(state: ChatState, server: FakeServer): ChatState {
  let next = apply(state, loaded([rowOf(server)]));
  for (;;) {
    const { status, cursor } = timelineOf(next);
    if (status === 'loading') next = apply(next, pageLoaded(server, null));
    else if (!isBehind(timelineOf(next))) return next;
    else {
      const page = server.sync(cursor, SYNC_LIMIT);
      next = apply(next, { type: 'timeline/synced', sessionId: SESSION, page });
    }
  }
}

function loadAll(state: ChatState, server: FakeServer): ChatState {
  let next = catchUp(state, server);
  while (timelineOf(next).hasOlder) {
    const oldest = timelineOf(next).messages[0]?.seq ?? null;
    next = apply(
      next,
      { type: 'timeline/olderRequested', sessionId: SESSION },
      pageLoaded(server, oldest),
    );
    next = catchUp(next, server);
  }
  return next;
}

/** Through the disk and back, as an entry of an earlier visit. */
function cacheOf(state: ChatState): ChatEvent {
  const disk = structuredClone([listEntry(state.sessions), timelineEntry(timelineOf(state))]);
  const timeline = readTimelineEntry(SESSION, disk[1]);
  return restored(readListEntry(disk[0]) ?? [], timeline === null ? [] : [timeline]);
}

/** What happens in the new visit before the server has been asked. */
type Step = 'restore' | 'open' | 'page' | 'list' | 'change' | 'lost change';
const step = fc.constantFrom<Step>('open', 'page', 'list', 'change', 'lost change');

test('any stale cache, restored at any moment, and catching up equal a fresh load', () => {
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 20 }),
      // Of the earlier visit: each change is heard (true) or missed.
      fc.array(fc.tuple(change, fc.boolean()), { maxLength: 20 }),
      fc.boolean(),
      fc.array(change, { maxLength: 30 }),
      fc.tuple(fc.array(step, { maxLength: 6 }), fc.array(step, { maxLength: 6 })),
      (before, heard, older, away, [early, late]) => {
        const server = new FakeServer();
        for (const one of before) runChange(server, one);
        let visit = apply(signedIn, loaded([rowOf(server)]), opened, pageLoaded(server, null));
        if (older) visit = loadAll(visit, server);
        for (const [one, arrives] of heard) {
          const message = runChange(server, one);
          if (arrives) visit = apply(visit, { type: 'message/received', message });
        }
        const cache = cacheOf(visit);
        for (const one of away) runChange(server, one);

        let state: ChatState = signedIn;
        for (const one of [...early, 'restore' as const, ...late]) {
          if (one === 'restore') state = apply(state, cache);
          if (one === 'open') state = apply(state, opened);
          if (one === 'page' && state.timelines[SESSION] !== undefined)
            state = apply(state, pageLoaded(server, null));
          if (one === 'list') state = apply(state, loaded([rowOf(server)]));
          if (one === 'lost change') runChange(server, true);
          if (one === 'change') {
            const message = runChange(server, server.lastRev);
            state = apply(state, { type: 'message/received', message });
          }
        }
        const caughtUp = loadAll(apply(state, opened), server);
        const fresh = loadAll(apply(signedIn, opened), server);
        expect(timelineOf(caughtUp)).toEqual({
          ...timelineOf(fresh),
          unreadLineSeq: timelineOf(caughtUp).unreadLineSeq,
        });
        expect(timelineOf(caughtUp).messages).toEqual(server.all());
        expect(caughtUp.sessions).toEqual(fresh.sessions);
        expect(caughtUp.list).toEqual(fresh.list);
      },
    ),
    { numRuns: 500 },
  );
});
