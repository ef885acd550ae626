import { randomUUID } from 'node:crypto';
import { asUser, call, makeUser, type Sql } from './database.ts';

export type Status =
  'requested' | 'accepted' | 'declined' | 'in_progress' | 'completed' | 'expired';

/** A session as functions and broadcasts give it; only what the tests look at. */
export interface Row {
  id: string;
  status: Status;
  subject: string | null;
  from_seq: number;
  scheduled_at: string | null;
  expires_at: string | null;
  ends_at: string | null;
  extension_minutes: number | null;
  extension_by: string | null;
  ended_reason: string | null;
  summary: string | null;
  awaiting_user_id: string | null;
  awaiting_since: string | null;
  unread_count: number;
  last_seq: number;
  last_message: string | null;
  peers: { user_id: string; full_name: string; reply_seconds: number | null }[];
}

/** A mentor who was approved. Returns the id. */
export async function makeMentor(sql: Sql, fullName = 'Priya Raman'): Promise<string> {
  const id = await makeUser(sql, 'mentor', fullName);
  await sql`update public.profiles set mentor_status = 'approved' where id = ${id}`;
  return id;
}

export interface RequestOptions {
  id?: string | null;
  subject?: string | null;
  message?: string | null;
  at?: Date | null;
}

/** Asks a mentor for a session, as a client does. */
export const request = (
  sql: Sql,
  student: string,
  mentor: string,
  { id = randomUUID(), subject = 'Query plans', message = null, at = null }: RequestOptions = {},
): Promise<Row> =>
  asUser(sql, student, (tx) =>
    call<Row>(tx, 'request_session', {
      p_id: id,
      p_mentor_id: mentor,
      p_subject: subject,
      p_message: message,
      p_scheduled_at: at === null ? null : at.toISOString(),
    }),
  );

/** Changes the status, as a client does. */
export const transition = (
  sql: Sql,
  who: string,
  sessionId: string,
  to: Status,
  reason: string | null = null,
  metadata: Record<string, string | number | null> = {},
): Promise<Row> =>
  asUser(sql, who, async (tx) => {
    // Not through `call`: the driver would make a JSON string of JSON text.
    const [answer] = await tx<{ row: Row }[]>`
      select public.transition_session(${sessionId}, ${to}, ${reason}, ${tx.json(metadata)}) as row`;
    return answer!.row;
  });

export interface EventRow {
  event: string;
  actor_id: string | null;
  from_status: Status | null;
  to_status: Status;
  reason: string | null;
  metadata: Record<string, unknown>;
}

/** What happened to a session, oldest first. */
export const eventsOf = (sql: Sql, sessionId: string) =>
  sql<
    EventRow[]
  >`select event, actor_id, from_status, to_status, reason, metadata from public.session_events
                  where session_id = ${sessionId} order by created_at`;

/** The system messages of a session, oldest first. */
export async function saidIn(sql: Sql, sessionId: string): Promise<string[]> {
  const rows = await sql<{ content: string }[]>`
    select content from public.messages where session_id = ${sessionId} and message_type = 'system' order by seq`;
  return rows.map((row) => row.content);
}

export interface NotificationRow {
  user_id: string;
  type: string;
  title: string;
  message: string | null;
  data: Record<string, unknown>;
}

/** The notifications about a session, oldest first. */
export const notificationsOf = (sql: Sql, sessionId: string) =>
  sql<NotificationRow[]>`select user_id, type, title, message, data from public.notifications
                         where session_id = ${sessionId} order by created_at`;
