import { beforeEach, describe, expect, test } from 'vitest';
import { chatError } from '../../../../src/core/errors.ts';
import type { Disk } from '../../../../src/sync/disk/disk.ts';
import { createMemoryDisk } from '../../../../src/sync/disk/memory-disk.ts';
import { startBench, type Bench } from '../../../support/engine.ts';
import { createFakeClock, settle, type FakeClock } from '../../../support/fake-clock.ts';
import { FakeServer } from '../../../support/fake-server.ts';
import { createFakeBrowser } from '../../../support/fake-tabs.ts';
import { ANNA, BEN, sampleMe, SESSION } from '../../../support/samples.ts';

type Tab = Bench & Omit<ReturnType<ReturnType<typeof createFakeBrowser>['openTab']>, 'tabs'>;

let browser: ReturnType<typeof createFakeBrowser>;
let server: FakeServer;
let clock: FakeClock;
let disk: Disk;

beforeEach(() => {
  browser = createFakeBrowser();
  server = new FakeServer();
  clock = createFakeClock();
  disk = createMemoryDisk();
});

async function openTab(visible = true): Promise<Tab> {
  const tab = browser.openTab();
  const bench = startBench(() => Promise.resolve(disk), { tabs: tab.tabs, server, clock });
  bench.environment.set({ visible });
  bench.backend.signInAs(sampleMe());
  await settle();
  bench.backend.listener?.onStatus({ status: 'joined' });
  await settle();
  bench.actions.openSession(SESSION);
  await settle();
  return { ...bench, ...tab };
}

/** The person looks at another tab: one is hidden, the other shown. */
async function switchTabs(from: Tab, to: Tab): Promise<void> {
  from.environment.set({ visible: false });
  to.environment.set({ visible: true });
  await settle();
  to.backend.listener?.onStatus({ status: 'joined' });
  await settle();
}

const contents = (tab: Tab): readonly (string | null)[] =>
  (tab.state().timelines[SESSION]?.messages ?? []).map((message) => message.content);

const leads = (tab: Tab): boolean => tab.state().leads;

describe('what the person does and chooses in a tab that follows', () => {
  const MINUTE_MS = 60_000;

  test('keeps them online, and is said by the one that leads', async () => {
    const first = await openTab();
    const second = await openTab();
    expect([leads(first), leads(second)]).toEqual([true, false]);
    await clock.advance(4 * MINUTE_MS);
    second.environment.input();
    await clock.advance(4 * MINUTE_MS);
    expect(new Set(first.backend.beats)).toEqual(new Set(['online']));
    await clock.advance(MINUTE_MS);
    expect(first.backend.beats.at(-1)).toBe('away');
    second.environment.input();
    await settle();
    expect(first.backend.beats.at(-1)).toBe('online');
    second.actions.choosePresence('busy');
    await settle();
    expect(first.backend.beats.at(-1)).toBe('busy');
    expect(second.backend.beats).toEqual([]);
  });
});

describe('two tabs', () => {
  test('the first leads: one socket, one drain; the second follows', async () => {
    const first = await openTab();
    first.environment.set({ visible: false });
    const second = await openTab(false);
    expect([leads(first), leads(second)]).toEqual([true, false]);
    expect(first.backend.listener).not.toBeNull();
    expect(second.backend.listener).toBeNull();
    expect(second.backend.count('claimConnection')).toBe(0);
    expect(second.state().connection.status).toBe('live');

    second.actions.send(SESSION, 'from the follower');
    await settle();
    expect(second.backend.count('sendMessage')).toBe(0);
    expect(first.backend.count('sendMessage')).toBe(1);
    for (const tab of [first, second]) {
      expect(contents(tab)).toEqual(['from the follower']);
      expect(tab.state().outbox).toEqual([]);
    }
    expect(await disk.readOutbox(ANNA)).toEqual([]);
  });

  test('what the leader hears happens in both', async () => {
    const first = await openTab();
    const second = await openTab(false);
    first.backend.broadcast(server.insert('hi', { senderId: BEN, content: 'hello' }));
    first.backend.room?.onHere([BEN]);
    first.backend.room?.onTyping(BEN, true);
    await settle();
    expect(contents(second)).toEqual(['hello']);
    expect(second.state().here[SESSION]).toEqual([BEN]);
    expect(Object.keys(second.state().typing[SESSION] ?? {})).toEqual([BEN]);
  });

  test('what is read in a follower is reported by the leader', async () => {
    const first = await openTab();
    const second = await openTab(false);
    first.backend.broadcast(server.insert('hi', { senderId: BEN }));
    await settle();
    second.actions.see(SESSION, 1);
    await clock.advance(1_000);
    expect(first.backend.count('markRead')).toBe(1);
    expect(second.backend.count('markRead')).toBe(0);
    expect(second.state().seen).toEqual({});
  });

  test('typing in a follower goes through the leader, which holds the room of both', async () => {
    const first = await openTab();
    const second = await openTab(false);
    first.actions.closeSession();
    await settle();
    expect(first.backend.room).not.toBeNull();
    second.actions.typing(SESSION, true);
    await settle();
    expect(first.backend.typingSent).toEqual([true]);
    second.kill();
    await settle();
    expect(first.backend.room).toBeNull();
  });

  test('following -> leading: the tab that comes into view takes over, and says nothing of it', async () => {
    const first = await openTab();
    const second = await openTab(false);
    const said: string[] = [];
    second.store.subscribe((state, before) => {
      if (state.connection.status !== before.connection.status) said.push(state.connection.status);
    });
    await switchTabs(first, second);
    expect([leads(first), leads(second)]).toEqual([false, true]);
    expect(first.backend.openChannels).toBe(0);
    expect(second.backend.listener).not.toBeNull();
    expect(said).toEqual([]);
    expect(second.state().connection).toMatchObject({ status: 'live', recovered: false });
    first.actions.send(SESSION, 'still');
    await settle();
    expect(second.backend.count('sendMessage')).toBe(1);
    expect(contents(first)).toEqual(['still']);
  });

  test('the leader stays while it is in view itself', async () => {
    const first = await openTab();
    const second = await openTab();
    await clock.advance(10_000);
    expect([leads(first), leads(second)]).toEqual([true, false]);
    first.environment.set({ visible: false });
    await clock.advance(2_000);
    expect([leads(first), leads(second)]).toEqual([false, true]);
  });

  test('a leader that is closed in mid-send loses nothing', async () => {
    const first = await openTab();
    const second = await openTab(false);
    const answer = first.backend.holdNext('sendMessage');
    first.actions.send(SESSION, 'on the wire');
    first.actions.send(SESSION, 'behind it');
    await settle();
    second.actions.send(SESSION, 'from the other tab');
    await settle();
    first.kill();
    await settle();
    expect(leads(second)).toBe(true);
    expect(second.state().outbox).toEqual([]);
    expect(contents(second)).toEqual(['on the wire', 'behind it', 'from the other tab']);
    answer();
    await settle();
    expect(server.all()).toHaveLength(3);
    expect(await disk.readOutbox(ANNA)).toEqual([]);
  });

  test('a frozen leader is found out within 5 s, and does no harm when it wakes', async () => {
    const first = await openTab();
    first.environment.set({ visible: false });
    const second = await openTab(false);
    first.freeze();
    second.environment.set({ visible: true });
    await clock.advance(5_000);
    expect(leads(second)).toBe(true);
    second.backend.listener?.onStatus({ status: 'joined' });
    await settle();

    // It wakes with something to send, before it hears that it was outranked.
    first.actions.send(SESSION, 'written by the sleeper');
    await settle();
    expect(first.backend.count('sendMessage')).toBe(0);
    first.thaw();
    await settle();
    expect([leads(first), leads(second)]).toEqual([false, true]);
    expect(server.all().map((message) => message.content)).toEqual(['written by the sleeper']);
    expect(second.backend.count('sendMessage')).toBe(1);
    expect(first.backend.openChannels).toBe(0);
    expect(first.state().outbox).toEqual([]);
  });

  test('a term raised by a tab that lost the lock before it led keeps nobody from sending', async () => {
    const first = await openTab();
    const second = await openTab();
    await disk.raiseTerm(ANNA);
    second.actions.send(SESSION, 'after the late rise');
    await settle();
    await clock.advance(5_000);
    await settle();
    expect([leads(first), leads(second)].filter(Boolean)).toHaveLength(1);
    expect(server.all().map(({ content }) => content)).toEqual(['after the late rise']);
    expect([first, second].map((tab) => tab.state().outbox)).toEqual([[], []]);
  });

  test('what the leader could not hear it finds on the disk, and sends before what came later', async () => {
    const first = await openTab();
    const second = await openTab();
    first.deafen();
    second.actions.send(SESSION, 'unheard');
    second.actions.send(SESSION, 'unheard, too');
    await settle();
    expect(server.all()).toEqual([]);
    first.hears();
    second.actions.send(SESSION, 'heard');
    await settle();
    expect(server.all().map(({ content }) => content)).toEqual([
      'unheard',
      'unheard, too',
      'heard',
    ]);
    expect([first, second].map((tab) => tab.state().outbox)).toEqual([[], []]);
  });

  test('a leader that could not hear looks on the disk when the tab in view asks next', async () => {
    const first = await openTab();
    const second = await openTab();
    first.deafen();
    second.actions.send(SESSION, 'unheard');
    await settle();
    first.hears();
    await clock.advance(4_000);
    expect([leads(first), leads(second)]).toEqual([true, false]);
    expect(server.all().map(({ content }) => content)).toEqual(['unheard']);
    expect([first, second].map((tab) => tab.state().outbox)).toEqual([[], []]);
  });

  test('what was discarded elsewhere meanwhile does not come back', async () => {
    const first = await openTab();
    const second = await openTab();
    first.backend.failNext('sendMessage', chatError('Invalid', 'No.'));
    second.actions.send(SESSION, 'refused');
    await settle();
    const id = second.state().outbox[0]!.id;
    first.actions.discard(id);
    await settle();
    second.actions.send(SESSION, 'next');
    await settle();
    expect(server.all().map(({ content }) => content)).toEqual(['next']);
    expect([first, second].map((tab) => tab.state().outbox)).toEqual([[], []]);
  });

  test('a follower may try again and discard; the leader, who knows what is on the wire, is right', async () => {
    const first = await openTab();
    const second = await openTab(false);
    first.backend.failNext('sendMessage', chatError('Conflict', 'This session is closed.'));
    second.actions.send(SESSION, 'refused');
    await settle();
    const [item] = second.state().outbox;
    expect(item).toMatchObject({ status: 'failed' });

    const answer = first.backend.holdNext('sendMessage');
    second.actions.retrySend(item?.id ?? '');
    await settle();
    expect(second.state().outbox[0]?.status).toBe('sending');
    second.actions.discard(item?.id ?? '');
    await settle();
    expect(second.state().outbox[0]?.status).toBe('sending');
    answer();
    await settle();
    expect(second.state().outbox).toEqual([]);
    expect(contents(second)).toEqual(['refused']);
  });

  test('a tab that signs out ends alone; the other goes on', async () => {
    const first = await openTab();
    const second = await openTab(false);
    await first.actions.signOut();
    await settle();
    expect(leads(second)).toBe(true);
  });
});
