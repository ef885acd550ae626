import { useCallback, useState } from 'react';
import type { SearchPeer, SearchWish } from '../features/search/search-wish.ts';

export interface SearchPlace {
  /** What is searched for in the list's place; null while nobody searches. */
  readonly wish: SearchWish | null;
  /** On a phone the conversation that was jumped to lies over the search, until one goes back. */
  readonly covered: boolean;
  /** Opens the search, or goes back to its box; of one session first, of those with a person, or of all. */
  readonly open: (sessionId: string | null, peer?: SearchPeer) => void;
  readonly close: () => void;
  readonly cover: (covered: boolean) => void;
}

/** Back to what had the focus, or, where that went with its session, to writing in the one on screen. */
const backTo =
  (opener: Element | null): (() => void) =>
  () => {
    const there = opener instanceof HTMLElement && opener.isConnected && opener !== document.body;
    const target = there ? opener : document.querySelector<HTMLElement>('main textarea:enabled');
    target?.focus();
  };

/** Whether somebody searches, and where. */
export function useSearchWish(): SearchPlace {
  const [wish, setWish] = useState<SearchWish | null>(null);
  const [covered, setCovered] = useState(false);
  const open = useCallback((sessionId: string | null, peer: SearchPeer | null = null) => {
    const returnFocus = backTo(document.activeElement);
    // Asked for from within, the focus still goes back to where it came from.
    setWish((before) => ({ sessionId, peer, returnFocus: before?.returnFocus ?? returnFocus }));
    setCovered(false);
  }, []);
  const close = useCallback(() => setWish(null), []);
  return { wish, covered, open, close, cover: setCovered };
}
