import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { complaints, settled } from './axe.ts';

const ARTIFACTS = path.resolve(import.meta.dirname, '../artifacts/screens');

const WIDTHS = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 844 } } as const;

export interface Look {
  width: keyof typeof WIDTHS;
  theme: 'light' | 'dark';
}

/** What every screen is looked at in. */
export const looks: readonly Look[] = (['wide', 'narrow'] as const).flatMap((width) =>
  (['light', 'dark'] as const).map((theme) => ({ width, theme })),
);

/** A browser in which a screen looks so; nothing moves in it. */
export const lookOptions = ({ width, theme }: Look): BrowserContextOptions => ({
  viewport: WIDTHS[width],
  colorScheme: theme,
  reducedMotion: 'reduce',
});

/** Keeps a picture of what is on screen, and lets axe look at it. Nothing may be wider than the page. */
export async function inspect(page: Page, name: string): Promise<void> {
  await settled(page);
  await mkdir(ARTIFACTS, { recursive: true });
  await page.screenshot({ path: path.join(ARTIFACTS, `${name}.png`) });
  expect(await complaints(page)).toEqual([]);
  const over = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(over).toBeLessThanOrEqual(0);
}

/**
 * By how many pixels something in a pane, or the pane, can be scrolled sideways: over the edge there
 * would be what nobody sees.
 */
export const sideways = (pane: Locator): Promise<number> =>
  pane.evaluate((element) =>
    Math.max(
      ...[element, ...element.querySelectorAll('*')]
        .filter((one) => getComputedStyle(one).overflowX === 'auto')
        .map((one) => one.scrollWidth - one.clientWidth),
      0,
    ),
  );

/** How high a finger is, in CSS pixels. */
const FINGER = 44;

/** The buttons on screen that take touches of less than a finger's height, as `name: height`. */
export const lowButtons = (page: Page): Promise<string[]> =>
  page.locator('button:visible').evaluateAll(
    (all, finger) =>
      all
        .map((one) => {
          // Where a button is drawn smaller, its `::after` takes the touches around it.
          const around = parseFloat(getComputedStyle(one, '::after').height) || 0;
          const name = one.getAttribute('aria-label') ?? one.textContent;
          return { name, height: Math.max(one.getBoundingClientRect().height, around) };
        })
        .filter(({ height }) => height < finger)
        .map(({ name, height }) => `${name}: ${height}`),
    FINGER,
  );
