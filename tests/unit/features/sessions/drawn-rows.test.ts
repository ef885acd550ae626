import { expect, test } from 'vitest';
import { drawnRows } from '../../../../src/features/sessions/drawn-rows.ts';

test('drawn are the rows near the view, and those that must not go, each once and in order', () => {
  expect(drawnRows([4, 5, 6], [-1], 10)).toEqual([4, 5, 6]);
  expect(drawnRows([4, 5, 6], [9, -1, 0, 5, 1], 10)).toEqual([0, 1, 4, 5, 6, 9]);
  // The list has become shorter since.
  expect(drawnRows([4, 5, 6], [5, 6, 7], 6)).toEqual([4, 5]);
});
