import { expect, inject, test } from 'vitest';
import { makePair } from '../support/accounts.ts';
import { useConversations } from '../support/conversations.ts';
import { connectionStatus, message, openSession, send } from '../support/screens.ts';

const { database, appUrl, browser, signedIn } = useConversations();

test('the fourth device is told so, may take over, and the oldest says what happened', async () => {
  const { student } = await makePair(inject('stack'), database());
  const pages = [];
  for (let n = 0; n < 3; n += 1) {
    const { page } = await signedIn(student);
    await openSession(page, 'Theo Brandt');
    await connectionStatus(page).getByText('Connecting…').waitFor({ state: 'hidden' });
    pages.push(page);
  }
  const { page: fourth } = await browser.open(appUrl());
  await fourth.getByRole('textbox', { name: 'Email' }).fill(student.email);
  await fourth.getByLabel('Password', { exact: true }).fill(student.password);
  await fourth.getByRole('button', { name: 'Sign in', exact: true }).click();
  await connectionStatus(fourth)
    .getByText(/already connected on 3 devices/)
    .waitFor();
  await fourth.getByRole('button', { name: 'Use here instead' }).click();
  await openSession(fourth, 'Theo Brandt');

  await pages[0]!.getByText('This chat is now in use on another device.').waitFor();
  await send(fourth, 'Here I am');
  await message(pages[1]!, 'Here I am').waitFor();
  expect(await message(pages[0]!, 'Here I am').count()).toBe(0);
});
