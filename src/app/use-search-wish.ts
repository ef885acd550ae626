import { useCallback, useEffect, useRef, useState } from 'react';
import type { SearchWish } from '../features/search/search-wish.ts';

export interface SearchPlace {
  /** What is searched for in the list's place; null while nobody searches. */
  readonly wish: SearchWish | null;
  /** On a phone the conversation that was jumped to lies over the search, until one goes back. */
  readonly covered: boolean;
  /** Opens the search, or goes back to its box; of one session first, or of all. */
  readonly open: (sessionId: string | null) => void;
  readonly close: () => void;
  /** A message of this session was jumped to. */
  readonly cover: (sessionId: string) => void;
}

/** Back to what had the focus, or, where that went with its session, to writing in the one on screen. */
const backTo =
  (opener: Element | null): (() => void) =>
  () => {
    const there = opener instanceof HTMLElement && opener.isConnected && opener !== document.body;
    const target = there ? opener : document.querySelector<HTMLElement>('main textarea:enabled');
    target?.focus();
  };

const KEY = 'chat.search';
type Step = 'open' | 'covered';

/** What the browser's history says of its entry: that the search is open there, or covered. */
function stepHere(): Step | null {
  const state: unknown = window.history.state;
  const step = typeof state === 'object' && state !== null && KEY in state ? state[KEY] : null;
  return step === 'open' || step === 'covered' ? step : null;
}

const pushStep = (step: Step): void => {
  if (stepHere() !== step) window.history.pushState({ [KEY]: step }, '');
};

/**
 * Whether somebody searches, and where. With `alone` (on a phone) the search is a page, so it has a
 * step of its own in the browser's history, and a phone's way back leads out of it.
 *
 * @param openId the session on screen
 */
export function useSearchWish(openId: string | null, alone: boolean): SearchPlace {
  const [wish, setWish] = useState<SearchWish | null>(null);
  const [covered, setCovered] = useState(false);
  /** The path of the page that the search was opened from. */
  const from = useRef<string | null>(null);

  const open = useCallback(
    (sessionId: string | null) => {
      const returnFocus = backTo(document.activeElement);
      // Asked for from within, the focus still goes back to where it came from.
      setWish((before) => ({ sessionId, returnFocus: before?.returnFocus ?? returnFocus }));
      setCovered(false);
      if (!alone) return;
      from.current = window.location.pathname;
      pushStep('open');
    },
    [alone],
  );
  const close = useCallback(() => {
    setWish(null);
    from.current = null;
    if (stepHere() === 'open') window.history.back();
  }, []);
  const cover = useCallback(
    (sessionId: string) => {
      setCovered(true);
      // Another session is a step by itself.
      if (alone && sessionId === openId) pushStep('covered');
    },
    [alone, openId],
  );

  useEffect(() => {
    const onStep = (): void => {
      if (from.current === null) return;
      const step = stepHere();
      const isLeft = step === null && window.location.pathname === from.current;
      if (isLeft) {
        setWish(null);
        from.current = null;
      }
      setCovered(step !== 'open' && !isLeft);
    };
    window.addEventListener('popstate', onStep);
    return () => window.removeEventListener('popstate', onStep);
  }, []);

  return { wish, covered, open, close, cover };
}
