import type { Message, SessionStatus } from './model.ts';

/** What admins do to what is said. Each takes a reason, is in the audit log, and changes nothing when repeated. */
export interface OversightQuestions {
  /** Removes a message that the admin may read for everybody; yields what is left of it. */
  readonly hideMessage: (messageId: string, reason: string) => Promise<Message>;
  /** Says something to everybody in an open session, without the admin's name. `id` is client-made. */
  readonly sayAsAdmin: (
    sessionId: string,
    id: string,
    content: string,
    reason: string,
  ) => Promise<Message>;
  /** Ends an open session; `to` is where the admin's arrow leads. Everybody in it reads the reason. */
  readonly endSession: (sessionId: string, to: SessionStatus, reason: string) => Promise<void>;
}

/** The longest line that an admin may say, in characters, as the database enforces it. */
export const MAX_ADMIN_LINE = 2_000;
