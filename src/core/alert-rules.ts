import { isBetween, minuteOfDay, minutesOf } from '../lib/time-of-day.ts';
import type { PresenceChoice } from './model.ts';
import type { Channels, Notification, NotificationSettings } from './notifications.ts';
import { isSeen, isUrgent } from './reduce-alerts.ts';

/** When sounds are out of place for whoever has set no quiet hours. */
const NIGHT = { from: '22:00', to: '07:00' } as const;

/** What the rules go by, besides the news. */
export interface AlertFacts {
  /** Null while they are unknown: then only cards are shown, as the rest may be unwanted. */
  readonly settings: NotificationSettings | null;
  readonly presence: PresenceChoice;
  /** Epoch ms. */
  readonly now: number;
  /** Whether the page can be seen; the one that speaks for all tabs is in view if any of them is. */
  readonly visible: boolean;
  /** The session on screen, and the one that is being read; see `ChatState`. */
  readonly openSessionId: string | null;
  readonly reading: string | null;
  readonly seen: Readonly<Record<string, number>>;
}

/** Where a batch of news shows itself; the badge counts it in any case. */
export interface AlertPlan {
  /** As cards in the page. */
  readonly toasts: readonly Notification[];
  /** By the system, outside of the page. */
  readonly browser: readonly Notification[];
  readonly sound: boolean;
}

const channelsOf = (settings: NotificationSettings | null, type: string): Channels | undefined =>
  (settings?.channels as Readonly<Record<string, Channels>> | undefined)?.[type];

/** Whether it is now within the hours in which the person wants no noise; false if they set none. */
export function isQuiet(settings: NotificationSettings | null, now: number): boolean {
  if (settings === null || settings.quietFrom === null || settings.quietTo === null) return false;
  const minute = minuteOfDay(now, settings.timezone ?? settings.profileTimezone);
  return isBetween(minute, minutesOf(settings.quietFrom), minutesOf(settings.quietTo));
}

/** Whether sounds wait for the morning: in the quiet hours, or from 22 to 7 where none are set. */
function isNight(settings: NotificationSettings | null, now: number): boolean {
  if (settings?.quietFrom != null) return isQuiet(settings, now);
  const minute = minuteOfDay(now, settings?.timezone ?? null);
  return isBetween(minute, minutesOf(NIGHT.from), minutesOf(NIGHT.to));
}

/** Whether the person has it before their eyes, or had. */
function isBeingRead(item: Notification, { visible, reading, seen }: AlertFacts): boolean {
  const { sessionId, isRead } = item;
  if (isRead || sessionId === null) return isRead;
  return (visible && sessionId === reading) || isSeen(item, sessionId, seen[sessionId] ?? 0);
}

/**
 * How news is told: not at all where it is silent, is being read, or the person is busy; by cards and
 * with a sound else, and by the system where no tab is in view. Quiet hours leave cards alone. What is
 * urgent passes quiet hours, the night and `busy`, but no switch that is off.
 */
export function planAlerts(news: readonly Notification[], facts: AlertFacts): AlertPlan {
  const { settings, presence, now, visible, openSessionId } = facts;
  const quiet = isQuiet(settings, now);
  const told = news.filter(
    (item) =>
      !item.silent &&
      !isBeingRead(item, facts) &&
      (presence !== 'busy' || isUrgent(item)) &&
      (item.expiresAt === null || item.expiresAt > now),
  );
  const inApp = told.filter(({ type }) => channelsOf(settings, type)?.inApp !== false);
  const browser = told.filter(
    (item) =>
      !visible &&
      settings !== null &&
      channelsOf(settings, item.type)?.browser !== false &&
      (!quiet || isUrgent(item)),
  );
  const loud = settings?.soundAtNight === true || !isNight(settings, now);
  const heard = [...inApp, ...browser];
  return {
    // The conversation on screen shows by itself what is new in it, also to whoever has scrolled up.
    toasts: inApp.filter(
      ({ type, sessionId }) =>
        !(
          visible &&
          type === 'message_received' &&
          sessionId !== null &&
          sessionId === openSessionId
        ),
    ),
    browser,
    sound: settings?.sound === true && (loud ? heard.length > 0 : heard.some(isUrgent)),
  };
}

/** What is read by reading its session, besides messages: the session is on screen anyway. */
export const readAlong = (items: readonly Notification[], reading: string): readonly string[] =>
  items
    .filter(
      ({ sessionId, type, isRead }) =>
        !isRead && sessionId === reading && type !== 'message_received',
    )
    .map(({ id }) => id);
