import { observeElementOffset, observeElementRect, useVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { Session } from '../../core/model.ts';
import { stopAll, type Stop } from '../../lib/stop.ts';
import type { ListPlace } from './list-place.ts';
import { drawnRows, shiftInView } from './row-places.ts';

/** Rows drawn beyond either edge of the view. */
const OVERSCAN = 6;
const NO_STOP: Stop = () => undefined;

interface SessionRowsOptions {
  /** What the rows are scrolled in; null until it is there. */
  readonly place: ListPlace | null;
  /** The same array for the same rows. */
  readonly sessions: readonly Session[];
  /** Whether the rows are a list, and not just a session that was faster than the list. */
  readonly ready: boolean;
  /** The session on screen. */
  readonly activeId: string | null;
  /** The session whose row has the focus. */
  readonly focusedId: string | null;
}

interface DrawnRows {
  /** Ref of the element as high as all rows together. */
  readonly list: RefObject<HTMLUListElement | null>;
  /** Indices of the rows to draw, ascending. */
  readonly drawn: readonly number[];
}

/**
 * Which rows of a list to draw: those near the view, the active one, and the one that has the focus with
 * its neighbours, so that the keyboard never falls out of the list. Keeps what somebody looks at where
 * it is while rows move, and brings a session into view that has become the active one.
 */
export function useSessionRows(options: SessionRowsOptions): DrawnRows {
  const { place, sessions, ready, activeId, focusedId } = options;
  const list = useRef<HTMLUListElement>(null);
  /** Pixels from the beginning of what is scrolled to the list's; null until it could be measured. */
  const [margin, setMargin] = useState<number | null>(null);

  const virtualizer = useVirtualizer<HTMLElement, HTMLElement>({
    count: sessions.length,
    enabled: place !== null && margin !== null,
    getScrollElement: () => place?.scroller ?? null,
    estimateSize: () => place?.rowHeight ?? 0,
    overscan: OVERSCAN,
    scrollMargin: margin ?? 0,
    initialOffset: () => place?.top() ?? 0,
    // While it is hidden the list stays drawn as it was, to be there at once.
    observeElementRect: (instance, onRect) =>
      observeElementRect(instance, ({ width }) => onRect({ width, height: place?.height() ?? 0 })),
    observeElementOffset: (instance, onOffset) =>
      stopAll([
        observeElementOffset(instance, (top, scrolling) => {
          if (place?.isShown() === true) onOffset(top, scrolling);
        }) ?? NO_STOP,
        place?.onMove((top) => onOffset(top, false)) ?? NO_STOP,
      ]),
  });

  useLayoutEffect(() => {
    if (list.current !== null && place?.isShown() === true) setMargin(list.current.offsetTop);
  });

  const before = useRef(sessions);
  useLayoutEffect(() => {
    const old = before.current;
    before.current = sessions;
    if (place === null || margin === null || old === sessions) return;
    const { rowHeight } = place;
    const view = { from: place.top() - margin, height: place.height(), rowHeight };
    place.moveBy(shiftInView(old, sessions, view));
  }, [sessions, place, margin]);

  const indexOf = (id: string | null): number =>
    id === null ? -1 : sessions.findIndex((session) => session.id === id);
  const active = indexOf(activeId);

  // Who goes to a session sees where in the list it is. When it only moves there, the list stays.
  const askedFor = useRef(activeId);
  useLayoutEffect(() => {
    if (place === null || margin === null) return;
    const isLate = askedFor.current === activeId;
    askedFor.current = activeId;
    if (activeId !== null && (active === -1 || !ready)) return;
    if (!place.isNew(activeId)) return;
    if (active === -1 || !place.isShown()) return;
    const [top, align] = virtualizer.getOffsetForIndex(active) ?? [];
    if (top === undefined || align === 'auto') return;
    // A row that comes alone, from far down, asks for none of those between: they would push it away.
    if (isLate) place.hush();
    place.moveBy(top - place.top());
  }, [activeId, active, ready, place, margin, virtualizer]);

  const focused = indexOf(focusedId);
  const kept = focused === -1 ? [active] : [active, focused - 1, focused, focused + 1];
  return { list, drawn: drawnRows(virtualizer.getVirtualIndexes(), kept, sessions.length) };
}
