import type { Page } from 'playwright-core';
import { expect, inject, test } from 'vitest';
import { useApp, useBrowser } from '../support/browser.ts';
import { log, openSession, signIn } from '../support/screens.ts';

const appUrl = useApp(() => inject('stack').apiUrl);
const browser = useBrowser();

/** Mounted messages at any time, whatever the length of the history. */
const MAX_MESSAGE_NODES = 150;
/** A message on screen may not move by more than this when older ones are put above it. */
const MAX_JUMP_PX = 0.5;
/** Higher than the messages that a session opens with. */
const TALL_PX = 8_000;
/** One turn of the wheel; far more than a page of history is high. */
const WHEEL_PX = 100_000;
/** Frames that must pass without another page of history for the list to count as settled. */
const QUIET_FRAMES = 12;

/** The seeded conversation of 10,000 messages. */
async function openLongHistory(height = 800): Promise<Page> {
  const { page } = await browser.open(appUrl(), { viewport: { width: 1280, height } });
  await signIn(page, 'student2@example.com', 'password');
  await openSession(page, 'Marco Bellini');
  await log(page).getByRole('article').first().waitFor();
  return page;
}

const nodeCount = (page: Page): Promise<number> => log(page).getByRole('article').count();

interface Watched {
  /** Largest movement of the watched message, in pixels. */
  jump: number;
  /** Whether a message older than all before was put above it. */
  grew: boolean;
}

/**
 * Scrolls close to the top, so that a page of history is fetched, and watches the first message
 * that is wholly visible, frame by frame, until the list has been quiet for a while.
 */
function pageBack(page: Page): Promise<Watched> {
  return log(page).evaluate(
    (scroller, quietFrames) =>
      new Promise<Watched>((resolve, reject) => {
        const articles = (): HTMLElement[] => [
          ...scroller.querySelectorAll<HTMLElement>('[data-message-id]'),
        ];
        const height = (): number => scroller.scrollHeight;
        const before = height();
        scroller.scrollTop = 40;
        scroller.dispatchEvent(new Event('scroll'));
        requestAnimationFrame(() => {
          const top = scroller.getBoundingClientRect().top;
          const anchor = articles().find((a) => a.getBoundingClientRect().top >= top);
          const id = anchor?.dataset['messageId'];
          if (anchor === undefined || id === undefined) {
            reject(new Error('No message is visible.'));
            return;
          }
          const start = anchor.getBoundingClientRect().top;
          let jump = 0;
          let quiet = 0;
          let last = height();
          let frames = 0;
          const look = (): void => {
            const now = scroller.querySelector(`[data-message-id="${id}"]`);
            if (now === null) {
              reject(new Error('The watched message was unmounted: the view jumped away.'));
              return;
            }
            jump = Math.max(jump, Math.abs(now.getBoundingClientRect().top - start));
            const grown = height() > before;
            quiet = height() === last && grown ? quiet + 1 : 0;
            last = height();
            frames += 1;
            if (quiet >= quietFrames) resolve({ jump, grew: grown });
            else if (frames > 600) resolve({ jump, grew: false });
            else requestAnimationFrame(look);
          };
          look();
        });
      }),
    QUIET_FRAMES,
  );
}

test('10,000 messages open at the newest, page back without a jump, and keep the page small', async () => {
  const page = await openLongHistory();
  const atBottom = await log(page).evaluate(
    (scroller) => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight,
  );
  expect(atBottom).toBeLessThanOrEqual(1);
  expect(await nodeCount(page)).toBeLessThanOrEqual(MAX_MESSAGE_NODES);

  for (let n = 0; n < 5; n += 1) {
    const { jump, grew } = await pageBack(page);
    expect(grew).toBe(true);
    expect(jump).toBeLessThanOrEqual(MAX_JUMP_PX);
    expect(await nodeCount(page)).toBeLessThanOrEqual(MAX_MESSAGE_NODES);
  }
});

test('scrolls to the very first message and back to the newest', async () => {
  const page = await openLongHistory();
  const start = page.getByText('The conversation starts here.');
  await log(page).hover();
  await expect
    .poll(
      async () => {
        await page.mouse.wheel(0, -WHEEL_PX);
        return start.isVisible();
      },
      { timeout: 50_000, interval: 20 },
    )
    .toBe(true);
  expect(await nodeCount(page)).toBeLessThanOrEqual(MAX_MESSAGE_NODES);

  await page.getByRole('button', { name: 'Jump to latest' }).click();
  await expect
    .poll(() =>
      log(page).evaluate(
        (scroller) => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight,
      ),
    )
    .toBeLessThanOrEqual(1);
  expect(await nodeCount(page)).toBeLessThanOrEqual(MAX_MESSAGE_NODES);
});

test('a screen higher than the first page is filled without scrolling', async () => {
  const page = await openLongHistory(TALL_PX);
  // The first page has 50 messages; to fill this screen takes more.
  await expect.poll(() => nodeCount(page), { timeout: 20_000 }).toBeGreaterThan(60);
});
