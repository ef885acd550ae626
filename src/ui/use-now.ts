import { useCallback, useSyncExternalStore } from 'react';

/**
 * The time (epoch ms), rounded down to a multiple of `stepMs`; re-renders when that changes.
 * For words like “5 min ago” that go stale by themselves.
 */
export function useNow(stepMs: number): number {
  const subscribe = useCallback(
    (onChange: () => void) => {
      const timer = setInterval(onChange, stepMs);
      return () => clearInterval(timer);
    },
    [stepMs],
  );
  return useSyncExternalStore(subscribe, () => Math.floor(Date.now() / stepMs) * stepMs);
}
