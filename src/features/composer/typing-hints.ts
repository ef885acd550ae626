import type { Clock } from '../../lib/clock.ts';
import type { Stop } from '../../lib/stop.ts';

/** While somebody types, the others are told again this often, in milliseconds. */
const REPEAT_MS = 3_000;
/** Without a key for this long, in milliseconds, they have stopped. */
const IDLE_MS = 1_000;

interface TypingHints {
  /** A key changed the text. */
  readonly typed: () => void;
  /** The text was sent, emptied or left. */
  readonly ended: () => void;
}

/** Turns keys into hints: `tell(true)` at once and every 3 s, `tell(false)` after 1 s of rest. */
export function createTypingHints(clock: Clock, tell: (typing: boolean) => void): TypingHints {
  let toldAt: number | null = null;
  let stopIdle: Stop | null = null;

  const ended = (): void => {
    stopIdle?.();
    stopIdle = null;
    if (toldAt === null) return;
    toldAt = null;
    tell(false);
  };

  return {
    typed: () => {
      stopIdle?.();
      stopIdle = clock.after(IDLE_MS, ended);
      const now = clock.now();
      if (toldAt !== null && now - toldAt < REPEAT_MS) return;
      toldAt = now;
      tell(true);
    },
    ended,
  };
}
