import { chatError, ChatFailure } from '../core/errors.ts';
import type { Message } from '../core/model.ts';
import type { Backend } from './backend.ts';
import type { ChatClient } from './client.ts';
import type { TablesInsert } from './database.types.ts';
import { unwrap } from './errors.ts';
import { loadLater } from './load-later.ts';
import { parseMessage, parseMessages } from './parse.ts';

type WritingBackend = Pick<Backend, 'sendMessage' | 'getMessagesById' | 'uploadFile'>;

/** A new message as the insert gives it back: nobody can have pinned it yet, so pins are left out. */
const NEW_MESSAGE =
  'id, session_id, seq, rev, sender_id, message_type, content, attachments, reactions, reply_to, forwarded, edited_at, deleted_at, metadata, created_at';

/** What people write, and the files that go with it. */
export function createWriting(client: ChatClient): WritingBackend {
  async function getMessagesById(
    sessionId: string,
    ids: readonly string[],
  ): Promise<readonly Message[]> {
    const answer = await client.rpc('get_messages_by_id', {
      p_session_id: sessionId,
      p_ids: [...ids],
    });
    return parseMessages(unwrap(answer));
  }

  return {
    getMessagesById,

    sendMessage: async ({ id, sessionId, content, replyTo, forwarded, attachments }) => {
      const row = {
        id,
        session_id: sessionId,
        content,
        ...(replyTo == null ? {} : { reply_to: replyTo }),
        ...(forwarded === true ? { forwarded } : {}),
        ...(attachments === undefined || attachments.length === 0
          ? {}
          : { attachments: attachments.map((file) => ({ ...file })) }),
      };
      const inserted = unwrap(
        await client
          .from('messages')
          .upsert(
            // `seq` and `rev` are the trigger's to give, which the generated types cannot know.
            row as unknown as TablesInsert<'messages'>,
            { onConflict: 'id', ignoreDuplicates: true },
          )
          .select(NEW_MESSAGE)
          .maybeSingle(),
      );
      if (inserted !== null) return parseMessage(inserted);
      // No row back: the database already has this message, from a try whose answer was lost.
      const [stored] = await getMessagesById(sessionId, [id]);
      if (stored === undefined) {
        throw new ChatFailure(
          chatError('Conflict', 'This message was sent, but you no longer have access to it.'),
        );
      }
      return stored;
    },

    uploadFile: async (path, bytes, options) => {
      const { uploadFile } = await loadUpload();
      await uploadFile(client, path, bytes, options);
    },
  };
}

/** Few visits send files: the code for it is fetched by the first that does. */
const loadUpload = () => loadLater(() => import('./upload.ts'), 'Files cannot be sent right now.');
