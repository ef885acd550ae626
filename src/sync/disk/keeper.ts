import type { Outgoing } from '../../core/state.ts';
import type { Stop } from '../../lib/stop.ts';
import type { ChatStore } from '../../store/store.ts';
import { fromStored, type Disk } from './disk.ts';
import { createMemoryDisk } from './memory-disk.ts';

/** Shown while nothing can be stored on this device. */
const NOT_KEPT =
  'This browser stores nothing for the chat: a message that is not sent yet is lost when you close this tab.';

export interface Keeper {
  /** Resolves when what was left from earlier visits is back in the outbox. */
  readonly restored: Promise<void>;
  stop: Stop;
}

/**
 * Keeps one person's outbox on the disk: written before it is sent, rewritten when it is refused or
 * tried again, removed when it has arrived. If the disk fails, the queue goes on in memory and the
 * person is told.
 */
export function startKeeper(store: ChatStore, opening: Promise<Disk>, userId: string): Keeper {
  const fallback = createMemoryDisk();
  let stopped = false;
  /** What is on the disk, or on its way there: the id, and whether it is kept as failed. */
  const kept = new Map<string, boolean>();
  /** Writes happen one after the other: a removal must not overtake the write before it. */
  let last: Promise<void> = Promise.resolve();

  function trouble(): void {
    if (!stopped && store.getState().storageTrouble === null) {
      store.dispatch({ type: 'storage/troubled', reason: NOT_KEPT });
    }
  }

  const disk = opening.catch(() => {
    trouble();
    return fallback;
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

  function keep(outbox: readonly Outgoing[]): void {
    const mine = outbox.filter((item) => item.authorId === userId);
    for (const item of mine) {
      const failed = item.status === 'failed';
      if (kept.get(item.id) === failed) continue;
      kept.set(item.id, failed);
      enqueue(
        (on) => on.writeOutgoing(item),
        () => store.dispatch({ type: 'outbox/stored', id: item.id }),
      );
    }
    const still = new Set(mine.map((item) => item.id));
    for (const id of kept.keys()) {
      if (still.has(id)) continue;
      kept.delete(id);
      enqueue((on) => on.removeOutgoing(id));
    }
  }

  async function restore(): Promise<void> {
    await run(async (on) => {
      const items = await on.readOutbox(userId);
      if (stopped || items.length === 0) return;
      for (const { id, item } of items) {
        kept.set(id, item.status === 'failed');
        // For those still on screen, whose writing was not awaited by whoever kept them before.
        store.dispatch({ type: 'outbox/stored', id });
      }
      store.dispatch({ type: 'outbox/restored', items: items.map(fromStored) });
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
    stop: () => {
      stopped = true;
      unsubscribe();
    },
  };
}
