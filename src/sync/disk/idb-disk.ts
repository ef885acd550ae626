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
  return {
    readOutbox: (userId) =>
      database.getAllFromIndex(
        'outbox',
        'by author, in order',
        IDBKeyRange.bound([userId, -Infinity], [userId, Infinity]),
      ),
    writeOutgoing: async (item) => {
      // `strict`: a crash of the machine a moment later must not lose it.
      const writing = database.transaction('outbox', 'readwrite', { durability: 'strict' });
      await Promise.all([writing.store.put(item), writing.done]);
    },
    removeOutgoing: (id) => database.delete('outbox', id),
    close: () => database.close(),
  };
}
