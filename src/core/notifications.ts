import type { ChatError } from './errors.ts';

/** What people are told of, in the order in which settings name it. */
export const notificationTypes = [
  'message_received',
  'session_request',
  'session_accepted',
  'session_declined',
  'session_completed',
  'reminder',
  'mentor_approved',
  'system_announcement',
] as const;

export type NotificationType = (typeof notificationTypes)[number];

/** What a person should know even if they look at something else. */
export interface Notification {
  readonly id: string;
  /** Mostly a `NotificationType`; a later server may know others, which are shown plainly. */
  readonly type: string;
  readonly title: string;
  readonly message: string | null;
  /** For programs; what is in it depends on the type. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly sessionId: string | null;
  /** The newest message it stands for; null unless it tells of messages. */
  readonly lastSeq: number | null;
  /** How many messages it stands for. */
  readonly count: number;
  /** 1 (can wait) to 5 (now). */
  readonly priority: number;
  /** Of a muted or archived session: listed, but never counted or shown by itself. */
  readonly silent: boolean;
  /** It stays so: later messages make another one. */
  readonly isRead: boolean;
  /** Epoch ms, as all times here. */
  readonly expiresAt: number | null;
  readonly createdAt: number;
  /** When it last became news. */
  readonly raisedAt: number;
  /** Rises with every change: a lower one is out of date. */
  readonly version: number;
  readonly announcementId: string | null;
}

/** Which notifications are listed; `types` null for all. */
export interface NotificationFilter {
  readonly unread: boolean;
  readonly types: readonly NotificationType[] | null;
}

export const ALL: NotificationFilter = { unread: false, types: null };

export interface NotificationPage {
  /** Latest news first. */
  readonly items: readonly Notification[];
  readonly hasMore: boolean;
  /** Opaque; asks for the page after this one. */
  readonly nextCursor: string | null;
  /** Of all that count, whatever the filter; at most `MAX_COUNTED`. */
  readonly unreadCount: number;
}

/** Beyond this many unread ones the server does not count. */
export const MAX_COUNTED = 100;

/** Where a type of notification may show itself. */
export interface Channels {
  readonly inApp: boolean;
  readonly browser: boolean;
  readonly email: boolean;
}

/** How a person wants to be told. Times of day are `HH:MM`. */
export interface NotificationSettings {
  readonly channels: Readonly<Record<NotificationType, Channels>>;
  /** Both or neither; the end may lie on the next day. */
  readonly quietFrom: string | null;
  readonly quietTo: string | null;
  /** IANA name; null for the profile's. */
  readonly timezone: string | null;
  /** Of the profile, or UTC where that has none: quiet hours go by it while `timezone` is null. */
  readonly profileTimezone: string;
  readonly sound: boolean;
  readonly soundAtNight: boolean;
  /** Whether any mail is sent. */
  readonly email: boolean;
  /** How long something stays unread before it is mailed, in minutes. */
  readonly digestMinutes: number;
}

/** A change of settings; what is missing stays. */
export type SettingsChange = Partial<Omit<NotificationSettings, 'channels' | 'profileTimezone'>>;

/**
 * The person's notifications as far as they are loaded.
 *
 *   loading --loaded--> ready
 *   loading --failed--> error --wished--> loading
 */
export interface Notifications {
  readonly status: 'loading' | 'ready' | 'error';
  readonly filter: NotificationFilter;
  /** Latest news first. */
  readonly items: readonly Notification[];
  readonly hasMore: boolean;
  readonly nextCursor: string | null;
  /** What is to be fetched: the list from its beginning, or the page after its end. */
  readonly wanted: 'first' | 'more' | null;
  /** Rises with each wish: an answer to an earlier one is out of date. */
  readonly turn: number;
  readonly error: ChatError | null;
  readonly unreadCount: number;
  /** Time of the latest news that this device knows of; null until it knows whether there is any. */
  readonly newestAt: number | null;
  /** What has become news with the last event; for those who show it by themselves. */
  readonly news: readonly Notification[];
  /** Null until they are known. */
  readonly settings: NotificationSettings | null;
}

export const noNotifications: Notifications = {
  status: 'loading',
  filter: ALL,
  items: [],
  hasMore: false,
  nextCursor: null,
  wanted: 'first',
  turn: 0,
  error: null,
  unreadCount: 0,
  newestAt: null,
  news: [],
  settings: null,
};

/** In the past tense, as all events. */
export type NotificationEvent =
  /** The list is wanted: with another filter, further on, or again after a failure. */
  | { type: 'notifications/wished'; filter?: NotificationFilter; more?: true }
  /** `turn`: of the wish that it answers; null for a look at what is new that nobody wished for. */
  | {
      type: 'notifications/loaded';
      page: NotificationPage;
      filter: NotificationFilter;
      turn: number | null;
    }
  | { type: 'notifications/failed'; turn: number; error: ChatError }
  | { type: 'notifications/heard'; notification: Notification }
  /** `unreadCount`: the server's; null while it has not said. */
  | { type: 'notifications/read'; ids: readonly string[]; unreadCount: number | null }
  /** All that was news at `until` or before. */
  | { type: 'notifications/readUntil'; until: number; unreadCount: number | null }
  /** What was marked as read could not be: it is as it was. */
  | { type: 'notifications/restored'; items: readonly Notification[]; unreadCount: number }
  | { type: 'notifications/withdrawn'; announcementId: string }
  | { type: 'notifications/settings'; settings: NotificationSettings };

export const isNotificationEvent = (event: { readonly type: string }): event is NotificationEvent =>
  event.type.startsWith('notifications/');

/** Whether it is one of those that the count at the bell has. */
export const isCounted = (
  { type, isRead, silent }: Notification,
  settings: NotificationSettings | null,
): boolean =>
  !isRead &&
  !silent &&
  (settings?.channels as Readonly<Record<string, Channels>> | undefined)?.[type]?.inApp !== false;

export const isListed = (
  { type, isRead }: Notification,
  { unread, types }: NotificationFilter,
): boolean =>
  (!unread || !isRead) && (types === null || (types as readonly string[]).includes(type));
