import { expect, test } from 'vitest';
import { useConversations } from '../support/conversations.ts';
import { inspect, lookOptions, looks } from '../support/looks.ts';
import { log } from '../support/screens.ts';

const { inConversation } = useConversations();

test.each(looks)('settings, $width, $theme: by axe and for the eye', async (look) => {
  const { page } = await inConversation(lookOptions(look));
  const name = (state: string): string => `settings-${state}-${look.width}-${look.theme}`;
  await log(page).waitFor();
  await page.route('**/rpc/my_settings', (route) => route.abort());
  await page.goto(new URL('/settings', page.url()).href);
  await page.getByRole('alert').getByRole('button', { name: 'Try again' }).waitFor();
  await inspect(page, name('failed'));
  await page.unroute('**/rpc/my_settings');
  await page.getByRole('button', { name: 'Try again' }).click();
  const receipts = page.getByRole('switch', { name: 'Read receipts' });
  await receipts.and(page.locator('[aria-checked="true"][aria-disabled="false"]')).waitFor();
  await page.getByRole('radio', { name: 'Busy' }).check();
  await inspect(page, name('all'));
  expect(await page.getByRole('radio', { name: 'Busy' }).isChecked()).toBe(true);

  await page.getByRole('switch', { name: 'Messages E-mail' }).click();
  await page.getByRole('switch', { name: 'Quiet hours' }).click();
  const quiet = page.getByRole('form', { name: 'Quiet hours' });
  await quiet.waitFor();
  await page
    .getByRole('region', { name: 'Notifications' })
    .evaluate((section) => section.scrollIntoView());
  await inspect(page, name('notifications'));
  await quiet.evaluate((section) => section.scrollIntoView());
  await inspect(page, name('quiet-hours'));
});
