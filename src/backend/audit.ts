import * as v from 'valibot';
import type { AuditFilter, AuditLine, AuditQuestions } from '../core/audit.ts';
import { dayRange } from '../core/local-days.ts';
import { parseExport } from './admin-rows.ts';
import type { ChatClient } from './client.ts';
import { unwrap } from './errors.ts';
import { cursorArgument, parsePage } from './pages.ts';
import { NamedRow } from './report-rows.ts';
import { Id, Time } from './rows.ts';

/** How many lines come at once. */
const PAGE = 50;

const LineRow = v.pipe(
  v.object({
    id: Id,
    actor_id: v.nullable(Id),
    actor_label: v.string(),
    action: v.string(),
    session_id: v.nullable(Id),
    subject: v.nullable(NamedRow),
    reason: v.nullable(v.string()),
    details: v.record(v.string(), v.unknown()),
    created_at: Time,
  }),
  v.transform((row): AuditLine => ({
    id: row.id,
    actorId: row.actor_id,
    actorLabel: row.actor_label,
    action: row.action,
    sessionId: row.session_id,
    subject: row.subject,
    reason: row.reason,
    details: row.details,
    createdAt: row.created_at,
  })),
);

const filterArgument = (filter: AuditFilter) => ({
  ...(filter.action === null ? {} : { action: filter.action }),
  ...(filter.actorId === null ? {} : { actor_id: filter.actorId }),
  ...(filter.subjectId === null ? {} : { subject_user_id: filter.subjectId }),
  ...(filter.sessionId === null ? {} : { session_id: filter.sessionId }),
  ...dayRange(filter.from, filter.to),
});

/** The audit log over PostgREST. */
export const createAudit = (client: ChatClient): AuditQuestions => ({
  auditLog: async (filter, cursor) =>
    parsePage(
      LineRow,
      unwrap(
        await client.rpc('list_audit', {
          p_filter: filterArgument(filter),
          p_limit: PAGE,
          ...cursorArgument(cursor),
        }),
      ),
      'line of the audit log',
    ),

  exportAudit: async (filter) =>
    // What is kept outside must be all that the log has, also what this version does not know.
    parseExport(
      v.unknown(),
      unwrap(await client.rpc('export_audit', { p_filter: filterArgument(filter) })),
      'line of the audit log',
    ),
});
