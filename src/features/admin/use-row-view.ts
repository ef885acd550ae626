import { useVirtualizer, type Range, type ReactVirtualizer } from '@tanstack/react-virtual';
import { useCallback } from 'react';

/** Rows drawn beyond either edge of the view. */
const OVERSCAN = 8;

/**
 * Which rows of a table are in the page: those near the view, and the one that has the focus, so that the
 * keyboard never falls out of the table. `height` is a guess, in pixels, until a row is drawn.
 */
export function useRowView(
  scroller: HTMLDivElement | null,
  ids: readonly string[],
  focusedId: string | null,
  height: number,
): ReactVirtualizer<HTMLDivElement, HTMLDivElement> {
  // The virtualizer measures all rows anew whenever this function changes.
  const getItemKey = useCallback((index: number) => ids[index] ?? index, [ids]);
  const focused = focusedId === null ? -1 : ids.indexOf(focusedId);
  const drawn = ({ startIndex, endIndex, overscan, count }: Range): number[] => {
    const from = Math.max(0, startIndex - overscan);
    const to = Math.min(count - 1, endIndex + overscan);
    const indices = Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => from + at);
    if (focused === -1 || (focused >= from && focused <= to)) return indices;
    return focused < from ? [focused, ...indices] : [...indices, focused];
  };
  return useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: ids.length,
    getScrollElement: () => scroller,
    getItemKey,
    estimateSize: () => height,
    overscan: OVERSCAN,
    rangeExtractor: drawn,
  });
}
