/** Index of the first item whose key is >= `key` in an array sorted ascending by `keyOf`. */
export function lowerBound<T>(
  items: readonly T[],
  key: number,
  keyOf: (item: T) => number,
): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && keyOf(item) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Merges `incoming` (any order, may repeat keys) into `current` (sorted ascending, unique keys).
 * Where both hold a key, `choose(old, new)` decides. Returns `current` itself when nothing changed.
 */
export function mergeSorted<T>(
  current: readonly T[],
  incoming: readonly T[],
  keyOf: (item: T) => number,
  choose: (old: T, next: T) => T,
): readonly T[] {
  const result = [...current];
  let changed = false;
  for (const item of incoming) {
    const at = lowerBound(result, keyOf(item), keyOf);
    const old = result[at];
    if (old === undefined || keyOf(old) !== keyOf(item)) {
      result.splice(at, 0, item);
      changed = true;
      continue;
    }
    const chosen = choose(old, item);
    if (chosen !== old) {
      result[at] = chosen;
      changed = true;
    }
  }
  return changed ? result : current;
}
