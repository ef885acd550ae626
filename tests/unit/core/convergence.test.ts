import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChatEvent } from '../../../src/core/events.ts';
import type { Message } from '../../../src/core/model.ts';
import { reduce } from '../../../src/core/reduce.ts';
import { isBehind } from '../../../src/core/reduce-timeline.ts';
import { initialState, type ChatState } from '../../../src/core/state.ts';
import { FakeServer } from '../../support/fake-server.ts';
import { sampleMe, sampleSession, SESSION, uuid } from '../../support/samples.ts';

const PAGE = 5;
const SYNC_LIMIT = 3;

const apply = (state: ChatState, ...events: ChatEvent[]): ChatState => events.reduce(reduce, state);

const received = (message: Message): ChatEvent => ({ type: 'message/received', message });

const opened = (): ChatState =>
  apply(
    initialState,
    { type: 'auth/signedIn', me: sampleMe() },
    { type: 'session/changed', session: sampleSession() },
    { type: 'session/opened', sessionId: SESSION },
  );

const load = (state: ChatState, server: FakeServer): ChatState =>
  apply(state, {
    type: 'timeline/pageLoaded',
    sessionId: SESSION,
    page: server.page(null, PAGE),
    older: false,
  });

/** What the sync engine does, without the waiting. */
function catchUp(state: ChatState, server: FakeServer): ChatState {
  let next = apply(state, {
    type: 'session/changed',
    session: sampleSession({ lastRev: server.lastRev, lastSeq: server.lastSeq }),
  });
  for (;;) {
    const timeline = next.timelines[SESSION];
    if (timeline === undefined || !isBehind(timeline)) return next;
    const page = server.sync(timeline.cursor, SYNC_LIMIT);
    next = apply(next, { type: 'timeline/synced', sessionId: SESSION, page });
  }
}

function loadAll(state: ChatState, server: FakeServer): ChatState {
  let next = state;
  while (next.timelines[SESSION]?.hasOlder === true) {
    const oldest = timelineOf(next).messages[0]?.seq ?? null;
    next = apply(
      next,
      { type: 'timeline/olderRequested', sessionId: SESSION },
      {
        type: 'timeline/pageLoaded',
        sessionId: SESSION,
        page: server.page(oldest, PAGE),
        older: true,
      },
    );
  }
  return next;
}

const timelineOf = (state: ChatState) => {
  const timeline = state.timelines[SESSION];
  if (timeline === undefined) throw new Error('no timeline');
  return timeline;
};

/** true = a new message, a number = an edit of that one (modulo how many there are). */
const change = fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, fc.nat(50));

function runChange(server: FakeServer, step: true | number): Message {
  const messages = server.all();
  if (step === true || messages.length === 0) return server.insert(uuid(5000 + messages.length));
  const target = messages[step % messages.length];
  if (target === undefined) throw new Error('unreachable');
  return server.edit(target.id, `edited at ${server.lastRev + 1}`);
}

describe('a timeline converges on the server', () => {
  test('under any shuffle, repetition and loss of broadcasts', () => {
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 30 }),
        fc.array(change, { maxLength: 30 }),
        fc.infiniteStream(fc.nat(1000)),
        // Without loss nothing is fetched again, and only the merging itself can get it right.
        fc.boolean(),
        (before, after, dice, lossy) => {
          const server = new FakeServer();
          for (const step of before) runChange(server, step);
          const loaded = load(opened(), server);

          const events = after.map((step) => received(runChange(server, step)));
          const roll = (n: number): number => (dice.next().value ?? 0) % n;
          const delivered = events
            .flatMap((event) => Array.from({ length: lossy ? roll(3) : 1 + roll(2) }, () => event))
            .sort(() => roll(3) - 1);

          const state = loadAll(catchUp(apply(loaded, ...delivered), server), server);
          expect(timelineOf(catchUp(state, server)).messages).toEqual(server.all());
        },
      ),
    );
  });

  test('when every broadcast arrives, in whatever order, nothing needs to be fetched', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }).chain((n) =>
          fc.shuffledSubarray(
            Array.from({ length: n }, (_, i) => i),
            { minLength: n },
          ),
        ),
        (order) => {
          const server = new FakeServer();
          const loaded = load(opened(), server);
          const events = order.map(() => received(runChange(server, true)));
          const shuffled = order.flatMap((i) => events[i] ?? []);
          const timeline = timelineOf(apply(loaded, ...shuffled));
          expect(timeline.messages).toEqual(server.all());
          expect(isBehind(timeline)).toBe(false);
          expect(timeline.ahead).toEqual([]);
        },
      ),
    );
  });

  test('an edit that arrives while its page is being fetched is not lost', () => {
    const server = new FakeServer();
    for (let n = 0; n < PAGE * 2; n += 1) runChange(server, true);
    let state = load(opened(), server);
    state = apply(state, { type: 'timeline/olderRequested', sessionId: SESSION });
    const page = server.page(PAGE + 1, PAGE);
    const edited = server.edit(uuid(5000), 'edited meanwhile');
    state = apply(state, received(edited), {
      type: 'timeline/pageLoaded',
      sessionId: SESSION,
      page,
      older: true,
    });
    expect(timelineOf(catchUp(state, server)).messages[0]?.content).toBe('edited meanwhile');
  });

  test('a broadcast that overtakes the first page is kept', () => {
    const server = new FakeServer();
    runChange(server, true);
    const page = server.page(null, PAGE);
    const next = server.insert(uuid(6000));
    const state = apply(opened(), received(next), {
      type: 'timeline/pageLoaded',
      sessionId: SESSION,
      page,
      older: false,
    });
    expect(timelineOf(state).messages.map((m) => m.seq)).toEqual([1, 2]);
    expect(isBehind(timelineOf(state))).toBe(false);
  });

  test('an edit that arrives before its message does not bring the old text back', () => {
    const server = new FakeServer();
    const loaded = load(opened(), server);
    const inserted = server.insert(uuid(6000), { content: 'first' });
    const edited = server.edit(uuid(6000), 'second');
    const state = apply(loaded, received(edited), received(inserted));
    expect(timelineOf(state).messages.map((m) => m.content)).toEqual(['second']);
    expect(isBehind(timelineOf(state))).toBe(false);
  });

  test('replaying every event changes nothing', () => {
    const server = new FakeServer();
    for (let n = 0; n < 12; n += 1) runChange(server, true);
    const events: ChatEvent[] = [
      {
        type: 'timeline/pageLoaded',
        sessionId: SESSION,
        page: server.page(null, PAGE),
        older: false,
      },
      received(server.insert(uuid(7000))),
      { type: 'timeline/synced', sessionId: SESSION, page: server.sync(0, 100) },
      {
        type: 'list/loaded',
        sessions: [sampleSession({ lastRev: server.lastRev, lastSeq: server.lastSeq })],
        hasMore: false,
        nextCursor: null,
        more: false,
      },
    ];
    const once = apply(opened(), ...events);
    expect(apply(once, ...events)).toEqual(once);
  });
});
