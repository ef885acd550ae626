/** Chance that can be had again: the same seed yields the same numbers. */
export interface Chance {
  /** [0, 1). */
  next(): number;
  /** A whole number from `least` to `most`, both included. */
  int(least: number, most: number): number;
  /** All of `items`, in an order of its own. */
  shuffled<T>(items: readonly T[]): T[];
  /** Another sequence that follows from this one's seed, for something that runs beside it. */
  fork(): Chance;
}

const UINT32 = 2 ** 32;

/** The mulberry32 generator: small, and good enough to pick faults with. */
export function seeded(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / UINT32;
  };
  const int = (least: number, most: number): number =>
    least + Math.floor(next() * (most - least + 1));
  return {
    next,
    int,
    shuffled: (items) => {
      const left = [...items];
      const order = [];
      while (left.length > 0) order.push(...left.splice(int(0, left.length - 1), 1));
      return order;
    },
    fork: () => seeded(int(0, UINT32 - 1)),
  };
}

/** The seed to use: `SOAK_SEED`, or a new one. Throws if the given one is not a whole number. */
export function seedFromEnvironment(): number {
  const text = process.env['SOAK_SEED'];
  if (text === undefined || text === '') return Math.floor(Math.random() * UINT32);
  const seed = Number(text);
  if (Number.isInteger(seed) && seed >= 0 && seed < UINT32) return seed;
  throw new Error(`SOAK_SEED must be a whole number from 0 to ${UINT32 - 1}, not ${text}.`);
}
