import { describe, expect, test } from 'vitest';
import { chatError } from '../../../src/core/errors.ts';
import { banner } from '../../../src/core/selectors.ts';
import { LIST_PAGE } from '../../../src/sync/waits.ts';
import { startBench, startLiveBench } from '../../support/engine.ts';
import { settle } from '../../support/fake-clock.ts';
import { sampleMe, samplePeer, sampleSession, SESSION, uuid } from '../../support/samples.ts';

const offline = chatError('Offline', 'The server cannot be reached right now.');
const denied = chatError('Denied', 'Live updates are not allowed here.');
const suspended = chatError('Denied', 'This account is suspended.', { code: 'suspended' });
const full = chatError('RateLimited', 'You are connected on 3 devices.', {
  code: 'too_many_connections',
});

describe('the live connection', () => {
  test('idle -> joining -> catchingUp -> live', async () => {
    const { backend, state } = startBench();
    expect(state().connection.status).toBe('idle');
    backend.signInAs(sampleMe());
    await settle();
    expect(state().connection.status).toBe('joining');
    const release = backend.holdNext('listSessions');
    backend.listener?.onStatus({ status: 'joined' });
    await settle();
    expect(state().connection.status).toBe('catchingUp');
    release();
    await settle();
    expect(state().connection.status).toBe('live');
    expect(state().list.status).toBe('ready');
  });

  test('claims a connection before it joins, and fetches after every join', async () => {
    const { backend } = startBench();
    const release = backend.holdNext('claimConnection');
    backend.signInAs(sampleMe());
    await settle();
    expect(backend.listener).toBeNull();
    release();
    await settle();
    for (let joins = 1; joins <= 2; joins += 1) {
      const before = backend.count('listSessions');
      backend.listener?.onStatus({ status: 'joined' });
      await settle();
      expect(backend.count('listSessions')).toBe(before + 1);
    }
  });

  test('the list does not wait for the live connection', async () => {
    const { backend, state } = startBench();
    backend.signInAs(sampleMe());
    await settle();
    expect(state().connection.status).toBe('joining');
    expect(state().list.status).toBe('ready');
  });

  test('a device that is refused still sees what is new, by looking', async () => {
    const { backend, state, clock } = startBench();
    backend.failNext('claimConnection', full);
    backend.signInAs(sampleMe());
    await settle();
    expect(state().list.status).toBe('ready');
    const before = backend.count('listSessions');
    await clock.advance(60_000);
    expect(backend.count('listSessions')).toBe(before + 1);
    expect(state().connection.status).toBe('refused');
  });

  test('live -> stale -> catchingUp -> live, with a notice that fades', async () => {
    const { backend, state, clock } = await startLiveBench();
    backend.listener?.onStatus({ status: 'lost', error: offline });
    expect(state().connection).toMatchObject({ status: 'stale', attempts: 1 });
    expect(banner(state())).toBe('offline');
    backend.listener?.onStatus({ status: 'joined' });
    await settle();
    expect(banner(state())).toBe('reconnected');
    await clock.advance(3_000);
    expect(banner(state())).toBeNull();
  });

  test('joining -> refused, and “Use here instead” takes over', async () => {
    const { backend, state, actions } = startBench();
    backend.failNext('claimConnection', full);
    backend.signInAs(sampleMe());
    await settle();
    expect(state().connection).toMatchObject({ status: 'refused', reason: full.message });
    expect(backend.openChannels).toBe(0);
    actions.reconnect(true);
    await settle();
    expect(state().connection.status).toBe('joining');
  });

  test('live -> refused when another device takes this one’s place', async () => {
    const { backend, state } = await startLiveBench();
    backend.listener?.onEvent({
      type: 'revoked',
      authSessionId: sampleMe().authSessionId,
      suspended: false,
    });
    expect(state().connection.status).toBe('refused');
    expect(backend.listener).toBeNull();
  });

  test('a revocation of some other device is none of ours', async () => {
    const { backend, state } = await startLiveBench();
    backend.listener?.onEvent({ type: 'revoked', authSessionId: uuid(999), suspended: true });
    expect(state().connection.status).toBe('live');
  });

  test('joining -> suspended, which stays on screen until a look finds it lifted', async () => {
    const { backend, state, clock } = await startLiveBench();
    const seen: string[] = [];
    backend.failNext('claimConnection', suspended);
    const { authSessionId } = sampleMe();
    backend.listener?.onEvent({ type: 'revoked', authSessionId, suspended: true });
    await settle();
    expect(state().connection).toMatchObject({ status: 'suspended', reason: suspended.message });
    expect(banner(state())).toBe('suspended');
    expect(backend.openChannels).toBe(0);

    backend.failNext('claimConnection', suspended);
    const release = backend.holdNext('claimConnection');
    await clock.advance(60_000);
    seen.push(state().connection.status);
    release();
    await settle();
    seen.push(state().connection.status);
    expect(seen).toEqual(['suspended', 'suspended']);
    await clock.advance(60_000);
    backend.listener?.onStatus({ status: 'joined' });
    await settle();
    expect(state().connection.status).toBe('live');
  });

  test('a message that is refused for it waits, and tells of it', async () => {
    const { backend, actions, state } = await startLiveBench();
    backend.failNext('sendMessage', suspended);
    backend.failNext('claimConnection', suspended);
    actions.send(SESSION, 'one');
    actions.send(SESSION, 'two');
    await settle();
    expect(state().outbox.map(({ status }) => status)).toEqual(['paused', 'paused']);
    expect(state().connection.status).toBe('suspended');
    actions.reconnect(false);
    await settle();
    backend.listener?.onStatus({ status: 'joined' });
    await settle();
    expect(backend.server.all().map(({ content }) => content)).toEqual(['one', 'two']);
  });

  test('a channel that the server closes is joined anew', async () => {
    const { backend, state, clock } = await startLiveBench();
    const first = backend.listener;
    first?.onStatus({ status: 'closed' });
    expect(state().connection.status).toBe('stale');
    await clock.advance(1_000);
    expect(backend.listener).not.toBe(first);
    backend.listener?.onStatus({ status: 'joined' });
    await settle();
    expect(state().connection.status).toBe('live');
  });

  test('a join that the database refuses claims again', async () => {
    const { backend, clock } = await startLiveBench();
    backend.listener?.onStatus({ status: 'lost', error: denied });
    await clock.advance(1_000);
    expect(backend.count('claimConnection')).toBe(2);
  });

  test('goes on trying for ever, and says so after five failures', async () => {
    const { backend, state, clock } = startBench();
    for (let n = 0; n < 8; n += 1) backend.failNext('claimConnection', offline);
    backend.signInAs(sampleMe());
    await clock.advance(5_000);
    expect(banner(state())).toBe('offline');
    await clock.advance(120_000);
    expect(backend.count('claimConnection')).toBe(9);
    expect(state().connection.status).toBe('joining');
  });

  test('says that there is trouble while it keeps failing', async () => {
    const { backend, state } = await startLiveBench();
    for (let n = 0; n < 5; n += 1) backend.listener?.onStatus({ status: 'lost', error: offline });
    expect(banner(state())).toBe('trouble');
  });

  test('starts over at once when the network is back', async () => {
    const { backend, state, environment } = await startLiveBench();
    environment.set({ online: false });
    expect(banner(state())).toBe('offline');
    const before = backend.count('claimConnection');
    environment.set({ online: true });
    await settle();
    expect(backend.count('claimConnection')).toBe(before + 1);
  });

  test('looks at the server when the tab is shown again, and every minute', async () => {
    const { backend, environment, clock } = await startLiveBench();
    const before = backend.count('listSessions');
    environment.set({ visible: false });
    environment.set({ visible: true });
    await settle();
    expect(backend.count('listSessions')).toBe(before + 1);
    await clock.advance(60_000);
    expect(backend.count('listSessions')).toBe(before + 2);
  });

  test.each([0, LIST_PAGE])(
    'what changed about people and products comes with the next look, with %i sessions above',
    async (above) => {
      const { backend, state, environment } = await startLiveBench();
      const product = { id: uuid(60), name: 'Teapot', imageUrl: null, priceCents: 7_250 };
      const changed = sampleSession({
        product: { ...product, currency: 'EUR', active: true, changes: ['price_cents'] },
        peers: [samplePeer({ fullName: 'Benedict', avatarUrl: '/new.webp' })],
      });
      const newer = Array.from({ length: above }, (_none, n) =>
        sampleSession({ id: uuid(500 + n), sortAt: changed.sortAt + 1 + n }),
      );
      backend.rows = () => [...newer.reverse(), changed];
      environment.set({ visible: true });
      await settle();
      expect(state().sessions[SESSION]).toMatchObject({
        product: { priceCents: 7_250 },
        peers: [{ fullName: 'Benedict', avatarUrl: '/new.webp' }],
      });
    },
  );

  test('with Realtime down, messages still arrive by looking every minute', async () => {
    const { backend, state, clock } = await startLiveBench();
    backend.listener?.onStatus({ status: 'lost', error: offline });
    backend.server.insert(uuid(4001));
    await clock.advance(60_000);
    expect(state().timelines[SESSION]?.messages.map((m) => m.seq)).toEqual([1]);
    expect(state().connection.status).not.toBe('live');
  });

  test('catch-up fetches what was missed while the link was down', async () => {
    const { backend, state } = await startLiveBench();
    backend.listener?.onStatus({ status: 'lost', error: offline });
    backend.server.insert(uuid(4001));
    backend.server.insert(uuid(4002));
    backend.listener?.onStatus({ status: 'joined' });
    await settle();
    expect(state().timelines[SESSION]?.messages.map((m) => m.seq)).toEqual([1, 2]);
  });

  test('signing out leaves nothing running and nothing on screen', async () => {
    const { backend, state, actions, clock } = await startLiveBench();
    await actions.signOut();
    await settle();
    expect(state().auth.status).toBe('signedOut');
    expect(state().sessions).toEqual({});
    expect(backend.openChannels).toBe(0);
    expect(backend.count('releaseConnection')).toBe(1);
    await clock.advance(5_000);
  });

  test('a refreshed token restarts nothing; another person restarts everything', async () => {
    const { backend, state } = await startLiveBench();
    const first = backend.listener;
    backend.signInAs(sampleMe());
    await settle();
    expect(backend.listener).toBe(first);
    backend.signInAs(sampleMe({ id: uuid(77), authSessionId: uuid(78) }));
    await settle();
    expect(backend.listener).not.toBe(first);
    expect(state().timelines).toEqual({});
  });
});
