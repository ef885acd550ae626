import { expect, test } from 'vitest';
import { switchChoices } from '../../../../src/features/search/switch-choices.ts';
import { NOON, samplePeer, sampleSession, uuid } from '../../../support/samples.ts';

const session = (n: number, fullName: string, subject: string, unreadCount = 0) =>
  sampleSession({
    id: uuid(n),
    subject,
    peers: [samplePeer({ userId: uuid(n + 500), fullName })],
    sortAt: NOON + n,
    lastSeq: unreadCount,
    unreadCount,
  });
const all = [
  session(1, 'Theo Brandt', 'Portfolio review'),
  session(2, 'Ann Port', 'Databases', 2),
  session(3, 'Zoë Klein', 'A portable lamp'),
  session(4, 'Mo Sato', 'Interviews'),
];
const sessions = Object.fromEntries(all.map((one) => [one.id, one]));
const names = (query: string, openId: string | null = null) =>
  switchChoices({ sessions, seen: {} }, query, openId).map(
    (choice) => choice.session.peers[0]?.fullName,
  );

test('without a query: unread first, then the newest, and not the one that is open', () => {
  expect(names('')).toEqual(['Ann Port', 'Mo Sato', 'Zoë Klein', 'Theo Brandt']);
  expect(names(' ', uuid(4))).toEqual(['Ann Port', 'Zoë Klein', 'Theo Brandt']);
});

test('what was seen just now is not unread', () => {
  const choices = switchChoices({ sessions, seen: { [uuid(2)]: 2 } }, '', null);
  expect(choices[0]?.session.id).toBe(uuid(4));
});

test('with a query: the best match first, by name and by subject, the open one too', () => {
  expect(names('zoe')).toEqual(['Zoë Klein']);
  expect(names('port', uuid(1))).toEqual(['Theo Brandt', 'Ann Port', 'Zoë Klein']);
  expect(names('theo portfolio')).toEqual(['Theo Brandt']);
  expect(names('nobody')).toEqual([]);
});
