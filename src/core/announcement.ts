import type { AppRole } from './model.ts';

/** What an admin wants to tell everybody, or everybody of one role. Times are epoch ms. */
export interface NewAnnouncement {
  /** Made by the client: repeating it changes nothing. */
  readonly id: string;
  readonly title: string;
  /** May be empty. */
  readonly message: string;
  /** Null for everybody. */
  readonly audience: AppRole | null;
  /** 1 to 5. */
  readonly priority: number;
  /** Null for now. */
  readonly startsAt: number | null;
  /** Null for good. */
  readonly expiresAt: number | null;
  /** A path of the app or an https address; may be empty. */
  readonly link: string;
}

export type AnnouncementStatus = 'scheduled' | 'publishing' | 'published' | 'expired' | 'withdrawn';

/** An announcement as it stands. */
export interface Announcement {
  readonly id: string;
  readonly title: string;
  readonly message: string | null;
  readonly audience: AppRole | null;
  readonly priority: number;
  readonly startsAt: number;
  readonly expiresAt: number | null;
  readonly link: string | null;
  readonly createdAt: number;
  readonly status: AnnouncementStatus;
  /** How many people have it so far. */
  readonly recipients: number;
}
