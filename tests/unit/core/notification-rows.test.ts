import { describe, expect, test } from 'vitest';
import { notificationRows } from '../../../src/core/notification-rows.ts';
import { notificationTarget } from '../../../src/core/notification-target.ts';
import {
  aboutWords,
  countWords,
  messageCountWords,
  notificationTypeWords,
} from '../../../src/core/notification-words.ts';
import { notificationTypes, type Notification } from '../../../src/core/notifications.ts';
import { sampleNotification } from '../../support/sample-notifications.ts';
import { SESSION, uuid } from '../../support/samples.ts';

const DAY_MS = 86_400_000;
const OTHER = uuid(99);
const dayKey = (at: number): string => String(Math.floor(at / DAY_MS));

/** The rows in short: days as `-`, headings of sessions as `#`, items by number (indented in a group). */
const drawn = (items: readonly Notification[]): readonly string[] =>
  notificationRows(items, dayKey).map((row) => {
    switch (row.kind) {
      case 'day':
        return '-';
      case 'session':
        return `# ${row.first.title}`;
      case 'item':
        return row.grouped ? `  ${row.item.title}` : row.item.title;
    }
  });

describe('by day and session', () => {
  test('several of one session stand together where the latest is; one alone has no heading', () => {
    const items = [
      sampleNotification(5),
      sampleNotification(4, { sessionId: OTHER }),
      sampleNotification(3),
      sampleNotification(2, { sessionId: null }),
      sampleNotification(1, { sessionId: null }),
    ];
    expect(drawn(items)).toEqual([
      '-',
      '# Person 5',
      '  Person 5',
      '  Person 3',
      'Person 4',
      'Person 2',
      'Person 1',
    ]);
  });

  test('a session has a place of its own in every day', () => {
    const yesterday = sampleNotification(1);
    const items = [
      sampleNotification(3),
      sampleNotification(2),
      { ...yesterday, raisedAt: yesterday.raisedAt - DAY_MS },
    ];
    expect(drawn(items)).toEqual(['-', '# Person 3', '  Person 3', '  Person 2', '-', 'Person 1']);
  });

  test('each row has a key of its own, which the next page does not change', () => {
    const all = Array.from({ length: 40 }, (_, n) =>
      sampleNotification(40 - n, {
        sessionId: n % 3 === 0 ? SESSION : OTHER,
        raisedAt: (40 - n) * (DAY_MS / 7),
      }),
    );
    const keys = notificationRows(all, dayKey).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    const before = notificationRows(all.slice(0, 30), dayKey).map(({ key }) => key);
    expect(keys.filter((key) => before.includes(key))).toEqual(before);
  });

  test('nothing', () => {
    expect(drawn([])).toEqual([]);
  });
});

describe('where one leads', () => {
  const about = (data: Record<string, unknown>, more: Partial<Notification> = {}) =>
    notificationTarget(
      sampleNotification(1, {
        type: 'system_announcement',
        sessionId: null,
        lastSeq: null,
        data,
        ...more,
      }),
    );

  test('messages to the newest of them, everything else of a session to the session', () => {
    expect(notificationTarget(sampleNotification(7))).toEqual({
      kind: 'message',
      sessionId: SESSION,
      seq: 7,
    });
    for (const type of ['reminder', 'session_request', 'of_a_later_server']) {
      expect(notificationTarget(sampleNotification(7, { type, lastSeq: null }))).toEqual({
        kind: 'session',
        sessionId: SESSION,
      });
    }
  });

  test('what is about a report to the reports, and not to the session that it names', () => {
    const ofSession = { sessionId: SESSION };
    expect(about({ event: 'report_resolved' }, { type: 'reminder', ...ofSession })).toEqual({
      kind: 'ownReports',
    });
    expect(about({ event: 'report_filed' }, ofSession)).toEqual({ kind: 'reports' });
  });

  test('what was decided upon an application', () => {
    expect(about({ event: 'mentor_approved' }, { type: 'mentor_approved' })).toEqual({
      kind: 'ownPage',
    });
    expect(about({ event: 'mentor_rejected' })).toEqual({ kind: 'application' });
  });

  test.each([
    ['/settings?tab=1', { kind: 'path', path: '/settings?tab=1' }],
    ['/', { kind: 'path', path: '/' }],
    ['https://example.com/a', { kind: 'web', href: 'https://example.com/a' }],
    ['//example.com', null],
    ['/\\example.com', null],
    ['http://example.com', null],
    ['javascript:alert(1)', null],
    ['data:text/html,<b>', null],
    ['https://', null],
    ['', null],
    [7, null],
    [undefined, null],
  ])('an announcement with the link %j', (link, target) => {
    expect(about({ event: 'announcement', link })).toEqual(target);
  });

  test('a type that nobody knows leads nowhere by itself', () => {
    expect(about({ event: 'constructor', link: 'https://example.com' })).toBeNull();
  });
});

test('words: numbers, messages, what it is about', () => {
  expect([0, 1, 99, 100].map(countWords)).toEqual([null, '1', '99', '99+']);
  expect(messageCountWords(sampleNotification(1, { count: 5 }))).toBe('5 messages');
  expect(messageCountWords(sampleNotification(1))).toBeNull();
  expect(messageCountWords(sampleNotification(1, { type: 'reminder', count: 5 }))).toBeNull();
  expect(aboutWords(sampleNotification(1, { data: { subject: 'Query plans' } }))).toBe(
    'Query plans',
  );
  expect(aboutWords(sampleNotification(1, { data: { product: 'Lamp', subject: 'x' } }))).toBe(
    'Lamp',
  );
  expect(aboutWords(sampleNotification(1, { data: { subject: { html: '<b>' } } }))).toBeNull();
  const words = notificationTypes.map((type) => notificationTypeWords[type]);
  expect(new Set(words).size).toBe(notificationTypes.length);
});
