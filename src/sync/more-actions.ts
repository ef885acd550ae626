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

  /** What is under way, by what it is about. */
  const underWay = new Map<string, Promise<void>>();
  /**
   * One wish about the same after the other: two at once could arrive in the wrong order. `isLast`
   * tells whether nothing else has been wished since; only then the outcome is what shows.
   */
  async function inTurn(
    about: string,
    work: (isLast: () => boolean) => Promise<void>,
  ): Promise<void> {
    const before = underWay.get(about) ?? Promise.resolve();
    const mine: Promise<void> = before.then(() => work(() => underWay.get(about) === mine));
    underWay.set(about, mine);
    await mine;
    if (underWay.get(about) === mine) underWay.delete(about);
  }

  return {
    pinMessage: (sessionId, messageId, on) => {
      store.dispatch({ type: 'pin/wished', sessionId, messageId, on });
      return inTurn(`pin of ${messageId}`, async (isLast) => {
        try {
          const message = await backend.pinMessage(messageId, on);
          store.dispatch({ type: 'message/received', message });
        } catch (thrown) {
          note(on ? 'The message was not pinned.' : 'The message was not unpinned.', thrown);
        }
        if (isLast()) store.dispatch({ type: 'pin/settled', messageId });
      });
    },

    bookmark: (sessionId, messageId, on) => {
      store.dispatch({ type: 'bookmark/changed', sessionId, messageId, on });
      return inTurn(`bookmark of ${messageId}`, async (isLast) => {
        try {
          await backend.setBookmark(messageId, on);
        } catch (thrown) {
          if (isLast()) store.dispatch({ type: 'bookmark/changed', sessionId, messageId, on: !on });
          note(on ? 'The bookmark was not kept.' : 'The bookmark was not removed.', thrown);
        }
      });
    },

    markUnreadFrom: async (sessionId, seq) => {
      const { keepsUnread } = store.getState();
      store.dispatch({ type: 'read/keptUnread', sessionId });
      try {
        const state = await backend.markUnreadFrom(sessionId, seq);
        // Nothing is confirmed as seen by this; it carries the state.
        store.dispatch({ type: 'read/confirmed', sessionId, seq: 0, state });
      } catch (thrown) {
        if (!keepsUnread) store.dispatch({ type: 'read/resumed', sessionId });
        note('The session was not marked as unread.', thrown);
      }
    },

    deliveriesOf: (messageId) => backend.getDeliveries(messageId),
    versionsOf: (messageId) => backend.getVersions(messageId),
  };
}
