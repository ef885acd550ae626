import type { ReportQuestions } from '../core/reports.ts';
import type { ChatClient } from './client.ts';
import { unwrap } from './errors.ts';
import { cursorArgument, parsePage } from './pages.ts';
import { parse } from './parse.ts';
import { CountsRow, QueuedRow } from './report-rows.ts';

/** Reports per page. */
const PAGE = 30;

/** The queue of reports over PostgREST. */
export function createReports(client: ChatClient): ReportQuestions {
  const one = (value: unknown) => parse(QueuedRow, value, 'report');
  return {
    reports: async (filter, myId, cursor) => {
      const answer = unwrap(
        await client.rpc('list_reports', {
          p_status: filter === 'mine' ? 'assigned' : filter,
          p_limit: PAGE,
          ...(filter === 'mine' ? { p_assigned_to: myId } : {}),
          ...cursorArgument(cursor),
        }),
      );
      return {
        ...parsePage(QueuedRow, answer, 'report'),
        counts: parse(CountsRow, answer, 'counts of reports'),
      };
    },

    reportOf: async (reportId) => one(unwrap(await client.rpc('get_report', { p_id: reportId }))),

    takeReport: async (reportId, fromId) =>
      one(
        unwrap(
          await client.rpc('assign_report', {
            p_id: reportId,
            ...(fromId === null ? {} : { p_from: fromId }),
          }),
        ),
      ),

    releaseReport: async (reportId) =>
      one(unwrap(await client.rpc('release_report', { p_id: reportId }))),

    closeReport: async (reportId, outcome, note) =>
      one(
        unwrap(
          await client.rpc('resolve_report', {
            p_id: reportId,
            p_outcome: outcome,
            p_note: note,
          }),
        ),
      ),
  };
}
