import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChatEvent } from '../../../src/core/events.ts';
import { isPinned, pinsOf } from '../../../src/core/pins.ts';
import { reduce as reduceFirst } from '../../../src/core/reduce.ts';
import { followAtHand } from '../../../src/core/reduce-at-hand.ts';
import { initialState, type ChatState } from '../../../src/core/state.ts';
import { NOON, sampleMe, sampleMessage, sampleSession, SESSION } from '../../support/samples.ts';

const reduce = (state: ChatState, event: ChatEvent): ChatState =>
  followAtHand(reduceFirst(state, event), event);

const pinned = (seq: number, rev: number, at = rev) =>
  sampleMessage(seq, { rev, pinnedAt: NOON + at });

const ready: readonly ChatEvent[] = [
  { type: 'auth/signedIn', me: sampleMe() },
  { type: 'session/changed', session: sampleSession({ lastSeq: 3, lastRev: 3 }) },
  { type: 'session/opened', sessionId: SESSION },
  {
    type: 'timeline/pageLoaded',
    sessionId: SESSION,
    older: false,
    page: { messages: [1, 2, 3].map((seq) => sampleMessage(seq)), hasOlder: false, lastRev: 3 },
  },
  { type: 'pins/loaded', sessionId: SESSION, messages: [] },
];
const after = (...events: ChatEvent[]): ChatState =>
  [...ready, ...events].reduce<ChatState>(reduce, initialState);
const seqs = (state: ChatState): number[] => pinsOf(state, SESSION).map((pin) => pin.seq);
const heard = (message: ReturnType<typeof pinned>): ChatEvent => ({
  type: 'message/received',
  message,
});

describe('pins', () => {
  test('come and go with the messages that carry them, newest pin first', () => {
    expect(seqs(after(heard(pinned(1, 4)), heard(pinned(3, 5)), heard(pinned(2, 6))))).toEqual([
      2, 3, 1,
    ]);
    expect(seqs(after(heard(pinned(1, 4)), heard(sampleMessage(1, { rev: 5 }))))).toEqual([]);
  });

  test('are as later changes left them, in whatever order these arrive', () => {
    const events = [pinned(1, 4), pinned(2, 5), sampleMessage(2, { rev: 6 }), pinned(3, 7)];
    fc.assert(
      fc.property(fc.shuffledSubarray([...events, ...events], { minLength: 8 }), (messages) => {
        expect(seqs(after(...messages.map(heard)))).toEqual([3, 1]);
      }),
    );
  });

  test('of an answer that is older than what was heard are as they were heard', () => {
    const unpinned = heard(sampleMessage(1, { rev: 6 }));
    const answer: ChatEvent = {
      type: 'pins/loaded',
      sessionId: SESSION,
      messages: [pinned(1, 4), pinned(2, 5)],
    };
    expect(seqs(after(unpinned, answer))).toEqual([2]);
  });

  test('of messages that are not loaded end as well, in whatever order it is heard', () => {
    // A window of the history that begins after the messages that are pinned.
    const window: ChatEvent = {
      type: 'timeline/pageLoaded',
      sessionId: SESSION,
      older: false,
      page: { messages: [sampleMessage(3)], hasOlder: true, lastRev: 3 },
    };
    const events: ChatEvent[] = [
      ...[pinned(1, 4), sampleMessage(1, { rev: 6 }), pinned(2, 5)].map(heard),
      { type: 'pins/loaded', sessionId: SESSION, messages: [pinned(1, 4), pinned(2, 5)] },
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray([...events, ...events], { minLength: 8 }), (shuffled) => {
        const opened = [...ready.slice(0, 3), window, ready[4]!];
        const state = [...opened, ...shuffled].reduce<ChatState>(reduce, initialState);
        expect(seqs(state)).toEqual([2]);
      }),
    );
  });

  test('that are loaded show before the server has told all of them', () => {
    const page = { messages: [pinned(1, 2), pinned(2, 3)], hasOlder: false, lastRev: 3 };
    const state = [
      ...ready.slice(0, 3),
      { type: 'timeline/pageLoaded', sessionId: SESSION, older: false, page } as const,
    ].reduce<ChatState>(reduce, initialState);
    expect(seqs(state)).toEqual([2, 1]);
    expect(isPinned(state, SESSION, sampleMessage(1).id)).toBe(true);
    expect(isPinned(state, SESSION, sampleMessage(3).id)).toBe(false);
  });

  test('go with the access to the session', () => {
    const gone = [heard(pinned(1, 4)), { type: 'session/removed', sessionId: SESSION } as const];
    expect(after(...gone)).toMatchObject({ pins: {}, unpinned: {} });
  });
});

describe('a wish to pin', () => {
  const wish = (seq: number, on: boolean): ChatEvent => ({
    type: 'pin/wished',
    sessionId: SESSION,
    messageId: sampleMessage(seq).id,
    on,
  });
  const settled: ChatEvent = { type: 'pin/settled', messageId: sampleMessage(2).id };

  test('counts at once, and is taken back if the server does not follow', () => {
    const wished = after(heard(pinned(1, 4)), wish(2, true));
    expect(seqs(wished)).toEqual([2, 1]);
    expect(isPinned(wished, SESSION, sampleMessage(2).id)).toBe(true);
    expect(seqs(reduce(wished, settled))).toEqual([1]);
  });

  test('leaves the pin where the server put it', () => {
    const done = [wish(2, true), heard(pinned(2, 5)), settled];
    expect(seqs(after(heard(pinned(1, 4)), ...done))).toEqual([2, 1]);
  });

  test('to unpin hides it until the server has answered', () => {
    const wished = after(heard(pinned(2, 4)), wish(2, false));
    expect(seqs(wished)).toEqual([]);
    expect(seqs(reduce(wished, settled))).toEqual([2]);
  });
});
