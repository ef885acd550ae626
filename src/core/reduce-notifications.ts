import { sameValue } from '../lib/same-value.ts';
import type { ChatEvent } from './events.ts';
import {
  isCounted,
  isListed,
  isNotificationEvent,
  MAX_COUNTED,
  type Notification,
  type NotificationEvent,
  type Notifications,
} from './notifications.ts';
import type { ChatState } from './state.ts';

/** For `ChatStore.extend`: see there. */
export const followNotifications = (state: ChatState, event: ChatEvent): ChatState =>
  isNotificationEvent(event)
    ? { ...state, notifications: reduceNotifications(state.notifications, event) }
    : state;

/** What the notifications become; `news` lasts until the next event that is about them. */
export function reduceNotifications(
  before: Notifications,
  event: NotificationEvent,
): Notifications {
  const state = before.news.length === 0 ? before : { ...before, news: [] };
  switch (event.type) {
    case 'notifications/wished':
      return wish(state, event);
    case 'notifications/loaded':
      return load(state, event);
    case 'notifications/failed':
      return event.turn === state.turn
        ? {
            ...state,
            status: state.status === 'ready' ? 'ready' : 'error',
            wanted: null,
            error: event.error,
          }
        : state;
    case 'notifications/heard':
      return hear(state, event.notification);
    case 'notifications/read':
      return read(state, event, ({ id }) => event.ids.includes(id));
    case 'notifications/readUntil':
      return read(state, event, ({ raisedAt }) => raisedAt <= event.until);
    case 'notifications/restored': {
      const old = new Map(event.items.map((item) => [item.id, item]));
      const items = state.items.map((item) => {
        const was = old.get(item.id);
        return was?.version === item.version ? was : item;
      });
      return { ...state, items, unreadCount: event.unreadCount };
    }
    case 'notifications/withdrawn': {
      const gone = state.items.filter((item) => item.announcementId === event.announcementId);
      return counted(
        { ...state, items: state.items.filter((item) => !gone.includes(item)) },
        -gone.filter((item) => isCounted(item, state.settings)).length,
      );
    }
    case 'notifications/settings':
      return { ...state, settings: event.settings };
  }
}

const counted = (state: Notifications, change: number): Notifications => ({
  ...state,
  unreadCount: Math.min(MAX_COUNTED, Math.max(0, state.unreadCount + change)),
});

function wish(
  state: Notifications,
  { filter, more }: Extract<NotificationEvent, { type: 'notifications/wished' }>,
): Notifications {
  if (more && (state.wanted !== null || !state.hasMore)) return state;
  const other = filter !== undefined && !sameValue(filter, state.filter);
  return {
    ...state,
    ...(other ? { filter, items: [], hasMore: false, nextCursor: null } : {}),
    status: other || state.status === 'error' ? 'loading' : state.status,
    wanted: more ? 'more' : 'first',
    turn: state.turn + 1,
    error: null,
  };
}

function load(
  state: Notifications,
  { page, filter, turn }: Extract<NotificationEvent, { type: 'notifications/loaded' }>,
): Notifications {
  const { items, hasMore, nextCursor, unreadCount } = page;
  // Every page tells of all that is unread, also one that comes late or is listed otherwise.
  const known = { ...state, unreadCount };
  if (turn !== null && turn !== state.turn) return known;
  if (!sameValue(filter, state.filter)) return known;
  const newestAt = Math.max(state.newestAt ?? 0, ...items.map((item) => item.raisedAt));
  const was = state.newestAt ?? Infinity;
  const goesOn = turn !== null && state.wanted === 'more';
  const listed = new Set(items.map(({ id }) => id));
  const others = state.items.filter(({ id }) => !listed.has(id));
  const rest = goesOn || !hasMore ? [] : beyond(others, state.items[0], items.at(-1));
  return {
    ...known,
    status: 'ready',
    items: goesOn ? [...others, ...items] : [...items, ...rest],
    hasMore,
    nextCursor,
    ...(rest.length > 0 ? { hasMore: state.hasMore, nextCursor: state.nextCursor } : {}),
    wanted: turn === null ? state.wanted : null,
    error: null,
    newestAt,
    // Before the first page nothing was missed: what is there then is no news.
    news: goesOn ? [] : items.filter((item) => item.raisedAt > was && isNews(item)),
  };
}

const isNews = ({ isRead, silent }: Notification): boolean => !isRead && !silent;

const byNews = (a: Notification, b: Notification): number =>
  b.raisedAt - a.raisedAt || (a.id < b.id ? 1 : -1);

/**
 * What was loaded before and lies beyond the last one of a look, which goes only so far: whoever reads
 * there keeps their place. Nothing if the look does not reach to `first`, where what was loaded began.
 */
function beyond(
  others: readonly Notification[],
  first: Notification | undefined,
  last: Notification | undefined,
): readonly Notification[] {
  if (first === undefined || last === undefined || last.raisedAt > first.raisedAt) return [];
  return others.filter((item) => byNews(last, item) < 0);
}

function hear(state: Notifications, heard: Notification): Notifications {
  const old = state.items.find(({ id }) => id === heard.id);
  if (old !== undefined && old.version >= heard.version) return state;
  // What was read stays so (later messages make another one): this tells of the time before.
  const item = { ...heard, isRead: heard.isRead || old?.isRead === true };
  const others = state.items.filter(({ id }) => id !== item.id);
  // What lies beyond the end of what is loaded comes with its page.
  const end = state.hasMore ? (others.at(-1)?.raisedAt ?? Infinity) : -Infinity;
  const shown = (old !== undefined || isListed(item, state.filter)) && item.raisedAt >= end;
  // One that was raised before was counted then, whether this device knew of it or not.
  const before = old ?? (item.version > 1 ? item : undefined);
  const change =
    Number(isCounted(item, state.settings)) -
    Number(before !== undefined && isCounted(before, state.settings));
  // One that is not loaded may be old, and have changed otherwise than by news.
  const isNewer = item.raisedAt > (old?.raisedAt ?? (item.version > 1 ? (state.newestAt ?? 0) : 0));
  return counted(
    {
      ...state,
      items: shown ? [...others, item].sort(byNews) : others,
      newestAt: Math.max(state.newestAt ?? 0, item.raisedAt),
      news: isNewer && isNews(item) ? [item] : [],
    },
    change,
  );
}

function read(
  state: Notifications,
  { unreadCount }: { unreadCount: number | null },
  isMeant: (item: Notification) => boolean,
): Notifications {
  const meant = state.items.filter((item) => !item.isRead && isMeant(item));
  const items =
    meant.length === 0
      ? state.items
      : state.items.map((item) => (meant.includes(item) ? { ...item, isRead: true } : item));
  const next = { ...state, items };
  return unreadCount === null
    ? counted(next, -meant.filter((item) => isCounted(item, state.settings)).length)
    : { ...next, unreadCount };
}
