import { MAX_ANALYTICS_DAYS, type AnalyticsDay } from './analytics.ts';
import type { SessionStatus } from './model.ts';

const DAY_MS = 24 * 60 * 60_000;
const DAY_S = DAY_MS / 1000;
/** Up to here every day has a bar of its own; beyond, every week. */
const MOST_DAILY_BARS = 92;
const WEEK_DAYS = 7;
const PERCENT = 100;

/** In the order in which a session goes through them. */
export const statusOrder: readonly SessionStatus[] = [
  'requested',
  'accepted',
  'in_progress',
  'completed',
  'declined',
  'expired',
];

/** The day of UTC at `at` (epoch ms), `YYYY-MM-DD`. */
export const utcDay = (at: number): string =>
  new Date(at).toISOString().slice(0, 'YYYY-MM-DD'.length);

/** The last `days` days until `now` (epoch ms). */
export const lastDays = (days: number, now: number): { from: string; to: string } => ({
  from: utcDay(now - (days - 1) * DAY_MS),
  to: utcDay(now),
});

/** Why two days as typed make no range, by field; null where they do. As the database says it. */
export function rangeProblem(from: string, to: string): { from?: string; to?: string } | null {
  const [first, last] = [Date.parse(from), Date.parse(to)];
  if (Number.isNaN(first)) return { from: 'Choose the first day.' };
  if (Number.isNaN(last)) return { to: 'Choose the last day.' };
  if (last < first) return { to: 'The last day lies before the first.' };
  if ((last - first) / DAY_MS >= MAX_ANALYTICS_DAYS)
    return { from: `Choose ${MAX_ANALYTICS_DAYS} days at most.` };
  return null;
}

/** A day, or a week of them: what one bar stands for. */
export interface Span {
  readonly from: string;
  readonly to: string;
  readonly messages: number;
  readonly sessions: Readonly<Record<SessionStatus, number>>;
  readonly opened: number;
  readonly reports: number;
  /** Of the sessions opened then that are over, how many of a hundred were completed; null for none. */
  readonly completion: number | null;
  /** Reports for a hundred sessions opened then; null for none. */
  readonly reportRate: number | null;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

const rate = (part: number, whole: number): number | null =>
  whole === 0 ? null : (part / whole) * PERCENT;

/** What some days come to together. */
export function spanOf(days: readonly AnalyticsDay[]): Span {
  const count = (status: SessionStatus) => sum(days.map((day) => day.sessions[status] ?? 0));
  const sessions = {
    requested: count('requested'),
    accepted: count('accepted'),
    in_progress: count('in_progress'),
    completed: count('completed'),
    declined: count('declined'),
    expired: count('expired'),
  };
  const opened = sum(Object.values(sessions));
  const reports = sum(days.map((day) => day.reports));
  return {
    from: days[0]?.day ?? '',
    to: days.at(-1)?.day ?? '',
    messages: sum(days.map((day) => day.messages)),
    sessions,
    opened,
    reports,
    completion: rate(sessions.completed, sessions.completed + sessions.declined + sessions.expired),
    reportRate: rate(reports, opened),
  };
}

/** The days one by one, or, where they are too many for bars, in weeks from the first on. */
export function spansOf(days: readonly AnalyticsDay[]): readonly Span[] {
  const length = days.length > MOST_DAILY_BARS ? WEEK_DAYS : 1;
  return Array.from({ length: Math.ceil(days.length / length) }, (_, n) =>
    spanOf(days.slice(n * length, (n + 1) * length)),
  );
}

/** How many people wrote on a day, on average over all of them. */
export const peopleADay = (days: readonly AnalyticsDay[]): number =>
  days.length === 0 ? 0 : sum(days.map((day) => day.people)) / days.length;

/** Steps on an axis of time that read well, in seconds: from a minute to thirty days. */
const STEPS = [1, 5, 15, 30, 60, 120, 240, 480, 1440, 2880, 5760, 14_400, 43_200].map(
  (minutes) => minutes * 60,
);
const MOST_STEPS = 4;

/** Where an axis from 0 to `most` (seconds) has its lines. */
export function spanTicks(most: number): readonly number[] {
  const step =
    STEPS.find((one) => one * MOST_STEPS >= most) ?? Math.ceil(most / MOST_STEPS / DAY_S) * DAY_S;
  const count = Math.max(1, Math.ceil(most / step));
  return Array.from({ length: count + 1 }, (_, n) => n * step);
}

/** Whether nothing at all happened on these days. */
export const nothingHappened = (days: readonly AnalyticsDay[]): boolean =>
  days.every(
    (day) => day.messages === 0 && day.reports === 0 && Object.keys(day.sessions).length === 0,
  );
