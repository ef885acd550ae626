import { useVirtualizer, type Range, type ReactVirtualizer } from '@tanstack/react-virtual';
import { useCallback } from 'react';
import type { NotificationRow } from '../../core/notification-rows.ts';

/** Rows drawn beyond either edge of the view. */
const OVERSCAN = 6;
/** Rows drawn around the one that has the focus: two items have two headings between them at most. */
const AROUND_FOCUS = 3;
/** Guessed heights in pixels, until a row is drawn. */
const HEIGHTS: Readonly<Record<NotificationRow['kind'], number>> = {
  day: 36,
  session: 30,
  item: 84,
};

type ListVirtualizer = ReactVirtualizer<HTMLDivElement, HTMLLIElement>;

/**
 * Which rows are in the page: those near the view, and those around the one with the focus, so that the
 * keyboard never falls out of the list. What comes above the view does not move what is in it.
 */
export function useListView(
  scroller: HTMLDivElement | null,
  rows: readonly NotificationRow[],
  focusedKey: string | null,
): ListVirtualizer {
  // The virtualizer measures all rows anew whenever this function changes.
  const getItemKey = useCallback((index: number) => rows[index]?.key ?? index, [rows]);
  const focused = focusedKey === null ? -1 : rows.findIndex(({ key }) => key === focusedKey);
  const drawn = ({ startIndex, endIndex, overscan, count }: Range): number[] => {
    const indices = new Set<number>();
    const add = (from: number, to: number): void => {
      for (let at = Math.max(0, from); at <= Math.min(count - 1, to); at += 1) indices.add(at);
    };
    add(startIndex - overscan, endIndex + overscan);
    if (focused !== -1) add(focused - AROUND_FOCUS, focused + AROUND_FOCUS);
    return [...indices].sort((a, b) => a - b);
  };
  return useVirtualizer<HTMLDivElement, HTMLLIElement>({
    count: rows.length,
    getScrollElement: () => scroller,
    getItemKey,
    estimateSize: (index) => HEIGHTS[rows[index]?.kind ?? 'item'],
    overscan: OVERSCAN,
    rangeExtractor: drawn,
    // Whoever is at the very top wants to see what comes.
    anchorTo: scroller !== null && scroller.scrollTop > 0 ? 'end' : 'start',
  });
}
