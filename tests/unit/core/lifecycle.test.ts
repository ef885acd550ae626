import { describe, expect, it, test } from 'vitest';
import {
  arrows,
  arrowsFor,
  canLeave,
  canRate,
  canReschedule,
  extensionFor,
} from '../../../src/core/lifecycle.ts';
import { statusAt } from '../../../src/core/session-end.ts';
import type { AppRole, Session, SessionStatus } from '../../../src/core/model.ts';
import { ANNA, BEN, NOON, sampleSession, uuid } from '../../support/samples.ts';

const ADMIN = uuid(77);
const statuses: readonly SessionStatus[] = [
  'requested',
  'accepted',
  'declined',
  'in_progress',
  'completed',
  'expired',
];
const asked = (changes: Partial<Session> = {}): Session =>
  sampleSession({ founderA: ANNA, founderB: BEN, createdBy: ANNA, ...changes });
const person = (id: string, role: AppRole) => ({ id, role });
const student = person(ANNA, 'student');
const mentor = person(BEN, 'mentor');
const admin = person(ADMIN, 'admin');
const stranger = person(uuid(78), 'mentor');

const events = (status: SessionStatus, who: typeof student): readonly string[] =>
  arrowsFor(asked({ status }), who, NOON).map(({ event }) => event);

describe('arrowsFor', () => {
  test.each<[SessionStatus, typeof student, readonly string[]]>([
    ['requested', student, ['withdrawn']],
    ['requested', mentor, ['accepted', 'declined']],
    ['requested', admin, ['ended_by_admin']],
    ['accepted', student, ['started', 'cancelled']],
    ['accepted', mentor, ['started', 'cancelled']],
    ['accepted', admin, ['ended_by_admin']],
    ['in_progress', student, ['completed']],
    ['in_progress', mentor, ['completed']],
    ['in_progress', admin, ['ended_by_admin']],
  ])('%s: %o may %o', (status, who, expected) => {
    expect(events(status, who)).toEqual(expected);
  });

  it('offers nothing to strangers, and nothing of what is over', () => {
    for (const status of statuses) expect(events(status, stranger)).toEqual([]);
    for (const status of ['declined', 'completed', 'expired'] as const) {
      for (const who of [student, mentor, admin]) expect(events(status, who)).toEqual([]);
    }
  });

  it('lets an admin who is a founder act as one', () => {
    const session = asked({ status: 'accepted', founderB: ADMIN });
    expect(arrowsFor(session, admin, NOON).map(({ event }) => event)).toEqual([
      'started',
      'cancelled',
    ]);
  });

  it('goes by the clock before the status does', () => {
    const session = asked({ status: 'requested', expiresAt: NOON });
    expect(statusAt(session, NOON - 1)).toBe('requested');
    expect(statusAt(session, NOON)).toBe('expired');
    expect(arrowsFor(session, mentor, NOON)).toEqual([]);
    expect(statusAt(asked({ status: 'in_progress', expiresAt: NOON }), NOON)).toBe('in_progress');
    expect(statusAt(asked({ status: 'in_progress', endsAt: NOON }), NOON)).toBe('expired');
  });
});

test('no arrow leads out of what is over', () => {
  const over: readonly SessionStatus[] = ['declined', 'completed', 'expired'];
  expect(arrows.filter(({ from }) => over.includes(from))).toEqual([]);
});

test('who may move a session to another time', () => {
  const may = (status: SessionStatus, who: typeof student) =>
    canReschedule(asked({ status }), who, NOON);
  expect([may('requested', student), may('requested', mentor)]).toEqual([true, false]);
  expect([may('accepted', student), may('accepted', mentor)]).toEqual([true, true]);
  expect([may('accepted', admin), may('in_progress', student)]).toEqual([false, false]);
});

test('more time is asked for by one founder and answered by the other', () => {
  const running = asked({ status: 'in_progress', endsAt: NOON + 1 });
  const wished = { ...running, extensionBy: ANNA, extensionMinutes: 15 };
  expect(extensionFor(running, student, NOON)).toBe('ask');
  expect(extensionFor(wished, student, NOON)).toBe('wait');
  expect(extensionFor(wished, mentor, NOON)).toBe('answer');
  expect(extensionFor(wished, admin, NOON)).toBeNull();
  expect(extensionFor(wished, mentor, NOON + 1)).toBeNull();
  expect(extensionFor({ ...running, endsAt: null }, student, NOON)).toBeNull();
});

test('who may leave, and who may rate', () => {
  const running = asked({ status: 'in_progress' });
  const over = asked({ status: 'completed' });
  expect([canLeave(running, student, NOON), canLeave(running, admin, NOON)]).toEqual([false, true]);
  expect([canLeave(over, student, NOON), canLeave({ ...over, peers: [] }, student, NOON)]).toEqual([
    true,
    false,
  ]);
  expect([canRate(over, student), canRate(over, mentor), canRate(running, student)]).toEqual([
    true,
    false,
    false,
  ]);
});
