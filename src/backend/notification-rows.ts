import * as v from 'valibot';
import type {
  Channels,
  Notification,
  NotificationEvent,
  NotificationSettings,
} from '../core/notifications.ts';
import { Count, Id, Time } from './rows.ts';

export const NotificationRow = v.pipe(
  v.object({
    id: Id,
    type: v.string(),
    title: v.string(),
    message: v.nullable(v.string()),
    data: v.record(v.string(), v.unknown()),
    session_id: v.nullable(Id),
    last_seq: v.nullable(Count),
    count: Count,
    priority: v.number(),
    silent: v.boolean(),
    read_at: v.nullable(Time),
    expires_at: v.nullable(Time),
    created_at: Time,
    raised_at: Time,
    version: Count,
    announcement_id: v.nullable(Id),
  }),
  v.transform((row): Notification => ({
    id: row.id,
    type: row.type,
    title: row.title,
    message: row.message,
    data: row.data,
    sessionId: row.session_id,
    lastSeq: row.last_seq,
    count: row.count,
    priority: row.priority,
    silent: row.silent,
    isRead: row.read_at !== null,
    expiresAt: row.expires_at,
    createdAt: row.created_at,
    raisedAt: row.raised_at,
    version: row.version,
    announcementId: row.announcement_id,
  })),
);

const ChannelsRow = v.pipe(
  v.object({ in_app: v.boolean(), browser: v.boolean(), email: v.boolean() }),
  v.transform((row): Channels => ({
    inApp: row.in_app,
    browser: row.browser,
    email: row.email,
  })),
);

/** A time of day as people write it: PostgreSQL adds seconds. */
const TimeOfDay = v.pipe(
  v.string(),
  v.regex(/^\d\d:\d\d/),
  v.transform((time) => time.slice(0, 'HH:MM'.length)),
);

export const SettingsRow = v.pipe(
  v.object({
    preferences: v.object({
      session_request: ChannelsRow,
      session_accepted: ChannelsRow,
      session_declined: ChannelsRow,
      message_received: ChannelsRow,
      session_completed: ChannelsRow,
      mentor_approved: ChannelsRow,
      system_announcement: ChannelsRow,
      reminder: ChannelsRow,
    }),
    settings: v.object({
      quiet_from: v.nullable(TimeOfDay),
      quiet_to: v.nullable(TimeOfDay),
      timezone: v.nullable(v.string()),
      profile_timezone: v.string(),
      sound: v.boolean(),
      sound_at_night: v.boolean(),
      email: v.boolean(),
      digest_minutes: Count,
    }),
  }),
  v.transform(({ preferences, settings }): NotificationSettings => ({
    channels: preferences,
    quietFrom: settings.quiet_from,
    quietTo: settings.quiet_to,
    timezone: settings.timezone,
    profileTimezone: settings.profile_timezone,
    sound: settings.sound,
    soundAtNight: settings.sound_at_night,
    email: settings.email,
    digestMinutes: settings.digest_minutes,
  })),
);

/** What the person's channel tells of notifications, besides those that come with a message. */
export const NotificationBroadcast = v.union([
  v.pipe(
    v.object({ notification: NotificationRow }),
    v.transform(({ notification }): NotificationEvent => ({
      type: 'notifications/heard',
      notification,
    })),
  ),
  v.pipe(
    v.object({ read: v.array(Id), unread_count: Count }),
    v.transform((row): NotificationEvent => ({
      type: 'notifications/read',
      ids: row.read,
      unreadCount: row.unread_count,
    })),
  ),
  v.pipe(
    v.object({ read_until: Time, unread_count: Count }),
    v.transform((row): NotificationEvent => ({
      type: 'notifications/readUntil',
      until: row.read_until,
      unreadCount: row.unread_count,
    })),
  ),
  v.pipe(
    v.object({ withdrawn: Id }),
    v.transform((row): NotificationEvent => ({
      type: 'notifications/withdrawn',
      announcementId: row.withdrawn,
    })),
  ),
  v.pipe(
    v.object({ settings: SettingsRow }),
    v.transform(({ settings }): NotificationEvent => ({
      type: 'notifications/settings',
      settings,
    })),
  ),
]);
