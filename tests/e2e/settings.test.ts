import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { complaints } from '../support/axe.ts';
import { useConversations } from '../support/conversations.ts';
import { message, openSession, send, sessionLink } from '../support/screens.ts';

const { signedIn, twoSignedIn } = useConversations();

async function openSettings(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitem', { name: 'Settings' }).click();
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
}

test('who is busy is seen so by the other, until they choose again', async () => {
  const { student, mentor } = await twoSignedIn();
  const seenAs = (status: string) =>
    sessionLink(student, 'Theo Brandt').and(
      student.getByRole('link', { name: new RegExp(`, ${status}`) }),
    );
  await seenAs('online').waitFor();
  await openSettings(mentor);
  expect(await complaints(mentor)).toEqual([]);
  await mentor.getByRole('radio', { name: 'Busy' }).check();
  await seenAs('busy').waitFor();

  await mentor.reload();
  await mentor.getByRole('radio', { name: 'Busy' }).and(mentor.locator(':checked')).waitFor();
  await mentor.getByRole('radio', { name: 'Online' }).check();
  await seenAs('online').waitFor();
});

test('who switches read receipts off is not seen to read, nor sees others read', async () => {
  const { student, mentor } = await twoSignedIn();
  await openSettings(mentor);
  const receipts = mentor.getByRole('switch', { name: 'Read receipts' });
  await receipts.and(mentor.locator('[aria-checked="true"][aria-disabled="false"]')).click();
  await receipts.and(mentor.locator('[aria-checked="false"][aria-disabled="false"]')).waitFor();

  await openSession(student, 'Theo Brandt');
  await openSession(mentor, 'Nora Lind');
  await send(student, 'Have you read this?');
  await message(mentor, 'Have you read this?').waitFor();
  await send(mentor, 'I will not tell.');
  // By the time of the answer the mentor's screen had the message in view.
  await message(student, 'I will not tell.').waitFor();
  await message(student, 'Have you read this?').getByText('Delivered').waitFor();
  await message(mentor, 'I will not tell.').getByText('Delivered').waitFor();

  await mentor.goto(new URL('/settings', mentor.url()).href);
  await receipts.and(mentor.locator('[aria-checked="false"][aria-disabled="false"]')).click();
  await receipts.and(mentor.locator('[aria-checked="true"][aria-disabled="false"]')).waitFor();
  await openSession(mentor, 'Nora Lind');
  await message(mentor, 'I will not tell.').getByText('Read', { exact: true }).waitFor();
});

test('a switch of read receipts shows at once on the screens of others and of one’s own devices', async () => {
  const { student, mentor, pair } = await twoSignedIn();
  await openSession(student, 'Theo Brandt');
  await openSession(mentor, 'Nora Lind');
  await send(student, 'Read this, please');
  const mine = message(student, 'Read this, please');
  await mine.getByText('Read', { exact: true }).waitFor();
  await send(mentor, 'I have');
  const theirs = message(mentor, 'I have');
  await theirs.getByText('Read', { exact: true }).waitFor();

  const { page: phone } = await signedIn(pair.mentor);
  await openSettings(phone);
  const receipts = phone.getByRole('switch', { name: 'Read receipts' });
  await receipts.and(phone.locator('[aria-checked="true"][aria-disabled="false"]')).click();
  await mine.getByText('Delivered', { exact: true }).waitFor();
  await theirs.getByText('Delivered', { exact: true }).waitFor();
  await receipts.and(phone.locator('[aria-checked="false"][aria-disabled="false"]')).click();
  await mine.getByText('Read', { exact: true }).waitFor();
  await theirs.getByText('Read', { exact: true }).waitFor();
});

test('where one is told of what is chosen on one device, and holds on the other', async () => {
  const { mentor, pair } = await twoSignedIn();
  const { page: phone } = await signedIn(pair.mentor, { viewport: { width: 390, height: 844 } });
  await Promise.all([openSettings(mentor), openSettings(phone)]);
  const mail = (page: Page) => page.getByRole('switch', { name: 'Messages E-mail' });
  const shows = (of: Locator, on: boolean) =>
    of.and(of.page().locator(`[aria-checked="${on}"]`)).waitFor();
  await Promise.all([shows(mail(mentor), true), shows(mail(phone), true)]);
  await mail(mentor).press('Space');
  await shows(mail(phone), false);

  // Refused, it is taken back, with a sentence.
  await mentor.route('**/rpc/set_notification_preference', (route) => route.abort());
  await mail(mentor).click();
  await mentor.getByText('The server cannot be reached right now.').waitFor();
  await shows(mail(mentor), false);

  const quiet = mentor.getByRole('form', { name: 'Quiet hours' });
  await mentor.getByRole('switch', { name: 'Quiet hours' }).click();
  await quiet.getByLabel('From').fill('23:15');
  await quiet.getByLabel('To', { exact: true }).fill('23:15');
  await quiet.getByRole('button', { name: 'Save quiet hours' }).click();
  await quiet.getByText('Quiet hours must end at another time than they begin.').waitFor();
  expect(await quiet.getByLabel('From').inputValue()).toBe('23:15');
  await quiet.getByLabel('To', { exact: true }).fill('06:45');
  await quiet.getByRole('combobox', { name: 'Time zone' }).selectOption('Asia/Tokyo');
  await quiet.getByRole('button', { name: 'Save quiet hours' }).click();
  const theirs = phone.getByRole('form', { name: 'Quiet hours' });
  await expect.poll(() => theirs.getByLabel('From').inputValue()).toBe('23:15');
  expect(await theirs.getByLabel('To', { exact: true }).inputValue()).toBe('06:45');
  expect(await theirs.getByRole('combobox', { name: 'Time zone' }).inputValue()).toBe('Asia/Tokyo');
});
