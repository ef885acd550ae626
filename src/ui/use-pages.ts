import { useCallback, useEffect, useRef, useState } from 'react';

/** As much of a page as is needed to go on. */
interface PageOf<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

export interface Pages<T> {
  /** What is there so far; null until the first answer. */
  readonly items: readonly T[] | null;
  readonly hasMore: boolean;
  readonly busy: boolean;
  /** Why there is no answer, or no further page. */
  readonly error: string | null;
  readonly more: () => void;
  /** Asks again for what did not come. */
  readonly retry: () => void;
  /** Puts right what is on screen after the person changed it. Stable. */
  readonly change: (update: (items: readonly T[]) => readonly T[]) => void;
}

/**
 * A list that comes in pages. Asked anew whenever `about` changes; what was there stays until the
 * answer to that comes. Answers to earlier questions count for nothing.
 */
export function usePages<T>(
  ask: (cursor: string | null) => Promise<PageOf<T>>,
  about: string,
): Pages<T> {
  const [items, setItems] = useState<readonly T[] | null>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const [busy, setBusy] = useState(true);
  const [error, setError] = useState<string | null>(null);
  const turn = useRef(0);

  const load = useCallback(
    async (from: string | null, before: readonly T[]): Promise<void> => {
      turn.current += 1;
      const mine = turn.current;
      setBusy(true);
      setError(null);
      // The cursor of an earlier question leads nowhere in the answer to this one.
      if (from === null) setCursor(null);
      try {
        const page = await ask(from);
        if (turn.current !== mine) return;
        setItems([...before, ...page.items]);
        setCursor(page.nextCursor);
      } catch (thrown) {
        if (turn.current !== mine) return;
        setError(thrown instanceof Error ? thrown.message : String(thrown));
      }
      setBusy(false);
    },
    // `ask` is made anew with each rendering; `about` says when it asks something else.
    [about],
  );

  useEffect(() => {
    void load(null, []);
    return () => {
      turn.current += 1;
    };
  }, [load]);

  const more = useCallback(() => void load(cursor, items ?? []), [load, cursor, items]);
  const change = useCallback(
    (update: (items: readonly T[]) => readonly T[]) =>
      setItems((now) => (now === null ? now : update(now))),
    [],
  );
  return {
    items,
    hasMore: cursor !== null,
    busy,
    error,
    more,
    retry: cursor === null ? () => void load(null, []) : more,
    change,
  };
}
