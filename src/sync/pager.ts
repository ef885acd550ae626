import { chatError, isTransient, toChatError } from '../core/errors.ts';
import { backoffMs } from '../lib/backoff.ts';
import type { Stop } from '../lib/stop.ts';
import type { SyncContext } from './context.ts';
import type { Ear } from './ear.ts';
import { LIST_PAGE, NEWEST_PAGE, OLDER_PAGE } from './waits.ts';

/**
 * Loads what the state says is wanted: the newest page of a timeline that is `loading`, an older
 * page of one that is `loadingOlder`, further rows of the list. One request per thing at a time;
 * a passing failure of a first page is tried again until it works.
 */
export function startPager(context: SyncContext, ear: Ear): Stop {
  const { store, backend, clock, random } = context;
  const busy = new Set<string>();
  const retries = new Set<Stop>();
  let stopped = false;

  /** Runs `load` unless `key` is busy; `recover` hears what went wrong. */
  function once(key: string, load: () => Promise<void>, recover: (thrown: unknown) => void): void {
    if (busy.has(key)) return;
    busy.add(key);
    load()
      .catch((thrown: unknown) => {
        if (!stopped) recover(thrown);
      })
      .finally(() => {
        busy.delete(key);
        // What was wanted meanwhile starts now.
        if (!stopped) look();
      });
  }

  async function loadNewest(sessionId: string): Promise<void> {
    if (store.getState().sessions[sessionId] === undefined) {
      await ear.whileFetching(
        () => backend.getSession(sessionId),
        (session) => {
          if (!stopped) store.dispatch({ type: 'session/changed', session });
        },
      );
      if (stopped) return;
    }
    const page = await backend.getMessages(sessionId, null, NEWEST_PAGE);
    if (stopped) return;
    store.dispatch({ type: 'timeline/pageLoaded', sessionId, page, older: false });
  }

  async function loadOlder(sessionId: string): Promise<void> {
    const oldest = store.getState().timelines[sessionId]?.messages[0]?.seq ?? null;
    const page = await backend.getMessages(sessionId, oldest, OLDER_PAGE);
    if (stopped) return;
    store.dispatch({ type: 'timeline/pageLoaded', sessionId, page, older: true });
  }

  async function loadMoreSessions(): Promise<void> {
    await ear.whileFetching(
      () => backend.listSessions(store.getState().list.nextCursor, LIST_PAGE),
      (page) => {
        if (!stopped) store.dispatch({ type: 'list/loaded', ...page, more: true });
      },
    );
  }

  const attempts = new Map<string, number>();

  function failNewest(sessionId: string, thrown: unknown): void {
    const error = toChatError(thrown);
    if (error.kind === 'NotFound') {
      // “Not yours” and “not there” read alike.
      const gone = chatError('NotFound', 'This conversation does not exist, or it is not yours.');
      store.dispatch({ type: 'timeline/failed', sessionId, error: gone });
      return;
    }
    store.dispatch({ type: 'timeline/failed', sessionId, error });
    if (!isTransient(error)) return;
    const attempt = (attempts.get(sessionId) ?? 0) + 1;
    attempts.set(sessionId, attempt);
    const cancel = clock.after(backoffMs(attempt, random), () => {
      retries.delete(cancel);
      store.dispatch({ type: 'timeline/requested', sessionId });
    });
    retries.add(cancel);
  }

  function look(): void {
    const { timelines, list } = store.getState();
    for (const [sessionId, timeline] of Object.entries(timelines)) {
      if (timeline.status === 'loading') {
        once(
          `newest:${sessionId}`,
          () => loadNewest(sessionId),
          (thrown) => failNewest(sessionId, thrown),
        );
      } else if (timeline.loadingOlder) {
        once(
          `older:${sessionId}`,
          () => loadOlder(sessionId),
          (thrown) =>
            store.dispatch({ type: 'timeline/failed', sessionId, error: toChatError(thrown) }),
        );
      }
    }
    if (list.loadingMore) {
      once('list', loadMoreSessions, (thrown) =>
        store.dispatch({ type: 'list/failed', error: toChatError(thrown), more: true }),
      );
    }
  }

  const unsubscribe = store.subscribe((state, before) => {
    if (state.timelines !== before.timelines || state.list !== before.list) look();
  });
  look();

  return () => {
    stopped = true;
    unsubscribe();
    for (const cancel of retries) cancel();
  };
}
