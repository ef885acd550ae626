import type { Stop } from '../../lib/stop.ts';

/**
 * Keeps the keyboard in the log: when the row around `element`, which has the focus, is scrolled out of
 * what is drawn, the log itself gets it, and the next arrow leads on from what is in view.
 */
export function keepFocusOf(element: Element): Stop {
  const row = element.closest('[data-message-id]');
  const log = element.closest<HTMLElement>('[role="log"]');
  if (row?.parentElement == null || log === null) return () => undefined;
  const observer = new MutationObserver(() => {
    if (row.isConnected) return;
    observer.disconnect();
    if (document.activeElement === document.body) log.focus({ preventScroll: true });
  });
  observer.observe(row.parentElement, { childList: true });
  return () => observer.disconnect();
}
