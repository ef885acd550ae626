import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, inject, test } from 'vitest';
import { shortcuts, type ShortcutId } from '../../src/app/shortcuts.ts';
import { makePair, signUp, type Account } from '../support/accounts.ts';
import { complaints } from '../support/axe.ts';
import { useConversations } from '../support/conversations.ts';
import { makeSession } from '../support/database.ts';
import { fillSessions } from '../support/history.ts';
import { settled } from '../support/log-place.ts';
import {
  composer,
  log,
  message,
  openSession,
  send,
  sessionLink,
  signIn,
} from '../support/screens.ts';

const { database, appUrl, browser, signedIn } = useConversations();

const ARTIFACTS = path.resolve(import.meta.dirname, '../artifacts/screens');
/** More presses of Tab than anything is away. */
const FAR = 40;

/** Presses what the table of shortcuts says; so the table is true. */
const press = (page: Page, id: ShortcutId): Promise<void> => {
  const row = shortcuts.find((one) => one.id === id);
  return page.keyboard.press(row?.keys[0].replace('Mod', 'Control') ?? '');
};

/** Name or content of what has the focus; nothing if nothing has it, whatever the page says by then. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    if (document.activeElement === document.body) return '';
    const named = document.activeElement?.getAttribute('aria-label') ?? null;
    if (named !== null) return named;
    const copy = document.activeElement?.cloneNode(true) as HTMLElement | undefined;
    for (const hidden of copy?.querySelectorAll('[aria-hidden]') ?? []) hidden.remove();
    return copy?.textContent ?? '';
  });

/**
 * The page hears its shortcuts from when their code is there, shortly after the first paint. Leaves
 * the focus where it was, or in the list if nothing had it.
 */
async function hears(page: Page): Promise<void> {
  const before = await focused(page);
  const hasMoved = async (): Promise<boolean> => {
    await press(page, 'nextPart');
    return (await focused(page)) !== before;
  };
  await expect.poll(hasMoved).toBe(true);
  await press(page, 'previousPart');
}

/** Presses Tab (or the other way) until something whose name begins so has the focus. */
async function tabTo(page: Page, name: string, key = 'Tab'): Promise<void> {
  for (let n = 0; n < FAR; n += 1) {
    if ((await focused(page)).startsWith(name)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`Tab does not lead to ${name}.`);
}

/** Nora with Theo, and with Ada in a session about glass; Theo’s browser is open on it. */
async function people() {
  const sql = database();
  const pair = await makePair(inject('stack'), sql);
  const ada = await signUp(inject('stack'), 'Ada Brook', 'mentor');
  const other = await makeSession(sql, pair.student.id, ada.id);
  await sql`update public.sessions set subject = 'Blowing glass' where id = ${other}`;
  return { ...pair, ada, other };
}

async function openAs(account: Account, peer: string): Promise<Page> {
  const { page } = await signedIn(account);
  await openSession(page, peer);
  await expect.poll(() => focused(page)).toBe('Message');
  await hears(page);
  return page;
}

test('a whole conversation by keyboard alone', async () => {
  const { student, mentor, ada } = await people();
  const theo = await openAs(mentor, 'Nora Lind');
  await send(theo, 'Shall we talk about walruses?');

  const { page } = await browser.open(appUrl());
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  await page.getByRole('textbox', { name: 'Email' }).focus();
  await page.keyboard.type(student.email);
  await page.keyboard.press('Tab');
  await page.keyboard.type(student.password);
  await page.keyboard.press('Enter');

  // To the list, and into a session.
  await sessionLink(page, 'Theo Brandt').waitFor();
  await hears(page);
  await press(page, 'nextPart');
  await tabTo(page, 'Theo Brandt');
  await page.keyboard.press('Enter');
  await message(page, 'Shall we talk about walruses?').waitFor();

  // Read, among the messages.
  await expect.poll(() => focused(page)).toBe('Message');
  await press(page, 'previousPart');
  expect(await focused(page)).toBe('Messages');
  await press(page, 'olderMessage');
  await expect.poll(() => focused(page)).toMatch(/^Theo Brandt/);
  await page.getByRole('toolbar', { name: 'Message actions' }).waitFor();
  await press(page, 'actions');
  expect(await focused(page)).toBe('React');

  // Write.
  await press(page, 'nextPart');
  await expect.poll(() => focused(page)).toBe('Message');
  await page.keyboard.type('Gladly.');
  await press(page, 'newLine');
  await page.keyboard.type('What of them?');
  await press(page, 'send');
  await message(theo, 'Gladly. What of them?').waitFor();
  await press(page, 'editLast');
  await expect.poll(() => composer(page).inputValue()).toBe('Gladly.\nWhat of them?');
  await press(page, 'cancel');
  await expect.poll(() => composer(page).inputValue()).toBe('');

  // Search, and jump.
  await press(page, 'search');
  await expect.poll(() => focused(page)).toBe('Search messages');
  await page.keyboard.type('walrus');
  await page.getByText('1 message found').waitFor();
  await press(page, 'nextFound');
  await press(page, 'jump');
  await page.locator('[data-highlighted]').waitFor();
  await press(page, 'closeSearch');
  await expect.poll(() => focused(page)).toBe('Message');

  // To another session, by a letter or two.
  await press(page, 'switch');
  await page.getByRole('dialog', { name: 'Switch session' }).waitFor();
  await page.keyboard.type('glas');
  await page.getByRole('option', { name: /Ada Brook/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Ada Brook' }).first().waitFor();
  await expect.poll(() => focused(page)).toBe('Message');
  await page.keyboard.type('Hello Ada');
  await press(page, 'send');
  const adas = await openAs(ada, 'Nora Lind');
  await message(adas, 'Hello Ada').waitFor();

  // What else is there?
  await page.keyboard.type('?');
  expect(await composer(page).inputValue()).toBe('?');
  await page.keyboard.press('Backspace');
  await press(page, 'nextPart');
  await press(page, 'help');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });

  // And out.
  await tabTo(page, 'Account', 'Shift+Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
});

test('the keyboard stays among the messages when the one that has it is scrolled away', async () => {
  const { student, mentor, sessionId } = await people();
  await fillSessions(database(), student.id, mentor.id, [sessionId], 200);
  const page = await openAs(student, 'Theo Brandt');
  await press(page, 'previousPart');
  await press(page, 'olderMessage');
  await expect.poll(() => focused(page)).toMatch(/^(You|Theo Brandt|Nora Lind), /);
  await log(page).hover();
  const away = async (): Promise<string> => {
    await page.mouse.wheel(0, -2_000);
    return focused(page);
  };
  await expect.poll(away).toBe('Messages');
  // What is still scrolled would take the next message that has the focus away as well.
  await settled(page);
  await press(page, 'olderMessage');
  await expect.poll(() => focused(page)).toMatch(/^(You|Theo Brandt|Nora Lind), /);
  await page.getByRole('toolbar', { name: 'Message actions' }).waitFor();
});

test('from session to session, and to what is unread', async () => {
  const { student, mentor, ada } = await people();
  const page = await openAs(student, 'Ada Brook');
  const heading = (name: string) => page.getByRole('heading', { name, level: 2 }).first().waitFor();
  const theo = await openAs(mentor, 'Nora Lind');
  await send(theo, 'something new');
  await sessionLink(page, 'Theo Brandt')
    .and(page.getByRole('link', { name: /1 unread/ }))
    .waitFor();
  // Theo’s is now the first in the list.
  await press(page, 'previous');
  await heading('Theo Brandt');
  await press(page, 'previous');
  await press(page, 'next');
  await heading('Ada Brook');
  await press(page, 'next');
  await heading('Ada Brook');

  await send(theo, 'and more');
  await page.getByRole('link', { name: /unread/ }).waitFor();
  await press(page, 'nextUnread');
  await heading('Theo Brandt');
  const adas = await openAs(ada, 'Nora Lind');
  await send(adas, 'over here');
  await page.getByRole('link', { name: /unread/ }).waitFor();
  await press(page, 'previousUnread');
  await heading('Ada Brook');
  await expect.poll(() => focused(page)).toBe('Message');
});

test('the switcher shows what is unread first, and looks through older sessions', async () => {
  const sql = database();
  const { student, mentor, sessionId } = await people();
  // More sessions than the list loads at first.
  const mentors = await Promise.all(
    Array.from({ length: 6 }, (_, n) => signUp(inject('stack'), `Mentor Number${n}`, 'mentor')),
  );
  for (const person of mentors) {
    for (let n = 0; n < 10; n += 1) {
      await makeSession(sql, student.id, person.id, { status: 'completed' });
    }
  }
  await sql`update public.participants set sort_at = now() - interval '90 days'
            where session_id = ${sessionId}`;
  const { page } = await signedIn(student);
  await sessionLink(page, 'Mentor Number').first().waitFor();
  expect(await sessionLink(page, 'Theo Brandt').count()).toBe(0);
  await hears(page);
  await press(page, 'switch');
  const dialog = page.getByRole('dialog', { name: 'Switch session' });
  await dialog.waitFor();
  await page.keyboard.type('tbr');
  await dialog.getByRole('option', { name: /Theo Brandt/ }).click();
  await log(page).waitFor();

  await press(page, 'switch');
  await dialog.waitFor();
  const theo = await openAs(mentor, 'Nora Lind');
  await press(page, 'switch');
  await dialog.waitFor({ state: 'detached' });
  // Theo’s, of long ago, is the last one in the list.
  await press(page, 'previous');
  await page.getByRole('heading', { name: 'Ada Brook' }).first().waitFor();
  await send(theo, 'unread');
  // At the top of the list, which is scrolled to its end.
  await expect.poll(() => page.title()).toMatch(/^\(1\)/);
  await press(page, 'switch');
  await dialog.getByRole('option').first().getByText('1 unread').waitFor();
  await page.keyboard.press('Enter');
  await message(page, 'unread').waitFor();
});

test('keys mean nothing to the page while a dialog is open', async () => {
  const { student } = await people();
  const page = await openAs(student, 'Ada Brook');
  const before = page.url();
  await press(page, 'nextPart');
  await press(page, 'help');
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await help.waitFor();
  for (const { words } of shortcuts) await help.getByText(words, { exact: true }).first().waitFor();
  await press(page, 'next');
  await press(page, 'switch');
  expect(await page.getByRole('dialog').count()).toBe(1);
  expect(page.url()).toBe(before);
  await press(page, 'help');
  await help.waitFor({ state: 'detached' });

  // For those who have no such key at hand, or no keyboard.
  await page.getByRole('button', { name: /Account/ }).click();
  await page.getByRole('menuitem', { name: 'Keyboard shortcuts' }).click();
  await help.waitFor();
  await help.getByRole('button', { name: 'Close' }).click();
  await help.waitFor({ state: 'detached' });
});

describe.each(
  ([1280, 390] as const).flatMap((width) =>
    (['light', 'dark'] as const).map((theme) => ({ width, theme })),
  ),
)('$width, $theme', ({ width, theme }) => {
  test('dialogs', async () => {
    const { student } = await people();
    const { page } = await browser.open(appUrl(), {
      viewport: { width, height: 800 },
      colorScheme: theme,
      reducedMotion: 'reduce',
    });
    await signIn(page, student.email, student.password);
    await sessionLink(page, 'Ada Brook').waitFor();
    await hears(page);
    const look = async (state: string): Promise<void> => {
      await mkdir(ARTIFACTS, { recursive: true });
      const name = `${state}-${width === 390 ? 'narrow' : 'wide'}-${theme}.png`;
      await page.screenshot({ path: path.join(ARTIFACTS, name) });
      expect(await complaints(page)).toEqual([]);
    };
    await press(page, 'switch');
    await page.getByRole('dialog').getByRole('option').first().waitFor();
    await look('switcher');
    await page.keyboard.type('nobody at all');
    await page.getByText('No session is called that.').waitFor();
    await look('switcher-nothing');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await press(page, 'help');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await look('shortcuts');
  });
});
