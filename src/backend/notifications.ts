import * as v from 'valibot';
import type { Announcement } from '../core/announcement.ts';
import type {
  Channels,
  NotificationFilter,
  NotificationPage,
  SettingsChange,
} from '../core/notifications.ts';
import type { ChatClient } from './client.ts';
import type { Json } from './database.types.ts';
import { unwrap } from './errors.ts';
import { NotificationBroadcast, NotificationRow, SettingsRow } from './notification-rows.ts';
import type { NotificationsBackend } from './notifications-backend.ts';
import { parse, parseEach, Rows, warn } from './parse.ts';
import { Count, Id, Role, Time } from './rows.ts';

const CursorRow = v.nullable(v.object({ raised_at: v.string(), id: Id }));
const UnreadRow = v.object({ unread_count: Count });
const PageRow = v.object({
  items: Rows,
  has_more: v.boolean(),
  next_cursor: CursorRow,
  unread_count: Count,
});
const AnnouncementPageRow = v.object({ items: Rows, next_cursor: v.nullable(v.string()) });

const AnnouncementRow = v.pipe(
  v.object({
    id: Id,
    title: v.string(),
    message: v.nullable(v.string()),
    audience: v.nullable(Role),
    priority: v.number(),
    starts_at: Time,
    expires_at: v.nullable(Time),
    link: v.nullable(v.string()),
    created_at: Time,
    status: v.picklist(['scheduled', 'publishing', 'published', 'expired', 'withdrawn']),
    recipients: Count,
  }),
  v.transform((row): Announcement => ({
    id: row.id,
    title: row.title,
    message: row.message,
    audience: row.audience,
    priority: row.priority,
    startsAt: row.starts_at,
    expiresAt: row.expires_at,
    link: row.link,
    createdAt: row.created_at,
    status: row.status,
    recipients: row.recipients,
  })),
);

const filterArguments = ({ unread, types }: NotificationFilter) => ({
  p_unread: unread,
  ...(types === null ? {} : { p_types: [...types] }),
});

const parsePage = (value: unknown): NotificationPage => {
  const page = parse(PageRow, value, 'page of notifications');
  return {
    items: parseEach(NotificationRow, page.items, 'notification'),
    hasMore: page.has_more,
    nextCursor: page.next_cursor === null ? null : JSON.stringify(page.next_cursor),
    unreadCount: page.unread_count,
  };
};

const parseUnread = (value: unknown): number =>
  parse(UnreadRow, value, 'number of unread notifications').unread_count;
const parseSettings = (value: unknown) => parse(SettingsRow, value, 'list of settings');
const parseAnnouncement = (value: unknown) => parse(AnnouncementRow, value, 'announcement');

const channelArguments = ({ inApp, browser, email }: Partial<Channels>) => ({
  ...(inApp === undefined ? {} : { p_in_app: inApp }),
  ...(browser === undefined ? {} : { p_browser: browser }),
  ...(email === undefined ? {} : { p_email: email }),
});

/** Only what is to change: the rest stays as another device may just have set it. */
function settingsArgument(change: SettingsChange): Record<string, Json> {
  const names = {
    quietFrom: 'quiet_from',
    quietTo: 'quiet_to',
    timezone: 'timezone',
    sound: 'sound',
    soundAtNight: 'sound_at_night',
    email: 'email',
    digestMinutes: 'digest_minutes',
  } as const satisfies Record<keyof SettingsChange, string>;
  return Object.fromEntries(
    Object.entries(change).map(([key, value]) => [names[key as keyof SettingsChange], value]),
  );
}

const moment = (at: number): string => new Date(at).toISOString();

/** The database knows microseconds, of which a time here has lost some. */
const AFTER_MS = 1;

/** Notifications over PostgREST. */
export const createNotifications = (client: ChatClient): NotificationsBackend => ({
  read: (told) => {
    const result = v.safeParse(NotificationBroadcast, told);
    if (result.success) return result.output;
    warn('“notification” broadcast', result.issues);
    return null;
  },

  list: async (filter, cursor, limit) =>
    parsePage(
      unwrap(
        await client.rpc('list_notifications', {
          p_limit: limit,
          ...filterArguments(filter),
          ...(cursor === null ? {} : { p_before: JSON.parse(cursor) as Json }),
        }),
      ),
    ),

  markRead: async (ids) =>
    parseUnread(unwrap(await client.rpc('mark_notifications_read', { p_ids: [...ids] }))),

  markAllRead: async (until) =>
    parseUnread(
      unwrap(
        await client.rpc('mark_all_notifications_read', { p_until: moment(until + AFTER_MS) }),
      ),
    ),

  settings: async () => parseSettings(unwrap(await client.rpc('my_notification_settings'))),

  setChannels: async (type, change) =>
    parseSettings(
      unwrap(
        await client.rpc('set_notification_preference', {
          p_type: type,
          ...channelArguments(change),
        }),
      ),
    ),

  setSettings: async (change) =>
    parseSettings(
      unwrap(
        await client.rpc('set_notification_settings', { p_settings: settingsArgument(change) }),
      ),
    ),

  unsubscribe: async (token) => {
    unwrap(await client.rpc('unsubscribe', { p_token: token }));
  },

  announce: async ({ id, title, message, audience, priority, startsAt, expiresAt, link }) =>
    parseAnnouncement(
      unwrap(
        await client.rpc('announce', {
          p_id: id,
          p_title: title,
          p_priority: priority,
          ...(message.trim() === '' ? {} : { p_message: message }),
          ...(audience === null ? {} : { p_audience: audience }),
          ...(startsAt === null ? {} : { p_starts_at: moment(startsAt) }),
          ...(expiresAt === null ? {} : { p_expires_at: moment(expiresAt) }),
          ...(link.trim() === '' ? {} : { p_link: link.trim() }),
        }),
      ),
    ),

  withdraw: async (announcementId) =>
    parseAnnouncement(unwrap(await client.rpc('withdraw_announcement', { p_id: announcementId }))),

  announcements: async (cursor) => {
    const page = parse(
      AnnouncementPageRow,
      unwrap(await client.rpc('list_announcements', cursor === null ? {} : { p_before: cursor })),
      'page of announcements',
    );
    return {
      items: parseEach(AnnouncementRow, page.items, 'announcement'),
      nextCursor: page.next_cursor,
    };
  },
});
