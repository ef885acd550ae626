import { isAlertEvent, noAlerts, type AlertEvent, type Alerts, type Toast } from './alerts.ts';
import type { ChatEvent } from './events.ts';
import { isNotificationEvent, type Notification } from './notifications.ts';
import type { ChatState } from './state.ts';

/** Cards that are on screen at once; the next one waits, and takes in whatever comes after it. */
export const MOST_TOASTS = 3;
/** What has this priority stands for itself, goes first, and stays until it is put away. */
export const URGENT = 5;

export const isUrgent = ({ priority }: Notification): boolean => priority >= URGENT;

/** Whether a card has no end by itself. */
export const isLasting = ({ items }: Toast): boolean => items.some(isUrgent);

/** For `ChatStore.extend`, after `followNotifications`. */
export function followAlerts(state: ChatState, event: ChatEvent): ChatState {
  if (isAlertEvent(event)) return { ...state, alerts: reduceAlerts(state.alerts, event) };
  const { toasts } = state.alerts;
  if (toasts.length === 0) return state;
  const left = without(rewritten(toasts, event), (item) => isOver(item, event, state));
  return left === toasts ? state : { ...state, alerts: { ...state.alerts, toasts: left } };
}

/** Whether `event` says that what `item` tells reads otherwise now: words were edited, or are gone. */
export const isRewritten = (item: Notification, event: ChatEvent): boolean =>
  event.type === 'notifications/heard' &&
  event.notification.id === item.id &&
  event.notification.version > item.version &&
  event.notification.raisedAt === item.raisedAt &&
  event.notification.message !== item.message;

/** Cards that tell it as it is now. What was raised again comes with a card of its own. */
function rewritten(toasts: readonly Toast[], event: ChatEvent): readonly Toast[] {
  if (event.type !== 'notifications/heard') return toasts;
  if (!toasts.some(({ items }) => items.some((item) => isRewritten(item, event)))) return toasts;
  return toasts.map((toast) => ({
    ...toast,
    items: toast.items.map((item) => (isRewritten(item, event) ? event.notification : item)),
  }));
}

/**
 * Whether `event`, after which the state is `state`, ends what a notification has to tell: it was
 * read, here or on another device, or it is withdrawn.
 */
export function isOver(item: Notification, event: ChatEvent, state: ChatState): boolean {
  switch (event.type) {
    case 'read/seen':
      return isSeen(item, event.sessionId, event.seq);
    case 'session/removed':
      return item.sessionId === event.sessionId;
    case 'notifications/read':
      return event.ids.includes(item.id);
    case 'notifications/readUntil':
      return item.raisedAt <= event.until;
    case 'notifications/withdrawn':
      return item.announcementId === event.announcementId;
    default:
      return (
        isNotificationEvent(event) &&
        state.notifications.items.some(({ id, isRead }) => id === item.id && isRead)
      );
  }
}

/** Whether it tells of messages of that session, all of which are there up to `seq`. */
export const isSeen = (item: Notification, sessionId: string, seq: number): boolean =>
  item.sessionId === sessionId && item.lastSeq !== null && item.lastSeq <= seq;

function reduceAlerts(alerts: Alerts, event: AlertEvent): Alerts {
  switch (event.type) {
    case 'alerts/raised':
      return { ...alerts, toasts: raise(alerts.toasts, event) };
    case 'alerts/dismissed':
      return event.toastId === null
        ? { ...noAlerts, opened: alerts.opened }
        : { ...alerts, toasts: alerts.toasts.filter(({ id }) => id !== event.toastId) };
    case 'alerts/opened':
      return { ...alerts, opened: event.items };
  }
}

function without(
  toasts: readonly Toast[],
  isMeant: (item: Notification) => boolean,
): readonly Toast[] {
  if (!toasts.some(({ items }) => items.some(isMeant))) return toasts;
  return toasts.flatMap((toast) => {
    const items = toast.items.filter((item) => !isMeant(item));
    return items.length === 0 ? [] : [{ ...toast, items }];
  });
}

/** Whether the one stands in place of the other: raised again, or of the same conversation's messages. */
const replaces = (item: Notification, old: Notification): boolean =>
  item.id === old.id ||
  (item.type === 'message_received' &&
    old.type === item.type &&
    item.sessionId !== null &&
    item.sessionId === old.sessionId);

function add(toast: Toast, items: readonly Notification[]): Toast {
  const kept = toast.items.filter((old) => !items.some((item) => replaces(item, old)));
  return { ...toast, items: [...kept, ...items], turn: toast.turn + 1 };
}

function raise(
  before: readonly Toast[],
  { id, items, away }: Extract<AlertEvent, { type: 'alerts/raised' }>,
): readonly Toast[] {
  let toasts = before;
  const fresh: Notification[] = [];
  for (const item of items) {
    const at = toasts.findIndex((toast) => toast.items.some((old) => replaces(item, old)));
    if (at === -1) fresh.push(item);
    else toasts = toasts.map((toast, n) => (n === at ? add(toast, [item]) : toast));
  }
  const urgent = fresh.filter(isUrgent).map((item) => ({
    id: `${id} ${item.id}`,
    items: [item],
    away,
    turn: 0,
  }));
  const rest = fresh.filter((item) => !isUrgent(item));
  return [...urgent, ...gather(toasts, { id, items: rest, away, turn: 0 })];
}

/** Puts a card with its like, with what waits for room, or behind the others. */
function gather(toasts: readonly Toast[], toast: Toast): readonly Toast[] {
  if (toast.items.length === 0) return toasts;
  const waiting = toasts.length > MOST_TOASTS ? toasts.at(-1) : undefined;
  const into = toasts.find(({ id }) => id === toast.id) ?? waiting;
  // Two of a conversation make one, also within what comes at once.
  if (into === undefined)
    return [
      ...toasts,
      toast.items.reduce((made, item) => ({ ...add(made, [item]), turn: 0 }), {
        ...toast,
        items: [] as readonly Notification[],
      }),
    ];
  return toasts.map((one) => (one === into ? add(one, toast.items) : one));
}
