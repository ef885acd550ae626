import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, inject, test } from 'vitest';
import { makePair, useDatabase } from '../support/accounts.ts';
import { complaints } from '../support/axe.ts';
import { useApp, useBrowser } from '../support/browser.ts';
import {
  composer,
  log,
  message,
  openSession,
  send,
  sessionList,
  signIn,
} from '../support/screens.ts';

const database = useDatabase();
const appUrl = useApp(() => inject('stack').apiUrl);
const browser = useBrowser();

const ARTIFACTS = path.resolve(import.meta.dirname, '../artifacts/screens');
/** `UPDATE_SCREENSHOTS=1` makes the README's pictures anew. */
const DOCS = path.resolve(import.meta.dirname, '../../docs/screenshots');

const widths = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 844 } } as const;
const looks = (['wide', 'narrow'] as const).flatMap((width) =>
  (['light', 'dark'] as const).map((theme) => ({ width, theme })),
);

/** Waits for what is moving or fading to come to rest. */
const settled = (page: Page): Promise<unknown> =>
  page.evaluate(() =>
    Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => null))),
  );

async function take(page: Page, name: string): Promise<void> {
  await settled(page);
  await mkdir(ARTIFACTS, { recursive: true });
  await page.screenshot({ path: path.join(ARTIFACTS, `${name}.png`) });
  if (process.env['UPDATE_SCREENSHOTS'] === '1' && name.startsWith('conversation-wide')) {
    await mkdir(DOCS, { recursive: true });
    const theme = name.endsWith('dark') ? 'dark' : 'light';
    await page.screenshot({ path: path.join(DOCS, `conversation-${theme}.png`) });
  }
}

describe.each(looks)('$width, $theme', ({ width, theme }) => {
  const open = (url: string) =>
    browser.open(url, { viewport: widths[width], colorScheme: theme, reducedMotion: 'reduce' });
  const name = (screen: string): string => `${screen}-${width}-${theme}`;

  test('sign-in and sign-up', async () => {
    const { page } = await open(`${appUrl()}/sign-in`);
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    await take(page, name('sign-in'));
    expect(await complaints(page)).toEqual([]);
    await page.goto(`${appUrl()}/sign-up`);
    await page.getByRole('button', { name: 'Create account' }).waitFor();
    await take(page, name('sign-up'));
    expect(await complaints(page)).toEqual([]);
  });

  test('list, conversation, details, account menu', async () => {
    const { student, mentor, sessionId } = await makePair(inject('stack'), database());
    const { page: peer } = await browser.open(appUrl());
    await signIn(peer, mentor.email, mentor.password);
    await openSession(peer, 'Nora Lind');

    const { page } = await open(appUrl());
    await signIn(page, student.email, student.password);
    await sessionList(page).getByRole('link').first().waitFor();
    await take(page, name('list'));
    expect(await complaints(page)).toEqual([]);

    await page.goto(`${appUrl()}/sessions/${sessionId}`);
    await log(page).waitFor();
    await send(page, 'Hi Theo! I moved the loans into a table of their own, as you said.');
    await send(page, 'Now one query tells me who had a book last month: https://example.com/loans');
    await message(
      peer,
      'Hi Theo! I moved the loans into a table of their own, as you said.',
    ).waitFor();
    await send(peer, 'Lovely. And what happens when two librarians lend the same copy at once?');
    await message(
      page,
      'Lovely. And what happens when two librarians lend the same copy at once?',
    ).waitFor();
    await send(page, 'A unique index over open loans. The second one gets a kind message. 🎉');
    await message(page, 'A unique index over open loans. The second one gets a kind message. 🎉')
      .getByText('Read')
      .waitFor();
    await composer(peer).pressSequentially('That is');
    await page.getByText('Theo Brandt is typing').waitFor();
    await take(page, name('conversation'));
    expect(await complaints(page)).toEqual([]);

    if (width === 'narrow') {
      await page.getByRole('button', { name: 'Details' }).click();
      await page.getByRole('dialog', { name: 'Details' }).waitFor();
      await take(page, name('details'));
      expect(await complaints(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('link', { name: 'Back to sessions' }).click();
    }
    await page.getByRole('button', { name: /Account/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
    await take(page, name('menu'));
    expect(await complaints(page)).toEqual([]);
  });

  test('failed message, offline banner, ended access, missing session', async () => {
    const { student, sessionId } = await makePair(inject('stack'), database());
    const { page } = await open(`${appUrl()}/sessions/${sessionId}`);
    await signIn(page, student.email, student.password);
    await log(page).waitFor();
    await page.route('**/rest/v1/messages*', (route) =>
      route.fulfill({
        status: 409,
        json: {
          code: 'PT409',
          message: 'This conversation does not take messages now.',
          details: '{"code": "session_closed"}',
          hint: null,
        },
      }),
    );
    await send(page, 'This one will not arrive.');
    await message(page, 'This one will not arrive.').getByText('Not sent').waitFor();
    await page.context().setOffline(true);
    await page.getByText('Offline – messages will be sent when you are back').waitFor();
    await take(page, name('failed-offline'));
    expect(await complaints(page)).toEqual([]);
    await page.context().setOffline(false);

    await database()`update public.participants set left_at = now()
                     where session_id = ${sessionId} and user_id = ${student.id}`;
    await page.getByRole('region', { name: 'Messages that were not sent' }).waitFor();
    await take(page, name('access-ended'));
    expect(await complaints(page)).toEqual([]);

    await page.goto(`${appUrl()}/sessions/00000000-0000-7000-8000-000000000000`);
    await page.getByText('This session is not available').waitFor();
    await take(page, name('missing'));
    expect(await complaints(page)).toEqual([]);
  });
});
