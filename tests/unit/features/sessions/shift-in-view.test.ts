import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  shiftInView,
  type PlacedSession,
  type View,
} from '../../../../src/features/sessions/shift-in-view.ts';

const ROW = 70;
/** Rows by letter, each with a time of its own. */
const rows = (letters: string): readonly PlacedSession[] =>
  letters.split('').map((id) => ({ id, sortAt: id.charCodeAt(0), pinnedAt: null }));
/** What has happened to it, it has happened to now. */
const now = (row: PlacedSession | undefined): PlacedSession => ({ ...row!, sortAt: 1_000 });
/** The view begins so many rows below the list's beginning, and shows three. */
const view = (from: number): View => ({ from: from * ROW, height: 3 * ROW, rowHeight: ROW });

/** The rows after something has happened in one of them. */
const jumped = (before: readonly PlacedSession[], id: string): readonly PlacedSession[] => [
  now(before.find((row) => row.id === id)),
  ...before.filter((row) => row.id !== id),
];

describe('what somebody looks at stays where it is', () => {
  const before = rows('abcdefghij');

  test.each([
    ['from below the view', 'i', ROW],
    ['from within it', 'f', ROW],
    ['from above it', 'b', 0],
    // It takes the first row away; the second one stays.
    ['from its beginning', 'e', 0],
  ])('a session jumps to the top %s', (_, id, shift) => {
    expect(shiftInView(before, jumped(before, id), view(4.5))).toBe(shift);
  });

  test('several jump at once, the whole view among them', () => {
    expect(shiftInView(before, jumped(jumped(before, 'i'), 'j'), view(4))).toBe(2 * ROW);
    const all = ['e', 'f', 'g', 'h'].reduce(jumped, before);
    // None of those in view has stayed: nothing to hold on to.
    expect(shiftInView(before, all, view(4.5))).toBe(0);
  });

  test('sessions come or go above the view, or below', () => {
    expect(shiftInView(before, rows('xyabcdefghij'), view(4))).toBe(2 * ROW);
    expect(shiftInView(before, rows('acdefghij'), view(4))).toBe(-ROW);
    expect(shiftInView(before, rows('abcdefghijxyz'), view(4))).toBe(0);
    expect(shiftInView(before, rows('abcdeghij'), view(4))).toBe(0);
    // Without its first row the view holds on to the second one.
    expect(shiftInView(before, rows('abcdfghij'), view(4))).toBe(-ROW);
  });

  test('one is pinned', () => {
    const pinned = before.map((row) => (row.id === 'f' ? { ...row, pinnedAt: 1 } : row));
    const after = [...pinned.filter(({ id }) => id === 'f'), ...rows('abcdeghij')];
    expect(shiftInView(before, after, view(4))).toBe(ROW);
    expect(shiftInView(before, after, view(5))).toBe(0);
  });

  test('at the beginning new ones are seen to come in', () => {
    for (const from of [-0.6, 0, 0.1]) {
      expect(shiftInView(before, rows('xabcdefghij'), view(from))).toBe(0);
    }
    expect(shiftInView(before, rows('xabcdefghij'), view(0.2))).toBe(ROW);
  });

  test('a list above the view pushes what is below it by as much as it grows', () => {
    expect(shiftInView(before, rows('xabcdefghij'), view(10))).toBe(ROW);
    expect(shiftInView(before, rows('abcdefgh'), view(30))).toBe(-2 * ROW);
    expect(shiftInView([], [], view(1))).toBe(0);
  });

  test('whatever jumps, the first row in view that did not is where it was', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 59 }), { maxLength: 8 }),
        fc.double({ min: 1, max: 50, noNaN: true }),
        (jumps, from) => {
          const all: readonly PlacedSession[] = Array.from({ length: 60 }, (_, n) => ({
            id: `${n}`,
            sortAt: -n,
            pinnedAt: null,
          }));
          const after = jumps.reduce((list, n) => jumped(list, `${n}`), all);
          const first = all.findIndex(
            ({ id }, at) => at >= Math.floor(from) && !jumps.includes(Number(id)),
          );
          fc.pre(first !== -1 && first < from + 3);
          const at = after.findIndex(({ id }) => id === all[first]?.id);
          const shift = shiftInView(all, after, view(from));
          expect(at * ROW - shift).toBe(first * ROW);
        },
      ),
    );
  });
});
