import { expect, test } from 'vitest';
import { chatError } from '../../../src/core/errors.ts';
import {
  ALL,
  MAX_COUNTED,
  noNotifications,
  type Notification,
  type NotificationEvent,
  type Notifications,
} from '../../../src/core/notifications.ts';
import { reduceNotifications } from '../../../src/core/reduce-notifications.ts';
import { sampleNotification, sampleSettings } from '../../support/sample-notifications.ts';
import { uuid } from '../../support/samples.ts';

const after = (...events: NotificationEvent[]): Notifications =>
  events.reduce(reduceNotifications, noNotifications);

const page = (items: readonly Notification[], more: Partial<{ hasMore: boolean }> = {}) => ({
  items,
  hasMore: false,
  nextCursor: null,
  unreadCount: items.filter((item) => !item.isRead).length,
  ...more,
});

const loaded = (items: readonly Notification[], more = {}): NotificationEvent => ({
  type: 'notifications/loaded',
  page: page(items, more),
  filter: ALL,
  turn: 0,
});
const looked = (items: readonly Notification[]): NotificationEvent => ({
  type: 'notifications/loaded',
  page: page(items),
  filter: ALL,
  turn: null,
});
const heard = (notification: Notification): NotificationEvent => ({
  type: 'notifications/heard',
  notification,
});
const [one, two, three] = [1, 2, 3].map((n) => sampleNotification(n)) as [
  Notification,
  Notification,
  Notification,
];
const ids = (state: Notifications): string[] => state.items.map(({ id }) => id);

test('what is there at first is no news; what comes then is, once', () => {
  const first = after(loaded([two, one]));
  expect(first).toMatchObject({ status: 'ready', unreadCount: 2, news: [] });
  const next = reduceNotifications(first, heard(three));
  expect(next).toMatchObject({ unreadCount: 3, news: [three] });
  expect(ids(next)).toEqual([three.id, two.id, one.id]);
  const again = reduceNotifications(next, heard(three));
  expect(again).toMatchObject({ unreadCount: 3, news: [] });
});

test('a later look finds what no broadcast told', () => {
  const state = after(loaded([one]), looked([three, two, one]));
  expect(state.news).toEqual([three, two]);
  expect(reduceNotifications(state, looked([three, two, one])).news).toEqual([]);
});

test('an empty beginning counts as known: the first one ever is news', () => {
  expect(after(loaded([]), looked([one])).news).toEqual([one]);
});

test('raised by further messages, it moves to the top and counts once', () => {
  const raised = { ...one, count: 2, version: 2, raisedAt: three.raisedAt + 1 };
  const state = after(loaded([three, two, one]), heard(raised));
  expect(ids(state)).toEqual([one.id, three.id, two.id]);
  expect(state).toMatchObject({ unreadCount: 3, news: [raised] });
  // An older version that comes late is out of date.
  expect(reduceNotifications(state, heard(one)).items[0]).toEqual(raised);
});

test('raised while it is not loaded, it was counted before', () => {
  const state = after(loaded([three]), heard({ ...one, version: 4, raisedAt: three.raisedAt + 1 }));
  expect(state.unreadCount).toBe(1);
});

test('what is read stays read, whatever comes late', () => {
  const state = after(
    loaded([two, one]),
    { type: 'notifications/read', ids: [one.id], unreadCount: null },
    heard({ ...one, version: 2, count: 2 }),
  );
  expect(state.unreadCount).toBe(1);
  expect(state.items.find(({ id }) => id === one.id)).toMatchObject({ isRead: true, count: 2 });
});

test('all up to a moment are read; what came after is not', () => {
  const state = after(loaded([three, two, one]), {
    type: 'notifications/readUntil',
    until: two.raisedAt,
    unreadCount: null,
  });
  expect(state.items.map(({ isRead }) => isRead)).toEqual([false, true, true]);
  expect(state.unreadCount).toBe(1);
});

test('a refusal puts back what was read, unless it has changed since', () => {
  const state = after(
    loaded([two, one]),
    { type: 'notifications/read', ids: [one.id, two.id], unreadCount: null },
    heard({ ...two, version: 2, isRead: true }),
    { type: 'notifications/restored', items: [one, two], unreadCount: 2 },
  );
  expect(state.items.map(({ isRead }) => isRead)).toEqual([true, false]);
  expect(state.unreadCount).toBe(2);
});

test('silent ones and types that are switched off are listed, not counted; silent ones are no news', () => {
  const channels = {
    ...sampleSettings.channels,
    reminder: { inApp: false, browser: true, email: true },
  };
  const quiet = { ...two, silent: true };
  const off = { ...three, type: 'reminder' };
  const base = after(loaded([one]), {
    type: 'notifications/settings',
    settings: { ...sampleSettings, channels },
  });
  const first = reduceNotifications(base, heard(quiet));
  expect(first).toMatchObject({ unreadCount: 1, news: [] });
  const second = reduceNotifications(first, heard(off));
  expect(second).toMatchObject({ unreadCount: 1, news: [off] });
  expect(second.items).toHaveLength(3);
});

test('a filter lists anew; what does not belong there comes as news all the same', () => {
  const filter = { unread: false, types: ['reminder' as const] };
  const reminder = { ...two, type: 'reminder' };
  const wished = after(loaded([two, one]), { type: 'notifications/wished', filter });
  expect(wished).toMatchObject({ status: 'loading', items: [], wanted: 'first', turn: 1 });
  const shown = reduceNotifications(wished, {
    type: 'notifications/loaded',
    page: page([reminder]),
    filter,
    turn: 1,
  });
  expect(shown).toMatchObject({ status: 'ready', items: [reminder] });
  const next = reduceNotifications(shown, heard(three));
  expect(next).toMatchObject({ items: [reminder], news: [three], unreadCount: 2 });
  // Another tab's look, listed otherwise, tells only how many there are.
  expect(reduceNotifications(next, looked([three, two, one]))).toMatchObject({
    items: [reminder],
    unreadCount: 3,
  });
});

test('the page after the end is put there; an answer to an earlier wish is not', () => {
  const state = after(loaded([three], { hasMore: true }), {
    type: 'notifications/wished',
    more: true,
  });
  expect(state).toMatchObject({ wanted: 'more', turn: 1 });
  const more: NotificationEvent = {
    type: 'notifications/loaded',
    page: page([two, one]),
    filter: ALL,
    turn: 1,
  };
  const paged = reduceNotifications(state, more);
  expect(ids(paged)).toEqual([three.id, two.id, one.id]);
  expect(paged.wanted).toBeNull();
  const wished = reduceNotifications(paged, { type: 'notifications/wished' });
  expect(ids(reduceNotifications(wished, more))).toEqual([three.id, two.id, one.id]);
});

test('a look that goes less far than what is loaded keeps what lies beyond', () => {
  const paged: Notifications = {
    ...after(loaded([three, two, one])),
    hasMore: true,
    nextCursor: 'beyond one',
  };
  const look = (items: readonly Notification[]): NotificationEvent => ({
    type: 'notifications/loaded',
    page: { ...page(items, { hasMore: true }), nextCursor: 'beyond the look' },
    filter: ALL,
    turn: null,
  });
  const [four, five] = [sampleNotification(4), sampleNotification(5)];
  const looked = reduceNotifications(paged, look([four, three]));
  expect(ids(looked)).toEqual([four.id, three.id, two.id, one.id]);
  expect(looked.nextCursor).toBe('beyond one');
  // What came in between is not known: the list goes on from where the look ended.
  const missed = reduceNotifications(paged, look([five, four]));
  expect(ids(missed)).toEqual([five.id, four.id]);
  expect(missed.nextCursor).toBe('beyond the look');
});

test('what lies beyond the end of what is loaded waits for its page', () => {
  const state = after(loaded([three], { hasMore: true }), heard({ ...one, version: 2 }));
  expect(ids(state)).toEqual([three.id]);
  // It was edited, or read in part: nothing to ring for. Raised again, it is news.
  expect(state.news).toEqual([]);
  const again = { ...one, version: 3, raisedAt: three.raisedAt + 1 };
  expect(after(loaded([three], { hasMore: true }), heard(again)).news).toEqual([again]);
});

test('a failure keeps what is there; without anything it is an error', () => {
  const error = chatError('Offline', 'Away.');
  const failed: NotificationEvent = { type: 'notifications/failed', turn: 0, error };
  expect(after(failed)).toMatchObject({ status: 'error', wanted: null });
  expect(after(loaded([one]), failed)).toMatchObject({ status: 'ready', items: [one] });
  expect(after(failed, { type: 'notifications/wished' })).toMatchObject({
    status: 'loading',
    wanted: 'first',
  });
});

test('withdrawn announcements go, and are counted no more', () => {
  const told = { ...two, type: 'system_announcement', announcementId: uuid(5) };
  const state = after(loaded([told, one]), {
    type: 'notifications/withdrawn',
    announcementId: uuid(5),
  });
  expect(state).toMatchObject({ items: [one], unreadCount: 1 });
});

test('beyond what the server counts nothing is counted', () => {
  const many = after({
    type: 'notifications/loaded',
    page: { ...page([one]), unreadCount: MAX_COUNTED },
    filter: ALL,
    turn: 0,
  });
  expect(reduceNotifications(many, heard(two)).unreadCount).toBe(MAX_COUNTED);
});
