import { expect, test } from 'vitest';
import { afterGrant, type ReviewGrant } from '../../../src/core/review.ts';
import { NOON, SESSION, uuid } from '../../support/samples.ts';

const HOUR_MS = 3_600_000;

const grant = (changes: Partial<ReviewGrant> = {}): ReviewGrant => ({
  id: uuid(1),
  sessionId: SESSION,
  reason: 'somebody reported it',
  grantedAt: NOON,
  expiresAt: NOON + HOUR_MS,
  endedAt: null,
  ...changes,
});
const later = NOON + 1_000;

test('live -> live: the grant itself', () => {
  const live = grant();
  expect(afterGrant({ asked: live, open: live }, SESSION, later)).toBe(live);
});

test('live -> renewed elsewhere: the new grant', () => {
  const next = grant({ id: uuid(2) });
  expect(afterGrant({ asked: grant({ endedAt: later }), open: next }, SESSION, later)).toBe(next);
});

test('live -> over, by the clock alone and once somebody noted it', () => {
  const ran = grant({ expiresAt: later });
  expect(afterGrant({ asked: ran, open: ran }, SESSION, later)).toBe('over');
  const noted = { ...ran, endedAt: later };
  expect(afterGrant({ asked: noted, open: null }, SESSION, later)).toBe('over');
  expect(afterGrant({ asked: noted, open: null }, SESSION, later - HOUR_MS)).toBe('over');
});

test('live -> ended', () => {
  expect(afterGrant({ asked: grant({ endedAt: later }), open: null }, SESSION, later)).toBe(
    'ended',
  );
});

test('live -> elsewhere: another session is read', () => {
  const other = grant({ id: uuid(2), sessionId: uuid(200) });
  expect(afterGrant({ asked: grant({ endedAt: later }), open: other }, SESSION, later)).toBe(
    'elsewhere',
  );
});

test('live -> hidden: the row says nothing', () => {
  expect(afterGrant({ asked: null, open: null }, SESSION, later)).toBeNull();
});
