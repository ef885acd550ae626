import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
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
