import * as v from 'valibot';
import type { TranscriptPerson } from '../core/transcript.ts';
import type { Backend } from './backend.ts';
import type { ChatClient } from './client.ts';
import { unwrap } from './errors.ts';
import { parse, parseEach, Rows } from './parse.ts';
import { Count, Id, MessageRow, Role, SessionRow, Time } from './rows.ts';

const SharedRow = v.object({ items: Rows, next_cursor: v.nullable(Count) });

const PersonRow = v.pipe(
  v.object({
    user_id: Id,
    full_name: v.string(),
    role: Role,
    joined_at: Time,
    left_at: v.nullable(Time),
  }),
  v.transform((row): TranscriptPerson => ({
    userId: row.user_id,
    fullName: row.full_name,
    role: row.role,
    joinedAt: row.joined_at,
    leftAt: row.left_at,
  })),
);

/** `events` is left out: the system messages among the items say the same. */
const TranscriptRow = v.object({
  session: SessionRow,
  participants: v.array(PersonRow),
  items: v.array(MessageRow),
  next_cursor: v.nullable(Count),
});

/** What a session holds: its files and links, and all that was said. */
export function createRecords(
  client: ChatClient,
): Pick<Backend, 'listShared' | 'getTranscriptPage'> {
  return {
    listShared: async (sessionId, kind, cursor, limit) => {
      const page = parse(
        SharedRow,
        unwrap(
          await client.rpc('list_attachments', {
            p_session_id: sessionId,
            p_kind: kind,
            p_limit: limit,
            ...(cursor === null ? {} : { p_before_seq: cursor }),
          }),
        ),
        'page of shared files',
      );
      return {
        messages: parseEach(MessageRow, page.items, 'message'),
        nextCursor: page.next_cursor,
      };
    },

    getTranscriptPage: async (sessionId, cursor) => {
      // As a whole: a transcript with a hole would be a false one.
      const page = parse(
        TranscriptRow,
        unwrap(
          await client.rpc('export_session', {
            p_session_id: sessionId,
            ...(cursor === null ? {} : { p_after_seq: cursor }),
          }),
        ),
        'transcript',
      );
      return {
        session: page.session,
        people: page.participants,
        messages: page.items,
        nextCursor: page.next_cursor,
      };
    },
  };
}
