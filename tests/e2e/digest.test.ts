import type { Page } from 'playwright-core';
import { expect, inject, test } from 'vitest';
import { makePair, useDatabase, type Account } from '../support/accounts.ts';
import { complaints } from '../support/axe.ts';
import { useApp, useBrowser } from '../support/browser.ts';
import { log, openSession, saved, send, signIn } from '../support/screens.ts';

const facts = inject('stack');
const database = useDatabase();
const appUrl = useApp(() => facts.apiUrl);
const browser = useBrowser();

/** Half an hour later, and the next round of the worker. */
async function passTime(reader: Account): Promise<void> {
  const sql = database();
  await sql`update public.notifications set unmailed_since = now() - interval '1 hour' where user_id = ${reader.id}`;
  await sql`select private.fill_digest(${reader.id})`;
  const headers = { authorization: `Bearer ${facts.secretKey}` };
  const worked = await fetch(`${facts.apiUrl}/functions/v1/digest`, { method: 'POST', headers });
  expect(worked.status).toBe(200);
}

/** Opens the one letter to somebody in the mailbox of the stack. */
async function openLetter(page: Page, reader: Account): Promise<void> {
  const to = encodeURIComponent(reader.email);
  const answer = await fetch(`${facts.mailUrl!}/api/messages?to=${to}`);
  const letters = (await answer.json()) as { id: number }[];
  expect(letters).toHaveLength(1);
  await page.goto(`${facts.mailUrl!}/messages/${letters[0]!.id}`);
}

/** Where a link of the letter leads, in the app under test. */
async function linkIn(page: Page, part: string): Promise<string> {
  const href = await page.locator(`pre a[href*="${part}"]`).first().getAttribute('href');
  const { pathname, search } = new URL(href!);
  return `${appUrl()}${pathname}${search}`;
}

test('who was away gets a mail that leads to the conversation, and may stop such mails', async () => {
  const { student, mentor, sessionId } = await makePair(facts, database());
  const { page: writer } = await browser.open(appUrl());
  await signIn(writer, student.email, student.password);
  await openSession(writer, mentor.fullName);
  await send(writer, 'Are you <b>there</b>?');
  await saved(writer, 'Are you <b>there</b>?');
  await passTime(mentor);

  const { page: mailbox } = await browser.open(facts.mailUrl!);
  await openLetter(mailbox, mentor);
  await mailbox.getByRole('heading', { name: `Unread message from ${student.fullName}` }).waitFor();
  await mailbox
    .frameLocator('iframe')
    .getByText('Are you <b>there</b>?', { exact: true })
    .waitFor();

  const { page: reader } = await browser.open(await linkIn(mailbox, `/sessions/`));
  await signIn(reader, mentor.email, mentor.password);
  await log(reader).getByText('Are you <b>there</b>?').first().waitFor();
  expect(new URL(reader.url()).pathname).toBe(`/sessions/${sessionId}`);

  const settings = () =>
    database()`select email from public.notification_settings where user_id = ${mentor.id}`;
  const stopLink = await linkIn(mailbox, '/unsubscribe');
  const { page: stranger } = await browser.open(stopLink);
  const stop = stranger.getByRole('button', { name: 'Stop e-mails' });
  await stop.waitFor();
  expect(await complaints(stranger)).toEqual([]);
  expect(await settings()).toEqual([]);
  await stop.click();
  await stranger.getByText('E-mails are stopped').waitFor();
  expect(await settings()).toEqual([{ email: false }]);

  // The same beside the list for whoever is signed in; and links that are none.
  await reader.goto(stopLink);
  await reader.getByRole('button', { name: 'Stop e-mails' }).click();
  await reader.getByText('E-mails are stopped').waitFor();
  await stranger.goto(stopLink.replace(/.{8}$/, '00000000'));
  await stop.click();
  await stranger.getByText('This link is not valid').waitFor();
  await stranger.goto(`${appUrl()}/unsubscribe?token=cut-o`);
  await stranger.getByText('This link is not valid').waitFor();
});
