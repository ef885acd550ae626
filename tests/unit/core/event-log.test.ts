import { describe, expect, test } from 'vitest';
import {
  clearLog,
  emptyLog,
  EVENTS_KEPT,
  filterLog,
  logEvent,
  pauseLog,
  type EventLog,
} from '../../../src/core/event-log.ts';
import type { ChatEvent } from '../../../src/core/events.ts';
import { NOON, sampleMe, sampleMessage, sampleSession, SESSION } from '../../support/samples.ts';

const seen = (seq: number): ChatEvent => ({ type: 'read/seen', sessionId: SESSION, seq });
const logOf = (...events: ChatEvent[]): EventLog =>
  events.reduce((log, event, n) => logEvent(log, event, NOON + n), emptyLog);
const payloads = (log: EventLog): string[] => log.events.map(({ payload }) => payload);

test('the last events stay, in order and with their time', () => {
  const log = logOf(...Array.from({ length: EVENTS_KEPT + 5 }, (_, n) => seen(n)));
  expect(log.events).toHaveLength(EVENTS_KEPT);
  expect(log.events[0]).toEqual({
    id: 6,
    at: NOON + 5,
    type: 'read/seen',
    payload: `sessionId: ${SESSION}, seq: 5`,
  });
  expect(log.events.at(-1)?.id).toBe(EVENTS_KEPT + 5);
});

test('a payload is one short line', () => {
  const long = sampleMessage(1, { content: 'x'.repeat(10_000) });
  const log = logOf(
    { type: 'message/received', message: long },
    {
      type: 'list/loaded',
      sessions: [sampleSession()],
      hasMore: false,
      nextCursor: null,
      more: true,
    },
    { type: 'auth/signedIn', me: sampleMe() },
    { type: 'auth/signedOut' },
    {
      type: 'outbox/refused',
      id: 'a',
      error: { kind: 'Denied', message: 'No.', code: null, retryAfterMs: null },
    },
  );
  for (const payload of payloads(log)) expect(payload.length).toBeLessThanOrEqual(201);
  expect(payloads(log)[0]).toContain('seq: 1, rev: 1');
  expect(payloads(log).slice(1)).toEqual([
    'sessions: [1], hasMore: false, more: true',
    expect.stringContaining('email: anna@example.com'),
    '',
    'id: a, error: {kind: Denied, message: No.}',
  ]);
});

describe('a log that is paused', () => {
  test('keeps what it has, counts what goes by, and goes on when it is resumed', () => {
    const paused = [seen(2), seen(3)].reduce(
      (log, event) => logEvent(log, event, NOON),
      pauseLog(logOf(seen(1)), true),
    );
    expect(paused).toMatchObject({ paused: true, missed: 2 });
    expect(paused.events).toHaveLength(1);
    const resumed = logEvent(pauseLog(paused, false), seen(4), NOON);
    expect(resumed).toMatchObject({ paused: false, missed: 0 });
    expect(resumed.events.map(({ id }) => id)).toEqual([1, 2]);
  });
});

test('clearing empties the log; ids go on', () => {
  const cleared = clearLog(logOf(seen(1), seen(2)));
  expect(cleared.events).toEqual([]);
  expect(logEvent(cleared, seen(3), NOON).events[0]?.id).toBe(3);
});

test('the filter wants every word, in type or payload, in any case', () => {
  const { events } = logOf(seen(41), { type: 'session/closed' }, seen(5));
  const found = (text: string): number[] => filterLog(events, text).map(({ id }) => id);
  expect(found('  ')).toEqual([1, 2, 3]);
  expect(found('READ seq: 41')).toEqual([1]);
  expect(found('closed read')).toEqual([]);
  expect(filterLog(events, '')).toBe(events);
});
