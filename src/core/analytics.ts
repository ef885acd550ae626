import type { AppRole, SessionKind, SessionStatus } from './model.ts';

/** As many days as the database answers for at once. */
export const MAX_ANALYTICS_DAYS = 400;

/** Days are those of UTC, `YYYY-MM-DD`, the last one included; null for all roles or kinds. */
export interface AnalyticsFilter {
  readonly from: string;
  readonly to: string;
  /** Who wrote, takes part, replied or reported. */
  readonly role: AppRole | null;
  readonly kind: SessionKind | null;
}

/** What happened on one day. */
export interface AnalyticsDay {
  readonly day: string;
  readonly messages: number;
  /** How many people wrote. */
  readonly people: number;
  /** Sessions that were opened on this day, by what became of them. */
  readonly sessions: Readonly<Partial<Record<SessionStatus, number>>>;
  readonly reports: number;
  /** Median of the sessions opened on this day; null where nobody replied. */
  readonly firstReplySeconds: number | null;
}

/** What a mentor has to do, of all that was opened in the range but for `open`. */
export interface MentorLoad {
  readonly id: string;
  /** Null when the account is gone. */
  readonly name: string | null;
  /** Sessions that are open now, whenever they were opened. */
  readonly open: number;
  readonly sessions: number;
  readonly completed: number;
  readonly firstReplySeconds: number | null;
}

/** First replies that took longer than the bar before says, and at most `upToSeconds`; null: longer than all. */
export interface ReplyBar {
  readonly upToSeconds: number | null;
  readonly count: number;
}

export interface Analytics {
  /** When was counted, epoch milliseconds. */
  readonly asOf: number;
  readonly days: readonly AnalyticsDay[];
  readonly firstReply: {
    readonly count: number;
    readonly medianSeconds: number | null;
    /** Nine of ten came as soon as this. */
    readonly p90Seconds: number | null;
    readonly bars: readonly ReplyBar[];
  };
  /** Those with most open sessions first, ten at most. */
  readonly mentors: readonly MentorLoad[];
}

/** How the whole is doing, in numbers. */
export interface AnalyticsQuestions {
  /** `Invalid` with the field `from` or `to` where the days make no range. */
  readonly analytics: (filter: AnalyticsFilter) => Promise<Analytics>;
}
