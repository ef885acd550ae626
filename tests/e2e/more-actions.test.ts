import type { Locator, Page } from 'playwright-core';
import { describe, expect, inject, test } from 'vitest';
import { makePair, signUp } from '../support/accounts.ts';
import { useConversations } from '../support/conversations.ts';
import { asUser, call, makeSession, makeUser, send as insert } from '../support/database.ts';
import { inspect, lookOptions, looks, lowButtons, sideways } from '../support/looks.ts';
import {
  act,
  choose,
  composer,
  log,
  message,
  openSession,
  remove,
  sessionLink,
  sessionList,
  tell,
  toolbarOf,
} from '../support/screens.ts';
import { attach, download, pngFile, textFile } from '../support/test-files.ts';

const { database, appUrl, openAs, signedIn, twoPeople } = useConversations();

const phone = lookOptions({ width: 'narrow', theme: 'dark' });

const bar = (page: Page): Locator => page.getByRole('region', { name: 'Pinned messages' });
const dialog = (page: Page, name: string): Locator => page.getByRole('dialog', { name });
const note = (page: Page): Locator => page.getByRole('status', { name: 'Note' });

describe('pins', () => {
  test('one pins, the other sees it, goes there and unpins it', async () => {
    const { student, mentor } = await twoPeople();
    await tell(student, mentor, 'The plan', 'The date');
    await choose(student, 'The plan', 'Pin');
    await bar(student).getByText('The plan').waitFor();
    await bar(mentor).getByText('The plan').waitFor();
    await bar(mentor).getByRole('button', { name: 'The plan' }).click();
    await mentor.locator('[data-highlighted]').filter({ hasText: 'The plan' }).waitFor();

    // The details have all of them.
    const details = student.getByRole('complementary', { name: 'Details' });
    await details.getByRole('tab', { name: 'Pinned' }).click();
    await details.getByRole('button', { name: /^Go to the pinned message: The plan/ }).click();
    await student.locator('[data-highlighted]').filter({ hasText: 'The plan' }).waitFor();

    await choose(mentor, 'The date', 'Pin');
    await details.getByRole('button', { name: /^Go to the pinned message: The date/ }).waitFor();
    await bar(student).getByRole('button', { name: 'All 2 pinned messages' }).click();
    await dialog(student, 'Pinned messages').getByRole('button', { name: 'Unpin' }).first().click();
    await bar(mentor).getByText('The plan').waitFor();
    await student.keyboard.press('Escape');
    await bar(mentor).getByRole('button', { name: 'Unpin' }).click();
    await bar(student).waitFor({ state: 'detached' });
  });

  test('what the server cannot be asked for is taken back, and the reason is said', async () => {
    const { student, mentor, pair } = await twoPeople();
    await tell(student, mentor, 'The plan');
    await student.route('**/rest/v1/rpc/pin_message', (route) => route.abort());
    await choose(student, 'The plan', 'Pin');
    await note(student).getByText('The message was not pinned.').waitFor();
    await bar(student).waitFor({ state: 'detached' });
    const [row] = await database()`
      select count(*)::int as pins from public.pins where session_id = ${pair.sessionId}`;
    expect(row?.['pins']).toBe(0);
    await note(student).getByRole('button', { name: 'Dismiss' }).click();
    await note(student).getByText('not pinned').waitFor({ state: 'detached' });

    await student.route('**/rest/v1/rpc/set_bookmark', (route) => route.abort());
    await choose(student, 'The plan', 'Bookmark');
    await note(student).getByText('The bookmark was not kept.').waitFor();
    await mentor.route('**/rest/v1/rpc/mark_unread_from', (route) => route.abort());
    await choose(mentor, 'The plan', 'Mark unread from here');
    await note(mentor).getByText('The session was not marked as unread.').waitFor();
    await act(student, 'The plan', 'More');
    await student.getByRole('menuitem', { name: 'Bookmark', exact: true }).waitFor();
  });
});

test('what one bookmarks is listed on all devices, leads to its message and can be dropped', async () => {
  const { student, mentor, pair } = await twoPeople();
  await tell(mentor, student, 'Read chapter three');
  const { page: device } = await signedIn(pair.student, phone);
  await device.goto(`${appUrl()}/bookmarks`);
  await device.getByText('No bookmarks yet').waitFor();
  await choose(student, 'Read chapter three', 'Bookmark');

  const page = device.getByRole('region', { name: 'Bookmarks' });
  await page.getByRole('button', { name: /Read chapter three/ }).waitFor();
  await page.getByRole('button', { name: /Read chapter three/ }).click();
  await message(device, 'Read chapter three').waitFor();

  await student.getByRole('button', { name: 'Account' }).click();
  await student.getByRole('menuitem', { name: 'Bookmarks' }).click();
  const list = student.getByRole('region', { name: 'Bookmarks' });
  await list.getByRole('button', { name: 'Remove bookmark' }).click();
  await list.getByText('No bookmarks yet').waitFor();
  await act(device, 'Read chapter three', 'More');
  await device.getByRole('menuitem', { name: 'Bookmark', exact: true }).waitFor();
});

/** Opens the picture, saves it and closes it again. */
async function savePicture(page: Page): Promise<Buffer> {
  await page.getByRole('button', { name: 'Open picture photo.png' }).click();
  const { bytes } = await download(page, 'photo.png');
  await page.keyboard.press('Escape');
  await dialog(page, 'photo.png').waitFor({ state: 'detached' });
  return bytes;
}

test('a message goes on to another session, with a label, a comment and its file', async () => {
  const { student, mentor, pair } = await twoPeople();
  const other = await signUp(inject('stack'), 'Mira Sand', 'mentor');
  await makeSession(database(), pair.student.id, other.id);
  const { page: mira } = await signedIn(other);
  await openSession(mira, 'Nora Lind');
  await student.reload();
  await sessionLink(student, 'Mira Sand').waitFor();

  const notes = textFile('notes.txt', 'three pages of notes');
  await attach(mentor, [notes, pngFile()]);
  await tell(mentor, student, 'Here are my notes');

  const original = await savePicture(student);
  await choose(student, 'Here are my notes', 'Forward');
  const window = dialog(student, 'Forward');
  await window.getByRole('searchbox', { name: 'Search sessions' }).fill('mira');
  await window.getByRole('radio', { name: /Mira Sand/ }).check();
  await window.getByRole('textbox', { name: 'Comment (optional)' }).fill('Worth reading');
  await window.getByRole('button', { name: 'Forward', exact: true }).click();
  await note(student).getByText('Forwarded to Mira Sand.').waitFor();

  await message(mira, 'Worth reading').waitFor();
  const arrived = message(mira, 'Here are my notes');
  await arrived.getByText('Forwarded').waitFor();
  expect(await message(mentor, 'Here are my notes').getByText('Forwarded').count()).toBe(0);
  // Copies, byte for byte: they outlive the original.
  await remove(mentor, 'Here are my notes');
  await message(student, 'This message was deleted').waitFor();
  expect((await download(mira, 'notes.txt')).bytes.equals(notes.buffer)).toBe(true);
  expect((await savePicture(mira)).equals(original)).toBe(true);
});

test('what is marked unread is so on all devices, until the session is left and opened again', async () => {
  const { student, mentor, pair } = await twoPeople();
  await tell(student, mentor, 'one', 'two', 'three');
  await mentor.mouse.move(600, 300);
  await message(student, 'three').getByText('Read').waitFor();
  const { page: device } = await signedIn(pair.mentor, phone);
  await sessionLink(device, 'Nora Lind').waitFor();

  await choose(mentor, 'two', 'Mark unread from here');
  const unread = (page: Page) => sessionList(page).getByRole('link', { name: /2 unread/ });
  await unread(device).waitFor();
  await unread(mentor).waitFor();
  await log(mentor).getByRole('separator').waitFor();
  // Still open and in use, and something new comes: it adds to what is unread.
  await mentor.mouse.move(500, 350);
  await tell(student, mentor, 'four');
  await sessionList(mentor)
    .getByRole('link', { name: /3 unread/ })
    .waitFor();

  await mentor.goto(appUrl());
  await openSession(mentor, 'Nora Lind');
  await mentor.mouse.move(600, 320);
  await sessionList(device)
    .getByRole('link', { name: /unread/ })
    .waitFor({ state: 'detached' });
  const [row] = await database()`
    select unread_count from public.participant_state
    where session_id = ${pair.sessionId} and user_id = ${pair.mentor.id}`;
  expect(row?.['unread_count']).toBe(0);
});

test('details tell who received and read a message when, versions what it said before', async () => {
  const { student, mentor } = await twoPeople();
  await tell(student, mentor, 'A tpyo');
  await act(student, 'A tpyo', 'Edit');
  await composer(student).fill('A typo');
  await composer(student).press('Enter');
  await message(mentor, 'A typo').waitFor();
  await mentor.mouse.move(600, 300);

  await choose(student, 'A typo', 'Details');
  const details = dialog(student, 'Message details');
  await details.getByText('Theo Brandt').waitFor();
  await details.getByText('Edited').waitFor();
  const read = details.getByRole('listitem').filter({ hasText: 'Theo Brandt' }).getByRole('time');
  await expect.poll(() => read.count()).toBe(2);
  await student.keyboard.press('Escape');
  await details.waitFor({ state: 'detached' });

  await choose(mentor, 'A typo', 'Versions');
  const versions = dialog(mentor, 'Versions');
  await versions.getByText('A tpyo').waitFor();
  expect(await versions.getByRole('listitem').count()).toBe(2);
});

test('who switched read receipts off shows none, and sees none', async () => {
  const { student, mentor, pair } = await twoPeople();
  await database()`
    update private.personal_settings set read_receipts = false where user_id = ${pair.mentor.id}`;
  await database()`
    update public.receipts set read_seq = null, read_at = null where user_id = ${pair.mentor.id}`;
  await student.reload();
  await tell(student, mentor, 'Seen?');
  await choose(student, 'Seen?', 'Details');
  await dialog(student, 'Message details').getByText('Read receipts are off').waitFor();
});

const PLAN = 'The plan for both weeks: first the loans in a table of their own, then the index.';
const QUESTION = 'Which index would you take for the loans that are still open?';

/** A conversation in which everything has been done with messages, and sessions to forward to. */
async function muchDone() {
  const sql = database();
  const pair = await makePair(inject('stack'), sql);
  const { student, mentor, sessionId } = pair;
  await sql`update public.profiles set timezone = 'Asia/Kolkata' where id = ${mentor.id}`;
  const others = await Promise.all(
    ['Mira Sand', 'Konstantin-Alexander von und zu Hohenberg-Lichtenfels'].map((name) =>
      makeUser(sql, 'mentor', name),
    ),
  );
  for (const other of others) await makeSession(sql, student.id, other);
  const say = (who: string, text: string): Promise<string> =>
    asUser(sql, who, async (tx) => (await insert(tx, sessionId, text))!.id);
  const react = (who: string, id: string, emoji: string) =>
    asUser(sql, who, (tx) =>
      call(tx, 'set_reaction', { p_message_id: id, p_emoji: emoji, p_on: true }),
    );
  const edit = async (id: string, text: string): Promise<void> => {
    const [row] = await sql<{ rev: number }[]>`select rev from public.messages where id = ${id}`;
    await asUser(sql, student.id, (tx) =>
      call(tx, 'edit_message', { p_id: id, p_content: text, p_expected_rev: row!.rev }),
    );
  };
  const date = await say(mentor.id, 'Shall we meet on Tuesdays at ten?');
  const plan = await say(student.id, 'The plan for one week: the loans in a table of their own.');
  await edit(plan, 'The plan for both weeks: the loans in a table of their own, then the index.');
  await edit(plan, PLAN);
  const link = await say(
    mentor.id,
    `Read https://example.com/${'chapters/'.repeat(12)}three first`,
  );
  const question = await say(student.id, QUESTION);
  await asUser(sql, mentor.id, (tx) =>
    call(tx, 'mark_read', { p_session_id: sessionId, p_seq: 3 }),
  );
  for (const id of [date, link, plan]) {
    await asUser(sql, student.id, async (tx) => {
      await call(tx, 'pin_message', { p_message_id: id, p_on: true });
      await call(tx, 'set_bookmark', { p_message_id: id, p_on: true });
    });
  }
  for (const emoji of ['🎉', '👍']) await react(mentor.id, plan, emoji);
  await react(student.id, plan, '🎉');
  return { pair, editElsewhere: (text: string) => edit(question, text) };
}

test.each(looks)('what is done with messages, $width, $theme: for the eye', async (how) => {
  const touch = how.width === 'narrow';
  const { pair, editElsewhere } = await muchDone();
  const page = await openAs(pair, 'student', { ...lookOptions(how), hasTouch: touch });
  const look = async (state: string): Promise<void> => {
    await inspect(page, `done-${state}-${how.width}-${how.theme}`);
    if (touch) expect(await lowButtons(page)).toEqual([]);
    for (const one of await page.getByRole('dialog').all()) expect(await sideways(one)).toBe(0);
  };
  const open = async (text: string, action: string, entry?: string): Promise<void> => {
    const found = message(page, text).getByText(text, { exact: true });
    if (touch) await found.tap();
    else await found.hover();
    await toolbarOf(page, text).getByRole('button', { name: action, exact: true }).click();
    if (entry !== undefined) await page.getByRole('menuitem', { name: entry, exact: true }).click();
  };
  const closes = async (name: string): Promise<void> => {
    await page.keyboard.press('Escape');
    await dialog(page, name).waitFor({ state: 'detached' });
  };

  await bar(page).getByText(PLAN).waitFor();
  if (!touch) {
    const details = page.getByRole('complementary', { name: 'Details' });
    await details.getByText(/\d:\d\d.*\(Kolkata\)/).waitFor();
    await message(page, PLAN).getByRole('button', { name: /^🎉/ }).hover();
    await page.getByRole('tooltip', { name: 'You and Theo Brandt' }).waitFor();
  }
  await look('reacted');
  await bar(page).getByRole('button', { name: 'All 3 pinned messages' }).click();
  await look('pins');
  await closes('Pinned messages');
  await open(PLAN, 'More', 'Forward');
  await dialog(page, 'Forward')
    .getByRole('radio', { name: /Mira Sand/ })
    .check();
  await look('forward');
  await closes('Forward');
  await open(PLAN, 'More', 'Details');
  const reacted = dialog(page, 'Message details').getByRole('list', { name: 'Reactions' });
  await reacted.getByText('You and Theo Brandt').waitFor();
  await look('details');
  await closes('Message details');
  await open(PLAN, 'More', 'Versions');
  await dialog(page, 'Versions').getByText('one week', { exact: false }).waitFor();
  await look('versions');
  await closes('Versions');

  await open(QUESTION, 'Edit');
  await editElsewhere('Which index would you take for the loans that are open?');
  await message(page, 'Which index would you take for the loans that are open?').waitFor();
  await composer(page).fill('Which index for the open loans, and why?');
  await composer(page).press('Enter');
  await log(page).getByRole('group', { name: 'Your edit was not saved.' }).waitFor();
  await look('conflict');

  await page.goto(`${appUrl()}/bookmarks`);
  await page.getByRole('button', { name: /The plan for both weeks/ }).waitFor();
  await look('bookmarks');
});
