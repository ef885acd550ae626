import 'fake-indexeddb/auto';
import { IDBFactory, IDBObjectStore } from 'fake-indexeddb';
import { deleteDB, openDB } from 'idb';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { outgoing } from '../../../src/core/compose.ts';
import type { Disk } from '../../../src/sync/disk/disk.ts';
import { openIdbDisk } from '../../../src/sync/disk/idb-disk.ts';
import { createMemoryDisk } from '../../../src/sync/disk/memory-disk.ts';
import { ANNA, BEN, SESSION, uuid } from '../../support/samples.ts';

const FIRST = '00000000-0000-7000-8000-000000000000';
const LAST = 'ffffffff-ffff-7fff-8fff-ffffffffffff';

afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  await deleteDB('chat');
});

describe.each([
  ['IndexedDB', openIdbDisk],
  ['memory', () => Promise.resolve(createMemoryDisk())],
])('the cache in %s', (_name, open: () => Promise<Disk>) => {
  test('gives back what was written, and null for anything else', async () => {
    const disk = await open();
    const value = { format: 1, messages: [{ content: 'x' }] };
    await disk.writeCache(ANNA, 'timeline:a', value, 1);
    expect(await disk.readCache(ANNA, 'timeline:a')).toEqual(value);
    expect(await disk.readCache(ANNA, 'timeline:b')).toBeNull();
    expect(await disk.readCache(BEN, 'timeline:a')).toBeNull();
    await disk.removeCache(ANNA, 'timeline:a');
    expect(await disk.readCache(ANNA, 'timeline:a')).toBeNull();
    disk.close();
  });

  test('lists by prefix, the most recently written first', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const disk = await open();
    for (const key of ['timeline:a', 'timeline:b', 'list', 'timeline:a']) {
      vi.setSystemTime(Date.now() + 1_000);
      await disk.writeCache(ANNA, key, key, 0);
    }
    await disk.writeCache(BEN, 'timeline:c', 'c', 0);
    const keys = await disk.listCache(ANNA, 'timeline:');
    expect(keys).toEqual(['timeline:a', 'timeline:b']);
    disk.close();
  });

  test('keeps what has the higher rank', async () => {
    const disk = await open();
    const written: unknown[] = [];
    for (const rank of [5, 4, 5, 6, 1]) {
      await disk.writeCache(ANNA, 'timeline:a', rank, rank);
      written.push(await disk.readCache(ANNA, 'timeline:a'));
    }
    expect(written).toEqual([5, 5, 5, 6, 6]);
    disk.close();
  });

  test.each<[string, string | null, readonly string[]]>([
    ['of others', ANNA, [ANNA]],
    ['of everybody', null, []],
  ])('forgets that %s, and nothing else', async (_whose, except, left) => {
    const disk = await open();
    const people = [FIRST, ANNA, BEN, LAST];
    for (const person of people) {
      for (const key of ['list', 'timeline:a', '\uffff'])
        await disk.writeCache(person, key, key, 0);
      await disk.writeFile(person, person, new Blob(['x']));
      const item = outgoing({
        id: person.replace('7', '9'),
        sessionId: SESSION,
        authorId: person,
        text: 'x',
        at: 1,
      });
      await disk.writeOutgoing(item);
    }
    await disk.clearCache(except);
    const counts = people.map(async (id) => (await disk.listCache(id, '')).length);
    expect(await Promise.all(counts)).toEqual(people.map((id) => (left.includes(id) ? 3 : 0)));
    for (const person of people) {
      expect(await disk.readOutbox(person)).toHaveLength(1);
      expect(await disk.readFile(person)).not.toBeNull();
    }
    disk.close();
  });
});

describe('the disk in IndexedDB', () => {
  const item = (n: number) =>
    outgoing({ id: uuid(n), sessionId: SESSION, authorId: ANNA, text: `text ${n}`, at: n });

  /** Storage with room for nothing, until something was deleted. */
  function fillUp(): void {
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('', 'QuotaExceededError');
    });
    vi.spyOn(IDBObjectStore.prototype, 'clear').mockImplementationOnce(function clear(
      this: IDBObjectStore,
    ) {
      put.mockRestore();
      return this.clear();
    });
  }

  test('forgets the cache for a message that finds no room', async () => {
    const disk = await openIdbDisk();
    await disk.writeCache(ANNA, 'timeline:a', 'x', 1);
    fillUp();
    await disk.writeOutgoing(item(1));
    expect((await disk.readOutbox(ANNA)).map(({ id }) => id)).toEqual([uuid(1)]);
    expect(await disk.listCache(ANNA, '')).toEqual([]);
    disk.close();
  });

  test('forgets the cache for a file that finds no room', async () => {
    const disk = await openIdbDisk();
    await disk.writeCache(ANNA, 'timeline:a', 'x', 1);
    fillUp();
    await disk.writeFile('file', ANNA, new Blob(['x']));
    expect(await disk.readFile('file')).not.toBeNull();
    expect(await disk.listCache(ANNA, '')).toEqual([]);
    disk.close();
  });

  test('says so when there is no room at all, and stays as it was', async () => {
    const disk = await openIdbDisk();
    await disk.writeOutgoing(item(1));
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('', 'QuotaExceededError');
    });
    await expect(disk.writeOutgoing(item(2))).rejects.toThrow();
    await expect(disk.writeCache(ANNA, 'list', 'x', 0)).rejects.toThrow();
    put.mockRestore();
    expect((await disk.readOutbox(ANNA)).map(({ id }) => id)).toEqual([uuid(1)]);
    disk.close();
  });

  test('is refused where the browser has none', async () => {
    vi.stubGlobal('indexedDB', undefined);
    await expect(openIdbDisk()).rejects.toThrow();
  });

  test('is refused where the browser forbids it', async () => {
    vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(() => {
      throw new DOMException('', 'SecurityError');
    });
    await expect(openIdbDisk()).rejects.toThrow();
  });

  test('is refused when it does not answer', async () => {
    // A tab that does not let go, and one that wants the database gone, for which opening waits.
    const stubborn = await openDB('chat', 1);
    const gone = deleteDB('chat');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const refused = expect(openIdbDisk()).rejects.toThrow(/does not answer/);
    await vi.advanceTimersByTimeAsync(3_000);
    await refused;
    vi.useRealTimers();
    stubborn.close();
    await gone;
  });
});
