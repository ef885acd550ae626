import type { Stop } from '../../lib/stop.ts';

/** Height of a row and the gap below it: 4.25 + 0.125 rem. */
export const ROW_REM = 4.375;

/** Where the list of sessions is scrolled to; known also while it is hidden, when its element forgets. */
export interface ListPlace {
  readonly scroller: HTMLElement;
  /** In pixels; whoever has set their browser to larger text has higher rows. */
  readonly rowHeight: number;
  /** Pixels above the view. */
  readonly top: () => number;
  /** Height of the view in pixels; of the window while the list is hidden. */
  readonly height: () => number;
  readonly isShown: () => boolean;
  /** Scrolls by so many pixels, before the next paint. */
  readonly moveBy: (pixels: number) => void;
  /** Calls back with `top` whenever `moveBy` has changed it. */
  readonly onMove: (listener: (top: number) => void) => Stop;
  /** Whether the session has become the active one since this was asked last: then it is to be seen. */
  readonly isNew: (activeId: string | null) => boolean;
  /** The next scroll is nobody's wish for more. */
  readonly hush: () => void;
  /** Whether this scroll was announced so. */
  readonly isHushed: () => boolean;
  readonly stop: Stop;
}

/** Follows `scroller` until it is stopped. */
export function startListPlace(scroller: HTMLElement): ListPlace {
  const listeners = new Set<(top: number) => void>();
  const done = new AbortController();
  const isShown = (): boolean => scroller.clientHeight > 0;
  let top = scroller.scrollTop;
  let shown = isShown();
  let seen: string | null = null;
  let hushed = false;

  const look = (): void => {
    const before = shown;
    shown = isShown();
    if (!shown) return;
    // Rows may have moved while nobody saw them.
    if (!before) scroller.scrollTop = top;
    top = scroller.scrollTop;
  };
  scroller.addEventListener('scroll', look, { signal: done.signal, passive: true });
  const resized = new ResizeObserver(look);
  resized.observe(scroller);

  return {
    scroller,
    rowHeight: ROW_REM * parseFloat(getComputedStyle(document.documentElement).fontSize),
    top: () => top,
    height: () => scroller.clientHeight || window.innerHeight,
    isShown,
    moveBy: (pixels) => {
      if (pixels === 0) return;
      top += pixels;
      if (isShown()) {
        scroller.scrollTop = top;
        top = scroller.scrollTop;
      }
      for (const listener of listeners) listener(top);
    },
    onMove: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    isNew: (activeId) => {
      const isNew = activeId !== seen;
      seen = activeId;
      return isNew;
    },
    hush: () => {
      hushed = true;
    },
    isHushed: () => {
      const was = hushed;
      hushed = false;
      return was;
    },
    stop: () => {
      done.abort();
      resized.disconnect();
    },
  };
}
