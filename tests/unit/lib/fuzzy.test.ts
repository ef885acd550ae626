import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fuzzyMatch } from '../../../src/lib/fuzzy.ts';

const shown = (query: string, ...texts: string[]) =>
  fuzzyMatch(query, texts)?.ranges.map((ranges, index) =>
    ranges.map(([start, end]) => texts[index]?.slice(start, end)),
  ) ?? null;

test.each([
  ['theo', 'Theo Brandt', [['Theo']]],
  ['BRAN', 'Theo Brandt', [['Bran']]],
  ['brandt theo', 'Theo Brandt', [['Theo', 'Brandt']]],
  ['andt', 'Theo Brandt', [['andt']]],
  ['tbrd', 'Theo Brandt', [['T', 'Br', 'd']]],
  ['tb', 'Theo Tab Brandt', [['T', 'B']]],
  ['hrt', 'Theo Brandt', [['h', 'r', 't']]],
  ['zoe', 'Zoë', [['Zoë']]],
  ['', 'Theo Brandt', [[]]],
  ['  ', 'Theo Brandt', [[]]],
  ['x', 'Theo Brandt', null],
  ['tht', 'Theo', null],
  ['林', '林さん', [['林']]],
  ['.*', 'Theo', null],
])('%j in %j', (query, text, expected) => {
  expect(shown(query, text)).toEqual(expected);
});

test('looks through all texts, and every word must be in one of them', () => {
  expect(shown('theo port', 'Theo Brandt', 'Portfolio review')).toEqual([['Theo'], ['Port']]);
  expect(shown('theo xyz', 'Theo Brandt', 'Portfolio review')).toBeNull();
});

test('prefers beginnings to middles, middles to initials, initials to scattered letters, and earlier texts to later ones', () => {
  const score = (query: string, ...texts: string[]) => fuzzyMatch(query, texts)?.score ?? 0;
  const scores = [
    score('an', 'Ann'),
    score('an', 'Mary Ann'),
    score('an', 'Hannah'),
    score('an', 'Ada Nunn'),
    score('an', 'Alison'),
  ];
  expect(scores).toEqual([...scores].sort((a, b) => b - a));
  expect(new Set(scores).size).toBe(scores.length);
  expect(score('an', 'Ann', '')).toBeGreaterThan(score('an', '', 'Ann'));
});

test('says whether somebody can be sure', () => {
  expect(fuzzyMatch('theo brandt', ['Theo Brandt'])?.loose).toBe(false);
  expect(fuzzyMatch('theo bt', ['Theo Brandt'])?.loose).toBe(true);
});

test('takes anything that somebody can type', () => {
  const text = fc.string({ unit: 'binary', maxLength: 40 });
  fc.assert(
    fc.property(text, text, text, (query, a, b) => {
      for (const [index, ranges] of (fuzzyMatch(query, [a, b])?.ranges ?? []).entries()) {
        const { length } = index === 0 ? a : b;
        for (const [start, end] of ranges) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(length);
        }
      }
    }),
  );
});
