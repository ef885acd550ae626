import type { Virtualizer } from '@tanstack/react-virtual';

type LogVirtualizer = Virtualizer<HTMLDivElement, HTMLDivElement>;

/** Differences up to here, in pixels, are the browser's rounding of what was written. */
const ROUNDING = 1.5;

/**
 * Writes the scroll position, and returns it. A correction for a row that was measured is made
 * relative to where the reader is *now*: they may have scrolled in this very frame, before the event
 * that tells the virtualizer, and a position computed from the older one would take that step back.
 * At the very end the element may be clamped because it has yet to grow; there the virtualizer knows
 * better.
 */
export function scrollTo(
  offset: number,
  { adjustments = 0, behavior }: { adjustments?: number; behavior?: ScrollBehavior },
  { scrollElement }: LogVirtualizer,
): number | null {
  if (scrollElement === null) return null;
  const { scrollTop, scrollHeight, clientHeight } = scrollElement;
  const atEnd = scrollTop >= scrollHeight - clientHeight - ROUNDING;
  const moved = adjustments !== 0 && !atEnd && Math.abs(scrollTop - offset) > ROUNDING;
  const top = (moved ? scrollTop : offset) + adjustments;
  scrollElement.scrollTo({ top, ...(behavior === undefined ? {} : { behavior }) });
  return top;
}

/** Whether `scroller` is where writing `top` takes it. */
export function isWhere(scroller: HTMLElement, top: number): boolean {
  const end = scroller.scrollHeight - scroller.clientHeight;
  return Math.abs(scroller.scrollTop - Math.max(0, Math.min(top, end))) <= ROUNDING;
}
