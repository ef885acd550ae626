import { isTransient, toChatError } from '../core/errors.ts';
import { backoffMs } from '../lib/backoff.ts';
import type { Stop } from '../lib/stop.ts';
import type { SyncContext } from './context.ts';

/** As many as one request may ask for. */
const MAX_PER_REQUEST = 100;

/**
 * Fetches what messages of the session on screen quote and this device has not: whatever the state
 * wants, once, in one request at a time. What the server refuses is not to be had.
 */
export function startQuotes({ store, backend, clock, random }: SyncContext): Stop {
  let busy = false;
  let attempts = 0;
  let cancelRetry: Stop | null = null;
  let stopped = false;
  // Read through a function: it changes while requests are under way, which types cannot see.
  const isStopped = (): boolean => stopped;
  const knownRev = (sessionId: string): number =>
    store.getState().timelines[sessionId]?.knownRev ?? 0;

  async function load(sessionId: string, ids: readonly string[]): Promise<void> {
    let heard;
    do {
      heard = knownRev(sessionId);
      const messages = await backend.getMessagesById(sessionId, ids);
      if (isStopped()) return;
      attempts = 0;
      store.dispatch({ type: 'quotes/loaded', sessionId, ids, messages });
      // A change that was heard while the answer was on its way may be missing from it, and before
      // the answer nobody knew that it mattered.
    } while (knownRev(sessionId) > heard);
  }

  function fail(sessionId: string, ids: readonly string[], thrown: unknown): void {
    const error = toChatError(thrown);
    if (isTransient(error) || error.kind === 'Unauthorized') {
      attempts += 1;
      cancelRetry = clock.after(error.retryAfterMs ?? backoffMs(attempts, random), () => {
        cancelRetry = null;
        look();
      });
    } else store.dispatch({ type: 'quotes/loaded', sessionId, ids, messages: [] });
  }

  function look(): void {
    const { openSessionId, quotesWanted } = store.getState();
    const wanted = openSessionId === null ? undefined : quotesWanted[openSessionId];
    if (busy || stopped || cancelRetry !== null || openSessionId === null) return;
    if (wanted === undefined) return;
    const ids = wanted.slice(0, MAX_PER_REQUEST);
    busy = true;
    load(openSessionId, ids)
      .catch((thrown: unknown) => {
        if (!isStopped()) fail(openSessionId, ids, thrown);
      })
      .finally(() => {
        busy = false;
        look();
      });
  }

  const unsubscribe = store.subscribe((state, before) => {
    const { quotesWanted, openSessionId, connection } = state;
    if (connection.status === 'live' && before.connection.status !== 'live') {
      // The way is free again: no need to wait for the next try.
      cancelRetry?.();
      cancelRetry = null;
      look();
    } else if (quotesWanted !== before.quotesWanted || openSessionId !== before.openSessionId) {
      look();
    }
  });
  look();

  return () => {
    stopped = true;
    cancelRetry?.();
    unsubscribe();
  };
}
