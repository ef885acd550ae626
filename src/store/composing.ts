import { shownMessage } from '../core/overlay.ts';
import { me } from '../core/selectors.ts';
import type { ComposerMode } from '../core/state.ts';
import type { ChatStore } from './store.ts';

/** What the composer of a session is for, besides writing something new. */
export interface Composing {
  /** Answers a message with the next one; what is in the box stays. */
  readonly replyTo: (sessionId: string, messageId: string) => void;
  /** Puts one's own message into the box, and what was there aside. Does nothing for others'. */
  readonly beginEdit: (sessionId: string, messageId: string) => void;
  /** Back to writing something new, with what was put aside. */
  readonly leaveMode: (sessionId: string) => void;
  /** What an earlier visit left in the box, and what it was for (null: something new). */
  readonly restoreDraft: (sessionId: string, text: string, mode: ComposerMode | null) => void;
}

export function createComposing({ store }: { store: ChatStore }): Composing {
  const { dispatch } = store;

  /** What is in the box, or was before an edit took its place. */
  function draftOf(sessionId: string): string {
    const { modes, drafts } = store.getState();
    const mode = modes[sessionId];
    return mode?.kind === 'edit' ? mode.draftBefore : (drafts[sessionId] ?? '');
  }

  return {
    replyTo: (sessionId, messageId) =>
      dispatch({
        type: 'mode/entered',
        sessionId,
        mode: { kind: 'reply', messageId },
        text: draftOf(sessionId),
      }),

    beginEdit: (sessionId, messageId) => {
      const state = store.getState();
      const shown = shownMessage(state, sessionId, messageId);
      if (shown === null || shown.deletedAt !== null || shown.senderId !== me(state)?.id) return;
      const seenText = shown.content ?? '';
      const mode = { kind: 'edit', messageId, seenText, draftBefore: draftOf(sessionId) } as const;
      dispatch({ type: 'mode/entered', sessionId, mode, text: seenText });
    },

    leaveMode: (sessionId) => dispatch({ type: 'mode/left', sessionId }),

    restoreDraft: (sessionId, text, mode) =>
      mode === null
        ? dispatch({ type: 'draft/changed', sessionId, text })
        : dispatch({ type: 'mode/entered', sessionId, mode, text }),
  };
}
