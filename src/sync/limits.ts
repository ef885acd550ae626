import { isTransient, toChatError } from '../core/errors.ts';
import { backoffMs } from '../lib/backoff.ts';
import type { Stop } from '../lib/stop.ts';
import type { SyncContext } from './context.ts';

/**
 * Fetches once what the server allows. Until then, or without it, faces offer everything and the
 * server refuses what it does not take.
 */
export function startLimits({ store, backend, clock, random }: SyncContext): Stop {
  let stopped = false;
  let cancelRetry: Stop = () => undefined;

  async function load(attempt: number): Promise<void> {
    try {
      const limits = await backend.getLimits();
      if (!stopped) store.dispatch({ type: 'limits/loaded', limits });
    } catch (thrown) {
      if (stopped || !isTransient(toChatError(thrown))) return;
      cancelRetry = clock.after(backoffMs(attempt, random), () => void load(attempt + 1));
    }
  }

  void load(1);
  return () => {
    stopped = true;
    cancelRetry();
  };
}
