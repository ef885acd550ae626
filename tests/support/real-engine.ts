import { createMemoryDisk } from '../../src/sync/disk/memory-disk.ts';
import { afterEach, expect } from 'vitest';
import { uuidv7 } from 'uuidv7';
import type { Backend } from '../../src/backend/backend.ts';
import type { Message } from '../../src/core/model.ts';
import type { ChatState } from '../../src/core/state.ts';
import { systemClock, type Clock } from '../../src/lib/clock.ts';
import { createActions, type Actions } from '../../src/store/actions.ts';
import { createChatStore } from '../../src/store/store.ts';
import { startEngine, type Engine } from '../../src/sync/engine.ts';
import { filesOn } from '../../src/sync/disk/files.ts';
import type { Environment } from '../../src/sync/environment.ts';
import { defaultWaits, type Waits } from '../../src/sync/waits.ts';
import { eventually, type Device } from './people.ts';

/** The app without its faces: store, actions and engine on a real client. */
export interface RealEngine {
  state: () => ChatState;
  actions: Actions;
  engine: Engine;
  messages: (sessionId: string) => readonly Message[];
  /** Waits until the connection is live. */
  live: () => Promise<void>;
  /** Opens a session and waits until its newest page is there. */
  open: (sessionId: string) => Promise<void>;
  stop: () => void;
}

const environment: Environment = {
  online: () => true,
  visible: () => true,
  onChange: () => () => undefined,
  noteVisible: () => undefined,
  lastVisibleAt: () => 0,
  onInput: () => () => undefined,
  presenceChoice: () => 'online',
  keepPresenceChoice: () => undefined,
  deviceName: 'Test device',
};

/** The system's clock, which knows what was not stopped. */
function countingClock(): Clock & { pending: () => number } {
  const timers = new Set<object>();
  return {
    now: () => systemClock.now(),
    after: (ms, task) => {
      const timer = {};
      timers.add(timer);
      const stop = systemClock.after(ms, () => {
        timers.delete(timer);
        task();
      });
      return () => {
        timers.delete(timer);
        stop();
      };
    },
    pending: () => timers.size,
  };
}

interface Running {
  stop: () => void;
  pendingTimers: () => number;
  device: Device;
}

let running: Running[] = [];

/**
 * Starts everything that runs behind the faces for somebody who is signed in on `device`. Stopped
 * when the test ends, which fails if timers or channels are left.
 * @param backend in place of the device's own, to put a fault in between
 */
export function startRealEngine(
  device: Device,
  options: { backend?: Backend; waits?: Partial<Waits> } = {},
): RealEngine {
  const store = createChatStore();
  const clock = countingClock();
  const disk = Promise.resolve(createMemoryDisk());
  const engine = startEngine({
    opensFirst: null,
    openDisk: () => disk,
    tabs: null,
    store,
    backend: options.backend ?? device.backend,
    clock,
    environment,
    random: Math.random,
    waits: { ...defaultWaits, ...options.waits },
  });
  const actions = createActions({
    store,
    commands: engine.commands,
    clock,
    newId: uuidv7,
    keepFile: filesOn(disk).put,
  });
  running.push({ stop: () => engine.stop(), pendingTimers: clock.pending, device });
  const state = store.getState;
  return {
    state,
    actions,
    engine,
    messages: (sessionId) => state().timelines[sessionId]?.messages ?? [],
    live: () => eventually(() => expect(state().connection.status).toBe('live')),
    open: (sessionId) => {
      actions.openSession(sessionId);
      return eventually(() => expect(state().timelines[sessionId]?.status).toBe('ready'));
    },
    stop: () => engine.stop(),
  };
}

afterEach(async () => {
  const ended = running;
  running = [];
  for (const { stop } of ended) stop();
  for (const { pendingTimers, device } of ended) {
    expect(pendingTimers(), 'timers left running').toBe(0);
    await eventually(() => expect(device.live.getChannels(), 'channels left open').toEqual([]));
  }
});
