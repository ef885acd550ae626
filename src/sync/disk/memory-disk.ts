import type { Disk, StoredOutgoing } from './disk.ts';

/** Keeps things while the tab is open; for browsers that store nothing, and for tests. */
export function createMemoryDisk(): Disk {
  const outbox = new Map<string, StoredOutgoing>();
  const files = new Map<string, Blob>();
  const cache = new Map<string, { userId: string; key: string; value: unknown; rank: number }>();
  const terms = new Map<string, number>();
  let position = 0;
  const cacheKey = (userId: string, key: string): string => `${userId} ${key}`;
  return {
    readOutbox: (userId) =>
      Promise.resolve(
        [...outbox.values()]
          .filter((stored) => stored.authorId === userId)
          .sort((a, b) => a.position - b.position),
      ),
    writeOutgoing: (item) => {
      const at = outbox.get(item.id)?.position ?? (position += 1);
      outbox.set(item.id, { id: item.id, authorId: item.authorId, position: at, item });
      return Promise.resolve();
    },
    removeOutgoing: (id) => {
      outbox.delete(id);
      return Promise.resolve();
    },
    writeFile: (id, _authorId, bytes) => {
      files.set(id, bytes);
      return Promise.resolve();
    },
    readFile: (id) => Promise.resolve(files.get(id) ?? null),
    removeFile: (id) => {
      files.delete(id);
      return Promise.resolve();
    },
    readCache: (userId, key) => Promise.resolve(cache.get(cacheKey(userId, key))?.value ?? null),
    listCache: (userId, prefix) =>
      Promise.resolve(
        [...cache.values()]
          .filter((entry) => entry.userId === userId && entry.key.startsWith(prefix))
          .reverse()
          .map(({ key }) => key),
      ),
    writeCache: (userId, key, value, rank) => {
      const at = cacheKey(userId, key);
      if ((cache.get(at)?.rank ?? 0) > rank) return Promise.resolve();
      // Deleted first, so that the order of the map is the order of writing.
      cache.delete(at);
      // A copy, as a real disk makes one.
      cache.set(at, { userId, key, value: structuredClone(value), rank });
      return Promise.resolve();
    },
    removeCache: (userId, key) => {
      cache.delete(cacheKey(userId, key));
      return Promise.resolve();
    },
    clearCache: (exceptUserId) => {
      for (const [key, entry] of cache) if (entry.userId !== exceptUserId) cache.delete(key);
      return Promise.resolve();
    },
    raiseTerm: (userId) => {
      const term = (terms.get(userId) ?? 0) + 1;
      terms.set(userId, term);
      return Promise.resolve(term);
    },
    readTerm: (userId) => Promise.resolve(terms.get(userId) ?? 0),
    close: () => undefined,
  };
}
