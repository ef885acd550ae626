import type { Session, SessionStatus } from '../core/model.ts';
import type { OwnRating } from '../core/rating.ts';
import type { ReviewNote } from '../core/review.ts';
import type { SessionEvent } from '../core/session-history.ts';
import type { NewRequest, Overlap, TransitionOptions } from '../core/lifecycle-wishes.ts';
import type { SessionPage } from './backend.ts';

/** The part of `Backend` about the life of sessions; it loads when it is first asked for. */
export interface LifecycleBackend {
  requestSession(request: NewRequest): Promise<Session>;
  /** Null for an admin who takes no part in it. Repeating it changes nothing. */
  transitionSession(
    sessionId: string,
    to: SessionStatus,
    options: TransitionOptions,
  ): Promise<Session | null>;
  rescheduleSession(sessionId: string, at: number): Promise<Session>;
  requestExtension(sessionId: string, minutes: number): Promise<Session>;
  answerExtension(sessionId: string, grant: boolean): Promise<Session>;
  overlappingSessions(at: number, peerId: string): Promise<readonly Overlap[]>;
  joinSession(sessionId: string, reason: string): Promise<Session>;
  leaveSession(sessionId: string): Promise<void>;
  showHistory(sessionId: string, userId: string): Promise<Session>;
  /** Current participants who do not see the session's beginning. */
  listLate(sessionId: string): Promise<readonly string[]>;
  /** Oldest first. */
  listEvents(sessionId: string): Promise<readonly SessionEvent[]>;
  /** Newest first. */
  listReviews(sessionId: string): Promise<readonly ReviewNote[]>;
  getRating(sessionId: string): Promise<OwnRating | null>;
  rateSession(sessionId: string, stars: number, comment: string): Promise<OwnRating>;
  /** Sessions that await the viewer, longest waiting first. */
  listAwaiting(cursor: string | null, limit: number): Promise<SessionPage>;
}
