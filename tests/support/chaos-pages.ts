import { expect } from 'vitest';
import type { Page } from 'playwright-core';
import type { Account, Pair } from './accounts.ts';
import type { OpenPage, useBrowser } from './browser.ts';
import type { ChaosBench } from './chaos.ts';
import type { View } from './exactly-once.ts';
import { composer, connectionStatus, log } from './screens.ts';
import { signedInStorage } from './signed-in-storage.ts';

type Browser = ReturnType<typeof useBrowser>;

/** High enough for every message of a test to be on the page: the log draws only what is near. */
export const TALL = { width: 1000, height: 2400 };

/** What the browser requests to send a message, and to hear. */
export const SEND = '**/rest/v1/messages*';
export const SOCKET = /\/realtime\/v1\/websocket/;

export interface PageOptions {
  /** Runs before the app is loaded, for what must be in place by then. */
  prepare?: (page: Page) => Promise<unknown>;
  /** False: what was prepared keeps it from going live. */
  live?: boolean;
}

/** A browser of `who` with the session on screen and live. */
export async function openAs(
  chaos: ChaosBench,
  browser: Browser,
  who: Account,
  sessionId: string,
  { prepare, live = true }: PageOptions = {},
): Promise<OpenPage> {
  const open = await browser.open('about:blank', {
    viewport: TALL,
    storageState: await signedInStorage(chaos.stack().facts, chaos.appUrl(), who),
  });
  await prepare?.(open.page);
  await goToSession(chaos, open.page, sessionId);
  if (live) await untilLive(open.page);
  return open;
}

/** The connection has nothing to say. */
export async function untilLive(page: Page): Promise<void> {
  await expect.poll(() => connectionStatus(page).innerText(), { timeout: 20_000 }).toBe('');
}

/** Loads the app at a session and waits until it can be written in. */
export async function goToSession(chaos: ChaosBench, page: Page, sessionId: string): Promise<void> {
  await page.goto(`${chaos.appUrl()}/sessions/${sessionId}`);
  await composer(page).waitFor();
}

export interface TwoPages extends Pair {
  atStudent: Page;
  atMentor: Page;
}

/** A student and a mentor in their browsers, in one session. */
export async function openTwo(
  chaos: ChaosBench,
  browser: Browser,
  options: { student?: PageOptions; mentor?: PageOptions } = {},
): Promise<TwoPages> {
  const pair = await chaos.pair();
  const [student, mentor] = await Promise.all([
    openAs(chaos, browser, pair.student, pair.sessionId, options.student),
    openAs(chaos, browser, pair.mentor, pair.sessionId, options.mentor),
  ]);
  return { ...pair, atStudent: student.page, atMentor: mentor.page };
}

/** The messages on a page in order, each as the one of `known` that it shows. */
export const viewOf =
  (page: Page, known: readonly string[]): View =>
  async () => {
    const articles = await log(page).getByRole('article').allInnerTexts();
    return articles.map((article) => {
      const lines = article.split('\n');
      return known.find((text) => lines.includes(text)) ?? null;
    });
  };

/** Nothing on this page is still on its way or was given up. */
export async function expectSettled(page: Page): Promise<void> {
  await expect
    .poll(
      () =>
        log(page)
          .getByText(/^(Sending|Not sent)/)
          .count(),
      { timeout: 20_000 },
    )
    .toBe(0);
}

export async function sendAll(page: Page, texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    await composer(page).fill(text);
    await composer(page).press('Enter');
  }
}
