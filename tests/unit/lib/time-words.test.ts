import { describe, expect, it } from 'vitest';
import { createTimeWords } from '../../../src/lib/time-words.ts';

const words = createTimeWords('en-GB', 'h23');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Local time, as everything here is about the reader's own days. */
const now = new Date(2026, 2, 12, 15, 30).getTime();
const at = (day: number, hour = 14, minute = 5): number =>
  new Date(2026, 2, day, hour, minute).getTime();

describe('time words', () => {
  it('tells the time of day', () => {
    expect(words.clock(at(12))).toBe('14:05');
    expect(words.clockIn(Date.UTC(2026, 0, 5, 12), 'Asia/Tokyo')).toBe('21:00');
    expect(words.clockIn(now, 'Nowhere/Atlantis')).toBeNull();
  });

  it('names days', () => {
    expect(words.day(at(12, 0, 0), now)).toBe('Today');
    expect(words.day(at(11, 23, 59), now)).toBe('Yesterday');
    expect(words.day(at(9), now)).toBe('Monday');
    expect(words.day(at(5), now)).toBe('5 March');
    expect(words.day(new Date(2024, 2, 5).getTime(), now)).toBe('5 March 2024');
    expect(words.day(at(14), now)).toBe('14 March');
  });

  it('is short in lists', () => {
    expect(words.short(now - 5_000, now)).toBe('now');
    expect(words.short(now + MINUTE, now)).toBe('now');
    expect(words.short(now - 5 * MINUTE, now)).toBe('5 min');
    expect(words.short(at(12, 9), now)).toBe('09:05');
    expect(words.short(at(11), now)).toBe('Yesterday');
    expect(words.short(at(9), now)).toBe('Mon');
    expect(words.short(at(2), now)).toBe('2 Mar');
  });

  it('says how long ago', () => {
    expect(words.ago(now - 30_000, now)).toBe('just now');
    expect(words.ago(now - 5 * MINUTE, now)).toBe('5 min ago');
    expect(words.ago(now - 3 * HOUR, now)).toBe('3 h ago');
    expect(words.ago(at(11, 9), now)).toBe('yesterday');
    expect(words.ago(at(8), now)).toBe('4 days ago');
    expect(words.ago(at(2), now)).toBe('on 2 March');
  });

  it('has one key per local day', () => {
    expect(words.dayKey(at(12, 0, 0))).toBe(words.dayKey(at(12, 23, 59)));
    expect(words.dayKey(at(12))).not.toBe(words.dayKey(at(11)));
  });
});
