import { useCallback, useSyncExternalStore } from 'react';
import { endOf, statusAt } from '../core/session-end.ts';
import type { Session, SessionStatus } from '../core/model.ts';
import { systemClock } from '../lib/clock.ts';
import { useChat } from './hooks.ts';

/** The longest that a timer of the browser can wait, in milliseconds. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/**
 * The status of a session by the server's clock: it is over when its time is, also before the server
 * says so. Null while the session is not known.
 */
export function useStatus(session: Session | undefined): SessionStatus | null {
  const ahead = useChat((state) => state.serverAheadMs);
  const end = session === undefined ? null : endOf(session);
  const subscribe = useCallback(
    (onChange: () => void) => {
      if (end === null) return () => undefined;
      let stop = (): void => undefined;
      const wait = (): void => {
        const left = end - ahead - systemClock.now();
        if (left <= 0) onChange();
        else stop = systemClock.after(Math.min(left, LONGEST_WAIT_MS), wait);
      };
      wait();
      return () => stop();
    },
    [end, ahead],
  );
  return useSyncExternalStore(subscribe, () =>
    session === undefined ? null : statusAt(session, systemClock.now() + ahead),
  );
}
