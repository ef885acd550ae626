import { isTransient, toChatError } from '../core/errors.ts';
import { backoffMs } from '../lib/backoff.ts';
import type { ConnectionState } from '../core/state.ts';
import { stopAll, type Stop } from '../lib/stop.ts';
import type { SyncContext } from './context.ts';
import { BOOKMARK_PAGE } from './waits.ts';

/**
 * Fetches what people keep at hand: pins and bookmarks of the session on screen, whenever it is opened
 * and when the link is back, and the list of bookmarks when it is wanted. In between, messages and
 * broadcasts keep them true.
 */
export function startAtHand(context: SyncContext): Stop {
  return stopAll([startOfSession(context), startBookmarkList(context)]);
}

/**
 * Whether it is known how it stands with the link. What is fetched before it is joined might miss what
 * happens until then; without a link, what there is has to do.
 */
const isSettled = ({ status }: ConnectionState): boolean =>
  status === 'live' || status === 'stale' || status === 'refused' || status === 'suspended';

function startOfSession({ store, backend, clock, random }: SyncContext): Stop {
  let cancelRetry: Stop = () => undefined;
  /** What is under way for another session, or is older than this, does not go on. */
  let turn = 0;

  async function loadPins(sessionId: string, isCurrent: () => boolean): Promise<void> {
    const knownRev = (): number => store.getState().timelines[sessionId]?.knownRev ?? 0;
    let heard;
    do {
      heard = knownRev();
      const messages = await backend.listPins(sessionId);
      if (!isCurrent()) return;
      store.dispatch({ type: 'pins/loaded', sessionId, messages });
      // A change that was heard while the answer was on its way may be missing from it.
    } while (knownRev() > heard);
  }

  async function loadBookmarkIds(sessionId: string, isCurrent: () => boolean): Promise<void> {
    let heard;
    do {
      heard = store.getState().bookmarks.turn;
      const ids = await backend.listBookmarkIds(sessionId);
      if (!isCurrent()) return;
      store.dispatch({ type: 'bookmark/idsLoaded', sessionId, ids });
    } while (store.getState().bookmarks.turn !== heard);
  }

  async function load(sessionId: string, mine: number, attempt: number): Promise<void> {
    const isCurrent = (): boolean => mine === turn;
    try {
      await loadPins(sessionId, isCurrent);
      if (isCurrent()) await loadBookmarkIds(sessionId, isCurrent);
    } catch (thrown) {
      const error = toChatError(thrown);
      // Whoever may not see the session hears so where its messages would be.
      if (!isCurrent() || !isTransient(error)) return;
      const wait = error.retryAfterMs ?? backoffMs(attempt, random);
      cancelRetry = clock.after(wait, () => void load(sessionId, mine, attempt + 1));
    }
  }

  function look(): void {
    turn += 1;
    cancelRetry();
    const { openSessionId, connection } = store.getState();
    if (openSessionId !== null && isSettled(connection)) void load(openSessionId, turn, 1);
  }

  const unsubscribe = store.subscribe((state, before) => {
    const isBack = isSettled(state.connection) && !isSettled(before.connection);
    if (state.openSessionId !== before.openSessionId || isBack) look();
  });
  look();

  return () => {
    turn += 1;
    cancelRetry();
    unsubscribe();
  };
}

function startBookmarkList({ store, backend }: SyncContext): Stop {
  let running = -1;
  let stopped = false;

  async function load(turn: number, cursor: string | null): Promise<void> {
    try {
      const page = await backend.listBookmarks(cursor, BOOKMARK_PAGE);
      if (!stopped) store.dispatch({ type: 'bookmarks/loaded', turn, ...page });
    } catch (thrown) {
      // The person sees why, and asks again: nothing else depends on this list.
      if (!stopped) store.dispatch({ type: 'bookmarks/failed', turn, error: toChatError(thrown) });
    }
  }

  function look(): void {
    const { wanted, turn, nextCursor } = store.getState().bookmarks;
    if (wanted === null || turn === running) return;
    running = turn;
    void load(turn, wanted === 'more' ? nextCursor : null);
  }

  const unsubscribe = store.subscribe((state, before) => {
    const { status, items } = state.bookmarks;
    const isBack = state.connection.status === 'live' && before.connection.status !== 'live';
    // What was paged further is left as it is: a shorter list would move under the reader.
    if (isBack && status === 'ready' && items.length <= BOOKMARK_PAGE) {
      store.dispatch({ type: 'bookmarks/requested', more: false });
    } else if (state.bookmarks !== before.bookmarks) look();
  });
  look();

  return () => {
    stopped = true;
    unsubscribe();
  };
}
