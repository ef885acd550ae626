import { useEffect } from 'react';
import { useChat } from '../../store/hooks.ts';

/** How often the queue is looked at again while it is in view, in milliseconds. */
const LOOK_EVERY_MS = 15_000;

/**
 * Looks again while the page is in view: now and then, when it comes back into view, and when the
 * person is told something, which may be a new report. Other admins' acts are told to nobody.
 */
export function useLookAgain(look: () => void): void {
  const newest = useChat(({ notifications }) => notifications.newestAt);
  useEffect(() => {
    const ifSeen = (): void => {
      if (document.visibilityState === 'visible') look();
    };
    const timer = setInterval(ifSeen, LOOK_EVERY_MS);
    document.addEventListener('visibilitychange', ifSeen);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', ifSeen);
    };
  }, [look]);
  useEffect(() => {
    if (newest !== null) look();
    // Only for news: the first page is there by itself.
  }, [newest]);
}
