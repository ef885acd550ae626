import { expect, test } from 'vitest';
import {
  FITTED,
  MAX_SCALE,
  moved,
  zoomed,
} from '../../../../src/features/timeline/gallery/zoom.ts';

const stage = { width: 400, height: 200 };

test('zooming keeps what lies under the pointer, within bounds', () => {
  const in2 = zoomed(FITTED, 2, stage, { x: 50, y: -20 });
  expect(in2).toEqual({ scale: 2, x: -50, y: 20 });
  expect(zoomed(in2, 0.25, stage, { x: 9, y: 9 })).toEqual(FITTED);
  expect(zoomed(FITTED, 100, stage).scale).toBe(MAX_SCALE);
});

test('an enlarged picture is moved no further than its edge', () => {
  expect(moved({ scale: 2, x: 0, y: 0 }, 1000, -30, stage)).toEqual({ scale: 2, x: 200, y: -30 });
  expect(moved(FITTED, 10, 10, stage)).toEqual(FITTED);
});

test('made smaller from a corner, it leaves no part of the stage empty', () => {
  const corner = zoomed(FITTED, MAX_SCALE, stage, { x: 200, y: 100 });
  expect(corner).toEqual({ scale: MAX_SCALE, x: -1400, y: -700 });
  expect(zoomed(corner, 0.25, stage)).toEqual({ scale: 2, x: -200, y: -100 });
});
