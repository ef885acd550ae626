import { describe, expect, test } from 'vitest';
import { chatError } from '../../../src/core/errors.ts';
import { sessionsInOrder } from '../../../src/core/selectors.ts';
import { LIST_PAGE } from '../../../src/sync/waits.ts';
import { startBench, startLiveBench } from '../../support/engine.ts';
import { settle } from '../../support/fake-clock.ts';
import { BEN, NOON, sampleMe, sampleSession, SESSION, uuid } from '../../support/samples.ts';

const offline = chatError('Offline', 'The server cannot be reached right now.');
const ben = sampleMe({ id: BEN, authSessionId: uuid(901), fullName: 'Ben' });
const MINUTE_MS = 60_000;
const secret = sampleSession({ id: uuid(200), lastMessage: 'for Anna only' });

describe('what belongs to one person never reaches the next', () => {
  test('a list that was on its way when somebody else signed in', async () => {
    const { backend, state } = startBench();
    backend.rows = () => [secret];
    const release = backend.holdNext('listSessions');
    backend.signInAs(sampleMe());
    await settle();
    backend.rows = () => [];
    backend.signInAs(ben);
    await settle();
    backend.rows = () => [secret];
    release();
    await settle();
    expect(state().sessions).toEqual({});
  });

  test('a support conversation that opens too late', async () => {
    const { backend, state, actions } = await startLiveBench();
    const release = backend.holdNext('contactSupport');
    const opening = actions.contactSupport();
    backend.rows = () => [];
    backend.signInAs(ben);
    await settle();
    release();
    await opening;
    expect(state().sessions).toEqual({});
  });

  test('a session that the first person lost is not taken from the second', async () => {
    const { backend, state } = await startLiveBench();
    const release = backend.holdNext('syncSession');
    backend.failNext('syncSession', chatError('NotFound', 'gone'));
    backend.broadcast({ ...backend.server.insert(uuid(4001)), rev: 9 });
    await settle();
    backend.signInAs(ben);
    await settle();
    release();
    await settle();
    expect(Object.keys(state().sessions)).toEqual([SESSION]);
  });

  test('a token that is renewed during sign-out brings nobody back', async () => {
    const { backend, state, actions, clock } = await startLiveBench();
    const release = backend.holdNext('releaseConnection');
    const leaving = actions.signOut();
    expect(state().auth.status).toBe('signedOut');
    backend.signInAs(sampleMe());
    await settle();
    expect(state().auth.status).toBe('signedOut');
    release();
    await leaving;
    await clock.advance(0);
    expect(backend.openChannels).toBe(0);
  });
});

describe('catching up with the list', () => {
  test('a session lost while away goes, and the connection is live all the same', async () => {
    const { backend, state } = await startLiveBench();
    backend.listener?.onStatus({ status: 'lost', error: offline });
    backend.rows = () => [];
    backend.listener?.onStatus({ status: 'joined' });
    await settle();
    expect(state().connection.status).toBe('live');
    expect(state().sessions).toEqual({});
    expect(state().timelines).toEqual({});
  });

  test('one session that the server cannot give keeps nobody from going live', async () => {
    const { backend, state, clock } = await startLiveBench();
    backend.listener?.onStatus({ status: 'lost', error: offline });
    backend.server.insert(uuid(4001));
    for (let n = 0; n < 50; n += 1) backend.failNext('syncSession', chatError('Bug', 'broken'));
    backend.listener?.onStatus({ status: 'joined' });
    await settle();
    expect(state().connection.status).toBe('live');
    await clock.advance(5_000);
    const asked = backend.count('syncSession');
    expect(asked).toBeLessThanOrEqual(2);
    // Until the next look, a minute after the last, the server is left in peace.
    await clock.advance(50_000);
    expect(backend.count('syncSession')).toBe(asked);
  });

  test('more changes than fit a page are all found by paging on', async () => {
    const count = LIST_PAGE * 4;
    const row = (n: number, changed: boolean) =>
      sampleSession({
        id: uuid(10_000 + n),
        lastRev: changed ? 2 : 1,
        sortAt: NOON + n + (changed ? count : 0),
      });
    let changed: (n: number) => boolean = () => false;
    const { backend, state, actions } = startBench();
    backend.rows = () =>
      Array.from({ length: count }, (_, n) => row(n, changed(n))).sort(
        (a, b) => b.sortAt - a.sortAt,
      );
    backend.signInAs(sampleMe());
    await settle();
    backend.listener?.onStatus({ status: 'joined' });
    await settle();
    // While the device slept, the 60 oldest sessions had messages.
    changed = (n) => n < LIST_PAGE + 10;
    backend.listener?.onStatus({ status: 'lost', error: offline });
    backend.listener?.onStatus({ status: 'joined' });
    await settle();
    while (state().list.hasMore) {
      actions.loadMoreSessions();
      await settle();
    }
    expect(sessionsInOrder(state().sessions).map((session) => session.id)).toEqual(
      backend.rows().map((session) => session.id),
    );
    expect(state().sessions[uuid(10_000)]?.lastRev).toBe(2);
  });

  test('an ordinary look does not rewind a list that was paged further', async () => {
    const { backend, state, actions, clock } = startBench();
    backend.rows = () =>
      Array.from({ length: LIST_PAGE * 3 }, (_, n) =>
        sampleSession({ id: uuid(10_000 + n), sortAt: NOON - n }),
      );
    backend.signInAs(sampleMe());
    await settle();
    backend.listener?.onStatus({ status: 'joined' });
    await settle();
    actions.loadMoreSessions();
    await settle();
    const cursor = state().list.nextCursor;
    await clock.advance(60_000);
    expect(state().list.nextCursor).toBe(cursor);
  });

  test('pinned sessions are there from the start, however far down the list', async () => {
    const { backend, state } = startBench();
    const last = LIST_PAGE * 3 - 1;
    backend.rows = () =>
      Array.from({ length: last + 1 }, (_, n) =>
        sampleSession({ id: uuid(10_000 + n), sortAt: NOON - n, pinnedAt: n === last ? 1 : null }),
      );
    backend.signInAs(sampleMe());
    await settle();
    expect(Object.keys(state().sessions)).toHaveLength(LIST_PAGE + 1);
    expect(state().sessions[uuid(10_000 + last)]?.pinnedAt).toBe(1);
  });

  test('a failed look leaves the list as it is; a failed page says so and can be asked for again', async () => {
    const { backend, state, actions, clock } = startBench();
    backend.rows = () =>
      Array.from({ length: LIST_PAGE * 2 }, (_, n) =>
        sampleSession({ id: uuid(10_000 + n), sortAt: NOON - n }),
      );
    backend.signInAs(sampleMe());
    await settle();
    backend.listener?.onStatus({ status: 'joined' });
    await settle();
    backend.failNext('listSessions', offline);
    await clock.advance(60_000);
    expect(state().list).toMatchObject({ status: 'ready', error: null, moreError: null });
    backend.failNext('listSessions', offline);
    actions.loadMoreSessions();
    await settle();
    expect(state().list.moreError).toEqual(offline);
    actions.loadMoreSessions();
    await settle();
    expect(state().list).toMatchObject({ moreError: null, hasMore: false });
  });
});

describe('presence', () => {
  test('a hidden tab is quiet while another one is in view, and says away when none is', async () => {
    const { backend, environment, clock } = await startLiveBench();
    expect(backend.beats).toEqual(['online']);
    environment.set({ visible: false });
    for (let n = 0; n < 4; n += 1) {
      environment.noteVisible(clock.now());
      await clock.advance(30_000);
    }
    expect(backend.beats).toEqual(['online']);
    await clock.advance(90_000);
    expect(backend.beats.at(-1)).toBe('away');
    environment.set({ visible: true });
    expect(backend.beats.at(-1)).toBe('online');
  });

  test('who is away says so again after a claim, which counts as being online', async () => {
    const { backend, clock, engine } = await startLiveBench();
    await clock.advance(5 * MINUTE_MS);
    const said = backend.beats.length;
    engine.commands.reconnect(false);
    await settle();
    backend.listener?.onStatus({ status: 'joined' });
    await settle();
    expect(backend.beats.slice(said)).toEqual(['away']);
  });

  test('who does nothing for five minutes is away, and online with the first input', async () => {
    const { backend, environment, clock } = await startLiveBench();
    await clock.advance(4 * MINUTE_MS);
    environment.input();
    await clock.advance(5 * MINUTE_MS - 1);
    expect(new Set(backend.beats)).toEqual(new Set(['online']));
    await clock.advance(1);
    expect(backend.beats.at(-1)).toBe('away');
    await clock.advance(MINUTE_MS);
    expect(backend.beats.at(-1)).toBe('away');
    environment.input();
    expect(backend.beats.at(-1)).toBe('online');
  });

  test('busy is said at once and stays, whatever the person does, until they choose again', async () => {
    const { backend, environment, clock, actions } = await startLiveBench();
    actions.choosePresence('busy');
    expect(backend.beats.at(-1)).toBe('busy');
    await clock.advance(6 * MINUTE_MS);
    environment.input();
    environment.set({ visible: false });
    await clock.advance(2 * MINUTE_MS);
    environment.set({ visible: true });
    expect(new Set(backend.beats.slice(1))).toEqual(new Set(['busy']));
    actions.choosePresence('online');
    expect(backend.beats.at(-1)).toBe('online');
  });

  test('a heartbeat tells how far the clocks are apart, unless the answer took long', async () => {
    const { backend, clock, state } = await startLiveBench();
    expect(state().serverAheadMs).toBe(0);
    backend.serverTime = () => clock.now() + 2 * MINUTE_MS;
    await clock.advance(30_000);
    expect(state().serverAheadMs).toBe(2 * MINUTE_MS);
    backend.serverTime = () => clock.now();
    const answer = backend.holdNext('heartbeat');
    await clock.advance(40_000);
    answer();
    await settle();
    // Nobody knows when within these ten seconds the server looked at its clock.
    expect(state().serverAheadMs).toBe(2 * MINUTE_MS);
    await clock.advance(30_000);
    expect(state().serverAheadMs).toBe(0);
  });

  test('what was chosen outlives the visit, for the person who chose it', async () => {
    const { backend, actions, state } = await startLiveBench();
    actions.choosePresence('away');
    backend.signInAs(ben);
    await settle();
    expect(state().presence).toBe('online');
    backend.signInAs(sampleMe());
    await settle();
    expect(state().presence).toBe('away');
    expect(backend.beats.at(-1)).toBe('away');
  });
});
