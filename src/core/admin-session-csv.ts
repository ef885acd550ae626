import { csvText } from '../lib/csv.ts';
import type { NamedPerson } from './reports.ts';
import type { AdminSession } from './admin-sessions.ts';

const headings = [
  'id',
  'kind',
  'status',
  'subject',
  'person_a',
  'person_a_role',
  'person_a_id',
  'person_b',
  'person_b_role',
  'person_b_id',
  'product',
  'product_id',
  'created_at',
  'scheduled_at',
  'last_message_at',
  'messages',
  'awaiting_person_id',
  'awaiting_since',
  'open_reports',
  'ended_reason',
  'under_review',
] as const;

const time = (at: number | null): string | null =>
  at === null ? null : new Date(at).toISOString();

const person = (one: NamedPerson | undefined): readonly (string | null)[] => [
  one?.name ?? null,
  one?.role ?? null,
  one?.id ?? null,
];

/** Sessions as a table for other programs: words as the database has them, times in UTC (ISO 8601). */
export const sessionsCsv = (sessions: readonly AdminSession[]): string =>
  csvText([
    headings,
    ...sessions.map((session) => [
      session.id,
      session.kind,
      session.status,
      session.subject,
      ...person(session.founders[0]),
      ...person(session.founders[1]),
      session.product?.name ?? null,
      session.product?.id ?? null,
      time(session.createdAt),
      time(session.scheduledAt),
      time(session.lastMessageAt),
      session.messageCount,
      session.awaitingUserId,
      time(session.awaitingSince),
      session.openReports,
      session.endedReason,
      session.underReview.length > 0 ? 'yes' : 'no',
    ]),
  ]);
