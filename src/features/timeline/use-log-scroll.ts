import { useVirtualizer, type Range, type ReactVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { TimelineRow } from '../../core/timeline-rows.ts';
import { estimateHeight } from './estimate-height.ts';
import { keptOffset, positionOf, type KeptPosition } from './kept-position.ts';
import { isWhere, scrollTo } from './scroll-to.ts';

type LogVirtualizer = ReactVirtualizer<HTMLDivElement, HTMLDivElement>;

/** Rows drawn beyond either edge of what is visible, at least. */
const OVERSCAN = 6;
/** Rows come and go so many at a time: most frames of a scroll then change nothing in the page. */
const STEP = 4;
/** This near the end, in pixels, counts as being there. */
const END_WITHIN = 32;
/** More messages are asked for this many screens before an edge of what is loaded is reached. */
const NEAR_SCREENS = 1.5;
/** Room beyond the outermost rows, in pixels, for the loading line or the conversation's beginning. */
const EDGE_SPACE = 72;
const END_SPACE = 8;
const GUESSED_WIDTH = 720;
/** What shows that the person moves the log, and no longer a scroll of ours. */
const DEEDS = ['wheel', 'touchmove', 'keydown', 'pointerdown'] as const;

/** Where the log begins on the page, in pixels, however far the page itself is scrolled. */
const upperEdge = (scroller: HTMLElement): number =>
  scroller.getBoundingClientRect().top - document.documentElement.getBoundingClientRect().top;

/** Indices of the rows to draw around those in view. */
function drawnRows({ startIndex, endIndex, overscan, count }: Range): number[] {
  const from = Math.max(0, Math.floor((startIndex - overscan) / STEP) * STEP);
  const to = Math.min(count, Math.ceil((endIndex + 1 + overscan) / STEP) * STEP);
  return Array.from({ length: to - from }, (_, at) => from + at);
}

interface LogScroll {
  readonly virtualizer: LogVirtualizer;
  /** Whether the log is there and can be scrolled. */
  readonly ready: boolean;
  /** Ref of the element that scrolls. */
  readonly setScroller: (element: HTMLDivElement | null) => void;
  /** Ref of the element as high as all rows together. */
  readonly setSizer: (element: HTMLDivElement | null) => void;
  /** At the end of the history, that is, not of a window into it. */
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
  /** Whether the rows reach up to now. */
  live: boolean;
  /** Where the reader was when they left; null for the end. */
  kept: KeptPosition | null;
  onNearTop: () => void;
  onNearEnd: () => void;
  /** Hears on leaving where the reader is; null for at the end. */
  onLeave: (position: KeptPosition | null) => void;
}): LogScroll {
  const { rows, named, live } = options;
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const [start] = useState(options.kept);
  const [atEnd, setAtEnd] = useState(start === null && live);
  const told = useRef(atEnd);
  const follows = useRef(atEnd);
  /** Whether the person moved last: a scroll of ours never asks for further messages. */
  const byHand = useRef(false);
  /** The position that we wrote last, in pixels. */
  const written = useRef(0);
  const lookAround = useRef<() => void>(() => undefined);
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
  const write = useCallback((...args: Parameters<typeof scrollTo>): void => {
    written.current = scrollTo(...args) ?? written.current;
  }, []);

  const virtualizer = useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: rows.length,
    getScrollElement: () => scroller,
    getItemKey,
    estimateSize: estimate,
    scrollToFn: write,
    overscan: OVERSCAN,
    rangeExtractor: drawnRows,
    paddingStart: EDGE_SPACE,
    paddingEnd: live ? END_SPACE : EDGE_SPACE,
    anchorTo: 'end',
    // The end of a window is no place to stay at: what is appended there is read on into.
    followOnAppend: live && atEnd,
    scrollEndThreshold: END_WITHIN,
    directDomUpdates: true,
    directDomUpdatesMode: 'position',
    ...(start === null ? {} : { initialMeasurementsCache: [...start.sizes] }),
    initialOffset: () => EDGE_SPACE + keptOffset(start, rows, estimate),
  });

  const toEnd = useCallback(() => {
    follows.current = handlers.current.live;
    byHand.current = false;
    virtualizer.scrollToEnd();
  }, [virtualizer]);

  const toRow = useCallback(
    (index: number) => {
      follows.current = false;
      byHand.current = false;
      virtualizer.scrollToIndex(index, { align: 'center' });
    },
    [virtualizer],
  );

  // Opening a session shows its newest messages, or what was read when it was left.
  useLayoutEffect(() => {
    if (scroller === null) return;
    if (start === null) toEnd();
    return () => {
      const { rows: shown, onLeave } = handlers.current;
      onLeave(follows.current ? null : positionOf(virtualizer, shown, scroller.scrollTop));
    };
  }, [scroller, start, toEnd, virtualizer]);

  // A message that slips in before one that is still being sent changes no edge of the list, so
  // following is decided here and not left to `followOnAppend` alone.
  useLayoutEffect(() => {
    if (follows.current) virtualizer.scrollToEnd();
  }, [rows, virtualizer]);

  useEffect(() => lookAround.current(), [rows, live]);

  useEffect(() => {
    if (scroller === null) return;
    const done = new AbortController();
    const listening = { signal: done.signal, passive: true };

    const isAtEnd = (): boolean =>
      handlers.current.live &&
      scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop <= END_WITHIN;
    const noteEnd = (here: boolean): void => {
      follows.current = here;
      // Telling React what it knows may cost a render all the same.
      if (told.current !== here) setAtEnd(here);
      told.current = here;
    };
    const page = (): void => {
      const { scrollTop, clientHeight, scrollHeight } = scroller;
      // A log that does not fill its screen never scrolls, so nothing else would ask.
      if (!byHand.current && scrollHeight > clientHeight) return;
      const near = clientHeight * NEAR_SCREENS;
      if (scrollTop < near) handlers.current.onNearTop();
      if (scrollHeight - clientHeight - scrollTop < near) handlers.current.onNearEnd();
    };
    lookAround.current = () => {
      if (!follows.current && isAtEnd()) noteEnd(true);
      page();
    };
    const onScroll = (): void => {
      if (!isWhere(scroller, written.current)) byHand.current = true;
      noteEnd(isAtEnd());
      page();
    };
    scroller.addEventListener('scroll', onScroll, listening);
    const onDeed = (): void => {
      byHand.current = true;
      page();
    };
    for (const deed of DEEDS) scroller.addEventListener(deed, onDeed, listening);
    let edge = upperEdge(scroller);
    const resized = new ResizeObserver((entries) => {
      // The composer grows, the keyboard opens, the window turns, something is pinned above.
      const turned = entries.some(({ target }) => target === scroller);
      if (turned) {
        const lowered = upperEdge(scroller) - edge;
        edge += lowered;
        // The end stays in view; elsewhere what is read stays where it is on the screen.
        if (follows.current) virtualizer.scrollToEnd();
        else if (lowered !== 0) write(scroller.scrollTop + lowered, {}, virtualizer);
      }
      page();
    });
    resized.observe(scroller);
    // The rows turn out lower than they were guessed, and leave room for more.
    if (scroller.firstElementChild !== null) resized.observe(scroller.firstElementChild);
    return () => {
      done.abort();
      resized.disconnect();
      lookAround.current = () => undefined;
    };
  }, [scroller, virtualizer, write]);

  return {
    virtualizer,
    ready: scroller !== null,
    setScroller,
    setSizer: virtualizer.containerRef,
    atEnd: atEnd && live,
    toEnd,
    toRow,
  };
}
