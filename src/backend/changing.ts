import * as v from 'valibot';
import type { Limits } from '../core/model.ts';
import type { Backend } from './backend.ts';
import type { ChatClient } from './client.ts';
import { unwrap } from './errors.ts';
import { parse, parseMessage } from './parse.ts';
import { Count } from './rows.ts';

type ChangingBackend = Pick<
  Backend,
  'editMessage' | 'deleteMessage' | 'setReaction' | 'seqAt' | 'getLimits'
>;

/** Keys of `app_settings` that faces go by. */
const LIMITS = ['edit_window'];
const MS_PER_SECOND = 1000;

const SeqRow = v.nullable(Count);
const LimitRows = v.array(v.object({ key: v.string(), value: v.unknown() }));

/** Rows of `app_settings`; what is missing or makes no sense is not known. */
function parseLimits(value: unknown): Limits {
  const rows = parse(LimitRows, value, 'list of settings');
  const seconds = rows.find((row) => row.key === 'edit_window')?.value;
  return { editWindowMs: typeof seconds === 'number' ? seconds * MS_PER_SECOND : null };
}

/** Changes to messages that are there, what they are bound by, and where a day begins. */
export const createChanging = (client: ChatClient): ChangingBackend => ({
  editMessage: async (messageId, content, expectedRev) =>
    parseMessage(
      unwrap(
        await client.rpc('edit_message', {
          p_id: messageId,
          p_content: content,
          p_expected_rev: expectedRev,
        }),
      ),
    ),

  deleteMessage: async (messageId) =>
    parseMessage(unwrap(await client.rpc('delete_message', { p_id: messageId }))),

  setReaction: async (messageId, emoji, on) =>
    parseMessage(
      unwrap(
        await client.rpc('set_reaction', {
          p_message_id: messageId,
          p_emoji: emoji,
          p_on: on,
        }),
      ),
    ),

  seqAt: async (sessionId, at) =>
    parse(
      SeqRow,
      unwrap(
        await client.rpc('seq_at', {
          p_session_id: sessionId,
          p_at: new Date(at).toISOString(),
        }),
      ),
      'number',
    ),

  getLimits: async () =>
    parseLimits(unwrap(await client.from('app_settings').select('key, value').in('key', LIMITS))),
});
