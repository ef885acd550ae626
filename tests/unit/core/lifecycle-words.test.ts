import { describe, expect, it, test } from 'vitest';
import { endingWords, leftWords, standing } from '../../../src/core/lifecycle-words.ts';
import { offersFor } from '../../../src/core/lifecycle-offers.ts';
import { eventWords, type SessionEvent } from '../../../src/core/session-history.ts';
import type { Session } from '../../../src/core/model.ts';
import { ANNA, BEN, NOON, samplePeer, sampleSession, uuid } from '../../support/samples.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const when = (at: number): string => `@${(at - NOON) / MINUTE}`;

const student = { id: ANNA, role: 'student' } as const;
const mentor = { id: BEN, role: 'mentor' } as const;
const admin = { id: uuid(77), role: 'admin' } as const;
const anna = samplePeer({ userId: ANNA, fullName: 'Anna', role: 'student', replySeconds: null });
const ben = samplePeer({ userId: BEN, fullName: 'Ben', role: 'mentor', replySeconds: 10_800 });
const session = (changes: Partial<Session>): Session =>
  sampleSession({
    founderA: ANNA,
    founderB: BEN,
    createdBy: ANNA,
    peers: [anna, ben],
    summary: null,
    endedReason: null,
    ...changes,
  });

/** As a person has it: without themselves. */
const seenBy = (userId: string, whole: Session): Session => ({
  ...whole,
  peers: whole.peers.filter((peer) => peer.userId !== userId),
});

describe('leftWords', () => {
  test.each([
    [-5 * MINUTE, 'less than a minute'],
    [59_999, 'less than a minute'],
    [MINUTE, '1 min'],
    [11 * MINUTE + 1, '12 min'],
    [90 * MINUTE, '90 min'],
    [90 * MINUTE + 1, '2 h'],
    [36 * HOUR, '36 h'],
    [36 * HOUR + 1, '2 days'],
    [47 * HOUR, '2 days'],
    [7 * DAY, '7 days'],
  ])('%d ms are %s', (ms, words) => {
    expect(leftWords(ms)).toBe(words);
  });
});

describe('standing', () => {
  const said = (
    changes: Partial<Session>,
    person: typeof student | typeof mentor | typeof admin,
  ) => {
    const { title, facts } = standing(seenBy(person.id, session(changes)), person, NOON, when);
    return [title, ...facts].join(' | ');
  };
  const requested = { status: 'requested', expiresAt: NOON + 2 * DAY } as const;

  test.each([
    [requested, student, 'Ben has not answered yet | Usually replies in 3 h | Expires in 2 days'],
    [requested, mentor, 'Anna asks for a session | Expires in 2 days'],
    [
      { ...requested, scheduledAt: NOON + MINUTE },
      mentor,
      'Anna asks for a session | Proposed: @1 | Expires in 2 days',
    ],
    [
      { status: 'accepted', expiresAt: NOON + DAY },
      mentor,
      'Accepted | Not started | Expires in 24 h',
    ],
    [
      { status: 'accepted', scheduledAt: NOON + 3 * HOUR },
      mentor,
      'Planned for @180 | Begins in 3 h',
    ],
    [{ status: 'in_progress' }, student, 'In progress | No fixed end'],
    [
      { status: 'in_progress', endsAt: NOON + 12 * MINUTE },
      student,
      'In progress | Ends in 12 min',
    ],
    [{ status: 'in_progress', endsAt: NOON }, student, 'Its time is over'],
    [{ status: 'declined', endedReason: 'Away.' }, student, 'Declined | Away.'],
    [{ status: 'completed', summary: 'Well.' }, student, 'Completed | Well.'],
    [
      { status: 'completed', endedReason: 'ended_by_admin', summary: 'Spam.' },
      student,
      'Ended by an admin | Spam.',
    ],
    [{ status: 'expired', endedReason: 'withdrawn' }, student, 'The request was withdrawn'],
    [
      { status: 'in_progress' },
      admin,
      'You joined as an admin | Both sides know that you are here',
    ],
  ] as const)('%o for %o: %s', (changes, person, words) => {
    expect(said(changes, person)).toBe(words);
  });

  it('tells who wishes for more time, and whom it waits for', () => {
    const wish = {
      status: 'in_progress',
      endsAt: NOON + 5 * MINUTE,
      extensionBy: ANNA,
      extensionMinutes: 15,
    } as const;
    expect(said(wish, mentor)).toBe('Anna asks for 15 more minutes | Ends in 5 min');
    expect(said(wish, student)).toBe('In progress | Ends in 5 min | You asked for 15 more minutes');
  });
});

test('a reason of the database is put into words, one of people is left to be quoted', () => {
  expect(endingWords(session({ endedReason: 'not_started' }))).toBe('Nobody started it in time');
  expect(endingWords(session({ endedReason: 'I am away.' }))).toBeNull();
});

describe('offersFor', () => {
  const later = NOON + HOUR;
  test.each([
    [{ status: 'requested' }, student, [], ['withdraw', 'move']],
    [{ status: 'requested' }, mentor, ['accept', 'decline'], []],
    [{ status: 'accepted' }, mentor, ['start'], ['cancel', 'move']],
    [{ status: 'in_progress' }, student, ['complete'], []],
    [{ status: 'in_progress', endsAt: later }, student, ['complete'], ['askForTime']],
    [
      { status: 'in_progress', endsAt: later, extensionBy: ANNA, extensionMinutes: 5 },
      mentor,
      ['giveTime', 'refuseTime'],
      ['complete'],
    ],
    [{ status: 'in_progress', endsAt: NOON }, student, [], ['leave']],
    [{ status: 'completed' }, student, ['rate'], ['leave']],
    [{ status: 'completed' }, mentor, [], ['leave']],
    [{ status: 'in_progress' }, admin, ['leave'], ['end']],
  ] as const)('%o to %o: %o, then %o', (changes, person, first, more) => {
    expect(offersFor(session(changes), person, NOON)).toEqual({ first, more });
  });
});

describe('eventWords', () => {
  const event = (changes: Partial<SessionEvent>): SessionEvent => ({
    id: uuid(1),
    actorId: ANNA,
    event: 'requested',
    reason: null,
    minutes: null,
    scheduledAt: null,
    userId: null,
    createdAt: NOON,
    ...changes,
  });
  const nameOf = (userId: string): string => (userId === ANNA ? 'Anna' : 'Ben');

  test.each([
    [{}, 'Anna asked for the session'],
    [{ scheduledAt: NOON }, 'Anna asked for the session for @0'],
    [{ event: 'started', minutes: 30 }, 'Anna started the session, for 30 min'],
    [{ event: 'expired', actorId: null }, 'The session expired'],
    [{ event: 'rescheduled', scheduledAt: NOON }, 'Anna moved the session to @0'],
    [{ event: 'extended', minutes: 15 }, 'Anna gave 15 more minutes'],
    [{ event: 'history_shown', userId: BEN }, 'Anna showed Ben the earlier messages'],
    [{ event: 'something_new' }, 'Anna: something new'],
  ])('%o', (changes, words) => {
    expect(eventWords(event(changes), 'mentoring', nameOf, when)).toBe(words);
  });

  it('calls a conversation what it is', () => {
    expect(eventWords(event({ event: 'completed' }), 'buyer_supplier', nameOf, when)).toBe(
      'Anna completed the conversation',
    );
  });
});
