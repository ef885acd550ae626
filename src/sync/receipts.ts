import { isTransient, toChatError } from '../core/errors.ts';
import type { ReadState } from '../core/model.ts';
import { backoffMs } from '../lib/backoff.ts';
import type { Stop } from '../lib/stop.ts';
import type { SyncContext } from './context.ts';

interface Report {
  send(): Promise<void>;
  /** The server refuses for good: take it as said, so that it is not repeated. */
  giveUp(): void;
}

/**
 * Tells the server what has arrived on this device and what has been read. Both are watermarks:
 * only the highest counts, so a failed call needs no memory, just another try.
 */
export function startReceipts(context: SyncContext): Stop {
  const { store, backend, clock, random, waits, me } = context;
  let stopped = false;
  let reporting = false;
  let attempts = 0;
  let cancelWait: Stop | null = null;

  const confirmDelivered = (sessionId: string, seq: number): void => {
    if (stopped) return;
    const receipt = { userId: me.id, deliveredSeq: seq, readSeq: null, readVersion: 0 };
    store.dispatch({ type: 'receipt/received', sessionId, receipt, own: null });
  };

  const confirmRead = (sessionId: string, seq: number, state: ReadState | null): void => {
    if (!stopped) store.dispatch({ type: 'read/confirmed', sessionId, seq, state });
  };

  /** Something to report, or null: reading first, because it implies delivery. */
  function nextReport(): Report | null {
    const { seen, sessions } = store.getState();
    for (const [sessionId, seq] of Object.entries(seen)) {
      return {
        send: async () => {
          confirmRead(sessionId, seq, await backend.markRead(sessionId, seq));
          confirmDelivered(sessionId, seq);
        },
        giveUp: () => confirmRead(sessionId, seq, null),
      };
    }
    for (const { id, lastSeq, myDeliveredSeq } of Object.values(sessions)) {
      if (lastSeq > myDeliveredSeq) {
        return {
          send: async () => confirmDelivered(id, await backend.markDelivered(id, lastSeq)),
          giveUp: () => confirmDelivered(id, lastSeq),
        };
      }
    }
    return null;
  }

  async function report(next: Report): Promise<void> {
    reporting = true;
    try {
      await next.send();
      attempts = 0;
    } catch (thrown) {
      const error = toChatError(thrown);
      attempts += 1;
      if (!isTransient(error) && error.kind !== 'Unauthorized') next.giveUp();
    }
    reporting = false;
    schedule();
  }

  function schedule(): void {
    if (stopped || reporting || cancelWait !== null || nextReport() === null) return;
    const urgent = Object.keys(store.getState().seen).length > 0;
    const wait = attempts > 0 ? backoffMs(attempts, random) : urgent ? 0 : waits.deliveredMs;
    cancelWait = clock.after(wait, () => {
      cancelWait = null;
      const next = nextReport();
      if (next !== null) void report(next);
    });
  }

  const unsubscribe = store.subscribe((state, before) => {
    if (state.seen !== before.seen && attempts === 0) {
      // Reading does not wait for the pause that collects deliveries.
      cancelWait?.();
      cancelWait = null;
    }
    if (state.seen !== before.seen || state.sessions !== before.sessions) schedule();
  });
  schedule();

  return () => {
    stopped = true;
    cancelWait?.();
    unsubscribe();
  };
}
