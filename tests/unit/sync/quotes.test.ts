import { describe, expect, test } from 'vitest';
import { chatError } from '../../../src/core/errors.ts';
import { NEWEST_PAGE } from '../../../src/sync/waits.ts';
import { startBench, type Bench } from '../../support/engine.ts';
import { settle } from '../../support/fake-clock.ts';
import { BEN, sampleMe, SESSION, uuid } from '../../support/samples.ts';

const ORIGINAL = uuid(5_000);
const offline = chatError('Offline', 'The server cannot be reached right now.');
const MINUTE_MS = 60_000;

/** A session whose newest message answers its first, which is pages away. */
async function startFar(before: (bench: Bench) => void = () => undefined): Promise<Bench> {
  const bench = startBench();
  const { server } = bench.backend;
  server.insert(ORIGINAL, { senderId: BEN, content: 'as it was' });
  for (let n = 1; n <= NEWEST_PAGE; n += 1) server.insert(uuid(5_000 + n), { senderId: BEN });
  server.insert(uuid(5_900), { senderId: BEN, replyTo: ORIGINAL });
  before(bench);
  bench.backend.signInAs(sampleMe());
  bench.store.dispatch({ type: 'session/opened', sessionId: SESSION });
  await settle();
  return bench;
}

const quoted = ({ state }: Bench) => state().quoted[ORIGINAL];

describe('quoted messages that are not loaded', () => {
  test('are fetched once, in one request', async () => {
    const bench = await startFar();
    expect(quoted(bench)?.content).toBe('as it was');
    const again = bench.backend.server.insert(uuid(5_901), { senderId: BEN, replyTo: ORIGINAL });
    bench.backend.broadcast(again);
    await settle();
    expect(bench.backend.count('getMessagesById')).toBe(1);
  });

  test('are right although they changed while they were on their way', async () => {
    let release: () => void = () => undefined;
    const bench = await startFar(({ backend }) => {
      release = backend.holdNext('getMessagesById');
    });
    // The answer that is held was made before this.
    const before = bench.backend.server.byId([ORIGINAL]);
    const edited = bench.backend.server.edit(ORIGINAL, 'as it is');
    const byId = bench.backend.server.byId.bind(bench.backend.server);
    let first = true;
    bench.backend.server.byId = (ids) => {
      const answer = first ? before : byId(ids);
      first = false;
      return answer;
    };
    bench.backend.broadcast(edited);
    release();
    await settle();
    expect(quoted(bench)?.content).toBe('as it is');
  });

  test('are asked for again where the server was out of reach', async () => {
    const bench = await startFar(({ backend }) => backend.failNext('getMessagesById', offline));
    await bench.clock.advance(MINUTE_MS);
    await settle();
    expect(quoted(bench)?.content).toBe('as it was');
  });

  test('are not to be had where the server refuses', async () => {
    const bench = await startFar(({ backend }) =>
      backend.failNext('getMessagesById', chatError('Denied', 'No.')),
    );
    expect(quoted(bench)).toBeNull();
    await bench.clock.advance(MINUTE_MS);
    expect(bench.backend.count('getMessagesById')).toBe(1);
  });
});
