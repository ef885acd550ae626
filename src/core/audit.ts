import type { Export } from './admin-sessions.ts';
import type { Page } from './people.ts';
import type { NamedPerson } from './reports.ts';

/** One line of the audit log. Times are epoch milliseconds. */
export interface AuditLine {
  readonly id: string;
  /** Null where it happened by time. */
  readonly actorId: string | null;
  /** Who it was, as they were called then: name and role. */
  readonly actorLabel: string;
  /** A word like `review_session`; later versions of the database may have others. */
  readonly action: string;
  readonly sessionId: string | null;
  /** Whom it concerns. */
  readonly subject: NamedPerson | null;
  readonly reason: string | null;
  readonly details: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
}

/** Which lines; null for any. */
export interface AuditFilter {
  readonly action: string | null;
  readonly actorId: string | null;
  readonly subjectId: string | null;
  readonly sessionId: string | null;
  /** On this local day or later, and on that one or before: `YYYY-MM-DD`. */
  readonly from: string | null;
  readonly to: string | null;
}

/** What admins ask of the audit log. */
export interface AuditQuestions {
  /** Newest first. */
  readonly auditLog: (filter: AuditFilter, cursor: string | null) => Promise<Page<AuditLine>>;
  /** Newest first, each as the database has it. Is itself in the audit log. */
  readonly exportAudit: (filter: AuditFilter) => Promise<Export<unknown>>;
}
