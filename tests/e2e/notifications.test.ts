import type { Locator, Page } from 'playwright-core';
import { expect, inject, test } from 'vitest';
import { makePair, type Account } from '../support/accounts.ts';
import { APPEARS_WITHIN_MS } from '../support/browser.ts';
import { useConversations } from '../support/conversations.ts';
import { inspect, lookOptions, looks, lowButtons, sideways } from '../support/looks.ts';
import { message, openSession, saved, send } from '../support/screens.ts';

const { database, appUrl, signedIn, twoSignedIn } = useConversations();

const MANY = 10_000;
/** Rows in the page at once, at most, however many there are. */
const MOST_DRAWN = 60;

const bell = (page: Page): Locator => page.getByRole('button', { name: /^Notifications/ });
const centre = (page: Page): Locator => page.getByRole('dialog', { name: 'Notifications' });
const pane = (page: Page): Locator => page.getByRole('region', { name: 'Notifications' });
/** The one whose title begins so. */
const item = (within: Locator, title: string): Locator =>
  within.getByRole('article').filter({ hasText: title });
const markOne = (within: Locator, title: string): Locator =>
  within.getByRole('button', { name: `Mark as read: ${title}` });
const markAll = (within: Locator): Locator =>
  within.getByRole('button', { name: 'Mark all as read' });
const unread = (page: Page, count: string): Locator =>
  page.getByRole('button', { name: `Notifications, ${count} unread` });
const noneUnread = (page: Page): Locator =>
  page.getByRole('button', { name: 'Notifications', exact: true });

interface Told {
  type?: string;
  title: string;
  message?: string | null;
  sessionId?: string | null;
  data?: Record<string, string>;
}

/** As whatever happens tells somebody, live. */
async function tell(account: Account, told: Told): Promise<void> {
  const { type = 'reminder', title, message: text = null, sessionId = null, data = {} } = told;
  const sql = database();
  await sql`select private.notify(${account.id}, ${type}::public.notification_type, ${title}, ${text},
                                  ${sessionId}, ${sql.json(data)})`;
}

async function openCentre(page: Page): Promise<Locator> {
  await bell(page).click();
  return centre(page);
}

const newPair = () => makePair(inject('stack'), database());

test('told on two devices, read on one: gone from both, and right after a reload', async () => {
  const { student, mentor, pair } = await twoSignedIn();
  const { page: other } = await signedIn(pair.mentor);
  await openSession(student, 'Theo Brandt');
  await send(student, 'Are you there?');
  await send(student, 'It is about query plans');
  await saved(student, 'It is about query plans');
  await Promise.all([unread(mentor, '1').waitFor(), unread(other, '1').waitFor()]);

  const list = await openCentre(mentor);
  expect(await item(list, 'Nora Lind').innerText()).toContain('2 messages');
  await list.getByRole('link', { name: /^Unread: Nora Lind/ }).press('Enter');
  await message(mentor, 'It is about query plans').waitFor();
  await centre(mentor).waitFor({ state: 'detached' });
  await Promise.all([noneUnread(mentor).waitFor(), noneUnread(other).waitFor()]);

  await tell(pair.mentor, { title: 'Your request was not answered' });
  await tell(pair.mentor, { title: 'A word to all', type: 'system_announcement' });
  await Promise.all([unread(mentor, '2').waitFor(), unread(other, '2').waitFor()]);
  const otherList = await openCentre(other);
  await markOne(otherList, 'A word to all').click();
  await unread(mentor, '1').waitFor();
  await other.reload();
  await unread(other, '1').waitFor();
  const again = await openCentre(other);
  await markAll(again).click();
  await Promise.all([noneUnread(mentor).waitFor(), noneUnread(other).waitFor()]);
  expect(await markAll(again).getAttribute('aria-disabled')).toBe('true');

  // What cannot be said to the server is unread again, with the reason.
  await tell(pair.mentor, { title: 'One more' });
  await unread(other, '1').waitFor();
  await other.route('**/rpc/mark_notifications_read', (route) => route.abort());
  await markOne(again, 'One more').click();
  await other.getByText(/^The notification was not marked as read\./).waitFor();
  await unread(other, '1').waitFor();
  await markOne(again, 'One more').waitFor();
});

test('filters, groups, the keyboard, and what somebody wrote as text', async () => {
  const pair = await newPair();
  const { student } = pair;
  const sql = database();
  await sql`insert into public.notifications (user_id, type, title, message, session_id, raised_at, read_at)
    values (${student.id}, 'session_accepted', 'Theo Brandt accepted your request', 'Query plans', ${pair.sessionId},
            clock_timestamp() - interval '1 day', clock_timestamp())`;
  await tell(student, { title: 'Your session was moved', sessionId: pair.sessionId });
  await tell(student, {
    type: 'system_announcement',
    title: '<img src=x onerror=alert(1)> Maintenance',
    message: 'Away from 2 to 3',
    data: { event: 'announcement', link: '/settings' },
  });
  await tell(student, { title: 'Theo Brandt started your session', sessionId: pair.sessionId });
  const { page } = await signedIn(student);
  const list = await openCentre(page);
  await item(list, 'accepted your request').waitFor();
  expect(await list.getByRole('heading', { level: 3 }).allTextContents()).toEqual([
    'Today',
    'Yesterday',
  ]);
  expect(await list.getByRole('heading', { level: 4 }).allInnerTexts()).toEqual([
    expect.stringMatching(/^Theo Brandt/),
  ]);
  await list.getByText('<img src=x onerror=alert(1)> Maintenance').waitFor();
  expect(await list.locator('img').count()).toBe(0);

  await list.getByText('Unread', { exact: true }).click();
  await item(list, 'accepted your request').waitFor({ state: 'detached' });
  await list.getByRole('combobox', { name: 'Kind' }).selectOption('Announcements');
  await expect.poll(() => list.getByRole('article').count()).toBe(1);
  await list.getByRole('combobox', { name: 'Kind' }).selectOption('Completed sessions');
  await list.getByText('Nothing of this kind').waitFor();
  await list.getByRole('button', { name: 'Show all notifications' }).click();
  await expect.poll(() => list.getByRole('article').count()).toBe(4);

  // Esc gives the focus back to the bell; the arrows go from one to the next, over headings.
  await page.keyboard.press('Escape');
  await list.waitFor({ state: 'detached' });
  expect(await bell(page).evaluate((element) => element === document.activeElement)).toBe(true);
  await page.keyboard.press('Enter');
  await item(list, 'accepted your request').waitFor();
  const focused = (): Promise<string> =>
    page.evaluate(() => document.activeElement?.textContent ?? '');
  await page.keyboard.press('ArrowDown');
  expect(await focused()).toContain('Theo Brandt started your session');
  await page.keyboard.press('End');
  expect(await focused()).toContain('accepted your request');
  await page.keyboard.press('ArrowUp');
  expect(await focused()).toContain('Maintenance');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await unread(page, '2').waitFor();
  // Its button is gone; the focus is not.
  expect(await focused()).toContain('Maintenance');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/settings');
  await list.waitFor({ state: 'detached' });
});

test('a list of ten thousand opens and scrolls, and keeps its place', async () => {
  const pair = await newPair();
  const sql = database();
  await sql`insert into public.notifications (user_id, type, title, message, raised_at)
    select ${pair.student.id}, 'reminder', 'Told as number ' || n, 'Some words',
           clock_timestamp() - n * interval '1 minute'
    from generate_series(1, ${MANY}) n`;
  const { page } = await signedIn(pair.student);
  await unread(page, '99+').waitFor();
  await bell(page).click();
  await centre(page).getByRole('link', { name: 'See all notifications' }).click();
  const list = pane(page);
  await item(list, 'Told as number 1').first().waitFor();
  const scroller = list.getByRole('list').locator('xpath=..');
  // Page by page, to the four hundredth.
  await expect
    .poll(
      async () => {
        await scroller.evaluate((element) => element.scrollTo(0, element.scrollHeight));
        return list
          .getByRole('article')
          .filter({ hasText: /number 4\d\d\b/ })
          .count();
      },
      { timeout: APPEARS_WITHIN_MS },
    )
    .toBeGreaterThan(0);
  expect(await list.getByRole('listitem').count()).toBeLessThan(MOST_DRAWN);

  // What comes at the top, and a look at what is new, move nothing of what is read here.
  await scroller.evaluate((element) => element.scrollTo(0, element.scrollHeight / 2));
  const inView = list.getByRole('article').filter({ hasText: /number [12]\d\d\b/ });
  await inView.first().waitFor();
  const title = await inView.nth(2).locator('bdi').first().innerText();
  const top = async (): Promise<number> =>
    Math.round((await list.getByText(title, { exact: true }).boundingBox())?.y ?? NaN);
  const before = await top();
  const looked = page.waitForResponse('**/rpc/list_notifications');
  await tell(pair.student, { title: 'Something new' });
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await looked;
  await expect
    .poll(() => list.getByRole('listitem').first().getAttribute('aria-posinset'))
    .not.toBe('1');
  expect(await top()).toBe(before);

  await markAll(list).click();
  await noneUnread(page).waitFor();
  await scroller.evaluate((element) => element.scrollTo(0, 0));
  await item(list, 'Something new').waitFor();
  expect(await list.getByRole('button', { name: /^Mark as read:/ }).count()).toBe(0);
});

test('one whose session is gone says so where it leads', async () => {
  const pair = await newPair();
  const sql = database();
  const { page } = await signedIn(pair.student);
  await tell(pair.student, { title: 'Your session was moved', sessionId: pair.sessionId });
  await unread(page, '1').waitFor();
  await page.goto(new URL('/notifications', appUrl()).href);
  await item(pane(page), 'Your session was moved').waitFor();
  await sql`delete from public.sessions where id = ${pair.sessionId}`;
  await pane(page)
    .getByRole('link', { name: /Your session was moved/ })
    .click();
  await page.getByText('This session is not available').waitFor();
  await noneUnread(page).waitFor();
});

test('a type of a later server is shown plainly', async () => {
  const pair = await newPair();
  await tell(pair.student, { title: 'Somebody waved', message: 'From afar' });
  const { page } = await signedIn(pair.student);
  await unread(page, '1').waitFor();
  await page.route('**/rpc/list_notifications', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({
      response: answer,
      body: (await answer.text()).replace('"reminder"', '"hand_waved"'),
    });
  });
  const list = await openCentre(page);
  await list.getByText('Unread', { exact: true }).click();
  const waved = list.getByRole('button', { name: /^Unread: Somebody waved/ });
  await waved.click();
  await noneUnread(page).waitFor();
  await list.getByText('From afar').waitFor();
});

test('nothing to tell, nothing that can be asked', async () => {
  const { student } = await newPair();
  const { page } = await signedIn(student);
  const list = await openCentre(page);
  await list.getByText('No notifications yet').waitFor();
  await page.route('**/rpc/list_notifications', (route) => route.abort());
  await list.getByText('Unread', { exact: true }).click();
  await list.getByText('Your notifications did not load').waitFor();
  await page.unroute('**/rpc/list_notifications');
  await list.getByRole('button', { name: 'Try again' }).click();
  await list.getByText('All read').waitFor();
});

async function fill(account: Account, pairSession: string): Promise<void> {
  const sql = database();
  const long =
    'A word that goes on and on, so that it does not fit into one line or into two. '.repeat(4);
  await sql`insert into public.notifications
    (user_id, type, title, message, session_id, last_seq, count, data, raised_at, read_at, silent) values
    (${account.id}, 'message_received', 'Theo Brandt', 'See you tomorrow at the usual time, then.', ${pairSession}, 1, 5,
      '{"event":"message","subject":"Query plans"}', clock_timestamp() - interval '2 minutes', null, false),
    (${account.id}, 'session_accepted', 'Theo Brandt accepted your request', 'Query plans', ${pairSession}, null, 1,
      '{}', clock_timestamp() - interval '4 minutes', null, false),
    (${account.id}, 'system_announcement', 'Away for maintenance on Sunday morning, from two to three o’clock',
      ${long}, null, null, 1, '{"event":"announcement","link":"https://example.com/status"}',
      clock_timestamp() - interval '9 minutes', null, false),
    (${account.id}, 'reminder', 'Your session with Theo Brandt', 'Today at 14:00: Query plans', null, null, 1, '{}',
      clock_timestamp() - interval '1 day', now(), false),
    (${account.id}, 'session_declined', 'Priya Raman declined your request', 'No time this week, sorry.', null, null, 1,
      '{}', clock_timestamp() - interval '1 day 1 hour', null, true),
    (${account.id}, 'session_completed', 'Theo Brandt completed your session', 'Indexes', null, null, 1, '{}',
      clock_timestamp() - interval '4 days', now(), false),
    (${account.id}, 'mentor_approved', 'You are a mentor now', 'Students can find you and ask for sessions.', null, null,
      1, '{"event":"mentor_approved"}', clock_timestamp() - interval '5 days', now(), false)`;
}

test.each(looks)(
  'the centre and the page, $width, $theme: by axe and for the eye',
  async (look) => {
    const pair = await newPair();
    const isWide = look.width === 'wide';
    await fill(pair.student, pair.sessionId);
    const { page } = await signedIn(pair.student, {
      ...lookOptions(look),
      hasTouch: !isWide,
      isMobile: !isWide,
    });
    const name = (state: string): string => `notifications-${state}-${look.width}-${look.theme}`;
    await unread(page, '3').waitFor();
    if (isWide) {
      const list = await openCentre(page);
      await item(list, 'See you tomorrow').hover();
      await inspect(page, name('centre'));
      expect(await sideways(list)).toBe(0);
      await list.getByRole('link', { name: 'See all notifications' }).click();
    } else {
      await inspect(page, name('list'));
      await bell(page).click();
    }
    await item(pane(page), 'You are a mentor now').waitFor();
    await inspect(page, name('page'));
    expect(await sideways(pane(page))).toBe(0);
    if (!isWide) expect(await lowButtons(page)).toEqual([]);
  },
);
