// Fetched when it is needed, which takes real time; the clock of these tests is not real.
import '../../src/sync/around.ts';
import '../../src/sync/uploads.ts';
import '../../src/sync/notifications.ts';
import { afterEach, expect } from 'vitest';
import type { PresenceChoice } from '../../src/core/model.ts';
import type { ChatState } from '../../src/core/state.ts';
import { createActions, type Actions } from '../../src/store/actions.ts';
import { createChatStore, type ChatStore } from '../../src/store/store.ts';
import { startEngine, type Engine } from '../../src/sync/engine.ts';
import type { Disk } from '../../src/sync/disk/disk.ts';
import { filesOn } from '../../src/sync/disk/files.ts';
import { createMemoryDisk } from '../../src/sync/disk/memory-disk.ts';
import type { Environment } from '../../src/sync/environment.ts';
import type { Tabs } from '../../src/sync/tabs/tabs.ts';
import { FakeBackend } from './fake-backend.ts';
import type { FakeServer } from './fake-server.ts';
import { createFakeClock, settle, type FakeClock } from './fake-clock.ts';
import { sampleMe, SESSION, uuid } from './samples.ts';

export interface FakeEnvironment extends Environment {
  set(facts: { online?: boolean; visible?: boolean }): void;
  /** The person moves the mouse. */
  input(): void;
}

export function createFakeEnvironment(): FakeEnvironment {
  let facts = { online: true, visible: true };
  let visibleAt = 0;
  const listeners = new Set<() => void>();
  const inputs = new Set<() => void>();
  const choices = new Map<string, PresenceChoice>();
  return {
    online: () => facts.online,
    visible: () => facts.visible,
    noteVisible: (at) => {
      visibleAt = at;
    },
    lastVisibleAt: () => visibleAt,
    onInput: (listener) => {
      inputs.add(listener);
      return () => inputs.delete(listener);
    },
    input: () => {
      for (const listener of inputs) listener();
    },
    presenceChoice: (userId) => choices.get(userId) ?? 'online',
    keepPresenceChoice: (userId, choice) => choices.set(userId, choice),
    deviceName: 'Test device',
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set: (change) => {
      facts = { ...facts, ...change };
      for (const listener of listeners) listener();
    },
  };
}

export interface Bench {
  store: ChatStore;
  state: () => ChatState;
  backend: FakeBackend;
  clock: FakeClock;
  environment: FakeEnvironment;
  engine: Engine;
  actions: Actions;
}

/** Ids of what is written: a range for each engine of a test. */
const FIRST_ID = 3_000;
const ID_RANGE = 1_000;

let running: Bench[] = [];

/** The whole engine on a fake backend and a fake clock; checked for leaks when the test ends. */
export function startBench(
  openDisk: () => Promise<Disk> = () => Promise.resolve(createMemoryDisk()),
  /** What several tabs of one browser have in common; by default there is but this one. */
  shared: { tabs: Tabs; server: FakeServer; clock: FakeClock } | null = null,
  opensFirst: string | null = null,
): Bench {
  const store = createChatStore();
  const backend = new FakeBackend(shared?.server);
  const clock = shared?.clock ?? createFakeClock();
  backend.serverTime = () => clock.now();
  const environment = createFakeEnvironment();
  const disk = openDisk();
  const engine = startEngine({
    opensFirst,
    store,
    backend,
    clock,
    environment,
    random: () => 0.5,
    openDisk: () => disk,
    tabs: shared?.tabs ?? null,
  });
  let made = FIRST_ID + ID_RANGE * running.length;
  const actions = createActions({
    store,
    commands: engine.commands,
    clock,
    newId: () => uuid((made += 1)),
    keepFile: filesOn(disk).put,
  });
  const bench = { store, state: store.getState, backend, clock, environment, engine, actions };
  running.push(bench);
  return bench;
}

/** Signed in, joined, caught up, with the session on screen. */
export async function startLiveBench(disk?: Disk): Promise<Bench> {
  const bench = startBench(disk === undefined ? undefined : () => Promise.resolve(disk));
  bench.backend.signInAs(sampleMe());
  await settle();
  bench.backend.listener?.onStatus({ status: 'joined' });
  await settle();
  bench.actions.openSession(SESSION);
  await settle();
  bench.backend.room?.onStatus({ status: 'joined' });
  expect(bench.state().connection.status).toBe('live');
  expect(bench.state().timelines[SESSION]?.status).toBe('ready');
  return bench;
}

afterEach(() => {
  // All before the first is looked at: those of one browser share a clock.
  for (const { engine } of running) engine.stop();
  for (const { clock, backend } of running) {
    expect(clock.pending(), 'timers left running').toBe(0);
    expect(backend.openChannels, 'channels left open').toBe(0);
  }
  running = [];
});
