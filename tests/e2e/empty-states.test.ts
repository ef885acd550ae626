import type { Page } from 'playwright-core';
import { expect, inject, test } from 'vitest';
import { makePair, signUp } from '../support/accounts.ts';
import { useConversations } from '../support/conversations.ts';
import { inspect, lookOptions, looks } from '../support/looks.ts';
import { composer, log, sessionLink } from '../support/screens.ts';

const { appUrl, browser, database, signedIn } = useConversations();

/**
 * Lets requests to `url` through again and presses `Try again`. The app also tries by itself and
 * then takes the button away, so that nothing may come between the two.
 */
async function tryAgain(page: Page, url: string): Promise<void> {
  const button = await page.getByRole('button', { name: 'Try again' }).elementHandle();
  const asked = page.waitForRequest(url);
  await page.unroute(url);
  await button.evaluate((button: HTMLElement) => button.click());
  await asked;
}

test.each(looks)('nothing there yet, $width, $theme: by axe and for the eye', async (look) => {
  const name = (state: string): string => `empty-${state}-${look.width}-${look.theme}`;
  const nobody = await signUp(inject('stack'), 'Nora Lind');
  const { page } = await signedIn(nobody, lookOptions(look));
  await page.getByText('No sessions yet').waitFor();
  await inspect(page, name('list'));
  await page.goto(new URL('/nowhere', page.url()).href);
  await page.getByText('There is nothing here').waitFor();
  await inspect(page, name('not-found'));
});

test.each(looks)('what did not load, $width, $theme: by axe and for the eye', async (look) => {
  const name = (state: string): string => `broken-${state}-${look.width}-${look.theme}`;
  const { student, sessionId } = await makePair(inject('stack'), database());
  const { page } = await browser.open(`${appUrl()}/sign-in`, lookOptions(look));
  await page.getByRole('textbox', { name: 'Email' }).fill(student.email);
  await page.getByLabel('Password', { exact: true }).fill('not the password');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('alert').filter({ hasText: /./ }).waitFor();
  await inspect(page, name('sign-in'));

  await page.route('**/rpc/list_sessions', (route) => route.abort());
  await page.getByLabel('Password', { exact: true }).fill(student.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText('Your sessions did not load').waitFor();
  await inspect(page, name('list'));
  await tryAgain(page, '**/rpc/list_sessions');
  await sessionLink(page, 'Theo Brandt').waitFor();

  await page.route('**/rpc/get_messages', (route) => route.abort());
  await sessionLink(page, 'Theo Brandt').click();
  await page.getByText('The messages did not load').waitFor();
  await inspect(page, name('messages'));
  await tryAgain(page, '**/rpc/get_messages');
  await log(page).waitFor();
  expect(await composer(page).isEnabled()).toBe(true);
  expect(page.url()).toContain(sessionId);
});
