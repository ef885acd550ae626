/** [start, end) in UTF-16 units. */
export type TextRange = readonly [number, number];

/** The same places in order; ranges that touch or overlap become one. */
export function mergeRanges(ranges: readonly TextRange[]): readonly TextRange[] {
  const result: [number, number][] = [];
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
    else result.push([start, end]);
  }
  return result;
}
