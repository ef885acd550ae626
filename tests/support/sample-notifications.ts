import {
  notificationTypes,
  type Channels,
  type Notification,
  type NotificationSettings,
  type NotificationType,
} from '../../src/core/notifications.ts';
import { NOON, SESSION, uuid } from './samples.ts';

const SECOND_MS = 1_000;
const everywhere: Channels = { inApp: true, browser: true, email: true };

/** What holds for whoever has chosen nothing. */
export const sampleSettings: NotificationSettings = {
  channels: Object.fromEntries(notificationTypes.map((type) => [type, everywhere])) as Record<
    NotificationType,
    Channels
  >,
  quietFrom: null,
  quietTo: null,
  timezone: null,
  profileTimezone: 'UTC',
  sound: true,
  soundAtNight: false,
  email: true,
  digestMinutes: 30,
};

/** The `n`th of a person: each became news a second after the one before. */
export const sampleNotification = (
  n: number,
  changes: Partial<Notification> = {},
): Notification => ({
  id: uuid(7_000 + n),
  type: 'message_received',
  title: `Person ${n}`,
  message: `Text ${n}`,
  data: {},
  sessionId: SESSION,
  lastSeq: n,
  count: 1,
  priority: 1,
  silent: false,
  isRead: false,
  expiresAt: null,
  createdAt: NOON + n * SECOND_MS,
  raisedAt: NOON + n * SECOND_MS,
  version: 1,
  announcementId: null,
  ...changes,
});
