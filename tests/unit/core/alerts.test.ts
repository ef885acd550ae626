import { describe, expect, test } from 'vitest';
import type { AlertEvent } from '../../../src/core/alerts.ts';
import type { ChatEvent } from '../../../src/core/events.ts';
import type { Notification } from '../../../src/core/notifications.ts';
import { reduce } from '../../../src/core/reduce.ts';
import { followAlerts, isLasting, MOST_TOASTS } from '../../../src/core/reduce-alerts.ts';
import { followNotifications } from '../../../src/core/reduce-notifications.ts';
import { initialState, type ChatState } from '../../../src/core/state.ts';
import { toastWords } from '../../../src/core/toast-words.ts';
import { unreadTotal } from '../../../src/core/unread-total.ts';
import { sampleNotification } from '../../support/sample-notifications.ts';
import { NOON, sampleSession, SESSION, uuid } from '../../support/samples.ts';

const step = (state: ChatState, event: ChatEvent): ChatState =>
  followAlerts(followNotifications(reduce(state, event), event), event);
const after = (...events: ChatEvent[]): ChatState => events.reduce(step, initialState);

/** Messages of the `n`th session. */
const messages = (n: number, changes: Partial<Notification> = {}): Notification =>
  sampleNotification(n, { sessionId: uuid(100 + n), ...changes });
const other = (n: number, changes: Partial<Notification> = {}): Notification =>
  sampleNotification(n, { type: 'reminder', lastSeq: null, message: null, ...changes });
const raised = (id: string, ...items: Notification[]): AlertEvent => ({
  type: 'alerts/raised',
  id,
  items,
  away: false,
});
/** The cards: of each its name, and what it stands for. */
const cards = ({ alerts }: ChatState) =>
  alerts.toasts.map(({ id, items }) => [id, items.map((item) => item.id)]);

describe('cards', () => {
  test('a burst is one card, however it comes in', () => {
    const state = after(raised('a', messages(1)), raised('a', messages(2), messages(3)));
    expect(cards(state)).toEqual([['a', [1, 2, 3].map((n) => messages(n).id)]]);
    expect(cards(step(state, raised('b', messages(4))))).toHaveLength(2);
  });

  test('further messages of a conversation count up on its card', () => {
    const more = { ...messages(1), count: 5, version: 5 };
    // After some were read, a notification of its own stands for the rest.
    const anew = messages(1, { id: uuid(1), lastSeq: 9 });
    const state = after(raised('a', messages(1)), raised('b', more), raised('c', anew));
    expect(state.alerts.toasts).toEqual([{ id: 'a', items: [anew], away: false, turn: 2 }]);
    const both = after(raised('a', messages(1), anew));
    expect(both.alerts.toasts[0]?.items).toEqual([anew]);
  });

  test('words that were edited or are gone are so on the card, which tells nothing new', () => {
    const item = messages(1, { message: 'First words' });
    const state = after(raised('a', item));
    const now = { ...item, message: null, version: item.version + 1 };
    const next = step(state, { type: 'notifications/heard', notification: now });
    expect(next.alerts.toasts).toEqual([{ id: 'a', items: [now], away: false, turn: 0 }]);
    expect(step(next, { type: 'notifications/heard', notification: item }).alerts).toBe(
      next.alerts,
    );
  });

  test('what finds no room waits on one card behind the others', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const state = after(...names.map((name, n) => raised(name, messages(n))));
    expect(cards(state).map(([name]) => name)).toEqual(['a', 'b', 'c', 'd']);
    expect(state.alerts.toasts).toHaveLength(MOST_TOASTS + 1);
    expect(state.alerts.toasts.at(-1)?.items).toHaveLength(3);
  });

  test('what is urgent has a card of its own, before the others, and stays', () => {
    const urgent = other(9, { priority: 5 });
    const state = after(raised('a', messages(1)), raised('a', messages(2), urgent));
    expect(cards(state).map(([, items]) => items)).toEqual([
      [urgent.id],
      [messages(1).id, messages(2).id],
    ]);
    expect(state.alerts.toasts.map(isLasting)).toEqual([true, false]);
  });

  test('a card is put away alone, or with all others', () => {
    const two = after(raised('a', messages(1)), raised('b', messages(2)));
    const one = step(two, { type: 'alerts/dismissed', toastId: 'a' });
    expect(cards(one).map(([name]) => name)).toEqual(['b']);
    expect(cards(step(two, { type: 'alerts/dismissed', toastId: null }))).toEqual([]);
  });
});

describe('what is over leaves its card', () => {
  const item = messages(1);
  const announced = other(2, { announcementId: uuid(55), sessionId: null });
  const start = after(raised('a', item, announced));
  const left = (event: ChatEvent): string[] =>
    step(start, event).alerts.toasts.flatMap(({ items }) => items.map(({ id }) => id));

  test('read, on whichever device', () => {
    expect(left({ type: 'notifications/read', ids: [item.id], unreadCount: 1 })).toEqual([
      announced.id,
    ]);
    expect(
      left({ type: 'notifications/readUntil', until: announced.raisedAt, unreadCount: 0 }),
    ).toEqual([]);
    expect(left({ type: 'notifications/heard', notification: { ...item, isRead: true } })).toEqual([
      announced.id,
    ]);
  });

  test('its messages seen, or the person no longer in the session', () => {
    const sessionId = item.sessionId ?? '';
    expect(left({ type: 'read/seen', sessionId, seq: 1 })).toEqual([announced.id]);
    expect(left({ type: 'read/seen', sessionId, seq: 0 })).toHaveLength(2);
    expect(left({ type: 'read/seen', sessionId: SESSION, seq: 1 })).toHaveLength(2);
    expect(left({ type: 'session/removed', sessionId })).toEqual([announced.id]);
  });

  test('withdrawn', () => {
    expect(left({ type: 'notifications/withdrawn', announcementId: uuid(55) })).toEqual([item.id]);
  });

  test('with the last of it the card goes, and with the person all of them', () => {
    const ids = [item.id, announced.id];
    expect(step(start, { type: 'notifications/read', ids, unreadCount: 0 }).alerts.toasts).toEqual(
      [],
    );
    expect(step(start, { type: 'auth/signedOut' }).alerts.toasts).toEqual([]);
  });
});

describe('words', () => {
  const words = (...items: Notification[]) => toastWords({ items });

  test('one message is its sender and its text; several are counted', () => {
    expect(words(messages(1))).toEqual({ title: 'Person 1', text: 'Text 1', more: null });
    expect(words(messages(1, { count: 4 }))).toMatchObject({
      title: 'Person 1',
      more: '4 messages',
    });
  });

  test('a group says how many of what, and names a few', () => {
    const three = [messages(1, { count: 10 }), messages(2), messages(3)];
    expect(words(...three)).toEqual({
      title: '12 new messages in 3 conversations',
      text: 'Person 3, Person 2, Person 1',
      more: null,
    });
    expect(words(...three, messages(4)).text).toBe('Person 4, Person 3, 2 others');
    expect(words(other(1), other(2)).title).toBe('2 new notifications');
    expect(words(messages(1), other(2)).title).toBe('1 new message and 1 more notification');
  });
});

test('the title counts messages by their sessions, and everything else by its notification', () => {
  const session = sampleSession({ unreadCount: 3, lastSeq: 3 });
  const state = after(
    { type: 'session/changed', session },
    ...[
      messages(1, { count: 3 }),
      other(2),
      other(3, { isRead: true }),
      other(4, { silent: true }),
    ].map((notification) => ({ type: 'notifications/heard', notification }) as const),
  );
  expect(unreadTotal(state, NOON)).toBe(4);
  const read = step(state, { type: 'notifications/read', ids: [other(2).id], unreadCount: 0 });
  expect(unreadTotal(read, NOON)).toBe(3);
  expect(unreadTotal(step(read, { type: 'read/seen', sessionId: SESSION, seq: 3 }), NOON)).toBe(0);
});
