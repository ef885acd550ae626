import { chatError, ChatFailure } from '../core/errors.ts';
import { createAuth } from './auth.ts';
import type { Backend } from './backend.ts';
import type { ChatClient } from './client.ts';
import type { TablesInsert } from './database.types.ts';
import { unwrap } from './errors.ts';
import {
  parseDelivered,
  parseMessage,
  parseMessagePage,
  parseOpened,
  parseReadState,
  parseSession,
  parseSessionPage,
  parseSyncPage,
} from './parse.ts';
import { createRealtime } from './realtime.ts';

const MESSAGE_COLUMNS =
  'id, session_id, seq, rev, sender_id, message_type, content, reply_to, edited_at, deleted_at, created_at';

/** The one implementation of `Backend`: plain PostgREST queries, RPC and private channels. */
export function createSupabaseBackend(client: ChatClient): Backend {
  /** The stored message of this id, or null: another person's is as invisible as none. */
  async function readMessage(id: string) {
    return unwrap(await client.from('messages').select(MESSAGE_COLUMNS).eq('id', id).maybeSingle());
  }

  return {
    ...createAuth(client),
    ...createRealtime(client),

    listSessions: async (cursor, limit) =>
      parseSessionPage(
        unwrap(
          await client.rpc('list_sessions', {
            p_limit: limit,
            ...(cursor === null ? {} : { p_before: cursor }),
          }),
        ),
      ),

    getSession: async (sessionId) =>
      parseSession(unwrap(await client.rpc('get_session', { p_session_id: sessionId }))),

    getMessages: async (sessionId, beforeSeq, limit) =>
      parseMessagePage(
        unwrap(
          await client.rpc('get_messages', {
            p_session_id: sessionId,
            p_limit: limit,
            ...(beforeSeq === null ? {} : { p_before_seq: beforeSeq }),
          }),
        ),
      ),

    syncSession: async (sessionId, sinceRev, limit) =>
      parseSyncPage(
        unwrap(
          await client.rpc('sync_session', {
            p_session_id: sessionId,
            p_since_rev: sinceRev,
            p_limit: limit,
          }),
        ),
      ),

    sendMessage: async ({ id, sessionId, content }) => {
      const inserted = unwrap(
        await client
          .from('messages')
          .upsert(
            // `seq` and `rev` are the trigger's to give, which the generated types cannot know.
            { id, session_id: sessionId, content } as TablesInsert<'messages'>,
            { onConflict: 'id', ignoreDuplicates: true },
          )
          .select(MESSAGE_COLUMNS)
          .maybeSingle(),
      );
      // No row back: the database already has this message, from a try whose answer was lost.
      const stored = inserted ?? (await readMessage(id));
      if (stored === null) {
        throw new ChatFailure(
          chatError('Conflict', 'This message was sent, but you no longer have access to it.'),
        );
      }
      return parseMessage(stored);
    },

    markRead: async (sessionId, seq) =>
      parseReadState(
        unwrap(await client.rpc('mark_read', { p_session_id: sessionId, p_seq: seq })),
      ),

    markDelivered: async (sessionId, seq) =>
      parseDelivered(
        unwrap(await client.rpc('mark_delivered', { p_session_id: sessionId, p_seq: seq })),
      ),

    contactSupport: async () =>
      parseOpened(unwrap(await client.rpc('open_conversation', { p_kind: 'support' }))),

    claimConnection: async (device, force) => {
      unwrap(await client.rpc('claim_connection', { p_device: device, p_force: force }));
    },

    releaseConnection: async () => {
      unwrap(await client.rpc('release_connection'));
    },

    heartbeat: async (status, sessionId) => {
      unwrap(
        await client.rpc('heartbeat', {
          p_status: status,
          ...(sessionId === null ? {} : { p_session_id: sessionId }),
        }),
      );
    },
  };
}
