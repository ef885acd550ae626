import { describe, expect, test } from 'vitest';
import { chatError } from '../../../src/core/errors.ts';
import type { OutgoingFile } from '../../../src/core/outgoing.ts';
import { createMemoryDisk } from '../../../src/sync/disk/memory-disk.ts';
import { startLiveBench, type Bench } from '../../support/engine.ts';
import { settle } from '../../support/fake-clock.ts';
import { SESSION } from '../../support/samples.ts';

const offline = chatError('Offline', 'The server cannot be reached right now.');
const tooLarge = chatError('Invalid', 'This file is too large.', { code: 'file_size' });

const file = (name: string) => ({
  bytes: new Blob([name]),
  name,
  mime: 'text/plain',
  width: null,
  height: null,
});

const filesOf = ({ state }: Bench): readonly OutgoingFile[] =>
  state().outbox.flatMap((item) => (item.kind === 'message' ? item.files : []));

const sendWith = ({ actions }: Bench, text: string, ...names: string[]) =>
  actions.send(SESSION, text, { files: names.map(file) });

describe('a message with files', () => {
  test('goes when all of them are up, and not before', async () => {
    const bench = await startLiveBench();
    const { backend, state } = bench;
    backend.holdNext('uploadFile')();
    const release = backend.holdNext('uploadFile');
    expect(sendWith(bench, '', 'a.txt', 'b.txt')).toBeNull();
    await settle();
    const [first, second] = filesOf(bench);
    expect([first?.uploaded, second?.uploaded]).toEqual([true, false]);
    expect(state().uploads).toEqual({ [second!.id]: 0.5 });
    expect(backend.count('sendMessage')).toBe(0);
    release();
    await settle();
    const [message] = backend.server.all();
    expect(message?.attachments.map((one) => one.name)).toEqual(['a.txt', 'b.txt']);
    expect(state()).toMatchObject({ outbox: [], uploads: {} });
  });

  test('holds up those behind it, so that the order stays', async () => {
    const bench = await startLiveBench();
    const release = bench.backend.holdNext('uploadFile');
    sendWith(bench, 'with a file', 'a.txt');
    bench.actions.send(SESSION, 'after it');
    await settle();
    expect(bench.backend.server.all()).toEqual([]);
    release();
    await settle();
    expect(bench.backend.server.all().map((one) => one.content)).toEqual([
      'with a file',
      'after it',
    ]);
  });

  test('goes on after a reload with what is not up yet, and leaves no bytes behind', async () => {
    const disk = createMemoryDisk();
    const before = await startLiveBench(disk);
    before.backend.holdNext('uploadFile')();
    before.backend.holdNext('uploadFile');
    sendWith(before, 'text', 'a.txt', 'b.txt');
    await settle();
    const ids = filesOf(before).map((one) => one.id);
    before.engine.stop();

    const after = await startLiveBench(disk);
    await settle();
    expect(after.backend.count('uploadFile')).toBe(1);
    expect([...after.backend.server.files.keys()]).toEqual([expect.stringContaining(ids[1]!)]);
    // Of another server, which has not seen the first.
    expect(after.state().outbox).toMatchObject([{ status: 'failed' }]);
    after.actions.discard(after.state().outbox[0]!.id);
    await settle();
    expect(await Promise.all(ids.map((id) => disk.readFile(id)))).toEqual([null, null]);
  });

  test('tries a lost upload again by itself', async () => {
    const bench = await startLiveBench();
    const { backend, clock, state } = bench;
    backend.failNext('uploadFile', offline);
    sendWith(bench, 'text', 'a.txt');
    await settle();
    expect(state().outbox[0]).toMatchObject({ status: 'queued', attempts: 1, tried: false });
    await clock.advance(1_000);
    expect(backend.server.all()).toHaveLength(1);
  });

  test('that is refused fails with the reason at the file, and goes without it', async () => {
    const bench = await startLiveBench();
    const { actions, backend, state } = bench;
    backend.failNext('uploadFile', tooLarge);
    sendWith(bench, 'text', 'a.txt', 'b.txt');
    await settle();
    expect(state().outbox[0]).toMatchObject({ status: 'failed', content: 'text', error: tooLarge });
    const [bad, good] = filesOf(bench);
    expect(bad?.error).toEqual(tooLarge);
    expect(good?.uploaded).toBe(true);
    actions.removeFile(state().outbox[0]!.id, bad!.id);
    await settle();
    expect(backend.server.all()[0]?.attachments.map((one) => one.name)).toEqual(['b.txt']);
  });

  test('whose bytes are gone from this device keeps its text and says so', async () => {
    const disk = createMemoryDisk();
    const before = await startLiveBench(disk);
    before.backend.holdNext('uploadFile');
    sendWith(before, 'precious text', 'a.txt');
    await settle();
    await disk.removeFile(filesOf(before)[0]!.id);
    before.engine.stop();
    const { state } = await startLiveBench({ ...disk });
    await settle();
    expect(state().outbox).toMatchObject([
      { status: 'failed', content: 'precious text', error: { code: 'file_missing' } },
    ]);
  });

  test('leaves no file behind when the message, or the file, is taken back', async () => {
    const bench = await startLiveBench();
    const { actions, backend, state } = bench;
    for (let n = 0; n < 2; n += 1) backend.holdNext('uploadFile')();
    backend.holdNext('uploadFile');
    sendWith(bench, 'text', 'a.txt', 'b.txt', 'c.txt');
    await settle();
    const [first, second] = filesOf(bench);
    expect([...backend.server.files.keys()]).toEqual([first!.path, second!.path]);
    actions.removeFile(state().outbox[0]!.id, first!.id);
    await settle();
    expect([...backend.server.files.keys()]).toEqual([second!.path]);
    actions.discard(state().outbox[0]!.id);
    await settle();
    expect([...backend.server.files.keys()]).toEqual([]);
  });

  test('keeps its files once it is sent', async () => {
    const bench = await startLiveBench();
    sendWith(bench, 'text', 'a.txt');
    await settle();
    expect(bench.backend.server.files.size).toBe(1);
    expect(bench.backend.count('withdrawFiles')).toBe(0);
  });

  test('can be taken back while it goes up', async () => {
    const bench = await startLiveBench();
    const { actions, backend, state } = bench;
    let ended = false;
    backend.uploadFile = (_path, _bytes, { signal }) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => {
          ended = true;
          reject(new Error('aborted'));
        });
      });
    sendWith(bench, 'text', 'a.txt');
    await settle();
    actions.discard(state().outbox[0]!.id);
    await settle();
    expect(ended).toBe(true);
    expect(state()).toMatchObject({ outbox: [], uploads: {} });
    actions.send(SESSION, 'next');
    await settle();
    expect(backend.server.all().map((one) => one.content)).toEqual(['next']);
  });

  test('is sent from memory when the disk is full, and the person is told', async () => {
    const disk = createMemoryDisk();
    const bench = await startLiveBench({
      ...disk,
      writeFile: () => Promise.reject(new Error('QuotaExceededError')),
    });
    sendWith(bench, 'text', 'a.txt');
    await settle();
    expect(bench.backend.server.all()).toHaveLength(1);
    expect(bench.state().storageTrouble).toMatch(/stores nothing/);
  });
});
