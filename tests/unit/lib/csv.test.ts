import { expect, test } from 'vitest';
import { csvText } from '../../../src/lib/csv.ts';

test.each([
  ['plain', 'plain'],
  [12, '12'],
  [-3, '-3'],
  [null, ''],
  ['a, b', '"a, b"'],
  ['say "x"', '"say ""x"""'],
  ['two\r\nlines', '"two\r\nlines"'],
  [' kept ', ' kept '],
])('a cell with %j is %j', (value, cell) => {
  expect(csvText([[value]])).toBe(`${cell}\r\n`);
});

test.each([
  ['=1+1', "'=1+1"],
  ['+49 1', "'+49 1"],
  ['-2', "'-2"],
  ['@sum(a1)', "'@sum(a1)"],
  ['\tx', "'\tx"],
  ['\r=1', '"\'\r=1"'],
  ['=a,"b"', '"\'=a,""b"""'],
])('what a program might take for a formula is text: %j', (value, cell) => {
  expect(csvText([[value]])).toBe(`${cell}\r\n`);
});

test('cells stand in rows', () => {
  expect(
    csvText([
      ['a', 'b'],
      [1, null],
    ]),
  ).toBe('a,b\r\n1,\r\n');
});
