import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { describe, expect, inject, test } from 'vitest';
import { makePair, signUp, type Account } from '../support/accounts.ts';
import { complaints } from '../support/axe.ts';
import { APPEARS_WITHIN_MS } from '../support/browser.ts';
import { useConversations } from '../support/conversations.ts';
import { makeSession } from '../support/database.ts';
import { fillSessions } from '../support/history.ts';
import {
  act,
  composer,
  log,
  message,
  openSession,
  send,
  sessionLink,
  sessionList,
} from '../support/screens.ts';

const { database, signedIn } = useConversations();

const ARTIFACTS = path.resolve(import.meta.dirname, '../artifacts/screens');
/** Far more than a session opens with. */
const LONG_AGO = 'The giraffe paper is due in March, and nobody has begun to write it.';

const box = (page: Page): Locator => page.getByRole('combobox', { name: 'Search messages' });
const results = (page: Page): Locator => page.getByRole('listbox', { name: 'Found messages' });
const result = (page: Page, text: string | RegExp): Locator =>
  results(page).getByRole('option').filter({ hasText: text });
const says = (page: Page, words: string): Promise<void> =>
  page.getByRole('search').getByRole('status').filter({ hasText: words }).waitFor();

/** Nora with a long history with Theo, and a short one with Ada; she is signed in. */
async function searcher(options: BrowserContextOptions = {}) {
  const sql = database();
  const pair = await makePair(inject('stack'), sql);
  const { student, mentor, sessionId } = pair;
  const ada = await signUp(inject('stack'), 'Ada Brook', 'mentor');
  const other = await makeSession(sql, student.id, ada.id);
  await fillSessions(sql, student.id, mentor.id, [sessionId], 300);
  await sql`update public.messages set content = ${LONG_AGO}
            where session_id = ${sessionId} and seq = 3`;
  const { page, expectComplaint } = await signedIn(student, options);
  await sessionLink(page, 'Theo Brandt').waitFor();
  return { page, expectComplaint, pair, ada, other };
}

/** Opens somebody else's browser, in the conversation with Nora. */
async function openAs(account: Account): Promise<Page> {
  const { page } = await signedIn(account);
  await openSession(page, 'Nora Lind');
  return page;
}

async function search(page: Page, text: string): Promise<void> {
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await box(page).fill(text);
}

test('finds what was said long ago and what is said right now, and jumps there', async () => {
  const { page, ada } = await searcher();
  const peer = await openAs(ada);
  await send(peer, 'Have you seen the GIRAFFES?');

  await search(page, 'giraf');
  await says(page, '2 messages found');
  expect(await results(page).getByRole('group').count()).toBe(2);
  await results(page)
    .getByRole('group', { name: /^Ada Brook/ })
    .waitFor();
  expect(await results(page).locator('mark').allInnerTexts()).toEqual(['GIRAF', 'giraf']);

  // The newest first, so the second one is the old one.
  await box(page).press('ArrowDown');
  await box(page).press('ArrowDown');
  await box(page).press('Enter');
  await message(page, LONG_AGO).waitFor();
  await page.locator('[data-highlighted]').getByText(LONG_AGO).waitFor();
  await page.getByRole('heading', { name: 'Theo Brandt' }).first().waitFor();

  // What was found is still there, and so is the focus: on to the other one.
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await message(page, 'Have you seen the GIRAFFES?').waitFor();
  await box(page).press('Escape');
  await sessionLink(page, 'Theo Brandt').waitFor();
  expect(await box(page).count()).toBe(0);
});

test('searches the open session first, and all of them if asked', async () => {
  const { page, ada } = await searcher();
  const peer = await openAs(ada);
  await send(peer, 'A giraffe for you');
  await openSession(page, 'Ada Brook');
  await message(page, 'A giraffe for you').waitFor();

  await composer(page).press('Control+f');
  await box(page).fill('giraffe');
  await says(page, '1 message found');
  await result(page, 'A giraffe for you').waitFor();
  await page.getByRole('radio', { name: 'All sessions' }).check({ force: true });
  await says(page, '2 messages found');
  // Again, from anywhere: back to the box, and to this session.
  await composer(page).press('Control+f');
  await says(page, '1 message found');
  expect(await box(page).evaluate((input) => document.activeElement === input)).toBe(true);

  await box(page).fill('zebra');
  await page.getByText('Nothing found').waitFor();
  await page.getByRole('button', { name: 'Search all sessions' }).click();
  await says(page, 'No messages found');
  await box(page).press('Escape');
  expect(await composer(page).evaluate((input) => document.activeElement === input)).toBe(true);
});

test('narrows down by sender, by files and by date', async () => {
  const { page, ada, other } = await searcher();
  const peer = await openAs(ada);
  await openSession(page, 'Ada Brook');
  await send(page, 'lemon one');
  await message(peer, 'lemon one').waitFor();
  await send(peer, 'lemon two');
  await message(page, 'lemon two').waitFor();
  await database()`update public.messages set created_at = now() - interval '40 days'
                   where session_id = ${other} and content = 'lemon one'`;
  // The index learns the time with the text.
  await database()`delete from private.message_search where session_id = ${other} and seq = 1`;
  await database()`update public.messages set content = 'lemon once' where session_id = ${other} and seq = 1`;

  await search(page, 'lemon');
  await says(page, '2 messages found');
  await page.getByRole('button', { name: 'Filters' }).click();
  const from = page.getByRole('combobox', { name: 'From' });
  await from.selectOption('You');
  await says(page, '1 message found');
  await result(page, 'lemon once').waitFor();
  await from.selectOption('Ada Brook');
  await result(page, 'lemon two').waitFor();
  await page.getByRole('checkbox', { name: 'Has a file' }).check();
  await says(page, 'No messages found');
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await says(page, '2 messages found');

  const daysAgo = (days: number): string =>
    new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
  await page.getByLabel('Before').fill(daysAgo(20));
  await says(page, '1 message found');
  await result(page, 'lemon once').waitFor();
  await page.getByLabel('Before').fill('');
  await page.getByLabel('On or after').fill(daysAgo(20));
  await result(page, 'lemon two').waitFor();
  await says(page, '1 message found');
});

test('goes on and on, page by page', async () => {
  const { page } = await searcher();
  await search(page, 'message');
  await says(page, '30 messages found so far');
  await box(page).press('ArrowUp');
  await says(page, '60 messages found so far');
  const toTheEnd = async (): Promise<number> => {
    await results(page).evaluate((list) => list.scrollTo({ top: list.scrollHeight }));
    return result(page, /Message 1\b/).count();
  };
  await expect.poll(toTheEnd, { timeout: APPEARS_WITHIN_MS }).toBe(1);
  await says(page, '299 messages found');
});

test('what is deleted meanwhile is not to be read any more', async () => {
  const { page, ada } = await searcher();
  const peer = await openAs(ada);
  await send(peer, 'a secret mango');
  await search(page, 'mango');
  await result(page, 'a secret mango').waitFor();
  await act(peer, 'a secret mango', 'Delete');
  await peer.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await result(page, 'a secret mango').waitFor({ state: 'detached' });
});

test('says what it needs, what went wrong, and tries again', async () => {
  const { page } = await searcher();
  await search(page, 'g');
  await page.getByText('One letter is too short').waitFor();
  await page.route('**/rpc/search_messages', (route) => route.abort());
  await box(page).fill('giraffe');
  await page.getByText('The search did not work').waitFor();
  await page.unroute('**/rpc/search_messages');
  await page.getByRole('button', { name: 'Try again' }).click();
  await says(page, '1 message found');
  await box(page).fill('');
  await page.getByText('Find a message').waitFor();
});

test('takes anything that somebody can type, and shows text as text', async () => {
  const { page, ada } = await searcher();
  const peer = await openAs(ada);
  const hostile = `<img src=x onerror="document.title='broken'"> 100% (a|b) 北京大学 \u202Eevil`;
  await send(peer, hostile);
  await search(page, '<img onerror');
  await result(page, '<img src=x').waitFor();
  expect(await results(page).locator('img').count()).toBe(0);
  for (const typed of ["100% (a|b) &'", '大学', '学', 'IMG_*', 'eviL']) {
    await box(page).fill(typed);
    if (typed === 'IMG_*') await says(page, '1 message found');
    await result(page, '北京大学').waitFor();
  }
  await box(page).fill('?!');
  await page.getByText('A little more').waitFor();
  await box(page).fill('x'.repeat(500));
  await says(page, 'No messages found');
  expect(await page.title()).not.toContain('broken');
});

test('on a phone the search is a page, with the conversation over it', async () => {
  const { page } = await searcher({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
  });
  await search(page, 'giraffe');
  await result(page, LONG_AGO.slice(0, 20)).click();
  await message(page, LONG_AGO).waitFor();
  expect(await box(page).isVisible()).toBe(false);
  await page.getByRole('link', { name: 'Back to sessions' }).click();
  await result(page, LONG_AGO.slice(0, 20)).waitFor();
  await page.getByRole('button', { name: 'Close search' }).click();
  await sessionLink(page, 'Theo Brandt').click();
  await log(page).waitFor();
  await page.getByRole('button', { name: 'Search this session' }).click();
  await box(page).waitFor();
  expect(await log(page).isVisible()).toBe(false);
  await page.getByRole('button', { name: 'Close search' }).click();
  await log(page).waitFor();
});

test('on a phone the way back leads out of the search, and from a message found to what was found', async () => {
  const { page, ada } = await searcher({ viewport: { width: 390, height: 844 }, hasTouch: true });
  const found = result(page, LONG_AGO.slice(0, 20));
  await search(page, 'giraffe');
  await found.click();
  await message(page, LONG_AGO).waitFor();
  await page.goBack();
  await found.waitFor();
  expect(await log(page).isVisible()).toBe(false);
  await page.goForward();
  await message(page, LONG_AGO).waitFor();
  await page.goBack();
  await page.goBack();
  await sessionLink(page, 'Theo Brandt').waitFor();
  expect(await box(page).count()).toBe(0);

  // Of one session: over it, and back to it. What comes meanwhile is not read.
  const peer = await openAs(ada);
  await sessionLink(page, 'Ada Brook').click();
  await log(page).waitFor();
  await page.getByRole('button', { name: 'Search this session' }).click();
  await box(page).fill('walrus');
  await page.getByText('Nothing found').waitFor();
  await send(peer, 'A walrus!');
  await message(peer, 'A walrus!').getByText('Delivered').waitFor();
  await box(page).fill('walru');
  await result(page, 'A walrus!').click();
  await message(peer, 'A walrus!').getByText('Read', { exact: true }).waitFor();
  await page.goBack();
  await result(page, 'A walrus!').waitFor();
  await page.goBack();
  await message(page, 'A walrus!').waitFor();
  expect(await box(page).count()).toBe(0);
  // Closed by its button, the search leaves nothing behind.
  await page.getByRole('button', { name: 'Search this session' }).click();
  await page.getByRole('button', { name: 'Close search' }).click();
  await log(page).waitFor();
  await page.goBack();
  await sessionLink(page, 'Theo Brandt').waitFor();
  expect(await box(page).count()).toBe(0);
});

describe.each(
  ([1280, 390] as const).flatMap((width) =>
    (['light', 'dark'] as const).map((theme) => ({ width, theme })),
  ),
)('$width, $theme', ({ width, theme }) => {
  test('every state of the search', async () => {
    const { page } = await searcher({
      viewport: { width, height: 800 },
      colorScheme: theme,
      reducedMotion: 'reduce',
    });
    const look = async (state: string): Promise<void> => {
      await mkdir(ARTIFACTS, { recursive: true });
      const name = `search-${state}-${width === 390 ? 'narrow' : 'wide'}-${theme}.png`;
      await page.screenshot({ path: path.join(ARTIFACTS, name) });
      expect(await complaints(page)).toEqual([]);
    };
    await search(page, '');
    await page.getByText('Find a message').waitFor();
    await look('empty');
    await box(page).fill('zebra');
    await page.getByText('Nothing found').waitFor();
    await look('nothing');
    await page.getByRole('button', { name: 'Filters' }).click();
    await box(page).fill('lorem');
    await says(page, 'messages found');
    await box(page).press('ArrowDown');
    await look('found');
    if (width === 1280) {
      await box(page).press('Enter');
      await log(page).getByRole('article').first().waitFor();
      await page.locator('[data-highlighted]').waitFor();
      await look('jumped');
    }
    expect(await sessionList(page).count()).toBe(0);
  });
});
