import type { AppRole, SessionKind, SessionStatus } from './model.ts';
import type { Page } from './people.ts';

/** The nouns of reports. Times are epoch milliseconds. */

export type ReportReason = 'spam' | 'harassment' | 'off_platform' | 'inappropriate' | 'other';

/**
 * What became of a report.
 *
 *   open --assigned--> assigned --resolved, dismissed--> resolved, dismissed
 *    ^                    |
 *    +----- released -----+
 *   open --resolved, dismissed--> resolved, dismissed
 */
export type ReportStatus = 'open' | 'assigned' | 'resolved' | 'dismissed';
export type ReportOutcome = Extract<ReportStatus, 'resolved' | 'dismissed'>;

/** The longest note of who reports, and of who decides, in characters, as the database enforces it. */
export const MAX_REPORT_NOTE_CHARACTERS = 1_000;

/** What somebody thinks should not be. */
export interface ReportWish {
  /** Made by whoever reports: the same one twice is one report. */
  readonly id: string;
  readonly sessionId: string;
  /** Null where the session as a whole is meant. */
  readonly messageId: string | null;
  readonly reason: ReportReason;
  /** Needed with `other`. */
  readonly note: string;
}

interface ReportFacts {
  readonly id: string;
  readonly reason: ReportReason;
  readonly note: string | null;
  readonly status: ReportStatus;
  /** What the admins say came of it; its reporter reads it. */
  readonly resolution: string | null;
  readonly createdAt: number;
  readonly resolvedAt: number | null;
}

/** A report as who made it sees it. */
export interface Report extends ReportFacts {
  readonly sessionId: string;
  /** Null where the session as a whole is meant. */
  readonly messageId: string | null;
  readonly kind: SessionKind;
  readonly subject: string | null;
  /** Who else the session was with, by name, as far as their accounts are there. */
  readonly with: readonly string[];
}

/** Somebody in a list of admins; name and role are null for a deleted account. */
export interface NamedPerson {
  readonly id: string;
  readonly name: string | null;
  readonly role: AppRole | null;
}

/** A report as admins see it: who and what it is about, and nothing of what was said. */
export interface QueuedReport extends ReportFacts {
  readonly reporter: NamedPerson;
  readonly assignedTo: NamedPerson | null;
  readonly resolvedBy: NamedPerson | null;
  readonly session: {
    readonly id: string;
    readonly kind: SessionKind;
    readonly status: SessionStatus;
    readonly subject: string | null;
    readonly founders: readonly NamedPerson[];
  };
  /** Null where the session as a whole is meant. */
  readonly message: {
    readonly id: string;
    readonly seq: number;
    /** Null for somebody whose account is gone. */
    readonly sender: NamedPerson | null;
    readonly createdAt: number;
    /** By its sender or by an admin. */
    readonly removed: boolean;
  } | null;
}

/** Which reports are wanted; `mine` are those that the viewer took. */
export type ReportFilter = ReportStatus | 'mine';

export interface ReportQueue extends Page<QueuedReport> {
  /** How many wait in all, whatever is listed. */
  readonly counts: { readonly open: number; readonly assigned: number; readonly mine: number };
}

/** What people report, and what became of it. A `Conflict` says that another admin was faster. */
export interface ReportQuestions {
  /** Newest first. `myId`: the viewer's. */
  readonly reports: (
    filter: ReportFilter,
    myId: string,
    cursor: string | null,
  ) => Promise<ReportQueue>;
  readonly reportOf: (reportId: string) => Promise<QueuedReport>;
  /** The viewer looks into it from now on. `fromId`: who did so far, as far as the viewer knows. */
  readonly takeReport: (reportId: string, fromId: string | null) => Promise<QueuedReport>;
  /** The viewer does not look into it any more. */
  readonly releaseReport: (reportId: string) => Promise<QueuedReport>;
  /** `note` is for who reported it. */
  readonly closeReport: (
    reportId: string,
    outcome: ReportOutcome,
    note: string,
  ) => Promise<QueuedReport>;
}
