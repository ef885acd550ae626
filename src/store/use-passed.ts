import { useCallback, useSyncExternalStore } from 'react';
import { systemClock } from '../lib/clock.ts';
import { useChat } from './hooks.ts';

/** The longest that a timer of the browser can wait, in milliseconds. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** Whether a moment (epoch ms) has come by the server's clock; renders when it does. Null never comes. */
export function usePassed(at: number | null): boolean {
  const ahead = useChat((state) => state.serverAheadMs);
  const subscribe = useCallback(
    (onChange: () => void) => {
      if (at === null) return () => undefined;
      let stop = (): void => undefined;
      const wait = (): void => {
        const left = at - ahead - systemClock.now();
        if (left <= 0) onChange();
        else stop = systemClock.after(Math.min(left, LONGEST_WAIT_MS), wait);
      };
      wait();
      return () => stop();
    },
    [at, ahead],
  );
  return useSyncExternalStore(subscribe, () => at !== null && at <= systemClock.now() + ahead);
}
