import { toChatError } from '../core/errors.ts';
import type { Message } from '../core/model.ts';
import type { SessionCommands } from '../store/session-commands.ts';
import type { SyncContext } from './context.ts';

/** What is done with sessions as a whole. `look` asks the server for the list and what follows. */
export function createSessionActions(
  { store, backend }: SyncContext,
  look: () => void,
): SessionCommands {
  return {
    arrangeSession: async (sessionId, change) => {
      try {
        const session = await backend.setSessionState(sessionId, change);
        store.dispatch({ type: 'session/changed', session });
      } catch (thrown) {
        const { message } = toChatError(thrown);
        store.dispatch({ type: 'note/changed', text: `The session stays as it was. ${message}` });
      }
    },

    sharedIn: (sessionId, kind, cursor, limit) =>
      backend.listShared(sessionId, kind, cursor, limit),

    transcriptOf: async (sessionId, { signal, onProgress }) => {
      const messages: Message[] = [];
      let cursor: number | null = null;
      for (;;) {
        signal.throwIfAborted();
        const page = await backend.getTranscriptPage(sessionId, cursor);
        signal.throwIfAborted();
        messages.push(...page.messages);
        const first = messages[0]?.seq ?? 1;
        onProgress(messages.length, Math.max(messages.length, page.session.lastSeq - first + 1));
        cursor = page.nextCursor;
        if (cursor === null) return { session: page.session, people: page.people, messages };
      }
    },

    readReceipts: () => backend.getReadReceipts(),
    setReadReceipts: async (on) => {
      const now = await backend.setReadReceipts(on);
      // The broadcast about it has the open sessions only, and may be lost.
      look();
      return now;
    },
  };
}
