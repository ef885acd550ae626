import * as v from 'valibot';
import type { NamedPerson } from '../core/reports.ts';
import type {
  AdminSession,
  AdminSessionFilter,
  AdminSessionQuestions,
} from '../core/admin-sessions.ts';
import { dayRange } from '../core/local-days.ts';
import { parseExport, ProfileAsPerson } from './admin-rows.ts';
import type { ChatClient } from './client.ts';
import { unwrap } from './errors.ts';
import { cursorArgument, parsePage } from './pages.ts';
import { parse, parseEach, Rows } from './parse.ts';
import { NamedRow } from './report-rows.ts';
import { Count, Id, Kind, Status, Time } from './rows.ts';

/** How many come at once. */
const PAGE = 50;
const MOST_PEOPLE = 8;
/** More than these are not counted one by one. */
const MOST_WAITING = 50;

const SessionRow = v.pipe(
  v.object({
    id: Id,
    kind: Kind,
    status: Status,
    subject: v.nullable(v.string()),
    founders: v.array(NamedRow),
    product: v.nullable(v.object({ id: Id, name: v.nullable(v.string()) })),
    created_at: Time,
    scheduled_at: v.nullable(Time),
    last_message_at: v.nullable(Time),
    message_count: Count,
    awaiting_user_id: v.nullable(Id),
    awaiting_since: v.nullable(Time),
    open_reports: Count,
    ended_reason: v.nullable(v.string()),
    under_review: v.array(v.object({ admin: NamedRow, until: Time })),
  }),
  v.transform((row): AdminSession => ({
    id: row.id,
    kind: row.kind,
    status: row.status,
    subject: row.subject,
    founders: row.founders,
    product: row.product,
    createdAt: row.created_at,
    scheduledAt: row.scheduled_at,
    lastMessageAt: row.last_message_at,
    messageCount: row.message_count,
    awaitingUserId: row.awaiting_user_id,
    awaitingSince: row.awaiting_since,
    openReports: row.open_reports,
    endedReason: row.ended_reason,
    underReview: row.under_review,
  })),
);

const CountsRow = v.pipe(
  v.object({
    total: Count,
    by_status: v.record(v.string(), Count),
    by_kind: v.record(v.string(), Count),
  }),
  v.transform((row) => ({ total: row.total, byStatus: row.by_status, byKind: row.by_kind })),
);

const filterArgument = (filter: AdminSessionFilter) => ({
  ...(filter.kinds.length === 0 ? {} : { kind: [...filter.kinds] }),
  ...(filter.statuses.length === 0 ? {} : { status: [...filter.statuses] }),
  ...(filter.personId === null ? {} : { person_id: filter.personId }),
  ...(filter.productId === null ? {} : { product_id: filter.productId }),
  ...dayRange(filter.from, filter.to),
  ...(filter.hasReports ? { has_reports: true } : {}),
  ...(filter.awaitingOverHours === null ? {} : { awaiting_over_hours: filter.awaitingOverHours }),
  ...(filter.search.trim() === '' ? {} : { search: filter.search.trim() }),
});

/** What a text means literally in a pattern of LIKE. */
const literally = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** All sessions by what they are, and who is in them, over PostgREST. */
export const createAdminSessions = (client: ChatClient): AdminSessionQuestions => ({
  adminSessions: async (filter, { column, direction }, cursor) => {
    const answer = unwrap(
      await client.rpc('admin_list_sessions', {
        p_filter: filterArgument(filter),
        p_sort: `${column}.${direction}`,
        p_limit: PAGE,
        ...cursorArgument(cursor),
      }),
    );
    const { total } = parse(v.object({ total: v.nullable(Count) }), answer, 'page of sessions');
    return { ...parsePage(SessionRow, answer, 'session'), total };
  },

  countSessions: async (filter) =>
    parse(
      CountsRow,
      unwrap(await client.rpc('admin_count_sessions', { p_filter: filterArgument(filter) })),
      'count of sessions',
    ),

  exportSessions: async (filter) =>
    parseExport(
      SessionRow,
      unwrap(await client.rpc('admin_export_sessions', { p_filter: filterArgument(filter) })),
      'session',
    ),

  findPeople: async (text) =>
    parseEach(
      ProfileAsPerson,
      unwrap(
        await client
          .from('profiles')
          .select('id, full_name, role')
          .ilike('full_name', `%${literally(text.trim())}%`)
          .order('full_name')
          .limit(MOST_PEOPLE),
      ) ?? [],
      'person',
    ),

  personCalled: async (id): Promise<NamedPerson> => {
    const row = unwrap(
      await client.from('profiles').select('id, full_name, role').eq('id', id).maybeSingle(),
    );
    return row === null ? { id, name: null, role: null } : parse(ProfileAsPerson, row, 'person');
  },

  waiting: async () => {
    const [reports, applications] = await Promise.all([
      client.rpc('list_reports', { p_status: 'open', p_limit: 1 }),
      client.rpc('list_mentor_applications', { p_status: 'pending', p_limit: MOST_WAITING }),
    ]);
    const pending = parse(
      v.object({ items: Rows, has_more: v.boolean() }),
      unwrap(applications),
      'page of applications',
    );
    return {
      reports: parse(v.object({ open: Count }), unwrap(reports), 'page of reports').open,
      applications: { count: pending.items.length, more: pending.has_more },
    };
  },
});
