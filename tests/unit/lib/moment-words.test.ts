import { describe, expect, test } from 'vitest';
import { createMomentWords, fromInputTime, inputTime } from '../../../src/lib/moment-words.ts';

const words = createMomentWords('en-GB', 'h23');
const noon = new Date(2026, 10, 22, 12).getTime();

describe('moment', () => {
  test.each([
    [new Date(2026, 10, 22, 14), 'Today, 14:00'],
    [new Date(2026, 10, 23, 0, 5), 'Tomorrow, 00:05'],
    [new Date(2026, 10, 21, 23, 59), 'Yesterday, 23:59'],
    [new Date(2026, 10, 24, 9), 'Tue 24 Nov, 09:00'],
    [new Date(2027, 0, 5, 9), 'Tue 5 Jan 2027, 09:00'],
  ])('%s is %s', (at, expected) => {
    expect(words.moment(at.getTime(), noon).replace('Tue, ', 'Tue ')).toBe(expected);
  });
});

test('a moment where somebody else is has its own day', () => {
  const at = Date.UTC(2026, 10, 24, 20, 0);
  expect(words.momentIn(at, 'Asia/Kolkata')?.replace(',', '')).toBe('Wed 01:30');
  expect(words.momentIn(at, 'Nowhere/Land')).toBeNull();
});

test('what an input for times says is read back to the minute', () => {
  const at = new Date(2026, 2, 5, 7, 9).getTime();
  expect(inputTime(at)).toBe('2026-03-05T07:09');
  expect(fromInputTime(inputTime(at))).toBe(at);
  expect(fromInputTime('')).toBeNull();
  expect(fromInputTime('2026-03')).not.toBeNaN();
});
