import { useVirtualizer, type ReactVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { ListPlace } from './list-place.ts';

/** Rows drawn beyond either edge of the view. */
const OVERSCAN = 6;

export type RowVirtualizer = ReactVirtualizer<HTMLElement, HTMLElement>;

interface SessionRowsView {
  /** Ref of the element as high as all rows together. */
  readonly list: RefObject<HTMLUListElement | null>;
  readonly virtualizer: RowVirtualizer;
  /** Pixels from the beginning of what is scrolled to the list's; null until it could be measured. */
  readonly margin: number | null;
}

/** Which of `count` rows, all equally high, are near the view; `place` is null until it is there. */
export function useSessionRows(place: ListPlace | null, count: number): SessionRowsView {
  const list = useRef<HTMLUListElement>(null);
  const [margin, setMargin] = useState<number | null>(null);
  const virtualizer = useVirtualizer<HTMLElement, HTMLElement>({
    count,
    enabled: margin !== null,
    getScrollElement: () => place?.scroller ?? null,
    estimateSize: () => place?.rowHeight ?? 0,
    overscan: OVERSCAN,
    scrollMargin: margin ?? 0,
    initialOffset: () => place?.top() ?? 0,
    // The place knows both while the list is hidden as well: it stays drawn, and is there at once.
    observeElementRect: (_, onRect) =>
      place?.follow(() => onRect({ width: 0, height: place.height() })),
    observeElementOffset: (_, onOffset) => place?.follow(onOffset),
  });
  useLayoutEffect(() => {
    if (list.current !== null && place?.isShown() === true) setMargin(list.current.offsetTop);
  });
  return { list, virtualizer, margin };
}
