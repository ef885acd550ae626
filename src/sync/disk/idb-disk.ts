import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
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
    value: { userId: string; key: string; value: unknown; rank: number; writtenAt: number };
    indexes: { 'by age': [string, number] };
  };
  terms: { key: string; value: { userId: string; term: number } };
}

type Database = IDBPDatabase<ChatSchema>;

/** A browser whose storage does not answer for this long, in milliseconds, has none. */
const OPEN_TIMEOUT_MS = 3_000;

const openDatabase = (): Promise<Database> =>
  openDB<ChatSchema>(NAME, VERSION, {
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

/** As `openDatabase`, but an answer that comes too late opens nothing. */
async function openInTime(): Promise<Database> {
  const opening = openDatabase();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error('The browser’s storage does not answer.'));
      opening.then((database) => database.close()).catch(() => undefined);
    }, OPEN_TIMEOUT_MS);
  });
  try {
    return await Promise.race([opening, late]);
  } finally {
    clearTimeout(timer);
  }
}

const everythingOf = (userId: string): IDBKeyRange =>
  IDBKeyRange.bound([userId, -Infinity], [userId, Infinity]);

const isFull = (thrown: unknown): boolean =>
  thrown instanceof DOMException && thrown.name === 'QuotaExceededError';

/**
 * The disk in the browser's IndexedDB. Rejects where there is none (private windows of some
 * browsers), where it is of a newer version of the app, or where another tab blocks it.
 */
export async function openIdbDisk(): Promise<Disk> {
  const database = await openInTime();

  /** What a person wrote is worth more than what the server can give again. */
  async function makingRoom(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (thrown) {
      if (!isFull(thrown)) throw thrown;
      await database.clear('cache');
      await write();
    }
  }

  return {
    readOutbox: (userId) =>
      database.getAllFromIndex('outbox', 'by author, in order', everythingOf(userId)),
    writeOutgoing: (item) =>
      makingRoom(async () => {
        // `strict`: a crash of the machine a moment later must not lose it.
        const writing = database.transaction('outbox', 'readwrite', { durability: 'strict' });
        const put = async (): Promise<void> => {
          const before = await writing.store.get(item.id);
          const newest = await writing.store
            .index('by author, in order')
            .openCursor(everythingOf(item.authorId), 'prev');
          const position = before?.position ?? (newest?.value.position ?? 0) + 1;
          await writing.store.put({ id: item.id, authorId: item.authorId, position, item });
        };
        await Promise.all([put(), writing.done]);
      }),
    removeOutgoing: (id) => database.delete('outbox', id),
    writeFile: (id, authorId, bytes) =>
      makingRoom(async () => {
        await database.put('files', { id, authorId, bytes });
      }),
    readFile: async (id) => (await database.get('files', id))?.bytes ?? null,
    removeFile: (id) => database.delete('files', id),
    readCache: async (userId, key) => (await database.get('cache', [userId, key]))?.value ?? null,
    listCache: async (userId, prefix) => {
      const keys = await database.getAllKeysFromIndex('cache', 'by age', everythingOf(userId));
      return keys.flatMap(([, key]) => (key.startsWith(prefix) ? key : [])).reverse();
    },
    writeCache: async (userId, key, value, rank) => {
      const writing = database.transaction('cache', 'readwrite');
      const put = async (): Promise<void> => {
        const before = await writing.store.get([userId, key]);
        if (before !== undefined && before.rank > rank) return;
        await writing.store.put({ userId, key, value, rank, writtenAt: Date.now() });
      };
      await Promise.all([put(), writing.done]);
    },
    removeCache: (userId, key) => database.delete('cache', [userId, key]),
    clearCache: async (exceptUserId) => {
      if (exceptUserId === null) return database.clear('cache');
      // Of the keys [user, key], those before this person's and those after them: an array is
      // greater than any text.
      await Promise.all([
        database.delete('cache', IDBKeyRange.upperBound([exceptUserId], true)),
        database.delete('cache', IDBKeyRange.lowerBound([exceptUserId, []])),
      ]);
    },
    raiseTerm: async (userId) => {
      const writing = database.transaction('terms', 'readwrite');
      const raise = async (): Promise<number> => {
        const term = ((await writing.store.get(userId))?.term ?? 0) + 1;
        await writing.store.put({ userId, term });
        return term;
      };
      const [term] = await Promise.all([raise(), writing.done]);
      return term;
    },
    readTerm: async (userId) => (await database.get('terms', userId))?.term ?? 0,
    close: () => database.close(),
  };
}
