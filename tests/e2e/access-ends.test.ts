import { expect, inject, test } from 'vitest';
import { makePair, useDatabase } from '../support/accounts.ts';
import { useApp, useBrowser } from '../support/browser.ts';
import { log, message, openSession, send, signIn } from '../support/screens.ts';

const database = useDatabase();
const appUrl = useApp(() => inject('stack').apiUrl);
const browser = useBrowser();

test('what somebody wrote before they were removed can be copied and discarded', async () => {
  const { student, sessionId } = await makePair(inject('stack'), database());
  const { page } = await browser.open(appUrl());
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await signIn(page, student.email, student.password);
  await openSession(page, 'Theo Brandt');
  await page.route('**/rest/v1/messages*', (route) => route.abort('connectionfailed'));
  for (const text of ['my first thought', 'my second thought']) await send(page, text);
  await message(page, 'my second thought').getByText('Sending').waitFor();

  await database()`update public.participants set left_at = now()
                   where session_id = ${sessionId} and user_id = ${student.id}`;
  await page.getByText('This session is not available').waitFor();
  await page.unroute('**/rest/v1/messages*');
  const unsent = page.getByRole('region', { name: 'Messages that were not sent' });
  const first = unsent.getByRole('listitem').filter({ hasText: 'my first thought' });
  const second = unsent.getByRole('listitem').filter({ hasText: 'my second thought' });
  await first.getByRole('button', { name: 'Copy' }).click();
  await first.getByRole('button', { name: 'Copied' }).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('my first thought');
  expect(await unsent.getByRole('button', { name: 'Try again' }).count()).toBe(0);

  await first.getByRole('button', { name: 'Discard' }).click();
  await first.waitFor({ state: 'detached' });
  await second.getByRole('button', { name: 'Discard' }).click();
  await unsent.waitFor({ state: 'detached' });
  expect(await log(page).count()).toBe(0);
});
