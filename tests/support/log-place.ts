import type { Page } from 'playwright-core';
import { log } from './screens.ts';

/** Where the reader of a log is, and whether what they look at moves. */

/** What is on screen may not move by more than this when something happens elsewhere. */
export const MAX_JUMP_PX = 0.5;
/** Frames that must pass without any change for the log to count as settled. */
export const QUIET_FRAMES = 12;

export const distanceFromEnd = (page: Page): Promise<number> =>
  log(page).evaluate(
    (scroller) => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight,
  );

interface Place {
  readonly id: string;
  /** In pixels below the upper edge of the log. */
  readonly top: number;
}

/** The first message that is wholly visible, and where it is. */
export const firstVisible = (page: Page): Promise<Place> =>
  log(page).evaluate((scroller) => {
    const edge = scroller.getBoundingClientRect().top;
    const rows = [...scroller.querySelectorAll<HTMLElement>('[data-message-id]')];
    const places = rows
      .map((row) => ({
        id: row.dataset['messageId'] ?? '',
        top: row.getBoundingClientRect().top - edge,
      }))
      .filter(({ top }) => top >= 0)
      .sort((a, b) => a.top - b.top);
    const [first] = places;
    if (first === undefined) throw new Error('No message is visible.');
    return first;
  });

/** Resolves once the log has not changed for a while. */
export const settled = (page: Page): Promise<void> =>
  log(page).evaluate(
    (scroller, quietFrames) =>
      new Promise<void>((resolve) => {
        let last = '';
        let quiet = 0;
        const look = (): void => {
          const now = `${scroller.scrollTop} ${scroller.scrollHeight} ${scroller.clientHeight}`;
          quiet = now === last ? quiet + 1 : 0;
          last = now;
          if (quiet >= quietFrames) resolve();
          else requestAnimationFrame(look);
        };
        look();
      }),
    QUIET_FRAMES,
  );

/**
 * Watches the message `id` in every frame, as it is painted: after the page's own observers, which may
 * put right what a change of the layout has moved. The function returned ends that, once the log has
 * settled, and yields how far the message was from where it had been, at its worst, in pixels on the
 * screen.
 */
export async function watchPlace(page: Page, id: string): Promise<() => Promise<number>> {
  const watch = await log(page).evaluateHandle((scroller, id) => {
    const top = (): number =>
      scroller.querySelector(`[data-message-id="${id}"]`)?.getBoundingClientRect().top ?? Infinity;
    const seen = { start: top(), worst: 0, on: true };
    // Observers are told in the order in which they were made: this one is the last.
    const probe = document.createElement('div');
    probe.style.cssText = 'position: fixed; visibility: hidden; height: 1px';
    document.body.append(probe);
    const observer = new ResizeObserver(() => {
      seen.worst = Math.max(seen.worst, Math.abs(top() - seen.start));
    });
    observer.observe(probe);
    let frame = 0;
    const ask = (): void => {
      frame += 1;
      probe.style.width = `${1 + (frame % 2)}px`;
      if (seen.on) requestAnimationFrame(ask);
      else probe.remove();
    };
    ask();
    return seen;
  }, id);
  return async () => {
    await settled(page);
    return watch.evaluate((seen) => {
      seen.on = false;
      return seen.worst;
    });
  };
}
