import { expect, test } from 'vitest';
import { neighbour } from '../../../src/core/neighbours.ts';
import { NOON, sampleSession, uuid } from '../../support/samples.ts';

const [A, B, C, D] = [uuid(1), uuid(2), uuid(3), uuid(4)];
/** As the list has them: A, B, C, D; something is unread in B and D. */
const state = {
  seen: {},
  sessions: Object.fromEntries(
    [A, B, C, D].map((id, index) => {
      const unreadCount = id === B || id === D ? 1 : 0;
      return [id, sampleSession({ id, sortAt: NOON - index, lastSeq: 1, unreadCount })];
    }),
  ),
};

test.each([
  [A, 1, B],
  [B, -1, A],
  [D, 1, null],
  [A, -1, null],
  [null, 1, A],
  [null, -1, D],
] as const)('from %s by %i', (from, step, expected) => {
  expect(neighbour(state, from, step, false)).toBe(expected);
});

test.each([
  [A, 1, B],
  [B, 1, D],
  [D, 1, B],
  [D, -1, B],
  [A, -1, D],
  [null, 1, B],
  [null, -1, D],
] as const)('to what is unread from %s by %i', (from, step, expected) => {
  expect(neighbour(state, from, step, true)).toBe(expected);
});

test('goes as the list does: pinned ones first, archived ones never', () => {
  const sessions = {
    ...state.sessions,
    [C]: { ...state.sessions[C]!, pinnedAt: NOON },
    [B]: { ...state.sessions[B]!, archivedAt: NOON },
  };
  const way = [null, C, A, D].map((id) => neighbour({ seen: {}, sessions }, id, 1, false));
  expect(way).toEqual([C, A, D, null]);
});

test('there may be none', () => {
  expect(neighbour({ sessions: {}, seen: {} }, null, 1, false)).toBeNull();
  expect(neighbour({ sessions: {}, seen: {} }, null, -1, true)).toBeNull();
  const read = { ...state, seen: { [B]: 1 } };
  expect(neighbour(read, D, 1, true)).toBeNull();
});
