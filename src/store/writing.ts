import {
  checkMessage,
  outgoing,
  outgoingChange,
  outgoingFile,
  type NewChange,
} from '../core/compose.ts';
import { chatError, type ChatError } from '../core/errors.ts';
import type { Me } from '../core/model.ts';
import { shownMessage } from '../core/overlay.ts';
import { me } from '../core/selectors.ts';
import type { Clock } from '../lib/clock.ts';
import type { ChatStore } from './store.ts';

/** A file that a person adds to a message; what may be sent is checked before (see the composer). */
export interface NewFile {
  readonly bytes: Blob;
  readonly name: string;
  /** As it will be stored: one of the types that the bucket takes. */
  readonly mime: string;
  /** In pixels; null for everything but images. */
  readonly width: number | null;
  readonly height: number | null;
}

export interface SendOptions {
  /** The message that this one answers; of the same session. */
  readonly replyTo?: string | null;
  /** Labels it as somebody's words from elsewhere. */
  readonly forwarded?: boolean;
  /** Up to ten; they go up first, and with them the text may be empty. */
  readonly files?: readonly NewFile[];
  /** What is in the session's box is something else, and stays. */
  readonly keepDraft?: boolean;
}

/**
 * What people write. Everything is queued on this device, shown at once and sent as soon as it can
 * be, also after a reload; what the server refuses stays in the outbox with its reason, to be tried
 * again, copied or discarded by the item's id.
 */
export interface Writing {
  /** Queues a message; returns why not, if it cannot be sent. Empties the session's draft, unless told not to. */
  readonly send: (sessionId: string, text: string, options?: SendOptions) => ChatError | null;
  /**
   * Queues a new text for one's own message; returns why not, if it cannot be saved. The same text
   * is no change. `seenText` is the text that the person began with: if it was changed on another
   * device since, nothing is overwritten and both are shown. Without it, what is on screen counts.
   */
  readonly editMessage: (
    sessionId: string,
    messageId: string,
    text: string,
    seenText?: string,
  ) => ChatError | null;
  /** Queues the deletion of one's own message for everybody; one that is not sent just goes. */
  readonly deleteMessage: (sessionId: string, messageId: string) => void;
  /** Adds the person's reaction, or takes it back if it is there. */
  readonly toggleReaction: (sessionId: string, messageId: string, emoji: string) => void;
  /**
   * Tries an item of the outbox again, with all of its files. For an edit that came too late this
   * means to put it over the other text.
   */
  readonly retrySend: (id: string) => void;
  /** Gives up an item of the outbox. What is on the wire cannot be called back. */
  readonly discard: (id: string) => void;
  /** Takes a file out of a message that is not on the wire yet, and ends its upload. */
  readonly removeFile: (id: string, fileId: string) => void;
}

/** Keeps the bytes of a file until its message has arrived. */
export type KeepFile = (fileId: string, authorId: string, bytes: Blob) => void;

export function createWriting(parts: {
  store: ChatStore;
  clock: Clock;
  newId: () => string;
  keepFile: KeepFile;
}): Writing {
  const { store, clock, newId, keepFile } = parts;
  const { dispatch } = store;

  function composeChange(
    person: Me,
    sessionId: string,
    messageId: string,
    change: NewChange,
  ): void {
    const about = { id: newId(), sessionId, messageId, authorId: person.id, at: clock.now() };
    dispatch({ type: 'outbox/composed', item: outgoingChange(about, change) });
  }

  /** The message as it is on screen and whoever looks at it, unless there is nothing to change. */
  function standing(sessionId: string, messageId: string) {
    const state = store.getState();
    const person = me(state);
    const shown = shownMessage(state, sessionId, messageId);
    return person === null || shown === null || shown.deletedAt !== null ? null : { person, shown };
  }

  return {
    send: (sessionId, text, options = {}) => {
      const { files = [], keepDraft = false, ...more } = options;
      const error = checkMessage(text, files.length > 0);
      const person = me(store.getState());
      if (error !== null || person === null) return error;
      const authorId = person.id;
      const going = files.map(({ bytes, ...file }) => {
        const id = newId();
        keepFile(id, authorId, bytes);
        return outgoingFile({ ...file, id, size: bytes.size }, sessionId, authorId);
      });
      const about = { id: newId(), sessionId, authorId, text, at: clock.now() };
      dispatch({ type: 'outbox/composed', item: outgoing({ ...about, ...more, files: going }) });
      if (!keepDraft) dispatch({ type: 'draft/changed', sessionId, text: '' });
      return null;
    },

    editMessage: (sessionId, messageId, text, seenText) => {
      const found = standing(sessionId, messageId);
      if (found === null || found.shown.senderId !== found.person.id) {
        return chatError('NotFound', 'This message cannot be edited any more.');
      }
      const { person, shown } = found;
      const error = checkMessage(text, shown.hasFiles);
      if (error !== null) return error;
      const content = text.trim();
      const before = shown.content ?? '';
      if (content === before) return null;
      // Changed under the person's hands: then the server knows a later change than this.
      const expectedRev = seenText === undefined || seenText === before ? shown.rev : 0;
      composeChange(person, sessionId, messageId, { kind: 'edit', content, expectedRev });
      return null;
    },

    deleteMessage: (sessionId, messageId) => {
      const found = standing(sessionId, messageId);
      if (found === null || found.shown.senderId !== found.person.id) return;
      composeChange(found.person, sessionId, messageId, { kind: 'delete' });
    },

    toggleReaction: (sessionId, messageId, emoji) => {
      const found = standing(sessionId, messageId);
      if (found === null) return;
      const { person, shown } = found;
      const own = shown.reactions.find((reaction) => reaction.emoji === emoji)?.userIds;
      const on = own?.includes(person.id) !== true;
      composeChange(person, sessionId, messageId, { kind: 'reaction', emoji, on });
    },

    retrySend: (id) => dispatch({ type: 'outbox/retried', id }),
    discard: (id) => dispatch({ type: 'outbox/discarded', id }),
    removeFile: (id, fileId) => dispatch({ type: 'outbox/fileRemoved', id, fileId }),
  };
}
