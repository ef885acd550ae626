import { toChatError } from '../core/errors.ts';
import type { MessageCommands } from '../store/commands.ts';
import type { SyncContext } from './context.ts';

/**
 * What is done with messages that already are where they belong. Not queued like what people write:
 * it counts at once, and is taken back with a note if the server cannot be asked or refuses.
 */
export function createMoreActions({ store, backend }: SyncContext): MessageCommands {
  const note = (what: string, thrown: unknown): void =>
    store.dispatch({ type: 'note/changed', text: `${what} ${toChatError(thrown).message}` });

  return {
    pinMessage: async (sessionId, messageId, on) => {
      store.dispatch({ type: 'pin/wished', sessionId, messageId, on });
      try {
        const message = await backend.pinMessage(messageId, on);
        store.dispatch({ type: 'message/received', message });
      } catch (thrown) {
        note(on ? 'The message was not pinned.' : 'The message was not unpinned.', thrown);
      }
      store.dispatch({ type: 'pin/settled', messageId });
    },

    bookmark: async (sessionId, messageId, on) => {
      store.dispatch({ type: 'bookmark/changed', sessionId, messageId, on });
      try {
        await backend.setBookmark(messageId, on);
      } catch (thrown) {
        store.dispatch({ type: 'bookmark/changed', sessionId, messageId, on: !on });
        note(on ? 'The bookmark was not kept.' : 'The bookmark was not removed.', thrown);
      }
    },

    markUnreadFrom: async (sessionId, seq) => {
      store.dispatch({ type: 'read/keptUnread', sessionId });
      try {
        const state = await backend.markUnreadFrom(sessionId, seq);
        // Nothing is confirmed as seen by this; it carries the state.
        store.dispatch({ type: 'read/confirmed', sessionId, seq: 0, state });
      } catch (thrown) {
        note('The session was not marked as unread.', thrown);
      }
    },

    deliveriesOf: (messageId) => backend.getDeliveries(messageId),
    versionsOf: (messageId) => backend.getVersions(messageId),
  };
}
