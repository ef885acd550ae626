import type { NewRequest, Overlap, TransitionOptions } from '../core/lifecycle-wishes.ts';
import type { SessionStatus } from '../core/model.ts';
import type { OwnRating } from '../core/rating.ts';
import type { ReviewNote } from '../core/review.ts';
import type { SessionEvent } from '../core/session-history.ts';

/**
 * The life of a session. Nothing is shown before the server has done it. What it did is in the state
 * when the promise resolves; a refusal rejects with a `ChatFailure`, after what the person sees of the
 * session has been brought up to date where somebody else was faster.
 */
export interface LifecycleCommands {
  /** Asks a mentor for a session; yields its id. */
  readonly request: (request: NewRequest) => Promise<string>;
  readonly transition: (
    sessionId: string,
    to: SessionStatus,
    options?: TransitionOptions,
  ) => Promise<void>;
  /** `at`: epoch ms. */
  readonly reschedule: (sessionId: string, at: number) => Promise<void>;
  readonly askForTime: (sessionId: string, minutes: number) => Promise<void>;
  readonly answerTime: (sessionId: string, grant: boolean) => Promise<void>;
  /** What the person has accepted within an hour of `at` (epoch ms), soonest first. */
  readonly overlapping: (at: number, peerId: string) => Promise<readonly Overlap[]>;
  /** For admins: takes part openly from now on. */
  readonly join: (sessionId: string, reason: string) => Promise<void>;
  readonly leave: (sessionId: string) => Promise<void>;
  /** Lets somebody who joined later see what was said before. */
  readonly showHistory: (sessionId: string, userId: string) => Promise<void>;
  /** Those in a session who do not see its beginning. */
  readonly lateIn: (sessionId: string) => Promise<readonly string[]>;
  /** What happened to a session, oldest first. */
  readonly eventsOf: (sessionId: string) => Promise<readonly SessionEvent[]>;
  /** Which reviews by admins took place, newest first. */
  readonly reviewsOf: (sessionId: string) => Promise<readonly ReviewNote[]>;
  /** The person's own rating of a session; null while there is none. */
  readonly ratingOf: (sessionId: string) => Promise<OwnRating | null>;
  /** 1 to 5 stars; a comment may be empty. Yields the rating as it stands. */
  readonly rate: (sessionId: string, stars: number, comment: string) => Promise<OwnRating>;
  /** Brings all sessions that await the person into the state. */
  readonly loadAwaiting: () => Promise<void>;
}
