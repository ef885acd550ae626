import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { useConversations } from '../support/conversations.ts';
import { inspect, lookOptions, looks, sideways } from '../support/looks.ts';
import { choose, saved, send, sessionLink, sessionList } from '../support/screens.ts';

const { inConversation } = useConversations();

/** The details beside the conversation, or over it. */
async function openDetails(page: Page, isWide: boolean): Promise<Locator> {
  if (isWide) return page.getByRole('complementary', { name: 'Details' });
  await page.getByRole('button', { name: 'Details' }).click();
  return page.getByRole('dialog', { name: 'Details' });
}

test.each(looks)('details, $width, $theme: by axe and for the eye', async (look) => {
  const isWide = look.width === 'wide';
  const { page } = await inConversation(lookOptions(look));
  const name = (state: string): string => `details-${state}-${look.width}-${look.theme}`;
  await page
    .locator('input[type="file"]')
    .first()
    .setInputFiles([
      { name: 'plan for spring.txt', mimeType: 'text/plain', buffer: Buffer.from('the plan') },
      {
        name: `${'a very long name of a file '.repeat(6)}.csv`,
        mimeType: 'text/csv',
        buffer: Buffer.from('a,b\n1,2\n'),
      },
    ]);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await send(
    page,
    `Both at https://example.com/plan and https://example.com/${'long/'.repeat(20)}?all=1`,
  );
  await send(page, 'Pin me');
  await saved(page, 'Pin me');
  await choose(page, 'Pin me', 'Pin');

  const details = await openDetails(page, isWide);
  const show = async (state: string): Promise<void> => {
    await inspect(page, name(state));
    expect(await sideways(details)).toBe(0);
  };
  await details
    .getByText('Europe', { exact: false })
    .or(details.getByText('You'))
    .first()
    .waitFor();
  await show('people');
  await details.getByRole('tab', { name: 'Files' }).click();
  await details.getByRole('button', { name: /^Download plan/ }).waitFor();
  await show('files');
  await details.getByRole('tab', { name: 'Links' }).click();
  await details.getByRole('link').first().waitFor();
  await show('links');
  await details.getByRole('tab', { name: 'Pinned' }).click();
  await details.getByRole('button', { name: /^Go to the pinned message/ }).waitFor();
  await show('pinned');

  await details.getByRole('button', { name: 'Mute', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Until tomorrow' }).waitFor();
  await inspect(page, name('mute'));
  await page.getByRole('menuitem', { name: 'Until tomorrow' }).click();
  await details.getByRole('button', { name: /^Muted until/ }).waitFor();
  await details.getByRole('button', { name: 'Archive session' }).click();
  await details.getByRole('button', { name: 'Unarchive session' }).waitFor();
  await show('arranged');

  await details.getByRole('button', { name: 'Export transcript' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export transcript' });
  await dialog.waitFor();
  await inspect(page, name('export'));
  await page.route('**/rpc/export_session', (route) => route.abort());
  await dialog.getByRole('button', { name: 'Export', exact: true }).click();
  await dialog.getByText('reach', { exact: false }).waitFor();
  await inspect(page, name('export-failed'));
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });

  await page.goto(new URL('/', page.url()).href);
  await sessionList(page).getByRole('button', { name: 'Archived (1)' }).click();
  await sessionLink(page, 'Theo Brandt').waitFor();
  await inspect(page, name('archived'));
  expect(await sessionLink(page, 'Theo Brandt').count()).toBe(1);
});
