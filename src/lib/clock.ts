import type { Stop } from './stop.ts';

/** Time as a dependency, so that every wait in `sync/` can be made short or fake in tests. */
export interface Clock {
  /** Milliseconds since the epoch, by this device. */
  now(): number;
  /** Runs `task` once after `ms` milliseconds unless stopped. */
  after(ms: number, task: () => void): Stop;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, task) => {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};
