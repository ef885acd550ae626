import { describe, expect, test } from 'vitest';
import { chatError } from '../../../src/core/errors.ts';
import type { Session } from '../../../src/core/model.ts';
import {
  LIST_KEY,
  MAX_TIMELINES,
  readListEntry,
  readTimelineEntry,
  timelineKey,
} from '../../../src/sync/disk/cache-entries.ts';
import type { Disk } from '../../../src/sync/disk/disk.ts';
import { createMemoryDisk } from '../../../src/sync/disk/memory-disk.ts';
import { RELOAD_AFTER_REVS } from '../../../src/sync/waits.ts';
import { startBench, startLiveBench, type Bench } from '../../support/engine.ts';
import { settle } from '../../support/fake-clock.ts';
import { ANNA, BEN, NOON, sampleMe, sampleSession, SESSION, uuid } from '../../support/samples.ts';

/** The conversation on screen comes first, the others follow. */
const ALL_READ_AFTER_MS = 200;
/** A disk that does not answer is waited for this long. */
const DISK_PATIENCE_MS = 300;
const WRITTEN_AFTER_MS = ALL_READ_AFTER_MS + 1_000;
const offline = chatError('Offline', 'The server cannot be reached right now.');

const contents = (bench: Bench, sessionId = SESSION) =>
  bench.state().timelines[sessionId]?.messages.map((message) => message.content);
const keptList = async (disk: Disk) =>
  readListEntry(await disk.readCache(ANNA, LIST_KEY))?.map((session) => session.id);
const keptTimeline = async (disk: Disk, sessionId = SESSION) =>
  readTimelineEntry(sessionId, await disk.readCache(ANNA, timelineKey(sessionId)));
const keptKeys = async (disk: Disk, userId = ANNA) =>
  [...(await disk.listCache(userId, ''))].sort();

/** What a visit leaves behind in which these messages were seen. */
async function visit(texts: readonly string[], disk: Disk = createMemoryDisk()): Promise<Disk> {
  const bench = await startLiveBench(disk);
  for (const [index, content] of texts.entries()) {
    bench.backend.broadcast(bench.backend.server.insert(uuid(6000 + index), { content }));
  }
  await bench.clock.advance(WRITTEN_AFTER_MS);
  bench.engine.stop();
  await settle();
  return disk;
}

/** A visit in which the server does not answer until `arrive` is called. */
async function startCutOff(disk: Disk, prepare: (bench: Bench) => void = () => undefined) {
  const bench = startBench(() => Promise.resolve(disk));
  const releases = (['listSessions', 'claimConnection', 'getMessages', 'getSession'] as const).map(
    (method) => bench.backend.holdNext(method),
  );
  prepare(bench);
  bench.backend.signInAs(sampleMe());
  bench.actions.openSession(SESSION);
  await bench.clock.advance(ALL_READ_AFTER_MS);
  return {
    bench,
    arrive: async () => {
      for (const release of releases) release();
      await settle();
      await bench.clock.advance(WRITTEN_AFTER_MS);
    },
  };
}

/** The server as the first visit left it, and then some. */
const serve = (bench: Bench, texts: readonly string[]): void => {
  for (const [index, content] of texts.entries()) {
    bench.backend.server.insert(uuid(6000 + index), { content });
  }
};

describe('the cache', () => {
  test('shows list and messages before the server answers, and is corrected by it', async () => {
    const disk = await visit(['one', 'two']);
    const { bench, arrive } = await startCutOff(disk, ({ backend }) => {
      serve({ backend } as Bench, ['one', 'two', 'three']);
      backend.server.edit(uuid(6000), 'one, edited');
    });
    expect(bench.state().list).toMatchObject({ status: 'ready', fromCache: true });
    expect(contents(bench)).toEqual(['one', 'two']);

    await arrive();
    expect(bench.state().list.fromCache).toBe(false);
    expect(contents(bench)).toEqual(['one, edited', 'two', 'three']);
    expect((await keptTimeline(disk))?.cursor).toBe(4);
  });

  test('begins with what is on screen, whenever that is opened', async () => {
    const disk = await visit(['one']);
    const [OTHER, THIRD] = [uuid(101), uuid(102)];
    const list = (await disk.readCache(ANNA, LIST_KEY)) as { sessions: Session[] };
    const timeline = (await disk.readCache(ANNA, timelineKey(SESSION))) as object;
    const sessions = [SESSION, OTHER, THIRD].map((id) => sampleSession({ id }));
    await disk.writeCache(ANNA, LIST_KEY, { ...list, sessions }, 0);
    for (const id of [OTHER, THIRD]) {
      await disk.writeCache(ANNA, timelineKey(id), { ...timeline, messages: [] }, 1);
    }
    const bench = startBench(() => Promise.resolve(disk));
    for (const method of ['listSessions', 'getMessages'] as const) bench.backend.holdNext(method);
    bench.backend.signInAs(sampleMe());
    await settle();
    const shown = () =>
      Object.entries(bench.state().timelines).flatMap(([id, { status }]) =>
        status === 'ready' ? id : [],
      );
    expect(shown()).toEqual([]);
    bench.actions.openSession(OTHER);
    await settle();
    expect(shown()).toEqual([OTHER]);
    bench.actions.openSession(SESSION);
    await settle();
    expect(shown()).toEqual([OTHER, SESSION]);
    await bench.clock.advance(ALL_READ_AFTER_MS);
    expect(shown()).toEqual([THIRD, OTHER, SESSION]);
  });

  test('has the session of the first page with the list, before anything is drawn', async () => {
    const disk = await visit(['one']);
    const bench = startBench(() => Promise.resolve(disk), null, SESSION);
    for (const method of ['listSessions', 'getMessages'] as const) bench.backend.holdNext(method);
    const drawn: unknown[] = [];
    bench.store.subscribe((state, before) => {
      if (state.restored && !before.restored) drawn.push(Object.keys(state.timelines));
    });
    bench.backend.signInAs(sampleMe());
    await settle();
    expect(drawn).toEqual([[SESSION]]);
  });

  test('lets people write meanwhile; it is sent when the server is back', async () => {
    const disk = await visit(['one']);
    const { bench, arrive } = await startCutOff(disk, (cutOff) => serve(cutOff, ['one']));
    bench.backend.failNext('sendMessage', offline);
    bench.actions.send(SESSION, 'written offline');
    await settle();
    expect(bench.state().outbox).toHaveLength(1);
    await arrive();
    await bench.clock.advance(60_000);
    expect(bench.state().outbox).toEqual([]);
    expect(contents(bench)).toEqual(['one', 'written offline']);
  });

  test('removes a session that vanished meanwhile', async () => {
    const disk = await visit(['one']);
    const { bench, arrive } = await startCutOff(disk, ({ backend }) => {
      backend.rows = () => [];
    });
    expect(bench.state().sessions[SESSION]).toBeDefined();
    await arrive();
    expect(bench.state().sessions).toEqual({});
    expect(bench.state().timelines).toEqual({});
    expect(await keptList(disk)).toEqual([]);
    expect(await keptKeys(disk)).toEqual([LIST_KEY]);
  });

  test('of a session that moved on too far is loaded anew', async () => {
    const disk = await visit(['one']);
    const { bench, arrive } = await startCutOff(disk, (cutOff) => {
      serve(cutOff, ['one']);
      for (let n = 0; n <= RELOAD_AFTER_REVS; n += 1)
        cutOff.backend.server.insert(uuid(10_000 + n));
    });
    expect(contents(bench)).toEqual(['one']);
    await arrive();
    expect(bench.state().timelines[SESSION]).toMatchObject({
      status: 'ready',
      cursor: RELOAD_AFTER_REVS + 2,
      hasOlder: true,
    });
  });

  test('is written at once when the page is hidden, and when the visit ends', async () => {
    const disk = createMemoryDisk();
    const { backend, clock, environment, engine } = await startLiveBench(disk);
    await clock.advance(ALL_READ_AFTER_MS);
    backend.broadcast(backend.server.insert(uuid(6000), { content: 'seen' }));
    expect(await keptTimeline(disk)).toBeNull();
    environment.set({ visible: false });
    await settle();
    expect((await keptTimeline(disk))?.messages).toHaveLength(1);

    backend.broadcast(backend.server.insert(uuid(6001), { content: 'late' }));
    engine.stop();
    await settle();
    expect((await keptTimeline(disk))?.messages).toHaveLength(2);
  });

  test('never goes back: of two tabs the one that knows less does not have the last word', async () => {
    const disk = createMemoryDisk();
    const behind = await startLiveBench(disk);
    behind.backend.broadcast(behind.backend.server.insert(uuid(6000), { content: 'one' }));
    await behind.clock.advance(WRITTEN_AFTER_MS);
    await visit(['one', 'two', 'three'], disk);
    expect((await keptTimeline(disk))?.cursor).toBe(3);

    behind.actions.closeSession();
    behind.actions.openSession(SESSION);
    behind.environment.set({ visible: false });
    await settle();
    expect(behind.state().timelines[SESSION]?.cursor).toBe(1);
    expect((await keptTimeline(disk))?.cursor).toBe(3);
  });

  test('takes rows that come alone for no list', async () => {
    const disk = createMemoryDisk();
    const { bench } = await startCutOff(disk);
    bench.store.dispatch({ type: 'session/changed', session: sampleSession() });
    await bench.clock.advance(WRITTEN_AFTER_MS);
    expect(await keptKeys(disk)).toEqual([]);
  });

  test('keeps rows that the server has not been asked about', async () => {
    const disk = await visit(['one']);
    const { bench } = await startCutOff(disk);
    bench.store.dispatch({ type: 'session/changed', session: sampleSession({ id: uuid(109) }) });
    await bench.clock.advance(WRITTEN_AFTER_MS);
    expect((await keptList(disk))?.sort()).toEqual([SESSION, uuid(109)].sort());
  });
});

describe('what is cached', () => {
  test('is gone after signing out; what was not sent stays', async () => {
    const disk = await visit(['one']);
    await disk.writeFile('file', ANNA, new Blob(['x']));
    const { bench, arrive } = await startCutOff(disk, (cutOff) => serve(cutOff, ['one']));
    await arrive();
    for (let n = 0; n < 9; n += 1) bench.backend.failNext('sendMessage', offline);
    bench.actions.send(SESSION, 'not sent');
    await settle();
    expect(await keptKeys(disk)).toHaveLength(2);
    await bench.actions.signOut();
    await settle();
    expect(await keptKeys(disk)).toEqual([]);
    expect(await disk.readOutbox(ANNA)).toHaveLength(1);
    expect(await disk.readFile('file')).not.toBeNull();
  });

  test('is gone when another person signs in', async () => {
    const disk = await visit(['one']);
    const bench = startBench(() => Promise.resolve(disk));
    bench.backend.rows = () => [];
    bench.backend.signInAs(sampleMe({ id: BEN, authSessionId: uuid(901) }));
    await settle();
    expect(await keptKeys(disk)).toEqual([]);
    expect(bench.state().sessions).toEqual({});
  });

  test('is gone when a visit begins with nobody signed in', async () => {
    const disk = await visit(['one']);
    const bench = startBench(() => Promise.resolve(disk));
    bench.backend.signInAs(null);
    await settle();
    expect(await keptKeys(disk)).toEqual([]);
  });

  test('is bounded in sessions, timelines, messages and characters', async () => {
    const disk = createMemoryDisk();
    const rows: Session[] = Array.from({ length: 60 }, (_, n) =>
      sampleSession({ id: uuid(100 + n), sortAt: NOON - n }),
    );
    const bench = startBench(() => Promise.resolve(disk));
    bench.backend.rows = () => rows;
    bench.backend.signInAs(sampleMe());
    for (let n = 0; n < 60; n += 1)
      bench.store.dispatch({ type: 'session/changed', session: rows[n]! });
    for (let n = 0; n < 130; n += 1) {
      bench.backend.server.insert(uuid(6000 + n), { content: n < 100 ? 'x'.repeat(3_000) : 'x' });
    }
    for (let n = 0; n < MAX_TIMELINES + 3; n += 1) {
      bench.actions.openSession(uuid(100 + n));
      await settle();
    }
    bench.actions.loadOlder(uuid(100 + MAX_TIMELINES + 2));
    await bench.clock.advance(WRITTEN_AFTER_MS);
    expect(await keptList(disk)).toHaveLength(50);
    expect(await disk.listCache(ANNA, 'timeline:')).toHaveLength(MAX_TIMELINES);
    const keys = await disk.listCache(ANNA, 'timeline:');
    expect(keys).not.toContain(timelineKey(uuid(100)));
    const kept = (await disk.readCache(ANNA, keys[0]!)) as {
      messages: { seq: number; content: string }[];
      hasOlder: boolean;
    };
    expect(kept.messages.length).toBeLessThanOrEqual(100);
    expect(kept.messages.map((message) => message.content).join('').length).toBeLessThanOrEqual(
      100_000,
    );
    expect(kept.messages.at(-1)?.seq).toBe(130);
    expect(kept.hasOlder).toBe(true);
  });
});

describe('a cache that is damaged', () => {
  const OTHER = uuid(101);

  /** Two sessions of which one entry is spoilt by `damage`. */
  async function damaged(key: string, damage: (entry: never) => unknown): Promise<Disk> {
    const disk = await visit(['one']);
    const list = (await disk.readCache(ANNA, LIST_KEY)) as { sessions: Session[] };
    const timeline = (await disk.readCache(ANNA, timelineKey(SESSION))) as object;
    const sessions = [...list.sessions, sampleSession({ id: OTHER, sortAt: NOON - 1 })];
    await disk.writeCache(ANNA, LIST_KEY, { ...list, sessions }, 0);
    await disk.writeCache(ANNA, timelineKey(OTHER), { ...timeline, messages: [] }, 1);
    const entry = (await disk.readCache(ANNA, key)) as never;
    await disk.removeCache(ANNA, key);
    await disk.writeCache(ANNA, key, damage(entry), 0);
    return disk;
  }

  type Kept = { messages: Record<string, unknown>[] };
  const firstMessage = (entry: Kept, change: object): unknown => ({
    ...entry,
    messages: [{ ...entry.messages[0], ...change }],
  });

  test.each<[string, (entry: never) => unknown]>([
    ['nothing', () => null],
    ['text', () => 'garbage'],
    ['a list', () => []],
    ['another format', (entry: object) => ({ ...entry, format: 0 })],
    ['no format', (entry: object) => ({ ...entry, format: undefined })],
    ['no cursor', (entry: object) => ({ ...entry, cursor: undefined })],
    ['a cursor that is no number', (entry: object) => ({ ...entry, cursor: NaN })],
    ['no messages', (entry: object) => ({ ...entry, messages: undefined })],
    ['messages that are text', (entry: object) => ({ ...entry, messages: 'one' })],
    ['a message that is nothing', (entry: Kept) => ({ ...entry, messages: [null] })],
    ['a message of another session', (entry: Kept) => firstMessage(entry, { sessionId: OTHER })],
    ['a message of an unknown kind', (entry: Kept) => firstMessage(entry, { type: 'script' })],
    ['a message whose text is none', (entry: Kept) => firstMessage(entry, { content: { a: 1 } })],
    ['a message whose files are none', (entry: Kept) => firstMessage(entry, { attachments: [1] })],
    ['a message without a place', (entry: Kept) => firstMessage(entry, { seq: -1 })],
    [
      'messages out of order',
      (entry: Kept) => ({ ...entry, messages: [entry.messages[0], entry.messages[0]] }),
    ],
  ])('in a timeline (%s) loses that one, and no other', async (_what, damage) => {
    const disk = await damaged(timelineKey(SESSION), damage);
    const { bench, arrive } = await startCutOff(disk, (cutOff) => {
      serve(cutOff, ['one', 'two']);
      cutOff.backend.rows = () => [cutOff.backend.session(), sampleSession({ id: OTHER })];
    });
    expect(await disk.readCache(ANNA, timelineKey(SESSION))).toBeNull();
    expect(bench.state().timelines[SESSION]?.status).toBe('loading');
    expect(bench.state().timelines[OTHER]?.status).toBe('ready');
    expect(bench.state().storageTrouble).toBeNull();
    await arrive();
    expect(contents(bench)).toEqual(['one', 'two']);
  });

  test.each<[string, (entry: never) => unknown]>([
    ['nothing', () => null],
    ['text', () => 'garbage'],
    ['another format', (entry: object) => ({ ...entry, format: 0 })],
    ['rows that are text', (entry: object) => ({ ...entry, sessions: 'rows' })],
  ])('in the list (%s) waits for the server', async (_what, damage) => {
    const disk = await damaged(LIST_KEY, damage);
    const { bench, arrive } = await startCutOff(disk, (cutOff) => serve(cutOff, ['one', 'two']));
    expect(bench.state().list.status).toBe('loading');
    expect(await disk.readCache(ANNA, LIST_KEY)).toBeNull();
    await arrive();
    expect(bench.state().list).toMatchObject({ status: 'ready', fromCache: false });
    expect(contents(bench)).toEqual(['one', 'two']);
    expect(await keptList(disk)).toEqual([SESSION]);
  });

  test('in one row loses that row', async () => {
    const disk = await damaged(LIST_KEY, (entry: { sessions: Session[] }) => ({
      ...entry,
      sessions: [{ ...entry.sessions[0], status: 'haunted' }, null, entry.sessions[1]],
    }));
    const { bench } = await startCutOff(disk);
    expect(Object.keys(bench.state().sessions)).toEqual([OTHER]);
  });

  test('so that reading fails is forgotten altogether', async () => {
    const disk = await visit(['one']);
    const { bench, arrive } = await startCutOff(
      { ...disk, listCache: () => Promise.reject(new DOMException('', 'DataError')) },
      (cutOff) => serve(cutOff, ['one']),
    );
    expect(await keptKeys(disk)).toEqual([]);
    await arrive();
    expect(contents(bench)).toEqual(['one']);
  });
});

describe('a disk that', () => {
  test('is full makes room by forgetting messages, and keeps those of now', async () => {
    const disk = await visit(['one']);
    await disk.writeCache(ANNA, timelineKey(uuid(101)), 'of another session', 1);
    let full = true;
    const { bench, arrive } = await startCutOff(
      {
        ...disk,
        writeCache: (...entry) =>
          full
            ? Promise.reject(new DOMException('', 'QuotaExceededError'))
            : disk.writeCache(...entry),
      },
      (cutOff) => serve(cutOff, ['one', 'two']),
    );
    await arrive();
    expect(await disk.listCache(ANNA, 'timeline:')).toEqual([]);
    expect(contents(bench)).toEqual(['one', 'two']);
    expect(bench.state().storageTrouble).toBeNull();
    full = false;
    bench.backend.broadcast(bench.backend.server.insert(uuid(7000), { content: 'three' }));
    await bench.clock.advance(WRITTEN_AFTER_MS);
    expect((await keptTimeline(disk))?.messages).toHaveLength(3);
  });

  test.each<[string, () => Promise<Disk>]>([
    ['cannot be opened', () => Promise.reject(new Error('blocked'))],
    ['never opens', () => new Promise(() => undefined)],
    [
      'never answers',
      () =>
        Promise.resolve({ ...createMemoryDisk(), readCache: () => new Promise(() => undefined) }),
    ],
  ])('%s delays nothing that the server says', async (_what, open) => {
    const bench = startBench(open);
    serve(bench, ['one']);
    bench.backend.signInAs(sampleMe());
    bench.actions.openSession(SESSION);
    await settle();
    expect(bench.state().list).toMatchObject({ status: 'ready', fromCache: false });
    expect(contents(bench)).toEqual(['one']);
    // Nor what is drawn without the server.
    await bench.clock.advance(DISK_PATIENCE_MS);
    expect(bench.state().restored).toBe(true);
  });
});
