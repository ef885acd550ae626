import type { NamedPerson } from './reports.ts';
import type { SessionKind, SessionStatus } from './model.ts';
import type { Page } from './people.ts';

/** A session as the table of admins shows it: never what is said in it. Times are epoch milliseconds. */
export interface AdminSession {
  readonly id: string;
  readonly kind: SessionKind;
  readonly status: SessionStatus;
  readonly subject: string | null;
  readonly founders: readonly NamedPerson[];
  readonly product: { readonly id: string; readonly name: string | null } | null;
  readonly createdAt: number;
  readonly scheduledAt: number | null;
  readonly lastMessageAt: number | null;
  readonly messageCount: number;
  /** Whose turn it is, and since when. */
  readonly awaitingUserId: string | null;
  readonly awaitingSince: number | null;
  readonly openReports: number;
  /** A word of the database’s, or what somebody wrote. */
  readonly endedReason: string | null;
  /** Who reads it for a reason right now, and until when they may. */
  readonly underReview: readonly { readonly admin: NamedPerson; readonly until: number }[];
}

/** Which sessions; null or empty for any. */
export interface AdminSessionFilter {
  readonly kinds: readonly SessionKind[];
  readonly statuses: readonly SessionStatus[];
  readonly personId: string | null;
  readonly productId: string | null;
  /** Made on this local day or later, and on that one or before: `YYYY-MM-DD`. */
  readonly from: string | null;
  readonly to: string | null;
  /** With reports that nobody has decided. */
  readonly hasReports: boolean;
  readonly awaitingOverHours: number | null;
  /** Part of a name or a subject, or an id. At most `MAX_SESSION_SEARCH` characters. */
  readonly search: string;
}

export const MAX_SESSION_SEARCH = 100;
export const MAX_AWAITING_HOURS = 100_000;

export const sessionSortColumns = [
  'created_at',
  'last_message_at',
  'awaiting_since',
  'message_count',
] as const;
export type SessionSortColumn = (typeof sessionSortColumns)[number];

export interface SessionSort {
  readonly column: SessionSortColumn;
  readonly direction: 'asc' | 'desc';
}

export interface AdminSessionPage extends Page<AdminSession> {
  /** All that the filter finds; null beyond 10,000. */
  readonly total: number | null;
}

export interface SessionCounts {
  readonly total: number;
  readonly byStatus: Readonly<Partial<Record<SessionStatus, number>>>;
  readonly byKind: Readonly<Partial<Record<SessionKind, number>>>;
}

/** All that a filter finds; `truncated` if that was more than the server gives out at once. */
export interface Export<T> {
  readonly items: readonly T[];
  readonly truncated: boolean;
}

/** How much waits for an admin; `more` where that is not all. */
export interface Waiting {
  readonly reports: number;
  readonly applications: { readonly count: number; readonly more: boolean };
}

/** What admins ask about all sessions. */
export interface AdminSessionQuestions {
  readonly adminSessions: (
    filter: AdminSessionFilter,
    sort: SessionSort,
    cursor: string | null,
  ) => Promise<AdminSessionPage>;
  readonly countSessions: (filter: AdminSessionFilter) => Promise<SessionCounts>;
  /** Newest first, whatever the order on screen. Is in the audit log. */
  readonly exportSessions: (filter: AdminSessionFilter) => Promise<Export<AdminSession>>;
  /** A few people whose name contains this, by name. */
  readonly findPeople: (text: string) => Promise<readonly NamedPerson[]>;
  /** Who somebody is; without a name for who is gone. */
  readonly personCalled: (id: string) => Promise<NamedPerson>;
  readonly waiting: () => Promise<Waiting>;
}
