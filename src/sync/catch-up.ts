import type { SessionPage } from '../backend/backend.ts';
import { isTransient, toChatError } from '../core/errors.ts';
import type { Stop } from '../lib/stop.ts';
import type { SyncContext } from './context.ts';
import type { Ear } from './ear.ts';
import type { Syncer } from './syncer.ts';
import { LIST_PAGE } from './waits.ts';

export interface CatchUp {
  /**
   * The list's first page tells how far each session is; then what is loaded follows. Rejects with
   * what kept the server from being asked.
   */
  readonly run: () => Promise<void>;
  stop: Stop;
}

/** @param andThen hears that the list and what is loaded of its sessions are up to date */
export function createCatchUp(
  context: SyncContext,
  ear: Ear,
  syncer: Syncer,
  andThen: () => void,
): CatchUp {
  const { store, backend } = context;
  let stopped = false;
  // Read through a function: it changes while requests are under way, which types cannot see.
  const isStopped = (): boolean => stopped;

  /**
   * Sessions that this device knows and that should be on the page, but are not; and the one on screen
   * wherever it is: its people and its product may change without moving it up.
   */
  function missingFrom(page: SessionPage): readonly string[] {
    const { sessions, openSessionId } = store.getState();
    const listed = new Set(page.sessions.map((session) => session.id));
    const reach = page.hasMore ? (page.sessions.at(-1)?.sortAt ?? Infinity) : -Infinity;
    return Object.values(sessions)
      .filter(({ id, sortAt }) => (sortAt > reach || id === openSessionId) && !listed.has(id))
      .map((session) => session.id);
  }

  /** It may be gone for this person, or newer than the page. */
  async function askAfter(sessionId: string): Promise<void> {
    try {
      await ear.whileFetching(
        () => backend.getSession(sessionId),
        (session) => store.dispatch({ type: 'session/changed', session }),
      );
    } catch (thrown) {
      const { kind } = toChatError(thrown);
      if (kind === 'NotFound') store.dispatch({ type: 'session/removed', sessionId });
      else if (isTransient(toChatError(thrown))) throw thrown;
    }
  }

  async function run(): Promise<void> {
    let missing: readonly string[] = [];
    try {
      await ear.whileFetching(
        () => backend.listSessions(null, LIST_PAGE),
        (page) => {
          if (isStopped()) return;
          store.dispatch({ type: 'list/loaded', ...page, more: false });
          missing = missingFrom(page);
        },
      );
    } catch (thrown) {
      if (!isStopped()) {
        store.dispatch({ type: 'list/failed', error: toChatError(thrown), more: false });
      }
      throw thrown;
    }
    if (isStopped()) return;
    await Promise.all(missing.map(askAfter));
    await syncer.syncAll();
    if (!isStopped()) andThen();
  }

  return {
    run,
    stop: () => {
      stopped = true;
    },
  };
}
