import { openDB, type DBSchema } from 'idb';
import type { Disk, StoredOutgoing } from './disk.ts';

const NAME = 'chat';
const VERSION = 1;

interface ChatSchema extends DBSchema {
  outbox: {
    key: string;
    value: StoredOutgoing;
    indexes: { 'by author, in order': [string, number] };
  };
  files: { key: string; value: { id: string; authorId: string; bytes: Blob } };
  cache: {
    key: [string, string];
    value: { userId: string; key: string; value: unknown; writtenAt: number };
    indexes: { 'by age': [string, number] };
  };
  terms: { key: string; value: { userId: string; term: number } };
}

/** A new version waits this long for tabs with the old one to let go, in milliseconds. */
const OPEN_TIMEOUT_MS = 3_000;

/**
 * The disk in the browser's IndexedDB. Rejects where there is none (private windows of some
 * browsers), where it is of a newer version of the app, or where another tab blocks it.
 */
export async function openIdbDisk(): Promise<Disk> {
  const opening = openDB<ChatSchema>(NAME, VERSION, {
    upgrade: (database) => {
      const outbox = database.createObjectStore('outbox', { keyPath: 'id' });
      outbox.createIndex('by author, in order', ['authorId', 'position']);
      database.createObjectStore('files', { keyPath: 'id' });
      const cache = database.createObjectStore('cache', { keyPath: ['userId', 'key'] });
      cache.createIndex('by age', ['userId', 'writtenAt']);
      database.createObjectStore('terms', { keyPath: 'userId' });
    },
    // A tab with a newer version wants the database: what is lost here is kept in memory.
    blocking: (_current, _wanted, event) => (event.target as IDBDatabase).close(),
  });
  const database = await Promise.race([
    opening,
    new Promise<never>((_, reject) =>
      setTimeout(
        () => reject(new Error('The browser’s storage does not answer.')),
        OPEN_TIMEOUT_MS,
      ),
    ),
  ]);
  const everythingOf = (userId: string): IDBKeyRange =>
    IDBKeyRange.bound([userId, -Infinity], [userId, Infinity]);
  return {
    readOutbox: (userId) =>
      database.getAllFromIndex('outbox', 'by author, in order', everythingOf(userId)),
    writeOutgoing: async (item) => {
      // `strict`: a crash of the machine a moment later must not lose it.
      const { store, done } = database.transaction('outbox', 'readwrite', { durability: 'strict' });
      const before = await store.get(item.id);
      const newest = await store
        .index('by author, in order')
        .openCursor(everythingOf(item.authorId), 'prev');
      const position = before?.position ?? (newest?.value.position ?? 0) + 1;
      await store.put({ id: item.id, authorId: item.authorId, position, item });
      await done;
    },
    removeOutgoing: (id) => database.delete('outbox', id),
    writeFile: async (id, authorId, bytes) => {
      await database.put('files', { id, authorId, bytes });
    },
    readFile: async (id) => (await database.get('files', id))?.bytes ?? null,
    removeFile: (id) => database.delete('files', id),
    readCache: async (userId, key) => (await database.get('cache', [userId, key]))?.value ?? null,
    listCache: async (userId, prefix) => {
      const entries = await database.getAllFromIndex('cache', 'by age', everythingOf(userId));
      return entries
        .filter((entry) => entry.key.startsWith(prefix))
        .reverse()
        .map(({ key, value }) => ({ key, value }));
    },
    writeCache: async (userId, key, value) => {
      await database.put('cache', { userId, key, value, writtenAt: Date.now() });
    },
    removeCache: (userId, key) => database.delete('cache', [userId, key]),
    clearCache: async (exceptUserId) => {
      const { store, done } = database.transaction('cache', 'readwrite');
      for await (const cursor of store) {
        if (cursor.value.userId !== exceptUserId) await cursor.delete();
      }
      await done;
    },
    raiseTerm: async (userId) => {
      const { store, done } = database.transaction('terms', 'readwrite');
      const term = ((await store.get(userId))?.term ?? 0) + 1;
      await store.put({ userId, term });
      await done;
      return term;
    },
    readTerm: async (userId) => (await database.get('terms', userId))?.term ?? 0,
    close: () => database.close(),
  };
}
