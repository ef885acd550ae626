import { expect, test } from 'vitest';
import { startBench, startLiveBench, type Bench } from '../../support/engine.ts';
import { settle } from '../../support/fake-clock.ts';
import { BEN, NOON, sampleMe, SESSION } from '../../support/samples.ts';

/** Joined, with the list on its way: its snapshot was taken before whatever happens now. */
async function startWaitingForList(): Promise<Bench & { deliverList: () => Promise<void> }> {
  const bench = startBench();
  // One for the list at the start, one for the list after the join.
  const releases = [1, 2].map(() => bench.backend.holdNext('listSessions'));
  bench.backend.signInAs(sampleMe());
  await settle();
  bench.backend.listener?.onStatus({ status: 'joined' });
  await settle();
  return {
    ...bench,
    deliverList: async () => {
      for (const release of releases) release();
      await settle();
      expect(bench.state().connection.status).toBe('live');
    },
  };
}

test('presence that is heard before the first list is not undone by it', async () => {
  const { backend, state, deliverList } = await startWaitingForList();
  backend.listener?.onEvent({ type: 'presence', userId: BEN, status: 'online', lastSeen: NOON });
  await deliverList();
  expect(state().sessions[SESSION]?.peers[0]).toMatchObject({
    presence: 'online',
    lastSeen: NOON,
  });
});

test('a receipt that is heard before the first list is not undone by it', async () => {
  const { backend, state, deliverList } = await startWaitingForList();
  const receipt = { userId: BEN, deliveredSeq: 3, readSeq: 2, readVersion: 0 };
  backend.listener?.onEvent({ type: 'receipt', sessionId: SESSION, receipt, own: null });
  await deliverList();
  expect(state().sessions[SESSION]?.peers[0]).toMatchObject({ deliveredSeq: 3, readSeq: 2 });
});

test('a session that ended while a list was on its way does not come back with it', async () => {
  const { backend, state, actions } = await startLiveBench();
  actions.closeSession();
  const release = backend.holdNext('listSessions');
  backend.listener?.onStatus({ status: 'joined' });
  await settle();
  backend.listener?.onEvent({ type: 'removed', sessionId: SESSION });
  release();
  await settle();
  expect(state().sessions).toEqual({});
});
