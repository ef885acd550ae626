import { describe, expect, test } from 'vitest';
import { chatError } from '../../../src/core/errors.ts';
import type { ChatEvent } from '../../../src/core/events.ts';
import type { Bookmark } from '../../../src/core/model.ts';
import { reduce as reduceFirst } from '../../../src/core/reduce.ts';
import { followAtHand } from '../../../src/core/reduce-at-hand.ts';
import { initialState, type ChatState } from '../../../src/core/state.ts';
import { NOON, sampleMe, sampleMessage, SESSION } from '../../support/samples.ts';

const reduce = (state: ChatState, event: ChatEvent): ChatState =>
  followAtHand(reduceFirst(state, event), event);

const signedIn = reduce(initialState, { type: 'auth/signedIn', me: sampleMe() });
const after = (...events: ChatEvent[]): ChatState => events.reduce<ChatState>(reduce, signedIn);

const item = (seq: number): Bookmark => ({
  message: sampleMessage(seq),
  sessionSubject: 'Portfolio review',
  bookmarkedAt: NOON + seq,
});
const idOf = (seq: number): string => sampleMessage(seq).id;
const first: ChatEvent = { type: 'bookmarks/requested', more: false };
const more: ChatEvent = { type: 'bookmarks/requested', more: true };
const page = (turn: number, seqs: number[], hasMore = false): ChatEvent => ({
  type: 'bookmarks/loaded',
  turn,
  items: seqs.map(item),
  hasMore,
  nextCursor: hasMore ? 'next' : null,
});
const changed = (seq: number, on: boolean): ChatEvent => ({
  type: 'bookmark/changed',
  sessionId: SESSION,
  messageId: idOf(seq),
  on,
});
const seqs = (state: ChatState): number[] => state.bookmarks.items.map((one) => one.message.seq);

describe('the list of bookmarks', () => {
  test('idle -> loading -> ready', () => {
    expect(signedIn.bookmarks.status).toBe('idle');
    const loading = after(first);
    expect(loading.bookmarks).toMatchObject({ status: 'loading', wanted: 'first' });
    const ready = reduce(loading, page(1, [3, 2]));
    expect(ready.bookmarks).toMatchObject({ status: 'ready', wanted: null });
    expect(seqs(ready)).toEqual([3, 2]);
  });

  test('loading -> error -> loading', () => {
    const error = chatError('Offline', 'The server cannot be reached right now.');
    const failed = after(first, { type: 'bookmarks/failed', turn: 1, error });
    expect(failed.bookmarks).toMatchObject({ status: 'error', error });
    expect(reduce(failed, first).bookmarks).toMatchObject({ status: 'loading', error: null });
  });

  test('grows by the page after its end, without doubles', () => {
    const state = after(first, page(1, [3, 2], true), more, page(2, [2, 1]));
    expect(seqs(state)).toEqual([3, 2, 1]);
    expect(reduce(state, more)).toBe(state);
  });

  test('loses what is dropped, whatever an answer on its way still says', () => {
    const state = after(first, page(1, [3, 2], true), more, changed(2, false), page(2, [2, 1]));
    expect(seqs(state)).toEqual([3]);
    expect(state.bookmarks).toMatchObject({ wanted: 'first', turn: 3 });
  });

  test('is read again for what is kept elsewhere', () => {
    const state = after(first, page(1, [2]), changed(3, true));
    expect(state.bookmarks.wanted).toBe('first');
  });

  test('follows its messages: what they say now, and nothing of deleted ones', () => {
    const edited = sampleMessage(3, { rev: 9, content: 'better' });
    const deleted = sampleMessage(2, { rev: 10, content: null, deletedAt: NOON });
    const state = after(
      first,
      page(1, [3, 2]),
      { type: 'message/received', message: edited },
      { type: 'message/received', message: deleted },
    );
    expect(state.bookmarks.items.map((one) => one.message.content)).toEqual(['better']);
  });

  test('has nothing of sessions that are lost', () => {
    const state = after(
      first,
      page(1, [3]),
      { type: 'bookmark/idsLoaded', sessionId: SESSION, ids: [idOf(3)] },
      { type: 'session/removed', sessionId: SESSION },
    );
    expect(seqs(state)).toEqual([]);
    expect(state.bookmarked).toEqual({});
  });
});

test('what is kept of a session is known at once, and repeating it changes nothing', () => {
  const loaded = after({ type: 'bookmark/idsLoaded', sessionId: SESSION, ids: [] });
  const kept = reduce(loaded, changed(1, true));
  expect(kept.bookmarked[SESSION]).toEqual([idOf(1)]);
  expect(reduce(kept, changed(1, true)).bookmarked).toBe(kept.bookmarked);
  expect(reduce(kept, changed(1, false)).bookmarked[SESSION]).toEqual([]);
});
