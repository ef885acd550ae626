import { useEffect, useState } from 'react';
import { useActions } from '../../store/hooks.ts';

/** What a person does with their own hands; focus set by the app itself is not among it. */
const DEEDS = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

/**
 * Whether somebody is really there: the tab is visible, and since it became visible they have
 * moved, clicked, typed or come to the window. Opening a session by hand counts as well.
 */
function useAttention(): boolean {
  const [attentive, setAttentive] = useState(
    () => document.visibilityState === 'visible' && navigator.userActivation.isActive,
  );
  useEffect(() => {
    const done = new AbortController();
    const listening = { signal: done.signal, passive: true };
    const act = (): void => setAttentive(document.visibilityState === 'visible');
    // Whoever is there needs no watching: every turn of the wheel would be one of these.
    if (!attentive) {
      for (const deed of DEEDS) window.addEventListener(deed, act, { ...listening, capture: true });
      // Without capture: the window's own focus, not that of an element within.
      window.addEventListener('focus', act, listening);
    }
    document.addEventListener(
      'visibilitychange',
      () => document.visibilityState === 'hidden' && setAttentive(false),
      listening,
    );
    return () => done.abort();
  }, [attentive]);
  return attentive;
}

/** Whether the log is on screen at all: on a phone, other panes take its place. */
function useInView(): boolean {
  const [inView, setInView] = useState(true);
  useEffect(() => {
    const log = document.querySelector('[role="log"]');
    if (log === null) return;
    const observer = new IntersectionObserver((entries) =>
      setInView(entries.at(-1)?.isIntersecting === true),
    );
    observer.observe(log);
    return () => observer.disconnect();
  }, []);
  return inView;
}

/**
 * Marks everything up to `newestSeq` as seen once that is true and the end is in view; while it is, the
 * state says that the session is being read.
 */
export function useReading(sessionId: string, newestSeq: number | null, atEnd: boolean): void {
  const { see, attend } = useActions();
  const attentive = useAttention();
  const inView = useInView();
  const reading = attentive && inView && atEnd;
  useEffect(() => {
    if (reading && newestSeq !== null) see(sessionId, newestSeq);
  }, [reading, newestSeq, sessionId, see]);
  useEffect(() => {
    if (!reading) return;
    attend(sessionId);
    return () => attend(null);
  }, [reading, sessionId, attend]);
}
