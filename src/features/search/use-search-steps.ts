import { useCallback, useEffect, useRef } from 'react';
import type { SearchWish } from './search-wish.ts';

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
 * On a phone (`alone`) the search is a page, so it has a step of its own in the browser's history, and
 * the phone's way back leads out of it. Yields what to do in the history when the search is closed by
 * hand, and when a message is jumped to.
 */
export function useSearchSteps(options: {
  wish: SearchWish;
  alone: boolean;
  /** The session on screen. */
  openId: string | null;
  onClose: () => void;
  onCover: (covered: boolean) => void;
}): { readonly close: () => void; readonly jump: (sessionId: string) => void } {
  const { wish, alone, openId, onClose, onCover } = options;
  /** The path of the page that the search was opened from. */
  const from = useRef('');

  useEffect(() => {
    if (!alone) return;
    from.current = window.location.pathname;
    pushStep('open');
  }, [wish, alone]);

  useEffect(() => {
    if (!alone) return;
    const onStep = (): void => {
      const step = stepHere();
      if (step === null && window.location.pathname === from.current) onClose();
      else onCover(step !== 'open');
    };
    window.addEventListener('popstate', onStep);
    return () => window.removeEventListener('popstate', onStep);
  }, [alone, onClose, onCover]);

  const close = useCallback(() => {
    onClose();
    if (stepHere() === 'open') window.history.back();
  }, [onClose]);
  const jump = useCallback(
    (sessionId: string) => {
      onCover(true);
      // Another session is a step by itself.
      if (alone && sessionId === openId) pushStep('covered');
    },
    [alone, openId, onCover],
  );
  return { close, jump };
}
