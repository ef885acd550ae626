import { useCallback, useEffect, useRef, useState } from 'react';
import { toChatError, type ChatError } from '../../core/errors.ts';
import type { Message } from '../../core/model.ts';
import type { SharedKind } from '../../core/shared.ts';
import { useActions, useChat } from '../../store/hooks.ts';

/** Messages per page. */
const PAGE = 30;
/** The most that is asked for at once when what is shown is asked for again. */
const MOST = 100;

export interface Shared {
  /** Newest first; null until the first page is there. */
  readonly messages: readonly Message[] | null;
  readonly hasMore: boolean;
  readonly busy: boolean;
  readonly error: ChatError | null;
  readonly more: () => void;
  readonly retry: () => void;
}

/**
 * What was shared in a session. Asked for again whenever something in the session has changed: files
 * come, go with their messages, and links are edited away. That is one question for each change, and
 * only while somebody looks at the list; further pages than `MOST` messages are left as they were.
 */
export function useShared(sessionId: string, kind: SharedKind): Shared {
  const { sharedIn } = useActions();
  const rev = useChat((state) => state.sessions[sessionId]?.lastRev ?? 0);
  const [messages, setMessages] = useState<readonly Message[] | null>(null);
  const [cursor, setCursor] = useState<number | null>(null);
  const [busy, setBusy] = useState(true);
  const [error, setError] = useState<ChatError | null>(null);
  /** Rises with every question: the answer to an earlier one is out of date. */
  const turn = useRef(0);
  const shown = messages?.length ?? 0;

  const ask = useCallback(
    async (from: number | null, limit: number, older: readonly Message[]): Promise<void> => {
      turn.current += 1;
      const mine = turn.current;
      setBusy(true);
      try {
        const page = await sharedIn(sessionId, kind, from, limit);
        if (turn.current !== mine) return;
        setMessages([...older, ...page.messages]);
        setCursor(page.nextCursor);
        setError(null);
      } catch (thrown) {
        if (turn.current !== mine) return;
        setError(toChatError(thrown));
      }
      setBusy(false);
    },
    [sharedIn, sessionId, kind],
  );

  const shownNow = useRef(shown);
  useEffect(() => {
    shownNow.current = shown;
  }, [shown]);
  useEffect(() => {
    if (shownNow.current > MOST) return;
    void ask(null, Math.max(PAGE, shownNow.current), []);
  }, [ask, rev]);
  useEffect(
    () => () => {
      turn.current += 1;
    },
    [],
  );

  return {
    messages,
    hasMore: cursor !== null,
    busy,
    error,
    more: () => void ask(cursor, PAGE, messages ?? []),
    retry: () => void ask(null, PAGE, []),
  };
}
