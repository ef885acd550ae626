import type { CachedTimeline } from '../../core/events.ts';
import type { Session } from '../../core/model.ts';
import type { ChatState, Timeline } from '../../core/state.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Stop } from '../../lib/stop.ts';
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
}): Cache {
  const { store, clock, environment, userId } = parts;
  let stopped = false;
  /** The session rows as they are on the disk, or on their way there. */
  let savedSessions: ChatState['sessions'] | null = null;
  /** The timelines on the disk by session; null where another is there than in the state. */
  const saved = new Map<string, Timeline | null>();
  let cancelWrite: Stop | null = null;

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
    const entries = await disk.listCache(userId, TIMELINE_PREFIX);
    await Promise.all(entries.map(({ key }) => disk.removeCache(userId, key)));
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
      if (timeline.status !== 'ready' || saved.get(sessionId) === timeline) continue;
      saved.set(sessionId, timeline);
      write(timelineKey(sessionId), timelineEntry(timeline), timeline.cursor);
    }
    for (const sessionId of [...saved.keys()].filter((id) => !recent.has(id))) {
      saved.delete(sessionId);
      remove(timelineKey(sessionId));
    }
  }

  /** The timelines in these entries; what cannot be read is deleted. */
  const readTimelines = (
    entries: readonly { readonly key: string; readonly value: unknown }[],
  ): readonly CachedTimeline[] =>
    entries.flatMap(({ key, value }, index) => {
      const sessionId = key.slice(TIMELINE_PREFIX.length);
      const timeline = index < MAX_TIMELINES ? readTimelineEntry(sessionId, value) : null;
      if (timeline === null) remove(key);
      return timeline ?? [];
    });

  async function restore(disk: CacheDisk): Promise<void> {
    const { openSessionId } = store.getState();
    const openKey = openSessionId === null ? null : timelineKey(openSessionId);
    const [list, open] = await Promise.all([
      disk.readCache(userId, LIST_KEY),
      openKey === null ? null : disk.readCache(userId, openKey),
    ]);
    const sessions = list === null ? [] : readListEntry(list);
    if (sessions === null) remove(LIST_KEY);
    const first = openKey === null || open === null ? [] : [{ key: openKey, value: open }];
    show(sessions ?? [], readTimelines(first));

    const entries = await disk.listCache(userId, TIMELINE_PREFIX);
    const others = readTimelines(entries.filter(({ key }) => key !== first[0]?.key));
    show([], others);
  }

  function show(sessions: readonly Session[], timelines: readonly CachedTimeline[]): void {
    if (stopped || sessions.length + timelines.length === 0) return;
    store.dispatch({ type: 'cache/restored', sessions, timelines });
    const state = store.getState();
    for (const { sessionId, cursor } of timelines) {
      const shown = state.timelines[sessionId];
      saved.set(sessionId, shown?.cursor === cursor ? shown : null);
    }
  }

  const restored = run(
    async (disk) => {
      await restore(disk);
      await disk.clearCache(userId);
    },
    (disk) => disk.clearCache(null),
  );

  const saveSoon = (): void => {
    cancelWrite ??= clock.after(WRITE_AFTER_MS, save);
  };
  let unsubscribe: Stop = () => undefined;
  let stopListening: Stop = () => undefined;
  // Only from then on: what is on the disk must be known before it can be out of date.
  void restored.then(() => {
    if (stopped) return;
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
