import { toChatError, isTransient } from '../core/errors.ts';
import { isBehind } from '../core/reduce-timeline.ts';
import { backoffMs } from '../lib/backoff.ts';
import type { Timeline } from '../core/state.ts';
import type { Stop } from '../lib/stop.ts';
import type { SyncContext } from './context.ts';
import { RELOAD_AFTER_REVS, SYNC_PAGE } from './waits.ts';

export interface Syncer {
  /**
   * Brings the session on screen and every timeline that is behind up to date; rejects if the
   * server could not be asked.
   */
  syncAll(): Promise<void>;
  stop: Stop;
}

/**
 * Closes gaps: whenever a loaded timeline has heard of changes that it does not have, they are
 * fetched by `rev` until a short page. One fetch per session at a time.
 */
export function startSyncer(context: SyncContext): Syncer {
  const { store, backend, clock, random } = context;
  const running = new Map<string, Promise<void>>();
  const retries = new Map<string, Stop>();
  /** Refused for a reason that will not pass; asked again with the next whole catch-up. */
  const hopeless = new Set<string>();
  let stopped = false;
  // Read through a function: it changes while requests are under way, which types cannot see.
  const isStopped = (): boolean => stopped;

  /** Fetches until the server has nothing more. Rejects as the backend does. */
  async function fetchChanges(sessionId: string): Promise<void> {
    for (;;) {
      const timeline = store.getState().timelines[sessionId];
      if (isStopped() || timeline?.status !== 'ready') return;
      if (timeline.knownRev - timeline.cursor > RELOAD_AFTER_REVS) {
        store.dispatch({ type: 'timeline/requested', sessionId });
        return;
      }
      const since = timeline.cursor;
      const page = await backend.syncSession(sessionId, since, SYNC_PAGE);
      if (isStopped()) return;
      store.dispatch({ type: 'timeline/synced', sessionId, page, since });
      const cursor = store.getState().timelines[sessionId]?.cursor ?? 0;
      // Below where the page began, a page of history has set it back meanwhile.
      if (!page.hasMore && cursor >= since) return;
    }
  }

  /**
   * As `fetchChanges`, but rejects for passing reasons only: what the server will go on refusing is
   * settled here, so that one session can never keep the others, or the connection, from going on.
   */
  async function fetchOrSettle(sessionId: string): Promise<void> {
    try {
      await fetchChanges(sessionId);
    } catch (thrown) {
      const error = toChatError(thrown);
      if (isTransient(error) || error.kind === 'Unauthorized') throw thrown;
      if (isStopped()) return;
      if (error.kind === 'NotFound') store.dispatch({ type: 'session/removed', sessionId });
      else hopeless.add(sessionId);
    }
  }

  function sync(sessionId: string): Promise<void> {
    const already = running.get(sessionId);
    if (already !== undefined) return already;
    const run = fetchOrSettle(sessionId).finally(() => running.delete(sessionId));
    running.set(sessionId, run);
    return run;
  }

  /** Syncs now and, while it fails for a passing reason or brings nothing, again later. */
  function chase(sessionId: string, attempt: number): void {
    sync(sessionId)
      .catch(() => undefined)
      .finally(() => {
        const timeline = store.getState().timelines[sessionId];
        if (stopped || timeline === undefined || !isBehind(timeline)) return;
        if (hopeless.has(sessionId)) return;
        // Still behind: the broadcast overtook the snapshot, or the server is away.
        retries.set(
          sessionId,
          clock.after(backoffMs(attempt, random), () => {
            retries.delete(sessionId);
            chase(sessionId, attempt + 1);
          }),
        );
      });
  }

  function chaseGaps(): void {
    for (const [sessionId, timeline] of Object.entries(store.getState().timelines)) {
      const idle = !running.has(sessionId) && !retries.has(sessionId) && !hopeless.has(sessionId);
      if (idle && isBehind(timeline)) chase(sessionId, 1);
    }
  }

  const unsubscribe = store.subscribe((state, before) => {
    if (state.timelines !== before.timelines) chaseGaps();
    const opened = state.openSessionId;
    // Kept from earlier: an edit may have moved its `rev` without moving it up the list.
    if (opened !== null && opened !== before.openSessionId) {
      if (state.timelines[opened]?.status === 'ready') chase(opened, 1);
    }
  });
  chaseGaps();

  return {
    syncAll: async () => {
      hopeless.clear();
      const { timelines, openSessionId } = store.getState();
      const wanted = Object.entries(timelines).filter(
        ([id, timeline]) => isBehind(timeline) || (id === openSessionId && isLoaded(timeline)),
      );
      const results = await Promise.allSettled(wanted.map(([id]) => sync(id)));
      const failed = results.find((result) => result.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    },
    stop: () => {
      stopped = true;
      unsubscribe();
      for (const cancel of retries.values()) cancel();
    },
  };
}

const isLoaded = (timeline: Timeline): boolean => timeline.status === 'ready';
