import { describe, expect, test } from 'vitest';
import {
  lastDays,
  nothingHappened,
  peopleADay,
  rangeProblem,
  spanOf,
  spansOf,
  spanTicks,
} from '../../../src/core/analytics-numbers.ts';
import type { AnalyticsDay } from '../../../src/core/analytics.ts';

const day = (n: number, more: Partial<AnalyticsDay> = {}): AnalyticsDay => ({
  day: new Date(Date.UTC(2026, 0, n)).toISOString().slice(0, 10),
  messages: 0,
  people: 0,
  sessions: {},
  reports: 0,
  firstReplySeconds: null,
  ...more,
});
const days = (count: number, more: Partial<AnalyticsDay> = {}) =>
  Array.from({ length: count }, (_, n) => day(n + 1, more));

describe('a range', () => {
  test.each([
    ['', '2026-01-01', { from: 'Choose the first day.' }],
    ['2026-01-01', '', { to: 'Choose the last day.' }],
    ['2026-01-02', '2026-01-01', { to: 'The last day lies before the first.' }],
    ['2025-01-01', '2026-02-05', { from: 'Choose 400 days at most.' }],
    ['2025-01-01', '2026-02-04', null],
    ['2026-01-01', '2026-01-01', null],
  ])('%s to %s: %j', (from, to, problem) => {
    expect(rangeProblem(from, to)).toEqual(problem);
  });

  test('of the last days ends with the day of UTC that it is', () => {
    expect(lastDays(7, Date.UTC(2026, 2, 3, 23, 59))).toEqual({
      from: '2026-02-25',
      to: '2026-03-03',
    });
  });
});

test.each([
  [0, [0, 60]],
  [200, [0, 60, 120, 180, 240]],
  [12_600, [0, 3600, 7200, 10_800, 14_400]],
  [100 * 86_400, [0, 30, 60, 90, 120].map((days) => days * 86_400)],
  [200 * 86_400, [0, 50, 100, 150, 200].map((days) => days * 86_400)],
])('an axis up to %i seconds has lines at whole minutes, hours or days', (most, ticks) => {
  expect(spanTicks(most)).toEqual(ticks);
});

describe('what some days come to', () => {
  test('sums, and rates of what is over and what was opened', () => {
    const span = spanOf([
      day(1, { messages: 3, sessions: { completed: 2, requested: 5 }, reports: 1 }),
      day(2, { messages: 4, sessions: { declined: 1, expired: 1, accepted: 1 } }),
    ]);
    expect(span).toMatchObject({
      from: '2026-01-01',
      to: '2026-01-02',
      messages: 7,
      opened: 10,
      completion: 50,
      reportRate: 10,
    });
    expect(span.sessions).toEqual({
      requested: 5,
      accepted: 1,
      in_progress: 0,
      completed: 2,
      declined: 1,
      expired: 1,
    });
  });

  test('has no rate where there is nothing to divide by', () => {
    expect(spanOf([day(1)])).toMatchObject({ completion: null, reportRate: null });
    expect(spanOf([])).toMatchObject({ messages: 0, completion: null });
  });

  test('is by day for a quarter, and by week beyond; nothing is lost at the end', () => {
    expect(spansOf(days(92))).toHaveLength(92);
    const weeks = spansOf(days(94, { messages: 1 }));
    expect(weeks).toHaveLength(14);
    expect(weeks[0]).toMatchObject({ from: '2026-01-01', to: '2026-01-07', messages: 7 });
    expect(weeks.at(-1)).toMatchObject({ from: '2026-04-02', to: '2026-04-04', messages: 3 });
  });

  test('people are averaged over all days, and nothing is nothing', () => {
    expect(peopleADay([day(1, { people: 3 }), day(2)])).toBe(1.5);
    expect(peopleADay([])).toBe(0);
    expect(nothingHappened(days(3))).toBe(true);
    expect(nothingHappened([day(1), day(2, { reports: 1 })])).toBe(false);
    expect(nothingHappened([day(1, { sessions: { expired: 1 } })])).toBe(false);
  });
});
