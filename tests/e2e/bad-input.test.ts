import { expect, test } from 'vitest';
import { useConversations } from '../support/conversations.ts';
import { composer, log, message, openSession, send } from '../support/screens.ts';

const { database, appUrl, browser, inConversation } = useConversations();

test('an empty message is not sent and says why', async () => {
  const { page } = await inConversation();
  for (const text of ['', '   ', '\u200b\u2060']) {
    await composer(page).fill(text);
    await composer(page).press('Enter');
    await page.getByRole('alert').getByText('Write something before sending.').waitFor();
  }
  expect(await log(page).getByRole('article').count()).toBe(0);
});

test('a message that is too long says by how much and keeps its text', async () => {
  const { page } = await inConversation();
  const text = 'x'.repeat(10_003);
  await composer(page).fill(text);
  await composer(page).press('Enter');
  await page
    .getByRole('alert')
    .getByText(/3 characters too long/)
    .waitFor();
  expect(await composer(page).inputValue()).toBe(text);
});

test('the longest message that is allowed arrives whole', async () => {
  const { page, pair } = await inConversation();
  await send(page, 'é'.repeat(10_000));
  await expect
    .poll(async () => {
      const [row] = await database()`
        select char_length(content) as length from public.messages where session_id = ${pair.sessionId}`;
      return (row?.['length'] as number | undefined) ?? 0;
    })
    .toBe(10_000);
});

test('a session that closed meanwhile refuses, and the text can be taken along', async () => {
  const { page, pair } = await inConversation();
  await composer(page).fill('a last word');
  // Behind the client's back: the update tells nobody, as when the broadcast is lost.
  await database().begin(async (sql) => {
    await sql`update public.sessions set ends_at = now() - interval '1 minute' where id = ${pair.sessionId}`;
    await sql`delete from realtime.messages where topic like 'user:%' and inserted_at = now()`;
  });
  await composer(page).press('Enter');
  const failed = message(page, 'a last word');
  await failed.getByText('Not sent').waitFor();
  await failed.getByRole('button', { name: 'Copy' }).waitFor();
  await failed.getByRole('button', { name: 'Try again' }).waitFor();
  await failed.getByRole('button', { name: 'Discard' }).click();
  await failed.waitFor({ state: 'detached' });
});

test('the eleventh message in a minute waits its turn and counts down', async () => {
  const { page } = await inConversation();
  for (let n = 1; n <= 11; n += 1) await send(page, `number ${n}`);
  await message(page, 'number 10').getByText('Sent', { exact: true }).waitFor();
  await message(page, 'number 11')
    .getByText(/\d+ ?s/)
    .waitFor();
  expect(await message(page, 'number 11').getByText('Not sent').count()).toBe(0);
});

test('a held message counts down without moving the others', async () => {
  const { page } = await inConversation();
  for (let n = 1; n <= 12; n += 1) await send(page, `number ${n}`);
  await message(page, 'number 11')
    .getByText(/\d+ ?s/)
    .waitFor();
  const height = async (text: string) => (await message(page, text).boundingBox())?.height;
  expect(await height('number 11')).toBe(await height('number 10'));
});

test('markup and dangerous links stay text', async () => {
  const { page } = await inConversation();
  const texts = [
    '<img src=x onerror="window.hacked=1">',
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    '[click](javascript:alert(1))',
  ];
  for (const text of texts) await send(page, text);
  await send(page, 'see https://example.com/a?b=c and mail ann@example.com');
  const link = log(page).getByRole('link', { name: 'https://example.com/a?b=c' });
  await link.waitFor();
  expect(await link.getAttribute('rel')).toContain('noreferrer');
  expect(await link.getAttribute('target')).toBe('_blank');
  for (const text of texts) await message(page, text).waitFor();
  const hrefs = await log(page)
    .getByRole('link')
    .evaluateAll((links) => links.map((a) => (a as HTMLAnchorElement).protocol));
  expect(hrefs.filter((protocol) => !['https:', 'mailto:'].includes(protocol))).toEqual([]);
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
});

test('an unreachable server gives a sentence, not a white page', async () => {
  const { page } = await browser.open(appUrl());
  await page.route('**/auth/v1/**', (route) => route.abort('connectionrefused'));
  await page.getByRole('textbox', { name: 'Email' }).fill('student@example.com');
  await page.getByLabel('Password', { exact: true }).fill('password');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page
    .getByRole('alert')
    .getByText(/server cannot be reached/)
    .waitFor();
});

test('a part of the app that is gone asks for a reload, and is never a white page', async () => {
  const { page, expectComplaint } = await browser.open(appUrl());
  expectComplaint(/Failed to fetch dynamically imported module/);
  await page.getByRole('textbox', { name: 'Email' }).waitFor();
  await page.route('**/assets/sign-up-*.js', (route) => route.abort());
  await page.getByRole('link', { name: 'Create an account' }).click();
  await page.getByText('New version – reload').waitFor();
  await page.unroute('**/assets/sign-up-*.js');
  await page.getByRole('button', { name: 'Reload' }).click();
  await page.getByRole('button', { name: 'Create account' }).waitFor();
});

test('a wrong key says what is wrong', async () => {
  const { page } = await browser.open(appUrl());
  await page.route('**/auth/v1/**', (route) =>
    route.continue({ headers: { ...route.request().headers(), apikey: 'sb_publishable_other' } }),
  );
  await page.getByRole('textbox', { name: 'Email' }).fill('student@example.com');
  await page.getByLabel('Password', { exact: true }).fill('password');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page
    .getByRole('alert')
    .getByText(/wrong publishable key/)
    .waitFor();
});

test('a malformed row or broadcast is dropped and the rest goes on', async () => {
  const { page } = await inConversation();
  await page.route('**/rest/v1/rpc/list_sessions*', async (route) => {
    const response = await route.fetch();
    const body = (await response.json()) as { items: unknown[] };
    await route.fulfill({ response, json: { ...body, items: [{ id: 7 }, null, ...body.items] } });
  });
  await page.reload();
  await openSession(page, 'Theo Brandt');
  await send(page, 'still here');
  await message(page, 'still here').getByText('Sent').waitFor();
});
