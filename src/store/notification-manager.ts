import type { Announcement, NewAnnouncement } from '../core/announcement.ts';
import type {
  Channels,
  Notification,
  NotificationFilter,
  NotificationPage,
  NotificationType,
  SettingsChange,
} from '../core/notifications.ts';
import type { Page } from '../core/people.ts';
import type { Stop } from '../lib/stop.ts';

/**
 * Everything about the person's notifications. Promises reject with a `ChatFailure` whose message is
 * for people; what the state already showed has then been taken back.
 */
export interface NotificationManager {
  /** A page of them without regard to what the state lists: the first, or the one at `cursor`. */
  readonly list: (filter: NotificationFilter, cursor: string | null) => Promise<NotificationPage>;
  /** Shown at once. Any number of ids. */
  readonly markRead: (ids: readonly string[]) => Promise<void>;
  /** All there are, as far as this device knows of them; shown at once. */
  readonly markAllRead: () => Promise<void>;
  /** Hears of everything that becomes news for the person on this device, in batches. */
  readonly subscribe: (listener: (news: readonly Notification[]) => void) => Stop;
  /** Brings the settings into the state; they come by themselves, but here a failure is told. */
  readonly loadSettings: () => Promise<void>;
  /** Where one type shows itself. Shown at once, as the next. */
  readonly setChannels: (type: NotificationType, change: Partial<Channels>) => Promise<void>;
  readonly setSettings: (change: SettingsChange) => Promise<void>;
  /** For admins, as all that follows. */
  readonly announce: (announcement: NewAnnouncement) => Promise<Announcement>;
  readonly withdraw: (announcementId: string) => Promise<Announcement>;
  /** Newest first. */
  readonly announcements: (cursor: string | null) => Promise<Page<Announcement>>;
}
