import { expect, test } from 'vitest';
import { chatError } from '../../../../src/core/errors.ts';
import type { Comparison } from '../../../../src/store/developer-tools.ts';
import { checkConvergence } from '../../../../src/sync/developer/fresh-load.ts';
import { OLDER_PAGE } from '../../../../src/sync/waits.ts';
import { startBench, startLiveBench, type Bench } from '../../../support/engine.ts';
import { BEN, SESSION, uuid } from '../../../support/samples.ts';

const LONGER_THAN_ANY_RETRY_MS = 5_000;

async function check(bench: Bench): Promise<Comparison> {
  const comparison = checkConvergence(bench);
  await bench.clock.advance(LONGER_THAN_ANY_RETRY_MS);
  return comparison;
}

const texts = ({ differences }: Comparison): string[] => differences.map(({ here }) => here);

test('a client that has heard everything is the same as a fresh load', async () => {
  const bench = await startLiveBench();
  for (let n = 1; n <= 3; n += 1)
    bench.backend.broadcast(bench.backend.server.insert(uuid(4000 + n)));
  await bench.clock.advance(LONGER_THAN_ANY_RETRY_MS);
  // The client has reported what it received; this server does not write that down by itself.
  const { backend } = bench;
  backend.rows = () => [{ ...backend.session(), myDeliveredSeq: backend.server.lastSeq }];
  expect(await check(bench)).toEqual({ differences: [], sessions: 1, timelines: 1, messages: 3 });
});

test('broadcasts that never came are missing until the next catch-up', async () => {
  const bench = await startLiveBench();
  bench.backend.server.insert(uuid(4001));
  expect(texts(await check(bench))).toEqual([
    'lastSeq is 0',
    'lastRev is 0',
    'the changes up to 0 are here',
    'message 1 is missing',
  ]);
});

test('what was only on its way is no difference', async () => {
  const bench = await startLiveBench();
  const message = bench.backend.server.insert(uuid(4001));
  const comparison = checkConvergence(bench);
  await bench.clock.advance(100);
  bench.backend.broadcast(message);
  await bench.clock.advance(LONGER_THAN_ANY_RETRY_MS);
  expect(texts(await comparison)).toEqual([]);
});

test('every message that is loaded is compared, over as many pages as that takes', async () => {
  const bench = await startLiveBench();
  const { server } = bench.backend;
  for (let n = 1; n <= OLDER_PAGE + 5; n += 1)
    bench.backend.broadcast(server.insert(uuid(4000 + n), { senderId: BEN }));
  server.edit(uuid(4001), 'edited, and nobody heard of it');
  expect(texts(await check(bench))).toContain('message 1 is at rev 1');
});

test('a session that is gone for this person is said to be so', async () => {
  const bench = await startLiveBench();
  bench.backend.rows = () => [];
  expect(texts(await check(bench))).toEqual([
    'Ben is not on the server',
    'the server does not show this session',
  ]);
});

test('a server that cannot be asked, and nobody signed in, are told as such', async () => {
  const bench = await startLiveBench();
  bench.backend.failNext('getMessages', chatError('Offline', 'The server cannot be reached.'));
  await expect(checkConvergence(bench)).rejects.toThrow('The server cannot be reached.');
  await expect(checkConvergence(startBench())).rejects.toThrow('Nobody is signed in.');
  expect(bench.state().timelines[SESSION]?.status).toBe('ready');
});
