import { useEffect, useState } from 'react';

/**
 * How often it was time to look again: every `everyMs` milliseconds while the page can be seen, and
 * whenever it comes into view.
 */
export function useLooks(everyMs: number): number {
  const [looks, setLooks] = useState(0);
  useEffect(() => {
    const look = (): void => {
      if (document.visibilityState === 'visible') setLooks((before) => before + 1);
    };
    const timer = setInterval(look, everyMs);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [everyMs]);
  return looks;
}
