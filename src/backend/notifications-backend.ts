import type { Announcement, NewAnnouncement } from '../core/announcement.ts';
import type {
  Channels,
  NotificationEvent,
  NotificationFilter,
  NotificationPage,
  NotificationSettings,
  NotificationType,
  SettingsChange,
} from '../core/notifications.ts';
import type { Page } from '../core/people.ts';

/** Notifications in the chat's own words. Promises reject with `ChatFailure` and with nothing else. */
export interface NotificationsBackend {
  /** What the person's channel tells of notifications; null if it makes no sense. */
  read(told: unknown): NotificationEvent | null;
  /** At most 100, latest news first. */
  list(filter: NotificationFilter, cursor: string | null, limit: number): Promise<NotificationPage>;
  /** At most 100 at once; yields how many are unread then. */
  markRead(ids: readonly string[]): Promise<number>;
  /** All that was news at `until` (epoch ms) or before; yields how many are unread then. */
  markAllRead(until: number): Promise<number>;
  settings(): Promise<NotificationSettings>;
  setChannels(type: NotificationType, change: Partial<Channels>): Promise<NotificationSettings>;
  setSettings(change: SettingsChange): Promise<NotificationSettings>;
  /** Stops the e-mails to the person whose mail had this token; needs no sign-in. `NotFound` if none had. */
  unsubscribe(token: string): Promise<void>;
  /** For admins, as all that follows. */
  announce(announcement: NewAnnouncement): Promise<Announcement>;
  withdraw(announcementId: string): Promise<Announcement>;
  /** Newest first. */
  announcements(cursor: string | null): Promise<Page<Announcement>>;
}
