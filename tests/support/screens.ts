import type { Locator, Page } from 'playwright-core';

/** What a person does and looks for, by the names that assistive technology reads. */

export async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Email' }).fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('textbox', { name: 'Email' }).waitFor({ state: 'detached' });
}

export const sessionList = (page: Page): Locator =>
  page.getByRole('navigation', { name: 'Sessions' });

export const sessionLink = (page: Page, peerName: string): Locator =>
  sessionList(page).getByRole('link', { name: new RegExp(`^${peerName}`) });

export const log = (page: Page): Locator => page.getByRole('log', { name: 'Messages' });

/** The message that shows exactly this text. */
export const message = (page: Page, text: string): Locator =>
  log(page)
    .getByRole('article')
    .filter({ has: page.getByText(text, { exact: true }) });

export const composer = (page: Page): Locator => page.getByRole('textbox', { name: 'Message' });

export async function openSession(page: Page, peerName: string): Promise<void> {
  await sessionLink(page, peerName).click();
  await log(page).waitFor();
}

export async function send(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
}

/** The server has the message. */
export const saved = (page: Page, text: string): Promise<void> =>
  message(page, text)
    .getByText(/^(Sent|Delivered|Read)$/)
    .first()
    .waitFor();

/** `from` writes, and `to` sees it. */
export async function tell(from: Page, to: Page, ...texts: string[]): Promise<void> {
  for (const text of texts) {
    await send(from, text);
    await message(to, text).waitFor();
    await saved(from, text);
  }
}

export const connectionStatus = (page: Page): Locator =>
  page.getByRole('status', { name: 'Connection' });

/** What can be done with the message, once it is hovered over, focused or tapped. */
export const toolbarOf = (page: Page, text: string): Locator =>
  message(page, text).first().getByRole('toolbar', { name: 'Message actions' });

/** Presses one of the actions of the message, as a mouse does; not of one that quotes it. */
export async function act(page: Page, text: string, action: string): Promise<void> {
  await message(page, text).first().hover();
  await toolbarOf(page, text).getByRole('button', { name: action, exact: true }).click();
}

/** Chooses an entry of the menu `More` of the message. */
export async function choose(page: Page, text: string, entry: string): Promise<void> {
  await act(page, text, 'More');
  await page.getByRole('menuitem', { name: entry, exact: true }).click();
}

/** Deletes one's own message; it is gone from the server as well when this is done. */
export async function remove(page: Page, text: string): Promise<void> {
  await act(page, text, 'Delete');
  const answered = page.waitForResponse('**/rpc/delete_message');
  await page
    .getByRole('alertdialog', { name: 'Delete message' })
    .getByRole('button', { name: 'Delete', exact: true })
    .click();
  await answered;
}

/** Goes to one of the pages of admins, as an admin does; its name as the navigation has it. */
export async function openAdminPage(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Admin', exact: true }).click();
  await page
    .getByRole('navigation', { name: 'Administration' })
    .getByRole('link', { name: new RegExp(`^${name}`) })
    .click();
}
