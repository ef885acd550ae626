import fc from 'fast-check';
import { expect, test } from 'vitest';
import { momentsOf, placeOf, type Moment } from '../../../src/core/review-moments.ts';
import type { SessionEvent } from '../../../src/core/session-history.ts';
import { ANNA, BEN, NOON, sampleMessage, uuid } from '../../support/samples.ts';

const wording = {
  kind: 'mentoring',
  nameOf: (id: string) => (id === ANNA ? 'Anna' : 'Ben'),
  when: String,
} as const;

const event = (name: string, at: number): SessionEvent => ({
  id: uuid(at - NOON),
  actorId: ANNA,
  event: name,
  reason: null,
  minutes: null,
  scheduledAt: null,
  userId: null,
  createdAt: at,
});
const line = (seq: number, at: number) =>
  sampleMessage(seq, { type: 'system', senderId: null, createdAt: at });

test('everything that was sent and changed is a moment, in its order', () => {
  const message = sampleMessage(1, { senderId: BEN, createdAt: NOON });
  const other = sampleMessage(2, { senderId: ANNA, createdAt: NOON + 5 });
  const version = { content: 'x', attachments: [] };
  const changed = {
    [message.id]: {
      messageId: message.id,
      seq: 1,
      versions: [
        { ...version, version: 1, replacedAt: NOON + 3, reason: 'edit' as const },
        { ...version, version: 2, replacedAt: NOON + 9, reason: 'hidden' as const },
      ],
    },
    [other.id]: {
      messageId: other.id,
      seq: 2,
      versions: [{ ...version, version: 1, replacedAt: NOON + 8, reason: 'delete' as const }],
    },
  };
  expect(momentsOf([message, other], changed, [], wording)).toEqual([
    { at: NOON, seq: 1, words: 'Ben sent a message' },
    { at: NOON + 3, seq: 1, words: 'Ben edited a message' },
    { at: NOON + 5, seq: 2, words: 'Anna sent a message' },
    { at: NOON + 8, seq: 2, words: 'Anna deleted a message' },
    { at: NOON + 9, seq: 1, words: 'An administrator removed a message of Ben' },
  ]);
});

test('what wrote a line into the conversation is one moment with it, at which it is there', () => {
  const moments = momentsOf(
    [line(1, NOON + 2), line(2, NOON + 9_000)],
    {},
    [event('accepted', NOON), event('left', NOON + 20_000)],
    wording,
  );
  expect(moments).toEqual([
    { at: NOON + 2, seq: 1, words: 'Anna accepted the request' },
    { at: NOON + 9_000, seq: 2, words: 'A notice to everybody' },
    { at: NOON + 20_000, seq: null, words: 'Anna left' },
  ]);
});

test('what happened at the same time is one moment: every step of the slider leads on', () => {
  const messages = [1, 2].map((seq) => sampleMessage(seq, { senderId: ANNA, createdAt: NOON }));
  expect(momentsOf(messages, {}, [], wording)).toEqual([
    { at: NOON, seq: 2, words: 'Anna sent a message; Anna sent a message' },
  ]);
});

const moment = (at: number): Moment => ({ at, seq: null, words: '' });

test('each moment has its place, and every other time that of the moment before', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(50), { minLength: 1 }), fc.nat(60), (times, at) => {
      const moments = [...times].sort((a, b) => a - b).map(moment);
      moments.forEach((one, place) => expect(placeOf(moments, one.at)).toBe(place));
      expect(placeOf(moments, at)).toBe(moments.filter((one) => one.at <= at).length - 1);
      expect(placeOf(moments, null)).toBe(moments.length - 1);
    }),
  );
  expect(placeOf([], null)).toBe(-1);
});
