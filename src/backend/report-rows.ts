import * as v from 'valibot';
import type { NamedPerson, QueuedReport, Report } from '../core/reports.ts';
import { Count, Id, Kind, Role, Status, Time } from './rows.ts';

const Reason = v.picklist(['spam', 'harassment', 'off_platform', 'inappropriate', 'other']);
const ReportStatus = v.picklist(['open', 'assigned', 'resolved', 'dismissed']);
const Text = v.nullable(v.string());

const factFields = {
  id: Id,
  reason: Reason,
  note: Text,
  status: ReportStatus,
  resolution: Text,
  created_at: Time,
  resolved_at: v.nullable(Time),
};
type FactRow = {
  readonly [Name in keyof typeof factFields]: v.InferOutput<(typeof factFields)[Name]>;
};

const toFacts = (row: FactRow) => ({
  id: row.id,
  reason: row.reason,
  note: row.note,
  status: row.status,
  resolution: row.resolution,
  createdAt: row.created_at,
  resolvedAt: row.resolved_at,
});

export const ReportRow = v.pipe(
  v.object({
    ...factFields,
    session_id: Id,
    message_id: v.nullable(Id),
    kind: Kind,
    subject: Text,
    with: v.array(v.string()),
  }),
  v.transform((row): Report => ({
    ...toFacts(row),
    sessionId: row.session_id,
    messageId: row.message_id,
    kind: row.kind,
    subject: row.subject,
    with: row.with,
  })),
);

export const NamedRow = v.pipe(
  v.object({ id: Id, name: Text, role: v.nullable(Role) }),
  v.transform((row): NamedPerson => row),
);

export const QueuedRow = v.pipe(
  v.object({
    ...factFields,
    reporter: NamedRow,
    assigned_to: v.nullable(NamedRow),
    resolved_by: v.nullable(NamedRow),
    session: v.object({
      id: Id,
      kind: Kind,
      status: Status,
      subject: Text,
      founders: v.array(NamedRow),
    }),
    message: v.nullable(
      v.object({
        id: Id,
        seq: Count,
        sender: v.nullable(NamedRow),
        created_at: Time,
        deleted_at: v.nullable(Time),
      }),
    ),
  }),
  v.transform((row): QueuedReport => ({
    ...toFacts(row),
    reporter: row.reporter,
    assignedTo: row.assigned_to,
    resolvedBy: row.resolved_by,
    session: row.session,
    message:
      row.message === null
        ? null
        : {
            id: row.message.id,
            seq: row.message.seq,
            sender: row.message.sender,
            createdAt: row.message.created_at,
            removed: row.message.deleted_at !== null,
          },
  })),
);

export const CountsRow = v.object({ open: Count, assigned: Count, mine: Count });
