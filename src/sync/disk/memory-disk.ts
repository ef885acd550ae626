import type { Disk, StoredOutgoing } from './disk.ts';

/** Keeps things while the tab is open; for browsers that store nothing, and for tests. */
export function createMemoryDisk(): Disk {
  const outbox = new Map<string, StoredOutgoing>();
  return {
    readOutbox: (userId) =>
      Promise.resolve(
        [...outbox.values()]
          .filter((item) => item.authorId === userId)
          .sort((a, b) => a.position - b.position),
      ),
    writeOutgoing: (item) => {
      outbox.set(item.id, item);
      return Promise.resolve();
    },
    removeOutgoing: (id) => {
      outbox.delete(id);
      return Promise.resolve();
    },
    close: () => undefined,
  };
}
