import type { Clock } from '../../src/lib/clock.ts';

interface Timer {
  at: number;
  task: () => void;
}

/** Time that moves only when told to; `pending()` shows timers that something forgot to stop. */
export interface FakeClock extends Clock {
  /** Moves time on, running what falls due in order and letting promises settle in between. */
  advance(ms: number): Promise<void>;
  pending(): number;
}

/** Turns of the microtask queue that are enough for every promise chain in the engine. */
const SETTLE_TURNS = 200;

export async function settle(): Promise<void> {
  for (let turn = 0; turn < SETTLE_TURNS; turn += 1) await Promise.resolve();
}

export function createFakeClock(start = Date.UTC(2026, 0, 5, 9)): FakeClock {
  let now = start;
  let timers: Timer[] = [];
  return {
    now: () => now,
    after: (ms, task) => {
      const timer = { at: now + ms, task };
      timers.push(timer);
      return () => {
        timers = timers.filter((t) => t !== timer);
      };
    },
    pending: () => timers.length,
    advance: async (ms) => {
      const end = now + ms;
      await settle();
      for (;;) {
        const next = timers.filter((t) => t.at <= end).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        timers = timers.filter((t) => t !== next);
        now = Math.max(now, next.at);
        next.task();
        await settle();
      }
      now = end;
    },
  };
}
