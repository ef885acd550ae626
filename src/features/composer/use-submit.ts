import type { RefObject } from 'react';
import { shownMessage } from '../../core/overlay.ts';
import { useActions, useChatStore } from '../../store/hooks.ts';
import type { TrayHandle } from './attach-parts.ts';

/**
 * Yields what Enter does: send what is in the box and the tray, or save the message that is edited.
 * That returns why it cannot be done, as a sentence, or null.
 */
export function useSubmit(
  sessionId: string,
  tray: RefObject<TrayHandle | null>,
): () => string | null {
  const store = useChatStore();
  const { send, editMessage, leaveMode } = useActions();

  return () => {
    const state = store.getState();
    const text = state.drafts[sessionId] ?? '';
    const mode = state.modes[sessionId];
    if (mode?.kind === 'edit') {
      const error = editMessage(sessionId, mode.messageId, text, mode.seenText);
      if (error === null) leaveMode(sessionId);
      return error?.message ?? null;
    }
    const replyTo = mode?.messageId ?? null;
    if (replyTo !== null && shownMessage(state, sessionId, replyTo)?.deletedAt != null) {
      return 'The message that you answer was deleted. Press Esc to send yours without it.';
    }
    const files = tray.current?.files() ?? [];
    if (typeof files === 'string') return files;
    const error = send(sessionId, text, { files, replyTo });
    if (error !== null) return error.message;
    tray.current?.clear();
    leaveMode(sessionId);
    return null;
  };
}
