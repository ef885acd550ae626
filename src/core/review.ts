import type { AppRole, Attachment } from './model.ts';
import type { SessionEvent } from './session-history.ts';

/** That an admin may read a session for a while. Times are the database's. */
export interface ReviewGrant {
  readonly id: string;
  readonly sessionId: string;
  readonly reason: string;
  readonly grantedAt: number;
  readonly expiresAt: number;
  /** Null while it is live, and after it ran out by the clock. */
  readonly endedAt: number | null;
}

/** What a message said, and had with it, until something took its place. */
export interface FormerVersion {
  /** 1 for the text that it was sent with. */
  readonly version: number;
  readonly content: string | null;
  readonly attachments: readonly Attachment[];
  readonly replacedAt: number;
  /** Why it was replaced: by other words, by its sender taking it back, by an admin. */
  readonly reason: 'edit' | 'delete' | 'hidden';
}

/** A message that was changed or removed, with all that it ever said, oldest first. */
export interface ChangedMessage {
  readonly messageId: string;
  readonly seq: number;
  readonly versions: readonly FormerVersion[];
}

export interface ReviewTrailPage {
  /** Ascending by `seq`. */
  readonly changed: readonly ChangedMessage[];
  /** `seq` after which to go on; null at the end. */
  readonly nextCursor: number | null;
  /** What happened to the session; only from the beginning on, otherwise empty. */
  readonly events: readonly SessionEvent[];
}

/** The viewer's own grants: the one that is asked about, and the one that has not been ended. */
export interface OwnGrants {
  readonly asked: ReviewGrant | null;
  readonly open: ReviewGrant | null;
}

/** Reading a session that one has no part in, for a reason that is kept. */
export interface ReviewQuestions {
  /** Begins to read, or goes on for as long again. Ends the admin's other review. */
  readonly beginReview: (sessionId: string, reason: string) => Promise<ReviewGrant>;
  readonly endReview: (sessionId: string) => Promise<void>;
  /** `grantId`: null where only the open one matters. */
  readonly ownGrants: (grantId: string | null) => Promise<OwnGrants>;
  /** What was changed and removed after the message with this `seq` (0: from the beginning), in pages. */
  readonly reviewTrail: (
    sessionId: string,
    afterSeq: number,
    limit: number,
  ) => Promise<ReviewTrailPage>;
}

/** What the people of a session hear of a review: not whose it was, and not why. */
export interface ReviewNote {
  readonly at: number;
  readonly role: AppRole;
  /** Null while it goes on. */
  readonly endedAt: number | null;
}

/** The shortest reason for a review, in characters, as the database enforces it. */
export const MIN_REVIEW_REASON = 10;

/**
 * Why an admin does not read a session any more: the time was over; they ended it, here or
 * elsewhere; they began to read another one; they are no admin any more; the session is gone.
 */
export type ReviewEnd = 'over' | 'ended' | 'elsewhere' | 'refused' | 'gone';

/**
 * What became of the grant `asked`, which the database does not act on any more: another one of the
 * same session, or why there is none. Null where the row alone does not say it: it is not to be seen.
 */
export function afterGrant(
  { asked, open }: OwnGrants,
  sessionId: string,
  now: number,
): ReviewGrant | ReviewEnd | null {
  if (open?.sessionId === sessionId && open.expiresAt > now) return open;
  if (asked === null) return null;
  if (asked.expiresAt <= now || asked.endedAt === asked.expiresAt) return 'over';
  return open === null || open.id === asked.id ? 'ended' : 'elsewhere';
}

export const endWords: Readonly<Record<ReviewEnd, string>> = {
  over: 'The time for this review is over.',
  ended: 'The review has ended.',
  elsewhere: 'Another review was begun elsewhere, which ended this one.',
  refused: 'You may not review sessions any more.',
  gone: 'This session does not exist any more.',
};
