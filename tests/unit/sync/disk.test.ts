import 'fake-indexeddb/auto';
import { deleteDB, openDB } from 'idb';
import { afterEach, describe, expect, test } from 'vitest';
import { chatError } from '../../../src/core/errors.ts';
import { outgoing } from '../../../src/core/compose.ts';
import type { Outgoing } from '../../../src/core/outgoing.ts';
import type { Disk, StoredOutgoing } from '../../../src/sync/disk/disk.ts';
import { openIdbDisk } from '../../../src/sync/disk/idb-disk.ts';
import { createMemoryDisk } from '../../../src/sync/disk/memory-disk.ts';
import { startBench, startLiveBench } from '../../support/engine.ts';
import { settle } from '../../support/fake-clock.ts';
import { ANNA, BEN, sampleMe, SESSION, uuid } from '../../support/samples.ts';

const closed = chatError('Conflict', 'This session is closed.', { code: 'session_closed' });
const offline = chatError('Offline', 'The server cannot be reached right now.');

const item = (n: number, authorId = ANNA): Outgoing =>
  outgoing({ id: uuid(n), sessionId: SESSION, authorId, text: `text ${n}`, at: n });

const stored = (of: Outgoing, position: number): StoredOutgoing => ({
  id: of.id,
  authorId: of.authorId,
  position,
  item: of,
});

afterEach(() => deleteDB('chat'));

describe.each([
  ['IndexedDB', openIdbDisk],
  ['memory', () => Promise.resolve(createMemoryDisk())],
])('the disk in %s', (_name, open: () => Promise<Disk>) => {
  test('gives each person their own, in the order of writing', async () => {
    const disk = await open();
    await disk.writeOutgoing(item(9));
    await disk.writeOutgoing(item(2, BEN));
    await disk.writeOutgoing(item(3));
    expect((await disk.readOutbox(ANNA)).map((one) => one.id)).toEqual([uuid(9), uuid(3)]);
    const refused: Outgoing = { ...item(9), status: 'failed', error: closed };
    await disk.writeOutgoing(refused);
    expect((await disk.readOutbox(ANNA))[0]?.item).toEqual(refused);
    await disk.removeOutgoing(uuid(9));
    expect((await disk.readOutbox(ANNA)).map((one) => one.item)).toEqual([item(3)]);
    disk.close();
  });
});

describe('the disk in IndexedDB', () => {
  test('outlives the tab', async () => {
    const first = await openIdbDisk();
    await first.writeOutgoing(item(1));
    first.close();
    const second = await openIdbDisk();
    expect(await second.readOutbox(ANNA)).toEqual([stored(item(1), 1)]);
    second.close();
  });

  test('of a newer version is refused, not damaged', async () => {
    (await openDB('chat', 99)).close();
    await expect(openIdbDisk()).rejects.toThrow();
  });
});

describe('an outbox that is kept', () => {
  test('is written before it is sent', async () => {
    const disk = createMemoryDisk();
    let write: () => void = () => undefined;
    const slow: Disk = {
      ...disk,
      writeOutgoing: async (one) => {
        if (one.tried) return disk.writeOutgoing(one);
        await new Promise<void>((resolve) => (write = resolve));
        return disk.writeOutgoing(one);
      },
    };
    const { actions, backend, state } = await startLiveBench(slow);
    actions.send(SESSION, 'careful');
    await settle();
    expect(state().outbox[0]?.status).toBe('unsaved');
    expect(backend.count('sendMessage')).toBe(0);
    write();
    await settle();
    expect(backend.count('sendMessage')).toBe(1);
    expect(await disk.readOutbox(ANNA)).toEqual([]);
  });

  test('is sent after a crash, by the same person, in order', async () => {
    const disk = createMemoryDisk();
    const before = await startLiveBench(disk);
    for (let n = 0; n < 9; n += 1) before.backend.failNext('sendMessage', offline);
    before.actions.send(SESSION, 'one');
    before.actions.send(SESSION, 'two');
    await settle();
    expect(await disk.readOutbox(ANNA)).toHaveLength(2);
    before.engine.stop();

    const after = await startLiveBench(disk);
    await after.clock.advance(1_000);
    expect(after.backend.server.all().map((message) => message.content)).toEqual(['one', 'two']);
    expect(await disk.readOutbox(ANNA)).toEqual([]);
  });

  test('stays through a sign-out, and is nobody else’s', async () => {
    const disk = createMemoryDisk();
    const { actions, backend, state, clock } = await startLiveBench(disk);
    for (let n = 0; n < 9; n += 1) backend.failNext('sendMessage', offline);
    actions.send(SESSION, 'private');
    await settle();
    await actions.signOut();
    await settle();
    expect(state().outbox).toEqual([]);
    expect(await disk.readOutbox(ANNA)).toHaveLength(1);

    backend.signInAs(sampleMe({ id: BEN, authSessionId: uuid(901) }));
    await clock.advance(1_000);
    expect(state().outbox).toEqual([]);
    backend.signInAs(sampleMe({ authSessionId: uuid(902) }));
    await clock.advance(60_000);
    expect(backend.server.all().map((message) => message.content)).toEqual(['private']);
  });

  test('remembers what was refused, and why', async () => {
    const disk = createMemoryDisk();
    const before = await startLiveBench(disk);
    before.backend.failNext('sendMessage', closed);
    before.actions.send(SESSION, 'too late');
    await settle();
    before.engine.stop();
    const after = await startLiveBench(disk);
    expect(after.state().outbox).toMatchObject([
      { status: 'failed', content: 'too late', error: { code: 'session_closed' } },
    ]);
    after.actions.discard(after.state().outbox[0]!.id);
    await settle();
    expect(await disk.readOutbox(ANNA)).toEqual([]);
  });

  test('remembers that a try may have reached the server', async () => {
    const disk = createMemoryDisk();
    const { actions, backend, engine } = await startLiveBench(disk);
    backend.holdNext('sendMessage');
    actions.send(SESSION, 'under way');
    await settle();
    expect((await disk.readOutbox(ANNA))[0]?.item).toMatchObject({ status: 'queued', tried: true });
    engine.stop();
    const after = startBench(() => Promise.resolve(disk));
    after.backend.holdNext('sendMessage');
    after.backend.signInAs(sampleMe());
    await settle();
    after.actions.deleteMessage(SESSION, after.state().outbox[0]!.id);
    await settle();
    // Followed, not forgotten: it might turn up otherwise.
    expect(after.state().outbox.map((one) => one.kind)).toEqual(['message', 'delete']);
  });

  test('has the newest text of a message that is still unsent', async () => {
    const disk = createMemoryDisk();
    const { actions, backend, state } = await startLiveBench(disk);
    const limited = chatError('RateLimited', 'Slow down.', { retryAfterMs: 60_000 });
    backend.failNext('sendMessage', limited);
    actions.send(SESSION, 'first thought');
    await settle();
    actions.editMessage(SESSION, state().outbox[0]!.id, 'second thought');
    await settle();
    expect((await disk.readOutbox(ANNA)).map((one) => one.item)).toMatchObject([
      { kind: 'message', content: 'second thought', tried: false },
    ]);
  });

  test('what another tab wrote and may have removed is not written again', async () => {
    const disk = createMemoryDisk();
    const { store } = await startLiveBench(disk);
    store.dispatch({ type: 'tab/led', leads: false });
    const mirrored: Outgoing = { ...item(7), status: 'queued' };
    store.dispatch({ type: 'outbox/mirrored', item: mirrored });
    store.dispatch({
      type: 'outbox/mirrored',
      item: { ...mirrored, status: 'failed', error: closed },
    });
    await settle();
    expect(await disk.readOutbox(ANNA)).toEqual([]);
  });

  test.each([
    ['cannot be opened', () => Promise.reject(new Error('blocked'))],
    [
      'is full',
      () =>
        Promise.resolve({
          ...createMemoryDisk(),
          writeOutgoing: () => Promise.reject(new Error('QuotaExceededError')),
        }),
    ],
  ])('goes on in memory and says so when the disk %s', async (_what, open) => {
    const { actions, backend, state } = startBench(open);
    backend.signInAs(sampleMe());
    await settle();
    actions.send(SESSION, 'still sent');
    await settle();
    expect(backend.server.all().map((message) => message.content)).toEqual(['still sent']);
    expect(state().storageTrouble).toMatch(/stores nothing/);
  });
});
