import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  newestFirst,
  noFilter,
  readSessionAddress,
  sessionAddress,
  sessionKinds,
  sessionStatuses,
} from '../../../src/core/admin-session-address.ts';
import { sessionsCsv } from '../../../src/core/admin-session-csv.ts';
import { betweenWords, waitingFor } from '../../../src/core/admin-session-words.ts';
import { sessionSortColumns, type AdminSession } from '../../../src/core/admin-sessions.ts';
import { changedSessions } from '../../../src/core/fresh-sessions.ts';
import { dayBegins, dayEnds, dayRange, isDay } from '../../../src/core/local-days.ts';
import { NOON } from '../../support/samples.ts';

const HOUR_MS = 60 * 60_000;
const ID = '0199aa00-0000-7000-8000-000000000001';

const session = (id: string, changes: Partial<AdminSession> = {}): AdminSession => ({
  id,
  kind: 'mentoring',
  status: 'in_progress',
  subject: null,
  founders: [
    { id: 'nora', name: 'Nora Lind', role: 'student' },
    { id: 'theo', name: null, role: null },
  ],
  product: null,
  createdAt: NOON,
  scheduledAt: null,
  lastMessageAt: null,
  messageCount: 0,
  awaitingUserId: null,
  awaitingSince: null,
  openReports: 0,
  endedReason: null,
  underReview: [],
  ...changes,
});

const read = (query: string) => readSessionAddress(new URLSearchParams(query));

describe('the address of the table', () => {
  const filters = fc.record({
    kinds: fc.subarray([...sessionKinds]),
    statuses: fc.subarray([...sessionStatuses]),
    personId: fc.option(fc.uuid()),
    productId: fc.option(fc.uuid()),
    from: fc.constantFrom(null, '2026-01-31', '2024-02-29'),
    to: fc.constantFrom(null, '2026-12-31'),
    hasReports: fc.boolean(),
    awaitingOverHours: fc.option(fc.integer({ min: 0, max: 100_000 })),
    search: fc.string({ maxLength: 100 }).map((text) => text.trim()),
  });
  const sorts = fc.record({
    column: fc.constantFrom(...sessionSortColumns),
    direction: fc.constantFrom('asc' as const, 'desc' as const),
  });

  test('gives back what was put into it', () => {
    fc.assert(
      fc.property(filters, sorts, (filter, sort) => {
        expect(read(sessionAddress(filter, sort).toString())).toEqual({ filter, sort });
      }),
    );
  });

  test('is empty for all of them, newest first', () => {
    expect(sessionAddress(noFilter, newestFirst).toString()).toBe('');
    expect(read('')).toEqual({ filter: noFilter, sort: newestFirst });
  });

  test.each([
    'kind=secret&status=open',
    'person=me&product=1',
    'from=yesterday&to=2026-02-31',
    'waiting=-1',
    'waiting=1e3',
    'waiting=100001',
    'reports=maybe',
    'sort=subject.asc',
    'sort=created_at.sideways',
  ])('takes %s for nothing', (query) => {
    expect(read(query)).toEqual({ filter: noFilter, sort: newestFirst });
  });
});

describe('days', () => {
  test('are those of a calendar', () => {
    expect(['2024-02-29', '2025-02-29', '2026-13-01', '26-1-1', ''].map(isDay)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  test('begin and end at local midnight, whatever their length', () => {
    expect(dayBegins('2026-03-29')).toBe(new Date(2026, 2, 29).getTime());
    expect(dayEnds('2026-03-29')).toBe(new Date(2026, 2, 30).getTime());
    expect(dayRange('2026-01-01', null)).toEqual({ from: new Date(2026, 0, 1).toISOString() });
    expect(dayRange('nonsense', '2026-01-01')).toEqual({
      to: new Date(2026, 0, 2).toISOString(),
    });
  });
});

describe('what has changed since it was shown', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((id) => session(id));
  if (!a || !b || !c) throw new Error('three sessions');

  test.each<[string, AdminSession[], AdminSession[], number]>([
    ['nothing', [a, b, c], [a, b, c], 0],
    ['a new one', [b, c], [a, b, c], 1],
    ['one with other facts', [a, b], [a, session('b', { messageCount: 1 })], 1],
    ['one that moved to the top', [a, b], [session('b', { messageCount: 1 }), a], 1],
    ['one that is gone', [a, b, c], [a, c], 1],
    ['one pushed to the next page', [b, c], [a, b], 1],
    ['later pages, which are not asked for', [a, b, c], [a, b], 0],
    ['all of them', [], [a, b], 2],
  ])('%s', (_what, shown, fresh, count) => {
    expect(changedSessions(shown, fresh)).toBe(count);
  });
});

test('who is waited for is named, with the time', () => {
  const waiting = { awaitingUserId: 'nora', awaitingSince: NOON - 3 * HOUR_MS };
  expect(waitingFor(session('a', waiting), NOON)).toEqual({ name: 'Nora Lind', time: '3 h' });
  expect(waitingFor(session('a', { ...waiting, awaitingUserId: 'theo' }), NOON)?.name).toBe(
    'Deleted account',
  );
  expect(waitingFor(session('a'), NOON)).toBeNull();
  expect(betweenWords(session('a'))).toBe('Nora Lind and Deleted account');
});

test('the table for other programs has a line for each session, in UTC and without formulas', () => {
  const [headings, line, end] = sessionsCsv([
    session(ID, {
      subject: '=cmd|x',
      messageCount: 1_204,
      lastMessageAt: Date.UTC(2026, 10, 22, 12),
      createdAt: Date.UTC(2026, 10, 1),
      product: { id: ID, name: 'Cup, blue' },
    }),
  ]).split('\r\n');
  expect(line?.split(',')).toHaveLength((headings?.split(',').length ?? 0) + 1); // one within quotes
  expect(line).toBe(
    `${ID},mentoring,in_progress,'=cmd|x,Nora Lind,student,nora,,,theo,"Cup, blue",${ID},` +
      '2026-11-01T00:00:00.000Z,,2026-11-22T12:00:00.000Z,1204,,,0,,no',
  );
  expect(end).toBe('');
});
