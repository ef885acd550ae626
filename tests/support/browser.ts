import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';
import { serveApp, type ServedApp } from './app.ts';
import { BROWSER_ARGS } from './browser-path.ts';

/** Longest wait for something to appear on a page, in milliseconds; generous for noisy machines. */
export const APPEARS_WITHIN_MS = 20_000;

/** Of a page whose test failed, at most this many characters are printed. */
const MOST_PRINTED = 4_000;
const MOST_FOCUS_PRINTED = 400;

/** Says what a page showed when its test failed, for whoever has only the log. */
async function describePage({ page, complaints }: Tracked): Promise<void> {
  const shown = await page
    .locator('body')
    .ariaSnapshot({ timeout: APPEARS_WITHIN_MS })
    .catch(String);
  const focus = await page.evaluate(() => document.activeElement?.outerHTML ?? '').catch(String);
  console.log(
    [
      `When the test failed, ${page.url()} showed:`,
      shown.slice(0, MOST_PRINTED),
      `Focus: ${focus.slice(0, MOST_FOCUS_PRINTED)}`,
      ...complaints,
    ].join('\n'),
  );
}

export interface OpenPage {
  page: Page;
  /** This page is meant to complain like that; it fails if it never does. */
  expectComplaint: (pattern: RegExp) => void;
  /** Ends what this page's context holds; a page closed by itself reports no complaints. */
  close(): Promise<void>;
}

interface Tracked extends OpenPage {
  complaints: string[];
  expected: RegExp[];
}

/** What was said and not expected, and what was expected and not said. */
function surprises({ complaints, expected }: Tracked): string[] {
  const unexpected = complaints.filter((text) => !expected.some((pattern) => pattern.test(text)));
  const missing = expected.filter((pattern) => !complaints.some((text) => pattern.test(text)));
  return [...unexpected, ...missing.map((pattern) => `no complaint matches ${String(pattern)}`)];
}

/** Chromium reports every failed request as an error; tests that break the network expect those. */
const NETWORK_NOISE = /Failed to load resource|WebSocket connection to|net::ERR_/;

/**
 * One browser for a test file. Every page is its own context (own storage, own sign-in); a page
 * whose console complains, or that throws, fails its test.
 */
export function useBrowser(): {
  open(url: string, options?: BrowserContextOptions): Promise<OpenPage>;
  /** Another tab in the same browser: it shares storage and sign-in with `beside`. */
  openTab(beside: OpenPage, url: string): Promise<OpenPage>;
} {
  let browser: Browser;
  let tracked: Tracked[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: inject('browserPath'),
      args: [...BROWSER_ARGS],
    });
  });

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await Promise.all(tracked.map(describePage));
    const found = tracked.flatMap(surprises);
    await Promise.all(tracked.map((open) => open.page.context().close()));
    tracked = [];
    expect(found).toEqual([]);
  });

  afterAll(() => browser.close());

  async function openIn(context: BrowserContext, url: string): Promise<OpenPage> {
    const page = await context.newPage();
    const open: Tracked = {
      page,
      complaints: [],
      expected: [],
      expectComplaint: (pattern) => open.expected.push(pattern),
      close: () => context.close(),
    };
    page.on('console', (message) => {
      const bad = message.type() === 'error' || message.type() === 'warning';
      if (bad && !NETWORK_NOISE.test(message.text())) open.complaints.push(message.text());
    });
    page.on('pageerror', (error) => open.complaints.push(String(error)));
    tracked.push(open);
    await page.goto(url);
    return open;
  }

  return {
    open: async (url, options = {}) => {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 800 },
        ...options,
      });
      context.setDefaultTimeout(APPEARS_WITHIN_MS);
      return openIn(context, url);
    },
    openTab: (beside, url) => openIn(beside.page.context(), url),
  };
}

/** The production build in front of a stack, for one test file. Yields the app's URL. */
export function useApp(apiUrl: () => string): () => string {
  let app: ServedApp;
  beforeAll(async () => {
    app = await serveApp(inject('appDir'), apiUrl());
  });
  afterAll(() => app.stop());
  return () => app.url;
}
