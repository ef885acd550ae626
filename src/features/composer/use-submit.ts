import { useEffect, useRef, useState } from 'react';
import { shownMessage } from '../../core/overlay.ts';
import type { Stop } from '../../lib/stop.ts';
import { useActions, useChatStore } from '../../store/hooks.ts';
import type { TrayHandle } from './attach-parts.ts';

interface Submit {
  /** Why it could not be done, as a sentence, or null. */
  readonly complaint: string | null;
  /** It is done once the files are prepared, unless something is changed before. */
  readonly waits: boolean;
  /** Does what Enter does; returns whether it is done. */
  readonly submit: () => boolean;
  /** Something was changed: it is not to be done any more, nor is what was said of it true. */
  readonly forget: () => void;
}

/**
 * What Enter does: send what is in the box and the tray, or save the message that is edited. What was
 * sent off while files are still being prepared goes when they are, if all of them can go.
 * @param tray null where files cannot be attached, or not yet
 * @param onSent it was done later than it was asked for
 */
export function useSubmit(sessionId: string, tray: TrayHandle | null, onSent: () => void): Submit {
  const store = useChatStore();
  const { send, editMessage, leaveMode } = useActions();
  const [complaint, setComplaint] = useState<string | null>(null);
  const [waits, setWaits] = useState(false);

  /** Why it cannot be done, as a sentence; null if it is done. */
  function attempt(): string | null {
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
    const error = send(sessionId, text, { files: tray?.files() ?? [], replyTo });
    if (error !== null) return error.message;
    tray?.clear();
    leaveMode(sessionId);
    return null;
  }

  const stopWaiting = useRef<Stop>(() => undefined);
  useEffect(() => () => stopWaiting.current(), []);
  const change = (why: string | null, wait: boolean): void => {
    if (!wait) stopWaiting.current();
    setComplaint(why);
    setWaits(wait);
  };

  const submit = (): boolean => {
    const editing = store.getState().modes[sessionId]?.kind === 'edit';
    if (!editing && tray?.isPreparing() === true) {
      stopWaiting.current();
      stopWaiting.current = tray.whenReady((whole) => {
        // Why some of it cannot go stands above the tray: without it, it may not be what was meant.
        if (!whole) change(null, false);
        else if (submit()) onSent();
      });
      change(null, true);
      return false;
    }
    const why = attempt();
    change(why, false);
    return why === null;
  };

  return {
    complaint,
    waits,
    submit,
    forget: () => change(null, false),
  };
}
