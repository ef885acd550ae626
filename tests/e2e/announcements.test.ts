import type { Locator, Page } from 'playwright-core';
import { expect, inject, test } from 'vitest';
import { makeAdmin, signUp, type Account } from '../support/accounts.ts';
import { complaints } from '../support/axe.ts';
import { useConversations } from '../support/conversations.ts';
import { inspect, lookOptions, looks, lowButtons } from '../support/looks.ts';
import { openAdminPage } from '../support/screens.ts';

const { database, appUrl, signedIn } = useConversations();

const at = (path: string): string => new URL(path, appUrl()).href;
/** No other test announces such a thing. */
const unique = (title: string): string => `${title} ${Math.random().toString(36).slice(2, 10)}`;

const newAdmin = (): Promise<Account> => makeAdmin(inject('stack'), database());
/** Suppliers are told here: other tests, which run at the same time, count what mentors are told. */
const newSupplier = (): Promise<Account> => signUp(inject('stack'), 'Lars Holm', 'supplier');

const announced = (page: Page, title: string): Locator =>
  page
    .getByRole('list', { name: 'Announcements' })
    .getByRole('listitem')
    .filter({ hasText: title });

const form = (page: Page): Locator => page.getByRole('dialog', { name: 'New announcement' });

/** What somebody's bell holds, from now on. */
async function openBell(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: /^Notifications/ }).click();
  const centre = page.getByRole('dialog', { name: 'Notifications' });
  await centre.waitFor();
  return centre;
}

const DAY_MS = 24 * 60 * 60_000;
/** Tomorrow, as a field for times takes it. */
const tomorrow = (): string => new Date(Date.now() + DAY_MS).toISOString().slice(0, 16);

test('an admin announces to a role: they have it at once, others do not, and withdrawn it is gone', async () => {
  const [admin, supplier, buyer] = await Promise.all([
    newAdmin(),
    newSupplier(),
    signUp(inject('stack'), 'Ana Reyes', 'buyer'),
  ]);
  const [office, theirs, others] = await Promise.all(
    [admin, supplier, buyer].map(async (account) => (await signedIn(account)).page),
  );
  if (!office || !theirs || !others) throw new Error('three pages');
  const [told, untold] = await Promise.all([openBell(theirs), openBell(others)]);

  await openAdminPage(office, 'Announcements');
  const open = office.getByRole('button', { name: 'New announcement' });
  await open.press('Enter');
  const title = unique('Maintenance <b>tonight</b>');
  const dialog = form(office);
  const field = dialog.getByRole('textbox', { name: 'Title' });
  await field.press('Enter');
  await dialog.getByText('Give it a title.').waitFor();
  await field.fill(title);
  await dialog.getByRole('textbox', { name: 'Message' }).fill('From 22:00, for an hour.');
  await dialog.getByRole('combobox', { name: 'Audience' }).selectOption('All suppliers');
  await dialog.getByRole('textbox', { name: 'Link' }).fill('javascript:alert(1)');
  await dialog.getByRole('button', { name: 'Announce' }).click();
  await dialog.getByText('Give a path in the app').waitFor();

  // Nothing typed is lost: not by Esc, not by a reload, not by a network that fails.
  await office.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await expect.poll(() => open.evaluate((one) => one === document.activeElement)).toBe(true);
  await office.reload();
  await open.click();
  expect(await field.inputValue()).toBe(title);
  await dialog.getByRole('textbox', { name: 'Link' }).fill('/products');
  await office.route('**/rpc/announce', (route) => route.abort());
  const confirm = office.getByRole('alertdialog', { name: 'Announce to all suppliers?' });
  await dialog.getByRole('button', { name: 'Announce' }).click();
  expect(await complaints(office)).toEqual([]);
  await confirm.getByRole('button', { name: 'Announce now' }).press('Enter');
  await dialog.getByText('The server cannot be reached right now.').waitFor();
  await office.unroute('**/rpc/announce');
  await dialog.getByRole('button', { name: 'Announce' }).click();
  await confirm.getByRole('button', { name: 'Announce now' }).click();
  await office.getByText('Announced to all suppliers.').waitFor();
  const one = announced(office, title);
  await one.getByText('Published').waitFor();

  await told.getByText(title).waitFor();
  expect(await untold.getByText(title).count()).toBe(0);

  await open.click();
  const later = unique('A new catalogue');
  await field.fill(later);
  await dialog.getByRole('combobox', { name: 'Audience' }).selectOption('All suppliers');
  await dialog.getByText('Later', { exact: true }).click();
  await dialog.getByRole('button', { name: 'Schedule' }).click();
  await dialog.getByText('Choose when it starts.').waitFor();
  await dialog.getByLabel('Start (your time)').fill(tomorrow());
  await dialog.getByRole('button', { name: 'Schedule' }).click();
  await office
    .getByRole('alertdialog', { name: 'Schedule for all suppliers?' })
    .getByRole('button', { name: 'Schedule' })
    .click();
  await announced(office, later).getByText('Scheduled').waitFor();

  await one.getByRole('button', { name: `Withdraw ${title}` }).click();
  await office
    .getByRole('alertdialog', { name: 'Withdraw announcement?' })
    .getByRole('button', { name: 'Withdraw' })
    .click();
  await one.getByText('Withdrawn').waitFor();
  await told.getByText(title).waitFor({ state: 'detached' });
  expect(await told.getByText(later).count()).toBe(0);

  await theirs.goto(at('/admin/announcements'));
  await theirs.getByText('There is nothing here').waitFor();
});

test.each(looks)('announcements, $width, $theme: by axe and for the eye', async (look) => {
  const name = (state: string): string => `announcements-${state}-${look.width}-${look.theme}`;
  const { page } = await signedIn(await newAdmin(), {
    ...lookOptions(look),
    hasTouch: look.width === 'narrow',
  });
  await page.getByRole('button', { name: 'Account' }).waitFor();
  await page.route('**/rpc/list_announcements', (route) => route.abort());
  await page.goto(at('/admin/announcements'));
  await page.getByText('The announcements did not load').waitFor();
  await inspect(page, name('failed'));
  await page.unroute('**/rpc/list_announcements');
  await page.getByRole('button', { name: 'Try again' }).click();

  await page.getByRole('button', { name: 'New announcement' }).click();
  const dialog = form(page);
  await dialog.getByRole('textbox', { name: 'Title' }).fill('Office hours move to Thursdays');
  await dialog
    .getByRole('textbox', { name: 'Message' })
    .fill('From next week on somebody of the team is there from 15:00 to 17:00.');
  await dialog.getByRole('combobox', { name: 'Audience' }).selectOption('All suppliers');
  await dialog.getByRole('combobox', { name: 'Priority' }).selectOption('Urgent');
  await dialog.getByText('Later', { exact: true }).click();
  await dialog.getByLabel('Start (your time)').fill(tomorrow());
  await inspect(page, name('form'));
  await dialog.getByRole('button', { name: 'Schedule' }).scrollIntoViewIfNeeded();
  await inspect(page, name('form-end'));
  await dialog.getByRole('button', { name: 'Schedule' }).click();
  const confirm = page.getByRole('alertdialog', { name: 'Schedule for all suppliers?' });
  await confirm.waitFor();
  await inspect(page, name('confirm'));
  await confirm.getByRole('button', { name: 'Schedule' }).click();
  await announced(page, 'Office hours move').first().getByText('Scheduled').waitFor();
  await inspect(page, name('list'));
  expect(await page.getByRole('button', { name: /^Withdraw/ }).count()).toBeGreaterThan(0);
  if (look.width === 'narrow') expect(await lowButtons(page)).toEqual([]);
});
