/** What a person wants of a session's life, as it goes to the server. Times are epoch milliseconds. */

export interface NewRequest {
  /** Made here, once for each request however often it is tried: a repetition changes nothing. */
  readonly id: string;
  readonly mentorId: string;
  readonly subject: string;
  /** Opens the conversation; may be empty. */
  readonly message: string;
  /** When it should be, or null to find that out together. */
  readonly scheduledAt: number | null;
}

export interface TransitionOptions {
  /** Why, or at the end how it was: for both sides to read. */
  readonly reason?: string;
  /** Of a start: after how many minutes it ends by itself. */
  readonly minutes?: number;
}

/** An accepted session of the person's own that is planned for about the same time. */
export interface Overlap {
  readonly sessionId: string;
  readonly subject: string | null;
  readonly scheduledAt: number;
  /** It is with the person who was asked about. */
  readonly withPeer: boolean;
}
