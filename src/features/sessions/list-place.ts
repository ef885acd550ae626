import type { Stop } from '../../lib/stop.ts';

/** Height of a row and the gap below it: 4.25 + 0.125 rem. */
export const ROW_REM = 4.375;

type PlaceListener = (top: number, byHand: boolean) => void;

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
  /** Scrolls by so many pixels, before the next paint; `quiet` if nobody wishes for more rows thereby. */
  readonly moveBy: (pixels: number, quiet?: boolean) => void;
  /** Where the last quiet move led. */
  readonly quietTop: () => number;
  /** Calls back at once, and whenever `top` or `height` may have changed. */
  readonly follow: (listener: PlaceListener) => Stop;
  readonly stop: Stop;
}

/** Follows `scroller` until it is stopped. */
export function startListPlace(scroller: HTMLElement): ListPlace {
  const listeners = new Set<PlaceListener>();
  const isShown = (): boolean => scroller.clientHeight > 0;
  let top = scroller.scrollTop;
  let shown = isShown();
  let quietTop = -1;

  const tell = (byHand: boolean): void => {
    for (const listener of listeners) listener(top, byHand);
  };
  const look = (byHand: boolean): void => {
    const before = shown;
    shown = isShown();
    if (!shown) return;
    // Rows may have moved while nobody saw them.
    if (!before) scroller.scrollTop = top;
    top = scroller.scrollTop;
    tell(byHand);
  };
  const onScroll = (): void => look(true);
  scroller.addEventListener('scroll', onScroll, { passive: true });
  const resized = new ResizeObserver(() => look(false));
  resized.observe(scroller);

  return {
    scroller,
    rowHeight: ROW_REM * parseFloat(getComputedStyle(document.documentElement).fontSize),
    top: () => top,
    height: () => scroller.clientHeight || window.innerHeight,
    isShown,
    moveBy: (pixels, quiet) => {
      if (pixels === 0) return;
      top += pixels;
      if (isShown()) {
        scroller.scrollTop = top;
        top = scroller.scrollTop;
      }
      if (quiet === true) quietTop = top;
      tell(false);
    },
    quietTop: () => quietTop,
    follow: (listener) => {
      listeners.add(listener);
      listener(top, false);
      return () => listeners.delete(listener);
    },
    stop: () => {
      scroller.removeEventListener('scroll', onScroll);
      resized.disconnect();
    },
  };
}
