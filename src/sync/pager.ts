import { chatError, ChatFailure, isTransient, toChatError } from '../core/errors.ts';
import type { WindowPage } from '../core/events.ts';
import type { Jump } from '../core/jump.ts';
import type { Timeline } from '../core/state.ts';
import { backoffMs } from '../lib/backoff.ts';
import type { Stop } from '../lib/stop.ts';
import type { SyncContext } from './context.ts';
import { readTimelineEntry, timelineKey } from './disk/cache-entries.ts';
import type { CacheDisk } from './disk/disk.ts';
import type { Ear } from './ear.ts';
import { AROUND_PAGE, LIST_PAGE, NEWEST_PAGE, OLDER_PAGE } from './waits.ts';

/**
 * Loads what the state says is wanted: the first page of a timeline that is `loading`, the page
 * before or after one that is `loadingOlder` or `loadingNewer`, the messages around the target of a
 * jump, further rows of the list. One request per thing at a time; a passing failure of a first page
 * is tried again until it works.
 */
export function startPager(context: SyncContext, ear: Ear, disk: Promise<CacheDisk>): Stop {
  const { store, backend, clock, random, me } = context;
  const busy = new Set<string>();
  const retries = new Set<Stop>();
  let stopped = false;
  // Read through a function: it changes while requests are under way, which types cannot see.
  const isStopped = (): boolean => stopped;

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

  /** Without its row a session could not be shown. */
  async function haveSession(sessionId: string): Promise<void> {
    if (store.getState().sessions[sessionId] !== undefined) return;
    await ear.whileFetching(
      () => backend.getSession(sessionId),
      (session) => {
        if (!stopped) store.dispatch({ type: 'session/changed', session });
      },
    );
  }

  async function loadFirst(sessionId: string, { messages, hasNewer }: Timeline): Promise<void> {
    await haveSession(sessionId);
    if (isStopped()) return;
    const middle = hasNewer ? messages[messages.length >> 1] : undefined;
    if (middle === undefined) {
      const page = await backend.getMessages(sessionId, null, NEWEST_PAGE);
      if (isStopped()) return;
      store.dispatch({ type: 'timeline/pageLoaded', sessionId, page, older: false });
    } else {
      const page = await backend.getMessages(sessionId, { around: middle.seq }, AROUND_PAGE);
      if (isStopped()) return;
      store.dispatch({ type: 'timeline/windowLoaded', sessionId, page, jump: null });
    }
  }

  async function loadOlder(sessionId: string, { messages }: Timeline): Promise<void> {
    const edge = messages[0]?.seq ?? null;
    const page = await backend.getMessages(sessionId, edge, OLDER_PAGE);
    if (stopped) return;
    store.dispatch({ type: 'timeline/pageLoaded', sessionId, page, older: true, edge });
  }

  async function loadNewer(sessionId: string, { messages }: Timeline): Promise<void> {
    const edge = messages.at(-1)?.seq ?? 0;
    const page = await backend.getMessages(sessionId, { after: edge }, OLDER_PAGE);
    if (stopped) return;
    store.dispatch({ type: 'timeline/newerLoaded', sessionId, page, edge });
  }

  /** The `seq` to load around, or null for the newest page. */
  async function seqOfTarget({ sessionId, target }: Jump): Promise<number | null> {
    if ('latest' in target) return null;
    if ('seq' in target) return target.seq;
    if ('at' in target) return backend.seqAt(sessionId, target.at);
    const [message] = await backend.getMessagesById(sessionId, [target.messageId]);
    if (message !== undefined) return message.seq;
    throw new ChatFailure(chatError('NotFound', 'This message is not available any more.'));
  }

  /**
   * The newest messages; where the server cannot be asked, as this device kept them: what is written
   * without a network belongs below them. Catching up brings what has changed since.
   */
  async function loadNewest(sessionId: string): Promise<WindowPage> {
    try {
      return await backend.getMessages(sessionId, null, NEWEST_PAGE);
    } catch (thrown) {
      if (toChatError(thrown).kind !== 'Offline') throw thrown;
      const kept = await disk
        .then((opened) => opened.readCache(me.id, timelineKey(sessionId)))
        .then((entry) => readTimelineEntry(sessionId, entry))
        .catch(() => null);
      if (kept === null) throw thrown;
      const { messages, hasOlder, cursor } = kept;
      return { messages, hasOlder, hasNewer: false, lastRev: cursor };
    }
  }

  async function loadJump(jump: Jump): Promise<void> {
    const { id, sessionId } = jump;
    await haveSession(sessionId);
    const seq = await seqOfTarget(jump);
    const page =
      seq === null
        ? await loadNewest(sessionId)
        : await backend.getMessages(sessionId, { around: seq }, AROUND_PAGE);
    if (stopped) return;
    store.dispatch({ type: 'timeline/windowLoaded', sessionId, page, jump: { id, seq } });
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

  function failFirst(sessionId: string, thrown: unknown): void {
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

  /** A page that nobody waits for any more may fail unnoticed. */
  function failPage(sessionId: string, thrown: unknown): void {
    const timeline = store.getState().timelines[sessionId];
    if (timeline?.loadingOlder !== true && timeline?.loadingNewer !== true) return;
    store.dispatch({ type: 'timeline/failed', sessionId, error: toChatError(thrown) });
  }

  function look(): void {
    const { timelines, list, jump } = store.getState();
    for (const [sessionId, timeline] of Object.entries(timelines)) {
      const fail = (thrown: unknown): void => failPage(sessionId, thrown);
      if (timeline.status === 'loading') {
        once(
          `first:${sessionId}`,
          () => loadFirst(sessionId, timeline),
          (thrown) => failFirst(sessionId, thrown),
        );
      }
      if (timeline.loadingOlder) {
        once(`older:${sessionId}`, () => loadOlder(sessionId, timeline), fail);
      }
      if (timeline.loadingNewer) {
        once(`newer:${sessionId}`, () => loadNewer(sessionId, timeline), fail);
      }
    }
    if (jump?.status === 'loading') {
      const { id } = jump;
      once(
        `jump:${id}`,
        () => loadJump(jump),
        (thrown) => store.dispatch({ type: 'jump/failed', id, error: toChatError(thrown) }),
      );
    }
    if (list.loadingMore) {
      once('list', loadMoreSessions, (thrown) =>
        store.dispatch({ type: 'list/failed', error: toChatError(thrown), more: true }),
      );
    }
  }

  const unsubscribe = store.subscribe((state, before) => {
    const { timelines, list, jump } = before;
    if (state.timelines !== timelines || state.list !== list || state.jump !== jump) look();
  });
  look();

  return () => {
    stopped = true;
    unsubscribe();
    for (const cancel of retries) cancel();
  };
}
