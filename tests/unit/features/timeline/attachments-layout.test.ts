import { expect, test } from 'vitest';
import {
  attachmentsHeight,
  picturesLayout,
} from '../../../../src/features/timeline/attachments-layout.ts';

const picture = (width: number | null, height: number | null) => ({
  mime: 'image/png',
  width,
  height,
});
const pdf = { mime: 'application/pdf', width: null, height: null };

test('one picture keeps its shape within its room, and is never too thin to be hit', () => {
  expect(picturesLayout([picture(640, 480)])).toEqual({ columns: 1, width: 320, height: 240 });
  expect(picturesLayout([picture(100, 90)])).toEqual({ columns: 1, width: 100, height: 90 });
  expect(picturesLayout([picture(1000, 4000)])).toEqual({ columns: 1, width: 80, height: 320 });
  expect(picturesLayout([picture(9000, 1)])).toEqual({ columns: 1, width: 320, height: 72 });
  expect(picturesLayout([picture(null, null)])).toEqual({ columns: 1, width: 320, height: 240 });
});

test.each([
  [2, 2, 158],
  [3, 3, 104],
  [4, 2, 320],
  [5, 3, 212],
  [10, 3, 428],
])('%i pictures lie in %i columns', (count, columns, height) => {
  const layout = picturesLayout(Array.from({ length: count }, () => picture(1, 1)));
  expect(layout).toEqual({ columns, width: 320, height });
});

test('all files together are as high as their parts and the gaps between', () => {
  expect(attachmentsHeight([], 500)).toBe(0);
  expect(attachmentsHeight([pdf], 500)).toBe(52);
  expect(attachmentsHeight([pdf, pdf], 500)).toBe(108);
  expect(attachmentsHeight([picture(640, 480), pdf], 500)).toBe(296);
  expect(attachmentsHeight([picture(640, 480)], 160)).toBe(120);
});
