import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { complaints } from '../support/axe.ts';
import { useConversations } from '../support/conversations.ts';
import { lookOptions } from '../support/looks.ts';
import {
  log,
  message,
  openSession,
  saved,
  send,
  sessionLink,
  sessionList,
} from '../support/screens.ts';
import { attach, pngFile } from '../support/test-files.ts';

const { inConversation, twoSignedIn } = useConversations();

async function twoPeople() {
  const { student, mentor } = await twoSignedIn();
  await openSession(student, 'Theo Brandt');
  return { student, mentor };
}

const details = (page: Page): Locator => page.getByRole('complementary', { name: 'Details' });
const press = (page: Page, name: string): Promise<void> =>
  details(page).getByRole('button', { name, exact: true }).click();

test('a session is muted, pinned and archived, and comes back when somebody writes', async () => {
  const { student, mentor } = await twoPeople();
  await openSession(mentor, 'Nora Lind');

  await press(student, 'Mute');
  await student.getByRole('menuitem', { name: 'For good' }).click();
  await student.getByRole('img', { name: 'Muted' }).waitFor();
  await press(student, 'Pin session');
  await sessionList(student)
    .getByRole('link', { name: /^Theo Brandt.*pinned.*muted/ })
    .waitFor();
  await press(student, 'Archive session');
  const archived = sessionList(student).getByRole('button', { name: 'Archived (1)' });
  await archived.click();
  await sessionList(student).getByRole('list', { name: 'Archived' }).getByRole('link').waitFor();

  // Muted, it stays where it was put.
  await send(mentor, 'Are you there?');
  await message(student, 'Are you there?').waitFor();
  expect(await archived.isVisible()).toBe(true);
  await press(student, 'Muted');
  await student.getByRole('menuitem', { name: 'Unmute' }).click();
  await details(student).getByRole('button', { name: 'Mute', exact: true }).waitFor();
  await send(mentor, 'Hello?');
  await archived.waitFor({ state: 'detached' });

  await student.reload();
  await sessionLink(student, 'Theo Brandt')
    .and(student.getByRole('link', { name: /pinned/ }))
    .waitFor();
});

test('muted for an hour says until when, and counts for nothing in the title', async () => {
  const { student, mentor } = await twoPeople();
  await student.goto(new URL('/', student.url()).href);
  await openSession(student, 'Theo Brandt');
  await openSession(mentor, 'Nora Lind');
  await press(student, 'Mute');
  await student.getByRole('menuitem', { name: 'For 1 hour' }).click();
  await details(student)
    .getByRole('button', { name: /^Muted until .*\d:\d\d/ })
    .waitFor();
  await student.goto(new URL('/', student.url()).href);
  await send(mentor, 'Not urgent');
  await sessionLink(student, 'Theo Brandt')
    .and(student.getByRole('link', { name: /1 unread.*muted/ }))
    .waitFor();
  expect(await student.title()).toBe('Chat');
});

test('links that one shares are listed for the other, and lead to their message', async () => {
  const { student, mentor } = await twoPeople();
  await openSession(mentor, 'Nora Lind');
  await details(student).getByRole('tab', { name: 'Links' }).click();
  await details(student).getByText('No links yet.').waitFor();
  await send(mentor, 'The plan: https://example.com/plan?v=2');
  const link = details(student).getByRole('link', { name: /example\.com/ });
  await link.waitFor();
  expect(await link.getAttribute('href')).toBe('https://example.com/plan?v=2');
  await details(student)
    .getByRole('button', { name: /^Go to the message with/ })
    .click();
  await student.locator('[data-highlighted]').waitFor();
  expect(await complaints(student)).toEqual([]);
});

test('a file that one sends is listed for the other, who saves it from there', async () => {
  const { student, mentor } = await twoPeople();
  await openSession(mentor, 'Nora Lind');
  await details(student).getByRole('tab', { name: 'Files' }).click();
  await details(student).getByText('No files yet.', { exact: false }).waitFor();
  await mentor
    .locator('input[type="file"]')
    .first()
    .setInputFiles({ name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('the plan') });
  await mentor.getByRole('button', { name: 'Send', exact: true }).click();
  const file = details(student).getByRole('button', { name: /^Download plan\.txt/ });
  await file.waitFor();
  expect(await complaints(student)).toEqual([]);
  const [download] = await Promise.all([student.waitForEvent('download'), file.click()]);
  expect(download.suggestedFilename()).toBe('plan.txt');
});

test('a transcript is exported as text, as JSON and as a page in which nothing runs', async () => {
  const { student, mentor } = await twoPeople();
  await openSession(mentor, 'Nora Lind');
  const hostile = '<img src=x onerror="alert(1)"><script>alert(2)</script>';
  await send(mentor, hostile);
  await message(student, hostile).waitFor();

  await press(student, 'Export transcript');
  const dialog = student.getByRole('dialog', { name: 'Export transcript' });
  expect(await complaints(student)).toEqual([]);
  const exported = async (format: string) => {
    await dialog.getByRole('radio', { name: format }).check();
    const [download] = await Promise.all([
      student.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Export', exact: true }).click(),
    ]);
    await dialog.getByText('Saved as').waitFor();
    return {
      name: download.suggestedFilename(),
      text: await readFile(await download.path(), 'utf8'),
    };
  };

  const text = await exported('Text');
  expect(text.name).toMatch(/^Theo Brandt.* \d{4}-\d\d-\d\d\.txt$/);
  expect(text.text).toContain(`Theo Brandt\n    ${hostile}`);
  const json = JSON.parse((await exported('JSON')).text) as { messages: { content: string }[] };
  expect(json.messages.map(({ content }) => content)).toContain(hostile);
  const page = await exported('Printable page');
  expect(page.name).toMatch(/\.html$/);
  expect(page.text).toContain('&lt;script&gt;alert(2)&lt;/script&gt;');
  expect(page.text).not.toMatch(/<script|<img/i);
});

test('on a phone the way back leads out of a picture and of the details, to the conversation', async () => {
  const { page } = await inConversation(lookOptions({ width: 'narrow', theme: 'light' }));
  await attach(page, [pngFile()]);
  await send(page, 'See this');
  await saved(page, 'See this');
  const picture = page.getByRole('button', { name: 'Open picture photo.png' });
  const button = page.getByRole('button', { name: 'Details' });
  const large = page.getByRole('dialog', { name: 'photo.png' });
  const sheet = page.getByRole('dialog', { name: 'Details' });
  const hasFocus = (one: Locator): Promise<boolean> =>
    one.evaluate((element) => element === document.activeElement);

  await picture.click();
  await large.waitFor();
  await page.goBack();
  await large.waitFor({ state: 'detached' });
  await expect.poll(() => hasFocus(picture)).toBe(true);
  await button.click();
  await sheet.waitFor();
  await page.goBack();
  await sheet.waitFor({ state: 'detached' });
  await expect.poll(() => hasFocus(button)).toBe(true);

  // From a page that the details lead to, back to them.
  await button.click();
  await sheet.getByRole('link', { name: 'Theo Brandt' }).first().click();
  await page.getByRole('heading', { name: 'Theo Brandt' }).waitFor();
  expect(await sheet.count()).toBe(0);
  await page.goBack();
  await sheet.waitFor();

  // Closed by hand they leave nothing behind to go back to.
  await sheet.getByRole('button', { name: 'Close' }).click();
  await sheet.waitFor({ state: 'detached' });
  await picture.click();
  await large.getByRole('button', { name: 'Close' }).click();
  await large.waitFor({ state: 'detached' });
  await page.goBack();
  await sessionLink(page, 'Theo Brandt').waitFor();
  expect(await log(page).count()).toBe(0);
});
