import { isTransient, toChatError } from '../core/errors.ts';
import { backoffMs } from '../lib/backoff.ts';
import type { Stop } from '../lib/stop.ts';
import type { SyncContext } from './context.ts';

/**
 * Fetches the pinned sessions that the list's first page does not reach: they stand on top of it,
 * however long nobody has written in them. Once, when the server's list is there.
 */
export function startPinnedSessions({ store, backend, clock, random }: SyncContext): Stop {
  let stopped = false;
  let cancelRetry: Stop = () => undefined;

  async function load(attempt: number): Promise<void> {
    try {
      const pinned = await backend.listPinnedSessions();
      for (const sessionId of pinned) {
        if (stopped) return;
        if (store.getState().sessions[sessionId] !== undefined) continue;
        const session = await backend.getSession(sessionId);
        store.dispatch({ type: 'session/changed', session });
      }
    } catch (thrown) {
      // Anything else is a session that was lost meanwhile; those after it are paged in.
      if (stopped || !isTransient(toChatError(thrown))) return;
      cancelRetry = clock.after(backoffMs(attempt, random), () => void load(attempt + 1));
    }
  }

  const isLoaded = (): boolean => {
    const { status, fromCache } = store.getState().list;
    return status === 'ready' && !fromCache;
  };
  let begun = false;
  const begin = (): void => {
    if (begun || !isLoaded()) return;
    begun = true;
    void load(1);
  };
  const unsubscribe = store.subscribe(begin);
  begin();

  return () => {
    stopped = true;
    cancelRetry();
    unsubscribe();
  };
}
