import type { Outgoing } from '../../core/outgoing.ts';
import type { Stop } from '../../lib/stop.ts';
import type { ChatStore } from '../../store/store.ts';
import { asLeft, type Disk } from './disk.ts';
import { filesOn } from './files.ts';

/** Shown while nothing can be stored on this device. */
const NOT_KEPT =
  'This browser stores nothing for the chat: a message that is not sent yet is lost when you close this tab.';

export interface Keeper {
  /** Resolves when what was left from earlier visits is back in the outbox. */
  readonly restored: Promise<void>;
  /**
   * Brings into the outbox what is on the disk and not known here: what another tab wrote while this
   * one could not hear it. Never rejects.
   */
  readonly reread: () => Promise<void>;
  stop: Stop;
}

/** What the disk has of an item. */
interface Kept {
  /** To tell whether it has changed. */
  readonly form: string;
  readonly fileIds: readonly string[];
}

const keptOf = (item: Outgoing): Kept => ({
  form: JSON.stringify(asLeft(item)),
  fileIds: item.kind === 'message' ? item.files.map((file) => file.id) : [],
});

/**
 * Keeps one person's outbox on the disk: written before it is sent, rewritten when something of it
 * changes that the next visit must know, removed when it has arrived, with the bytes of its files.
 * If the disk fails, the queue goes on in memory and the person is told.
 *
 * All tabs of a browser share the disk: an item is first written where it was composed, rewritten by
 * the leader, and removed by everybody, so that nothing writes what another tab has removed.
 */
export function startKeeper(store: ChatStore, opening: Promise<Disk>, userId: string): Keeper {
  let stopped = false;
  const files = filesOn(opening);
  /** What is on the disk, or on its way there, by id. */
  const kept = new Map<string, Kept>();
  /** What has left the outbox: the disk may still have it, or another tab that heard of it late. */
  const gone = new Set<string>();
  /** Writes happen one after the other: a removal must not overtake the write before it. */
  let last: Promise<void> = Promise.resolve();

  function trouble(): void {
    if (!stopped && store.getState().storageTrouble === null) {
      store.dispatch({ type: 'storage/troubled', reason: NOT_KEPT });
    }
  }

  const disk = opening.catch(async (): Promise<Disk> => {
    trouble();
    return (await import('./memory-disk.ts')).createMemoryDisk();
  });

  async function run(work: (disk: Disk) => Promise<void>): Promise<void> {
    try {
      await work(await disk);
    } catch {
      trouble();
    }
  }

  const enqueue = (work: (disk: Disk) => Promise<void>, then?: () => void): void => {
    last = last.then(() => run(work)).then(() => (stopped ? undefined : then?.()));
  };

  function write(item: Outgoing, as: Kept): void {
    const isNewest = (): boolean => kept.get(item.id) === as;
    enqueue(
      async (on) => {
        if (!isNewest()) return;
        // The bytes first: an item on the disk is one that can be sent.
        if (!(await files.written(as.fileIds))) trouble();
        await on.writeOutgoing(asLeft(item));
      },
      () => {
        if (isNewest()) store.dispatch({ type: 'outbox/stored', id: item.id });
      },
    );
  }

  function keepItem(item: Outgoing): void {
    const before = kept.get(item.id);
    const now = keptOf(item);
    if (before?.form === now.form) return;
    kept.set(item.id, now);
    // Another tab wrote it, and is rewriting it.
    if (item.status === 'unsaved' || (before !== undefined && store.getState().leads)) {
      write(item, now);
    }
    for (const id of before?.fileIds ?? []) if (!now.fileIds.includes(id)) files.remove(id);
  }

  function keep(outbox: readonly Outgoing[]): void {
    const mine = outbox.filter((item) => item.authorId === userId);
    for (const item of mine) keepItem(item);
    const still = new Set(mine.map((item) => item.id));
    for (const [id, { fileIds }] of kept) {
      if (still.has(id)) continue;
      kept.delete(id);
      gone.add(id);
      enqueue((on) => on.removeOutgoing(id));
      for (const fileId of fileIds) files.remove(fileId);
    }
  }

  async function restore(): Promise<void> {
    await run(async (on) => {
      const items = (await on.readOutbox(userId)).map(({ item }) => asLeft(item));
      if (stopped || items.length === 0) return;
      for (const item of items) {
        kept.set(item.id, keptOf(item));
        // For those still on screen, whose writing was not awaited by whoever kept them before.
        store.dispatch({ type: 'outbox/stored', id: item.id });
      }
      store.dispatch({ type: 'outbox/restored', items });
    });
  }

  async function reread(): Promise<void> {
    // After what is still to be written or removed here.
    await last;
    await run(async (on) => {
      const items = (await on.readOutbox(userId))
        .map(({ item }) => asLeft(item))
        .filter(({ id }) => !gone.has(id));
      const known = new Set(store.getState().outbox.map(({ id }) => id));
      if (stopped || items.every(({ id }) => known.has(id))) return;
      store.dispatch({ type: 'outbox/restored', items });
    });
  }

  const restored = restore();
  last = restored;
  let unsubscribe: Stop = () => undefined;
  // Only from then on: what is written meanwhile takes its place after what was there.
  void restored.then(() => {
    if (stopped) return;
    keep(store.getState().outbox);
    unsubscribe = store.subscribe((state, before) => {
      if (state.outbox !== before.outbox) keep(state.outbox);
    });
  });

  return {
    restored,
    reread,
    stop: () => {
      stopped = true;
      unsubscribe();
    },
  };
}
