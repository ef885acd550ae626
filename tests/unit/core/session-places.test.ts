import { describe, expect, test } from 'vitest';
import { reduce } from '../../../src/core/reduce.ts';
import { totalUnread } from '../../../src/core/selectors.ts';
import { arrange, isMuted } from '../../../src/core/session-places.ts';
import { initialState, type ChatState } from '../../../src/core/state.ts';
import type { ChatEvent } from '../../../src/core/events.ts';
import { ANNA, NOON, sampleMe, sampleSession, SESSION, uuid } from '../../support/samples.ts';

const HOUR_MS = 3_600_000;
const row = (n: number, changes: Parameters<typeof sampleSession>[0]) =>
  sampleSession({ id: uuid(200 + n), ...changes });

describe('the list as a person arranged it', () => {
  const newest = row(1, {});
  const pinnedLast = row(2, { pinnedAt: NOON + 2 });
  const pinnedFirst = row(3, { pinnedAt: NOON + 1 });
  const away = row(4, { archivedAt: NOON, pinnedAt: NOON });

  test('pinned in the order of pinning, archived apart, the rest as it comes', () => {
    expect(arrange([newest, pinnedLast, pinnedFirst, away])).toEqual({
      pinned: [pinnedFirst, pinnedLast],
      others: [newest],
      archived: [away],
    });
  });

  test('muted until a time, for good, or no more', () => {
    expect(isMuted({ mutedUntil: NOON + HOUR_MS }, NOON)).toBe(true);
    expect(isMuted({ mutedUntil: NOON }, NOON)).toBe(false);
    expect(isMuted({ mutedUntil: Infinity }, NOON)).toBe(true);
    expect(isMuted({ mutedUntil: null }, NOON)).toBe(false);
  });

  test('the title counts neither muted nor archived sessions', () => {
    const all = [
      row(1, { unreadCount: 1, lastSeq: 9 }),
      row(2, { unreadCount: 2, lastSeq: 9, mutedUntil: NOON + HOUR_MS }),
      row(3, { unreadCount: 4, lastSeq: 9, archivedAt: NOON }),
      row(4, { unreadCount: 8, lastSeq: 9, mutedUntil: NOON - HOUR_MS }),
    ];
    const sessions = Object.fromEntries(all.map((session) => [session.id, session]));
    expect(totalUnread({ seen: {}, sessions }, NOON)).toBe(9);
  });
});

describe('rows and receipts in any order', () => {
  const signedIn: ChatState = reduce(initialState, { type: 'auth/signedIn', me: sampleMe() });
  const at = (version: number, changes = {}) =>
    sampleSession({ stateVersion: version, placeVersion: version, ...changes });
  const known = reduce(signedIn, { type: 'session/changed', session: at(1) });
  const muted: ChatEvent = { type: 'session/changed', session: at(2, { mutedUntil: Infinity }) };
  const read: ChatEvent = {
    type: 'receipt/received',
    sessionId: SESSION,
    receipt: { userId: ANNA, deliveredSeq: 0, readSeq: null, readVersion: 0 },
    own: { unreadCount: 0, lastReadSeq: 5, unreadFromSeq: null, stateVersion: 3 },
  };

  test.each([
    ['the row first', [muted, read]],
    ['the receipt first', [read, muted]],
  ])('%s: neither undoes the other', (_name, events) => {
    const session = events.reduce(reduce, known).sessions[SESSION];
    expect(session).toMatchObject({ mutedUntil: Infinity, lastReadSeq: 5, stateVersion: 3 });
  });

  test('an older row does not bring back what was changed since', () => {
    const state = [muted, { type: 'session/changed', session: at(1) } as const].reduce(
      reduce,
      known,
    );
    expect(state.sessions[SESSION]?.mutedUntil).toBe(Infinity);
  });
});
