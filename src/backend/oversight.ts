import type { OversightQuestions } from '../core/oversight.ts';
import type { ChatClient } from './client.ts';
import { unwrap } from './errors.ts';
import { parseMessage } from './parse.ts';

/** What admins do to what is said. */
export const createOversight = (client: ChatClient): OversightQuestions => ({
  hideMessage: async (messageId, reason) =>
    parseMessage(unwrap(await client.rpc('hide_message', { p_id: messageId, p_reason: reason }))),

  sayAsAdmin: async (sessionId, id, content, reason) =>
    parseMessage(
      unwrap(
        await client.rpc('admin_say', {
          p_session_id: sessionId,
          p_id: id,
          p_content: content,
          p_reason: reason,
        }),
      ),
    ),

  endSession: async (sessionId, to, reason) => {
    // What it answers is not looked at: to a reviewer it may be all of the session.
    unwrap(
      await client.rpc('transition_session', {
        p_session_id: sessionId,
        p_to: to,
        p_reason: reason,
      }),
    );
  },
});
