import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { excerpt, findTerms, isLongEnough, searchTerms } from '../../../src/core/search-terms.ts';
import { fold, foldWithOrigin } from '../../../src/lib/folded-text.ts';

/** What is highlighted in `text` when somebody searches for `typed`. */
const hits = (typed: string, text: string): string[] =>
  findTerms(text, searchTerms(typed)).map(([start, end]) => text.slice(start, end));
const line = (typed: string, text: string, length = 60): string =>
  excerpt(text, findTerms(text, searchTerms(typed)), length)
    .map((part) => (part.hit ? `[${part.text}]` : part.text))
    .join('');

/** Longer than anything on one screen; the longest message that there is. */
const LONGEST = 10_000;
const text = fc.string({ unit: 'binary', maxLength: 60 });

describe('what is highlighted', () => {
  test.each([
    ['thurs', 'Shall we meet on Thursday?', ['Thurs']],
    ['meet THU', 'Shall we meet on Thursday?', ['meet', 'Thu']],
    ['urs', 'Thursday', []],
    ['cafe', 'Café, CAFE\u0301, Ｃａｆé', ['Café', 'CAFE\u0301', 'Ｃａｆé']],
    ['café', 'a cafe', ['cafe']],
    ['大学', '北京大学的学生会', ['大学']],
    ['学', '北京大学的学生会', ['学', '学']],
    ['大学 exam', 'an Exam at 北京大学', ['Exam', '大学']],
    ['ｶﾞ', 'ガラス', ['ガ']],
    ['각', '\u1100\u1161\u11a8 and 각', ['\u1100\u1161\u11a8', '각']],
    ["isn't", 'it isn’t', ['isn', 't']],
    ['node.js', 'Node.js and node-js', ['Node', 'js', 'node', 'js']],
    ['οδος', 'ΟΔΟΣ', ['ΟΔΟΣ']],
    ['fi', 'ﬁsh', ['ﬁ']],
    ['👍', 'ok 👍🏽', ['👍']],
    ['soft', 'so\u00adft', ['so\u00adft']],
    ['.*', 'a .* b', []],
    ['<b>', '<b>bold</b> & <script>', ['b', 'b', 'b']],
  ])('%s in %s', (typed, content, expected) => {
    expect(hits(typed, content)).toEqual(expected);
  });

  test('is found by folding that agrees with itself, whatever is in the text', () => {
    fc.assert(
      fc.property(text, (value) => {
        const { text: folded, starts, ends } = foldWithOrigin(value);
        expect(folded).toBe(fold(value));
        expect(starts).toHaveLength(folded.length);
        expect(ends.every((end, at) => end > starts[at]! && end <= value.length)).toBe(true);
      }),
    );
  });

  test('lies in the text, in order and apart', () => {
    fc.assert(
      fc.property(text, text, (typed, value) => {
        let last = -1;
        for (const [start, end] of findTerms(value + typed, searchTerms(typed))) {
          expect(start).toBeGreaterThan(last);
          expect(end).toBeGreaterThan(start);
          last = end;
        }
      }),
    );
  });

  test.each([
    ['marks without end', 'a' + '\u0301'.repeat(LONGEST)],
    ['one sign over and over', '学'.repeat(LONGEST)],
    ['one word over and over', 'ab '.repeat(LONGEST / 3)],
    ['joiners', '👩‍'.repeat(LONGEST / 3)],
  ])('%s', (_name, value) => {
    for (const typed of ['a', 'ab', '学'.repeat(200), '👩']) {
      const parts = excerpt(value, findTerms(value, searchTerms(typed)), 140);
      expect(parts.map((part) => part.text).join('').length).toBeLessThanOrEqual(142);
    }
  });
});

describe('the line around the first hit', () => {
  const story = 'It was a bright cold day in April, and the clocks were striking thirteen at noon.';

  test.each([
    ['bright', 'It was a [bright] cold day in April, and the clocks were …'],
    ['clocks', '…bright cold day in April, and the [clocks] were striking …'],
    ['nothing', 'It was a bright cold day in April, and the clocks were …'],
  ])('%s', (typed, expected) => {
    expect(line(typed, story)).toBe(expected);
  });

  test('is one line, and does not cut characters', () => {
    expect(line('two', 'one\n\n  two\tthree')).toBe('one [two] three');
    const flags = '🇳🇬'.repeat(40);
    expect(line('x', `${flags} x`)).toMatch(/^…(🇳🇬)+ \[x\]$/u);
  });

  test('is of the text and nothing else', () => {
    fc.assert(
      fc.property(text, text, (typed, value) => {
        const whole = excerpt(value, findTerms(value, searchTerms(typed)), 1_000);
        expect(whole.map((part) => part.text).join('')).toBe(value.replace(/\s+/gu, ' '));
      }),
    );
  });
});

test.each([
  ['', false],
  [' \n', false],
  ['a', false],
  ['a b c', false],
  ['?!', false],
  ['ab', true],
  ['a bc', true],
  ['学', true],
  ['👍', true],
  ['𝐀', false],
])('%j is long enough: %s', (typed, expected) => {
  expect(isLongEnough(searchTerms(typed))).toBe(expected);
});
