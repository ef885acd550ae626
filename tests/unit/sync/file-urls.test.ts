import { expect, test } from 'vitest';
import { chatError } from '../../../src/core/errors.ts';
import { createFileUrls } from '../../../src/sync/file-urls.ts';
import { FakeBackend } from '../../support/fake-backend.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const MINUTE_MS = 60_000;

function start(...paths: readonly string[]) {
  const backend = new FakeBackend();
  const clock = createFakeClock();
  for (const path of paths) backend.server.files.set(path, new Blob(['x']));
  return { backend, clock, urls: createFileUrls({ backend, clock }) };
}

test('what is asked for together is one request, and is used again', async () => {
  const { backend, urls } = start('a', 'b');
  expect(urls.now('a')).toBeNull();
  const [a, b, again] = await Promise.all([urls.of('a'), urls.of('b'), urls.of('a')]);
  expect(a).toBe(again);
  expect(a).not.toBe(b);
  expect(await urls.of('a')).toBe(a);
  expect(urls.now('a')).toBe(a);
  expect(backend.count('signFiles')).toBe(1);
});

test('an address is not handed out in its last minute', async () => {
  const { clock, urls } = start('a');
  const first = await urls.of('a');
  await clock.advance(8 * MINUTE_MS);
  expect(await urls.of('a')).toBe(first);
  await clock.advance(MINUTE_MS);
  expect(urls.now('a')).toBeNull();
  expect(await urls.of('a')).not.toBe(first);
});

test('one that does not work is made anew, once for all who say so', async () => {
  const { backend, urls } = start('a');
  const broken = await urls.of('a');
  const [one, two] = await Promise.all([urls.of('a', { broken }), urls.of('a', { broken })]);
  expect(one).not.toBe(broken);
  expect(one).toBe(two);
  expect(await urls.of('a', { broken })).toBe(one);
  expect(backend.count('signFiles')).toBe(2);
});

test('a name to save it under goes along', async () => {
  const { backend, urls } = start('a');
  const shown = await urls.of('a');
  expect(await urls.of('a', { download: 'a & b?.pdf' })).toBe(
    `${shown}&download=a%20%26%20b%3F.pdf`,
  );
  expect(backend.count('signFiles')).toBe(1);
});

test('what may not be read is said to be gone; the others come', async () => {
  const { urls } = start('a');
  const [a, b] = await Promise.allSettled([urls.of('a'), urls.of('b')]);
  expect(a.status).toBe('fulfilled');
  expect(b).toMatchObject({ reason: { error: { kind: 'NotFound' } } });
});

test('a failure is told to all who asked, and the next one asks anew', async () => {
  const { backend, urls } = start('a', 'b');
  backend.failNext('signFiles', chatError('Offline', 'no network'));
  const failed = await Promise.allSettled([urls.of('a'), urls.of('b')]);
  expect(failed).toMatchObject([
    { reason: { error: { kind: 'Offline' } } },
    { reason: { error: { kind: 'Offline' } } },
  ]);
  await expect(urls.of('a')).resolves.toContain('a');
});

test('more than a hundred are several requests', async () => {
  const paths = Array.from({ length: 101 }, (_one, at) => `file ${at}`);
  const { backend, urls } = start(...paths);
  await Promise.all(paths.map((path) => urls.of(path)));
  expect(backend.count('signFiles')).toBe(2);
});

test('after signing out no address is left, and none comes late', async () => {
  const { backend, urls } = start('a', 'b');
  await urls.of('a');
  const release = backend.holdNext('signFiles');
  const late = urls.of('b');
  await Promise.resolve();
  urls.stop();
  release();
  await expect(late).rejects.toMatchObject({ error: { kind: 'NotFound' } });
  expect([urls.now('a'), urls.now('b')]).toEqual([null, null]);
  await expect(urls.of('a')).rejects.toMatchObject({ error: { kind: 'NotFound' } });
});
