import { chatError, isTransient, toChatError } from '../core/errors.ts';
import type { Outgoing } from '../core/state.ts';
import { backoffMs } from '../lib/backoff.ts';
import type { Stop } from '../lib/stop.ts';
import type { SyncContext } from './context.ts';

export interface Outbox {
  /** The way may be free again: what waits for its next try is tried now. */
  flush(): void;
  stop: Stop;
}

/**
 * Sends what is queued: per session one at a time and in order, sessions independently. A message
 * that failed for good steps aside; one that may yet succeed holds those behind it back.
 */
export function startOutbox(context: SyncContext): Outbox {
  const { store, backend, clock, random } = context;
  let stopped = false;
  let cancelWake: Stop = () => undefined;

  /** The next item of each session: the first that has not failed for good. */
  function heads(): readonly Outgoing[] {
    const bySession = new Map<string, Outgoing>();
    for (const item of store.getState().outbox) {
      if (item.status !== 'failed' && !bySession.has(item.sessionId)) {
        bySession.set(item.sessionId, item);
      }
    }
    return [...bySession.values()];
  }

  async function send(item: Outgoing): Promise<void> {
    if (item.kind !== 'message') return;
    store.dispatch({ type: 'outbox/sendStarted', id: item.id });
    try {
      const message = await backend.sendMessage(item);
      if (!stopped) store.dispatch({ type: 'outbox/accepted', id: item.id, message });
    } catch (thrown) {
      if (stopped) return;
      const error = toChatError(thrown);
      // An ended sign-in is renewed in the background; what was written waits for it.
      if (isTransient(error) || error.kind === 'Unauthorized') {
        const wait = error.retryAfterMs ?? backoffMs(item.attempts + 1, random);
        store.dispatch({
          type: 'outbox/delayed',
          id: item.id,
          error,
          notBefore: clock.now() + wait,
        });
      } else {
        store.dispatch({ type: 'outbox/refused', id: item.id, error });
      }
    }
  }

  function drain(): void {
    cancelWake();
    if (stopped) return;
    const waiting = heads().filter((item) => item.status === 'queued');
    const now = clock.now();
    const due = waiting.filter((item) => (item.notBefore ?? 0) <= now);
    // Sending dispatches at once and comes back here through the subscription.
    const next = due[0];
    if (next !== undefined) {
      void send(next);
      return;
    }
    const wakeAt = Math.min(...waiting.map((item) => item.notBefore ?? now));
    cancelWake =
      wakeAt === Infinity ? () => undefined : clock.after(Math.max(0, wakeAt - now), drain);
  }

  // Left over from a drain that was stopped while it sent: sent again, which is harmless by id.
  for (const { id, status } of store.getState().outbox) {
    const error = chatError('Offline', 'Sending was interrupted.');
    if (status === 'sending')
      store.dispatch({ type: 'outbox/delayed', id, error, notBefore: null });
  }
  const unsubscribe = store.subscribe((state, before) => {
    if (state.outbox !== before.outbox) drain();
  });
  drain();

  return {
    flush: () => {
      for (const item of heads()) {
        const limited = item.error?.kind === 'RateLimited';
        if (item.status === 'queued' && item.notBefore !== null && !limited) {
          store.dispatch({ type: 'outbox/retried', id: item.id });
        }
      }
    },
    stop: () => {
      stopped = true;
      cancelWake();
      unsubscribe();
    },
  };
}
