import type { Page } from 'playwright-core';
import { describe, expect, inject, test } from 'vitest';
import { MAX_MESSAGE_CHARACTERS } from '../../src/core/model.ts';
import { makePair } from '../support/accounts.ts';
import { useConversations } from '../support/conversations.ts';
import { fillSessions } from '../support/history.ts';
import { inspect, lookOptions, looks } from '../support/looks.ts';
import { composer, log, message, openSession, send, sessionLink } from '../support/screens.ts';

const { database, openAs, twoPeople, inConversation } = useConversations();

const valueOf = (page: Page): Promise<string> => composer(page).inputValue();
const heightOf = (page: Page): Promise<number> =>
  composer(page).evaluate((box) => box.getBoundingClientRect().height);

test('a key that an input method uses sends nothing, in the order of any browser', async () => {
  const { student, mentor } = await twoPeople();
  const box = composer(student);
  await box.fill('にほん');
  // Chrome and Firefox: Enter ends the composition.
  await box.dispatchEvent('compositionstart');
  await box.dispatchEvent('keydown', { key: 'Enter', isComposing: true, keyCode: 229 });
  await box.dispatchEvent('keydown', { key: 'Enter', isComposing: false, keyCode: 13 });
  await box.dispatchEvent('compositionend');
  // Safari: the composition has ended by the time the Enter that ended it is told.
  await box.dispatchEvent('compositionstart');
  await box.dispatchEvent('compositionend');
  await box.dispatchEvent('keydown', { key: 'Enter', isComposing: false, keyCode: 229 });
  expect(await valueOf(student)).toBe('にほん');
  await box.press('Enter');
  await message(mentor, 'にほん').waitFor();
  expect(await log(student).getByRole('article').count()).toBe(1);
});

test('the box grows with its text to a limit, and the newest message stays in view', async () => {
  const pair = await makePair(inject('stack'), database());
  await fillSessions(database(), pair.student.id, pair.mentor.id, [pair.sessionId], 30);
  const student = await openAs(pair, 'student');
  const newest = log(student).getByRole('article').filter({ hasText: 'Message 30 ' });
  await newest.waitFor();
  const empty = await heightOf(student);
  for (const text of ['one', 'two', 'three']) {
    await composer(student).pressSequentially(text);
    await composer(student).press('Shift+Enter');
  }
  const grown = await heightOf(student);
  expect(grown).toBeGreaterThan(empty + 40);
  const inView = async (): Promise<boolean> => {
    const [row, view] = [await newest.boundingBox(), await log(student).boundingBox()];
    return row !== null && view !== null && row.y + row.height <= view.y + view.height + 1;
  };
  await expect.poll(inView).toBe(true);
  await composer(student).fill('a line\n'.repeat(60));
  const highest = await heightOf(student);
  expect(highest).toBeLessThanOrEqual(200);
  expect(await composer(student).evaluate((box) => box.scrollHeight)).toBeGreaterThan(highest);
  await expect.poll(inView).toBe(true);
  await composer(student).fill('');
  expect(await heightOf(student)).toBe(empty);
});

test('near the limit it counts what is left, in characters as people count them', async () => {
  const { student, mentor } = await twoPeople();
  const left = (count: number) => student.getByText(`${count} left`, { exact: true });
  await composer(student).fill('x'.repeat(MAX_MESSAGE_CHARACTERS - 501));
  expect(await student.getByText(/ left$/).count()).toBe(0);
  await composer(student).press('End');
  await composer(student).pressSequentially('🎉');
  await left(500).waitFor();
  const whole = `${'y'.repeat(MAX_MESSAGE_CHARACTERS - 2)}🎉!`;
  await composer(student).fill(`${whole}!`);
  await left(-1).waitFor();
  await composer(student).press('Enter');
  await student.getByText('The message is 1 character too long', { exact: false }).waitFor();
  expect(await valueOf(student)).toBe(`${whole}!`);
  await composer(student).fill(whole);
  await composer(student).press('Enter');
  await expect.poll(() => valueOf(student)).toBe('');
  await log(mentor).getByRole('article').filter({ hasText: '🎉!' }).waitFor();
});

test('each session keeps its draft, on this device and through a reload', async () => {
  const { student } = await twoPeople();
  await composer(student).fill('half a thought');
  await student.goto(new URL('/', student.url()).href);
  await sessionLink(student, 'Theo Brandt').waitFor();
  await student.reload();
  await openSession(student, 'Theo Brandt');
  expect(await valueOf(student)).toBe('half a thought');
  await composer(student).press('ArrowUp');
  // The up key edits only from an empty box.
  expect(await valueOf(student)).toBe('half a thought');
  await send(student, 'a whole thought');
  await message(student, 'a whole thought').getByText('Sent').waitFor();
  await student.reload();
  await message(student, 'a whole thought').waitFor();
  expect(await valueOf(student)).toBe('');
});

test('on a phone, Esc leads back to the list', async () => {
  const { page } = await inConversation({ viewport: { width: 390, height: 844 }, hasTouch: true });
  await composer(page).focus();
  await composer(page).press('Escape');
  await sessionLink(page, 'Theo Brandt').waitFor();
  expect(await log(page).isVisible()).toBe(false);
});

describe.each(looks)('$width, $theme', (look) => {
  test('long, too long, and closed', async () => {
    const { page, pair } = await inConversation(lookOptions(look));
    const name = (state: string): string => `composer-${state}-${look.width}-${look.theme}`;
    await composer(page).fill('All work and no play. '.repeat(480).slice(0, 9_700));
    await page.getByText(/\d left/).waitFor();
    await inspect(page, name('long'));
    await composer(page).fill('x'.repeat(MAX_MESSAGE_CHARACTERS + 1));
    await composer(page).press('Enter');
    await page.getByText('too long', { exact: false }).waitFor();
    await inspect(page, name('too-long'));
    await composer(page).fill('half a thought');
    await database()`update public.sessions set status = 'completed' where id = ${pair.sessionId}`;
    // The draft stays, and so does the reason why it cannot be sent.
    await page.getByText('This session is completed', { exact: false }).waitFor();
    expect(await valueOf(page)).toBe('half a thought');
    await inspect(page, name('closed-draft'));
    await page.evaluate(() => {
      const drafts = Object.keys(localStorage).filter((key) => key.startsWith('chat.draft.'));
      for (const key of drafts) localStorage.removeItem(key);
    });
    await page.reload();
    await page.getByPlaceholder('This session is completed').waitFor();
    await inspect(page, name('closed'));
  });
});
