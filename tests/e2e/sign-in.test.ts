import { expect, inject, test } from 'vitest';
import { makePair, useDatabase } from '../support/accounts.ts';
import { useApp, useBrowser } from '../support/browser.ts';
import { log, sessionList, signIn } from '../support/screens.ts';

const database = useDatabase();
const appUrl = useApp(() => inject('stack').apiUrl);
const browser = useBrowser();

test('a wrong password is refused in words, and what was typed stays', async () => {
  const { page } = await browser.open(appUrl());
  await page.getByRole('textbox', { name: 'Email' }).fill('student@example.com');
  await page.getByLabel('Password', { exact: true }).fill('not the password');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('alert').getByText('E-mail or password is wrong.').waitFor();
  expect(await page.getByRole('textbox', { name: 'Email' }).inputValue()).toBe(
    'student@example.com',
  );
});

test('somebody new signs up, finds an empty list, and reaches support', async () => {
  const { page } = await browser.open(`${appUrl()}/sign-up`);
  await page.getByRole('textbox', { name: 'Name' }).fill('Ines Duarte');
  await page.getByRole('textbox', { name: 'Email' }).fill(`ines-${Date.now()}@example.com`);
  await page.getByLabel('Password', { exact: true }).fill('a long enough password');
  await page.getByRole('radio', { name: /Student/ }).check();
  expect(await page.getByText('Admin', { exact: true }).count()).toBe(0);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('button', { name: 'Message support' }).click();
  await log(page).waitFor();
  await page.getByRole('heading', { name: 'Elena Petrova' }).first().waitFor();
});

test('where the address has to be confirmed, signing up says so instead of failing', async () => {
  const { page } = await browser.open(`${appUrl()}/sign-up`);
  await page.route('**/auth/v1/signup*', (route) =>
    route.fulfill({
      json: {
        id: '00000000-0000-4000-8000-000000000001',
        aud: 'authenticated',
        email: 'ines@example.com',
        confirmation_sent_at: '2026-01-05T12:00:00Z',
        user_metadata: {},
        identities: [],
      },
    }),
  );
  await page.getByRole('textbox', { name: 'Name' }).fill('Ines Duarte');
  await page.getByRole('textbox', { name: 'Email' }).fill('ines@example.com');
  await page.getByLabel('Password', { exact: true }).fill('a long enough password');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page
    .getByRole('status')
    .getByText(/We sent a link to ines@example.com/)
    .waitFor();
  expect(await page.getByRole('alert').count()).toBe(0);
  expect(await page.getByRole('button', { name: 'Create account' }).count()).toBe(0);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
});

test('a link to a conversation survives signing in', async () => {
  const { student, sessionId } = await makePair(inject('stack'), database());
  const { page } = await browser.open(`${appUrl()}/sessions/${sessionId}`);
  await signIn(page, student.email, student.password);
  await log(page).waitFor();
  expect(new URL(page.url()).pathname).toBe(`/sessions/${sessionId}`);
});

test('a conversation that is not ours reads like one that does not exist', async () => {
  const { sessionId } = await makePair(inject('stack'), database());
  const { student } = await makePair(inject('stack'), database());
  const { page } = await browser.open(appUrl());
  await signIn(page, student.email, student.password);
  for (const id of [sessionId, '00000000-0000-7000-8000-000000000000', 'not-an-id']) {
    await page.goto(`${appUrl()}/sessions/${id}`);
    await page.getByText('This session is not available').waitFor();
  }
});

test('signing out leaves nothing behind, and a demo account is one click away', async () => {
  const { page } = await browser.open(appUrl());
  await page.getByRole('button', { name: 'Student', exact: true }).click();
  await sessionList(page).getByRole('link').first().waitFor();
  await page.getByRole('button', { name: /Account/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  await expect.poll(() => page.evaluate(() => localStorage.getItem('chat.auth'))).toBeNull();
});
