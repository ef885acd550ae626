import { useVirtualizer, type ReactVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { TimelineRow } from '../../core/timeline-rows.ts';
import { estimateHeight } from './estimate-height.ts';
import { scrollTo } from './scroll-to.ts';

/** Rows drawn beyond either edge of what is visible. */
const OVERSCAN = 6;
/** This near the end, in pixels, counts as being there. */
const END_WITHIN = 32;
/** Older messages are asked for this many screens before the top is reached. */
const NEAR_TOP_SCREENS = 1.5;
/** How long a scroll of our own takes to land, in milliseconds; paging rests meanwhile. */
const LANDING_MS = 250;
/** Room above the oldest row for the loading line or the beginning of the conversation. */
const TOP_SPACE = 72;
const BOTTOM_SPACE = 8;
const GUESSED_WIDTH = 720;

interface LogScroll {
  readonly virtualizer: ReactVirtualizer<HTMLDivElement, HTMLDivElement>;
  /** Ref of the element that scrolls. */
  readonly setScroller: (element: HTMLDivElement | null) => void;
  /** Ref of the element as high as all rows together. */
  readonly setSizer: (element: HTMLDivElement | null) => void;
  readonly atEnd: boolean;
  readonly toEnd: () => void;
  readonly toRow: (index: number) => void;
}

/**
 * Where the reader is. At the end the log follows whatever comes; elsewhere nothing that is added,
 * above or below, moves what they look at (the virtualizer re-anchors by row key before painting).
 */
export function useLogScroll(options: {
  rows: readonly TimelineRow[];
  named: boolean;
  /** Key of the newest message being sent: one's own message always brings one to the end. */
  newestOwnKey: string | null;
  onNearTop: () => void;
  onBackAtEnd: () => void;
}): LogScroll {
  const { rows, named, newestOwnKey } = options;
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const [atEnd, setAtEnd] = useState(true);
  const follows = useRef(true);
  const landingUntil = useRef(0);
  /** Asks for older messages if the top is near; set while there is an element that scrolls. */
  const pageIfNear = useRef<() => void>(() => undefined);
  const handlers = useRef(options);
  useLayoutEffect(() => {
    handlers.current = options;
  });

  const width = scroller?.clientWidth ?? GUESSED_WIDTH;
  const estimate = (index: number): number => {
    const row = rows[index];
    return row === undefined ? 0 : estimateHeight(row, width, named);
  };
  // The virtualizer measures all rows anew whenever this function changes.
  const getItemKey = useCallback((index: number) => rows[index]?.key ?? index, [rows]);

  const virtualizer = useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: rows.length,
    getScrollElement: () => scroller,
    getItemKey,
    estimateSize: estimate,
    scrollToFn: scrollTo,
    overscan: OVERSCAN,
    paddingStart: TOP_SPACE,
    paddingEnd: BOTTOM_SPACE,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: END_WITHIN,
    directDomUpdates: true,
    directDomUpdatesMode: 'position',
    initialOffset: () => rows.reduce((sum, _row, index) => sum + estimate(index), TOP_SPACE),
  });

  const land = useCallback((scroll: () => void): void => {
    landingUntil.current = performance.now() + LANDING_MS;
    scroll();
    // A log that does not fill its screen never scrolls, so nothing else would ask.
    setTimeout(() => pageIfNear.current(), LANDING_MS);
  }, []);

  const toEnd = useCallback(() => {
    follows.current = true;
    land(() => virtualizer.scrollToEnd());
  }, [virtualizer, land]);

  const toRow = useCallback(
    (index: number) => {
      follows.current = false;
      land(() => virtualizer.scrollToIndex(index, { align: 'center' }));
    },
    [virtualizer, land],
  );

  // Opening a session shows its newest messages.
  useLayoutEffect(() => {
    if (scroller !== null) toEnd();
  }, [scroller, toEnd]);

  // A message that slips in before one that is still being sent changes no edge of the list, so
  // following is decided here and not left to `followOnAppend` alone.
  useLayoutEffect(() => {
    if (follows.current) virtualizer.scrollToEnd();
  }, [rows, virtualizer]);

  useLayoutEffect(() => {
    if (newestOwnKey !== null) toEnd();
  }, [newestOwnKey, toEnd]);

  useEffect(() => pageIfNear.current(), [rows]);

  useEffect(() => {
    if (scroller === null) return;
    const done = new AbortController();
    const listening = { signal: done.signal, passive: true };

    const page = (): void => {
      const near = scroller.scrollTop < scroller.clientHeight * NEAR_TOP_SCREENS;
      if (near && performance.now() >= landingUntil.current) handlers.current.onNearTop();
    };
    pageIfNear.current = page;
    const onScroll = (): void => {
      const end = scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop <= END_WITHIN;
      if (end && !follows.current) handlers.current.onBackAtEnd();
      follows.current = end;
      setAtEnd(end);
      page();
    };
    scroller.addEventListener('scroll', onScroll, listening);
    // A person takes over at once, also from a scroll of ours that has not landed.
    for (const deed of ['wheel', 'touchmove', 'keydown', 'pointerdown'] as const) {
      scroller.addEventListener(deed, () => (landingUntil.current = 0), listening);
    }
    // The composer grows, the keyboard opens, the window turns: the end stays in view.
    const resized = new ResizeObserver(() => {
      if (follows.current) virtualizer.scrollToEnd();
      else page();
    });
    resized.observe(scroller);
    return () => {
      done.abort();
      resized.disconnect();
      pageIfNear.current = () => undefined;
    };
  }, [scroller, virtualizer]);

  return { virtualizer, setScroller, setSizer: virtualizer.containerRef, atEnd, toEnd, toRow };
}
