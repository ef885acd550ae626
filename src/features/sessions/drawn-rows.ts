/**
 * Indices of the rows to draw, ascending: those `near` the view, and each of `kept` (−1 for none) that
 * is among the `count` rows.
 */
export function drawnRows(
  near: readonly number[],
  kept: readonly number[],
  count: number,
): readonly number[] {
  const drawn = new Set(near);
  for (const index of kept) if (index >= 0) drawn.add(index);
  return [...drawn].filter((index) => index < count).sort((a, b) => a - b);
}
