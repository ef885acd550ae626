import type { CachedTimeline } from '../../core/events.ts';
import type { Session } from '../../core/model.ts';
import type { ChatState, Timeline } from '../../core/state.ts';
import type { Clock } from '../../lib/clock.ts';
import { stopAll, type Stop } from '../../lib/stop.ts';
import type { ChatStore } from '../../store/store.ts';
import type { Environment } from '../environment.ts';
import {
  LIST_KEY,
  listEntry,
  MAX_TIMELINES,
  readListEntry,
  readTimelineEntry,
  TIMELINE_PREFIX,
  timelineEntry,
  timelineKey,
} from './cache-entries.ts';
import type { CacheDisk } from './disk.ts';

/** Collects changes for this long, in milliseconds, before they are written together. */
const WRITE_AFTER_MS = 1_000;
/** A disk that has not answered by then, in milliseconds, is no longer waited for. */
const PATIENCE_MS = 300;
/** The conversation on screen is painted first: the others are read this much later, in milliseconds. */
const OTHERS_AFTER_MS = 200;

export interface Cache {
  /** Resolves when what earlier visits left is shown, or when there is none. */
  readonly restored: Promise<void>;
  /** Writes what is not written yet. */
  stop: Stop;
}

/**
 * Shows the session list and the newest messages of recent sessions from the disk while the server
 * has not answered, and keeps them there. Whatever the disk refuses is not worth a word: the server
 * has all of it.
 */
export function startCache(parts: {
  store: ChatStore;
  disk: Promise<CacheDisk>;
  clock: Clock;
  environment: Environment;
  userId: string;
  /** The session that the page shows first, where it shows one. */
  opensFirst: string | null;
}): Cache {
  const { store, clock, environment, userId } = parts;
  let stopped = false;
  /** The session rows as they are on the disk, or on their way there. */
  let savedSessions: ChatState['sessions'] | null = null;
  /** The timelines on the disk by session; null where another is there than in the state. */
  const saved = new Map<string, Timeline | null>();
  let cancelWrite: Stop | null = null;
  let endPause: Stop = () => undefined;

  /** Does not wait for earlier work: the disk itself keeps it in order. */
  async function run(
    work: (disk: CacheDisk) => Promise<void>,
    recover: (disk: CacheDisk) => Promise<void>,
  ): Promise<void> {
    try {
      const disk = await parts.disk;
      await work(disk).catch(() => recover(disk));
    } catch {
      // Without a disk nothing is kept.
    }
  }

  // Full, most likely: the messages make room, and what changes from now on is kept again.
  const write = (key: string, value: unknown, rank: number): void =>
    void run((disk) => disk.writeCache(userId, key, value, rank), dropTimelines);
  const remove = (key: string): void =>
    void run((disk) => disk.removeCache(userId, key), dropTimelines);

  async function dropTimelines(disk: CacheDisk): Promise<void> {
    const keys = await disk.listCache(userId, TIMELINE_PREFIX);
    await Promise.all(keys.map((key) => disk.removeCache(userId, key)));
  }

  function save(): void {
    cancelWrite?.();
    cancelWrite = null;
    const { list, sessions, timelines } = store.getState();
    // A row alone, before the list is there, must not replace a list that was kept.
    if (list.status === 'ready' && sessions !== savedSessions) {
      savedSessions = sessions;
      write(LIST_KEY, listEntry(sessions), 0);
    }
    const recent = new Map(Object.entries(timelines).slice(-MAX_TIMELINES));
    for (const [sessionId, timeline] of recent) {
      // A window into the past is not where the next visit begins; what was kept before is.
      if (timeline.status !== 'ready' || timeline.hasNewer) continue;
      if (saved.get(sessionId) === timeline) continue;
      saved.set(sessionId, timeline);
      write(timelineKey(sessionId), timelineEntry(timeline), timeline.cursor);
    }
    for (const sessionId of [...saved.keys()].filter((id) => !recent.has(id))) {
      saved.delete(sessionId);
      remove(timelineKey(sessionId));
    }
  }

  /** What `parse` makes of an entry, or null; one that cannot be read is deleted. */
  async function read<T>(
    disk: CacheDisk,
    key: string,
    parse: (value: unknown) => T | null,
  ): Promise<T | null> {
    const value = await disk.readCache(userId, key).catch(() => undefined);
    if (value === null) return null;
    const entry = parse(value);
    if (entry === null) remove(key);
    return entry;
  }

  const readTimeline = (disk: CacheDisk, sessionId: string): Promise<CachedTimeline | null> =>
    read(disk, timelineKey(sessionId), (value) => readTimelineEntry(sessionId, value));

  async function restore(disk: CacheDisk): Promise<void> {
    const first = store.getState().openSessionId ?? parts.opensFirst;
    const [sessions, open] = await Promise.all([
      read(disk, LIST_KEY, readListEntry),
      first === null ? null : readTimeline(disk, first),
    ]);
    if (stopped) return;
    show(sessions ?? [], open === null ? [] : [open]);
    await disk.clearCache(userId);
    await pause(disk, first);
    await restoreOthers(disk);
  }

  /** Ends a little later; whatever session is opened until then is shown at once. */
  async function pause(disk: CacheDisk, shown: string | null): Promise<void> {
    let last = shown;
    const showOpened = async (): Promise<void> => {
      const { openSessionId } = store.getState();
      if (openSessionId === last || openSessionId === null) return;
      last = openSessionId;
      const timeline = await readTimeline(disk, openSessionId);
      if (timeline !== null) show([], [timeline]);
    };
    const watch = store.subscribe(() => void showOpened());
    await new Promise<void>((resolve) => {
      endPause = stopAll([clock.after(OTHERS_AFTER_MS, resolve), resolve, watch]);
      void showOpened();
    });
    endPause();
  }

  async function restoreOthers(disk: CacheDisk): Promise<void> {
    if (stopped) return;
    const keys = await disk.listCache(userId, TIMELINE_PREFIX);
    for (const key of keys.slice(MAX_TIMELINES)) remove(key);
    const timelines: CachedTimeline[] = [];
    // One by one: between them the page can do what the person wants.
    for (const key of keys.slice(0, MAX_TIMELINES)) {
      const sessionId = key.slice(TIMELINE_PREFIX.length);
      const timeline = saved.has(sessionId) ? null : await readTimeline(disk, sessionId);
      if (timeline !== null) timelines.push(timeline);
    }
    show([], timelines);
  }

  function show(sessions: readonly Session[], timelines: readonly CachedTimeline[]): void {
    if (stopped) return;
    stopWaiting();
    store.dispatch({ type: 'cache/restored', sessions, timelines });
    const state = store.getState();
    for (const { sessionId, cursor } of timelines) {
      const shown = state.timelines[sessionId];
      saved.set(sessionId, shown?.cursor === cursor ? shown : null);
    }
  }

  // Nothing was kept, as far as the person can wait for it.
  const stopWaiting = clock.after(PATIENCE_MS, () => show([], []));
  const restored = run(restore, async (disk) => {
    if (!stopped) await disk.clearCache(null);
  });

  const saveSoon = (): void => {
    cancelWrite ??= clock.after(WRITE_AFTER_MS, save);
  };
  let unsubscribe: Stop = () => undefined;
  let stopListening: Stop = () => undefined;
  // Only from then on: what is on the disk must be known before it can be out of date.
  void restored.then(() => {
    if (stopped) return;
    if (!store.getState().restored) show([], []);
    saveSoon();
    unsubscribe = store.subscribe((state, before) => {
      if (state.sessions !== before.sessions || state.timelines !== before.timelines) saveSoon();
    });
    // A hidden page may end at any moment, and its timers are slow.
    stopListening = environment.onChange(() => {
      if (!environment.visible()) save();
    });
  });

  return {
    restored,
    stop: () => {
      if (stopped) return;
      stopped = true;
      stopWaiting();
      endPause();
      if (cancelWrite !== null) save();
      unsubscribe();
      stopListening();
    },
  };
}

/** Forgets what is cached of everybody: nobody is signed in. */
export function forgetCache(opening: Promise<CacheDisk>): void {
  opening.then((disk) => disk.clearCache(null)).catch(() => undefined);
}
