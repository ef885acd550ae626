import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChatEvent } from '../../../src/core/events.ts';
import type { JumpTarget } from '../../../src/core/jump.ts';
import { reduce } from '../../../src/core/reduce.ts';
import { isBehind, MAX_LOADED } from '../../../src/core/reduce-timeline.ts';
import { initialState, type ChatState, type Timeline } from '../../../src/core/state.ts';
import { FakeServer } from '../../support/fake-server.ts';
import { sampleMe, sampleSession, SESSION, uuid } from '../../support/samples.ts';

const PAGE = 4;
const SYNC_LIMIT = 3;
const FIRST_ID = 5_000;
const RUNS = 3_000;

type Request = 'first' | 'older' | 'newer' | 'jump' | 'sync';

/** One request: asked for with what was known then, answered from one snapshot, heard of later. */
interface Asked {
  readonly kind: Request;
  readonly answer: () => ChatEvent;
  answered: ChatEvent | null;
}

/** A client and its server, with every request and broadcast in the hands of the test. */
class World {
  readonly server = new FakeServer();
  state: ChatState = [
    { type: 'auth/signedIn', me: sampleMe() } as const,
    { type: 'session/changed', session: sampleSession() } as const,
    { type: 'session/opened', sessionId: SESSION } as const,
  ].reduce<ChatState>(reduce, initialState);
  asked: Asked[] = [];
  broadcasts: ChatEvent[] = [];
  #jumps = 0;

  get timeline(): Timeline {
    const timeline = this.state.timelines[SESSION];
    if (timeline === undefined) throw new Error('no timeline');
    return timeline;
  }

  dispatch(event: ChatEvent): void {
    this.state = reduce(this.state, event);
  }

  change(which: number | null): void {
    const messages = this.server.all();
    const target = which === null ? undefined : messages[which % messages.length];
    const message =
      target === undefined
        ? this.server.insert(uuid(FIRST_ID + messages.length))
        : this.server.edit(target.id, `edited at ${this.server.lastRev + 1}`);
    this.broadcasts.push({ type: 'message/received', message });
  }

  /** As the pager and the syncer do: one request of a kind at a time. */
  #ask(kind: Request, answer: () => ChatEvent): void {
    if (!this.asked.some((one) => one.kind === kind)) {
      this.asked.push({ kind, answer, answered: null });
    }
  }

  askForWhatIsWanted(): void {
    const { server, timeline } = this;
    const { messages, hasNewer } = timeline;
    const sessionId = SESSION;
    if (timeline.status === 'loading') {
      const middle = hasNewer ? messages[messages.length >> 1]?.seq : undefined;
      this.#ask('first', () =>
        middle === undefined
          ? {
              type: 'timeline/pageLoaded',
              sessionId,
              page: server.page(null, PAGE),
              older: false,
            }
          : {
              type: 'timeline/windowLoaded',
              sessionId,
              page: server.page({ around: middle }, PAGE),
              jump: null,
            },
      );
    }
    if (timeline.loadingOlder) {
      const edge = messages[0]?.seq ?? null;
      this.#ask('older', () => ({
        type: 'timeline/pageLoaded',
        sessionId,
        page: server.page(edge, PAGE),
        older: true,
        edge,
      }));
    }
    if (timeline.loadingNewer) {
      const edge = messages.at(-1)?.seq ?? 0;
      this.#ask('newer', () => ({
        type: 'timeline/newerLoaded',
        sessionId,
        page: server.page({ after: edge }, PAGE),
        edge,
      }));
    }
    const { jump } = this.state;
    if (jump?.status === 'loading') {
      const { id, target } = jump;
      const seq = 'seq' in target ? target.seq : null;
      this.#ask('jump', () => ({
        type: 'timeline/windowLoaded',
        sessionId,
        page: server.page(seq === null ? null : { around: seq }, PAGE),
        jump: { id, seq },
      }));
    }
    if (isBehind(timeline)) {
      const since = timeline.cursor;
      this.#ask('sync', () => ({
        type: 'timeline/synced',
        sessionId,
        page: server.sync(since, SYNC_LIMIT),
        since,
      }));
    }
  }

  jumpTo(target: JumpTarget): void {
    this.#jumps += 1;
    this.dispatch({
      type: 'jump/requested',
      id: `jump ${this.#jumps}`,
      sessionId: SESSION,
      target,
    });
  }

  serve(which: number): void {
    const one = this.asked[which % this.asked.length];
    if (one !== undefined) one.answered ??= one.answer();
  }

  deliver(which: number): void {
    const ready = this.asked.filter((one) => one.answered !== null);
    const one = ready[which % ready.length];
    if (one?.answered == null) return;
    this.asked = this.asked.filter((other) => other !== one);
    this.dispatch(one.answered);
  }

  broadcast(which: number, fate: 'heard' | 'heard again' | 'lost'): void {
    const event = this.broadcasts[which % this.broadcasts.length];
    if (event === undefined) return;
    if (fate !== 'lost') this.dispatch(event);
    if (fate !== 'heard again') this.broadcasts = this.broadcasts.filter((one) => one !== event);
  }

  hearOfSession(): void {
    const { lastRev, lastSeq } = this.server;
    this.dispatch({ type: 'session/changed', session: sampleSession({ lastRev, lastSeq }) });
  }

  /** Everything on its way arrives, and then the client catches up. */
  settle(): void {
    this.hearOfSession();
    for (;;) {
      this.askForWhatIsWanted();
      if (this.asked.length === 0) return;
      this.serve(0);
      this.deliver(0);
    }
  }

  /** What is shown is one run of the server's messages, exactly as they are now. */
  expectToConverge(): void {
    this.settle();
    const all = this.server.all();
    const { messages, hasOlder, hasNewer, status } = this.timeline;
    expect(status).toBe('ready');
    const from = (messages[0]?.seq ?? 1) - 1;
    expect(messages).toEqual(all.slice(from, from + messages.length));
    expect({ hasOlder, hasNewer }).toEqual({
      hasOlder: from > 0,
      hasNewer: from + messages.length < all.length,
    });
  }
}

const any = fc.nat(60);
/** Mostly the oldest: things that come in order hide holes best. */
const which = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, any);
const weighted = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary });
const step = fc.oneof(
  weighted(2, fc.record({ do: fc.constant('insert' as const) })),
  weighted(4, fc.record({ do: fc.constant('edit' as const), which: any })),
  weighted(4, fc.record({ do: fc.constant('serve' as const), which })),
  weighted(4, fc.record({ do: fc.constant('deliver' as const), which })),
  weighted(
    6,
    fc.record({
      do: fc.constant('broadcast' as const),
      which,
      fate: fc.oneof(
        weighted(6, fc.constant('heard' as const)),
        fc.constantFrom('heard again' as const, 'lost' as const),
      ),
    }),
  ),
  weighted(3, fc.record({ do: fc.constantFrom('older' as const, 'newer' as const) })),
  weighted(1, fc.record({ do: fc.constant('jump' as const), which: any })),
  weighted(
    1,
    fc.record({ do: fc.constantFrom('latest' as const, 'reload' as const, 'row' as const) }),
  ),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function take(world: World, one: Step): void {
  switch (one.do) {
    case 'insert':
      world.change(null);
      break;
    case 'edit':
      world.change(one.which);
      break;
    case 'serve':
      world.serve(one.which);
      break;
    case 'deliver':
      world.deliver(one.which);
      break;
    case 'broadcast':
      world.broadcast(one.which, one.fate);
      break;
    case 'older':
      world.dispatch({ type: 'timeline/olderRequested', sessionId: SESSION });
      break;
    case 'newer':
      world.dispatch({ type: 'timeline/newerRequested', sessionId: SESSION });
      break;
    case 'jump':
      world.jumpTo({ seq: 1 + (one.which % Math.max(1, world.server.lastSeq)) });
      break;
    case 'latest':
      world.jumpTo({ latest: true });
      break;
    case 'reload':
      world.dispatch({ type: 'timeline/requested', sessionId: SESSION });
      break;
    case 'row':
      world.hearOfSession();
  }
}

test('windows converge under any interleaving of pages, jumps, live events and catching up', () => {
  fc.assert(
    fc.property(fc.nat(14), fc.array(step, { maxLength: 80, size: 'max' }), (before, steps) => {
      const world = new World();
      for (let n = 0; n < before; n += 1) world.change(null);
      world.broadcasts = [];
      world.askForWhatIsWanted();
      for (const one of steps) {
        take(world, one);
        world.askForWhatIsWanted();
      }
      world.expectToConverge();

      // From there the history can be walked to either end.
      for (const type of ['timeline/olderRequested', 'timeline/newerRequested'] as const) {
        for (let n = 0; n <= world.server.lastSeq; n += PAGE) {
          world.dispatch({ type, sessionId: SESSION });
          world.settle();
        }
      }
      expect(world.timeline.messages).toEqual(world.server.all());
    }),
    { numRuns: RUNS },
  );
});

/** A client that has loaded the newest page of `count` messages. */
function opened(count: number): World {
  const world = new World();
  for (let n = 0; n < count; n += 1) world.change(null);
  world.broadcasts = [];
  world.settle();
  return world;
}

const seqs = (world: World): readonly number[] => world.timeline.messages.map(({ seq }) => seq);
const request = (world: World, type: 'timeline/olderRequested' | 'timeline/newerRequested') => {
  world.dispatch({ type, sessionId: SESSION });
  world.settle();
};

test('a message that is newer than the end of a window is not put there', () => {
  const world = opened(20);
  world.jumpTo({ seq: 10 });
  world.settle();
  expect(seqs(world)).toEqual([9, 10, 11, 12]);
  world.change(null);
  world.broadcast(0, 'heard');
  expect(seqs(world)).toEqual([9, 10, 11, 12]);
  expect(world.timeline.hasNewer).toBe(true);

  world.jumpTo({ latest: true });
  world.settle();
  expect(seqs(world)).toEqual([18, 19, 20, 21]);
  expect(world.timeline.hasNewer).toBe(false);
});

test('an edit within a window is shown there, and one outside waits for its page', () => {
  const world = opened(20);
  world.jumpTo({ seq: 10 });
  world.settle();
  world.change(9);
  world.change(14);
  world.broadcast(1, 'heard');
  world.broadcast(0, 'heard');
  expect(isBehind(world.timeline)).toBe(false);
  expect(world.timeline.messages[1]?.content).toBe('edited at 21');
  request(world, 'timeline/newerRequested');
  expect(world.timeline.messages.at(-2)?.content).toBe('edited at 22');
});

test('a page for an edge that has moved is not put where it would leave a hole', () => {
  const world = opened(40);
  world.dispatch({ type: 'timeline/olderRequested', sessionId: SESSION });
  world.askForWhatIsWanted();
  world.serve(0);
  world.jumpTo({ seq: 10 });
  const late = world.asked.splice(0);
  world.settle();
  world.asked = late;
  world.dispatch({ type: 'timeline/olderRequested', sessionId: SESSION });
  world.deliver(0);
  expect(seqs(world)).toEqual([9, 10, 11, 12]);
  world.settle();
  expect(seqs(world)).toEqual([5, 6, 7, 8, 9, 10, 11, 12]);
});

test('no more than a few thousand messages are loaded, and what falls off loads back', () => {
  const world = opened(0);
  const { server } = world;
  for (let n = 0; n < MAX_LOADED + 300; n += 1) server.insert(uuid(FIRST_ID + n));
  const load = (page: ReturnType<FakeServer['page']>, type: 'older' | 'newer'): void => {
    const { messages } = world.timeline;
    if (type === 'older') {
      world.dispatch({ type: 'timeline/olderRequested', sessionId: SESSION });
      world.dispatch({ type: 'timeline/pageLoaded', sessionId: SESSION, page, older: true });
    } else {
      const edge = messages.at(-1)?.seq ?? 0;
      world.dispatch({ type: 'timeline/newerRequested', sessionId: SESSION });
      world.dispatch({ type: 'timeline/newerLoaded', sessionId: SESSION, page, edge });
    }
  };
  world.dispatch({ type: 'timeline/requested', sessionId: SESSION });
  world.dispatch({
    type: 'timeline/pageLoaded',
    sessionId: SESSION,
    page: server.page(null, 500),
    older: false,
  });
  while (world.timeline.hasOlder) {
    load(server.page(world.timeline.messages[0]?.seq ?? null, 500), 'older');
    expect(world.timeline.messages.length).toBeLessThanOrEqual(MAX_LOADED);
  }
  expect(seqs(world)[0]).toBe(1);
  expect(world.timeline).toMatchObject({ hasOlder: false, hasNewer: true });

  load(server.page({ after: MAX_LOADED }, 500), 'newer');
  expect(seqs(world)[0]).toBe(301);
  expect(seqs(world).at(-1)).toBe(MAX_LOADED + 300);
  expect(world.timeline).toMatchObject({ hasOlder: true, hasNewer: false });

  // Whoever reads far back while more than that comes in keeps what they read.
  world.dispatch({ type: 'message/received', message: server.insert(uuid(1)) });
  expect(seqs(world)[0]).toBe(301);
  expect(world.timeline.hasNewer).toBe(true);

  load(server.page({ after: MAX_LOADED + 300 }, 500), 'newer');
  world.dispatch({ type: 'timeline/trimmed', sessionId: SESSION });
  expect(world.timeline.messages.length).toBe(300);
  expect(seqs(world).at(-1)).toBe(MAX_LOADED + 301);
});
