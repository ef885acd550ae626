const BASE_MS = 500;
const CAP_MS = 30_000;
/** Keeps a jittered wait from being so short that it is no wait at all. */
const FLOOR_SHARE = 0.5;

/**
 * Milliseconds to wait before try number `attempt` (1 = first retry): doubling from 0.5 s up to
 * 30 s, of which a random half is taken so that clients do not come back in step.
 * `random` yields [0, 1).
 */
export function backoffMs(attempt: number, random: () => number): number {
  const ceiling = Math.min(CAP_MS, BASE_MS * 2 ** Math.max(0, attempt - 1));
  return Math.round(ceiling * (FLOOR_SHARE + (1 - FLOOR_SHARE) * random()));
}
