import type { Locator, Page } from 'playwright-core';
import { expect, inject, test } from 'vitest';
import { makePair, signUp, type Account } from '../support/accounts.ts';
import type { OpenPage } from '../support/browser.ts';
import { useConversations } from '../support/conversations.ts';
import { asUser, send as write } from '../support/database.ts';
import { inspect, lookOptions, looks, lowButtons } from '../support/looks.ts';
import { makeManySessions, peerName } from '../support/many-sessions.ts';
import {
  composer,
  log,
  message,
  openSession,
  send,
  sessionLink,
  signIn,
} from '../support/screens.ts';
import { setVisible } from '../support/tabs.ts';

const { database, appUrl, browser, signedIn } = useConversations();

const HOUR_MS = 60 * 60_000;

interface BrowserNote {
  title: string;
  body: string;
  tag: string;
  closed: boolean;
}
/** What the page did with the browser's own means. */
interface Outside {
  sounds: number;
  asked: number;
  notes: (BrowserNote & { onclick: () => void })[];
}
declare global {
  interface Window {
    outside: Outside;
  }
}

/** What is there when a page looks for the first time is no news: what comes is, once `go` has led there. */
async function knowing(page: Page, go: () => Promise<unknown>): Promise<void> {
  const looked = ['list_notifications', 'my_notification_settings'].map((name) =>
    page.waitForResponse(`**/rpc/${name}`),
  );
  await go();
  await Promise.all(looked);
}

/** A browser whose sounds can be counted, and whose notifications seen; it answers `answer` when asked. */
async function open(
  account: Account,
  options: { permission?: NotificationPermission; answer?: NotificationPermission } = {},
  context: Parameters<typeof browser.open>[1] = {},
): Promise<OpenPage> {
  const opened = await browser.open('about:blank', context);
  await opened.page.context().addInitScript(
    ([permission, answer]) => {
      const outside: Outside = { sounds: 0, asked: 0, notes: [] };
      window.outside = outside;
      const start = Object.getOwnPropertyDescriptor(AudioScheduledSourceNode.prototype, 'start');
      Object.defineProperty(AudioScheduledSourceNode.prototype, 'start', {
        value(this: AudioScheduledSourceNode, when?: number) {
          outside.sounds += 1;
          (start?.value as AudioScheduledSourceNode['start']).call(this, when);
        },
      });
      class Note {
        static permission = permission;
        static requestPermission(): Promise<NotificationPermission> {
          outside.asked += 1;
          Note.permission = answer;
          return Promise.resolve(answer);
        }
        readonly title: string;
        readonly body: string;
        readonly tag: string;
        closed = false;
        onclick = (): void => undefined;
        constructor(title: string, { body = '', tag = '' }: NotificationOptions) {
          this.title = title;
          this.body = body;
          this.tag = tag;
          outside.notes.push(this);
        }
        close(): void {
          this.closed = true;
        }
      }
      Object.defineProperty(window, 'Notification', { value: Note });
    },
    [options.permission ?? 'denied', options.answer ?? 'granted'] as const,
  );
  await opened.page.goto(appUrl());
  await knowing(opened.page, () => signIn(opened.page, account.email, account.password));
  return opened;
}

const outside = (page: Page): Promise<Outside> => page.evaluate(() => window.outside);
const news = (page: Page): Locator => page.getByRole('region', { name: 'New notifications' });
const cards = (page: Page): Locator => news(page).getByRole('listitem');
const offer = (page: Page): Locator => page.getByRole('region', { name: 'Allow notifications' });
const icon = (page: Page): Promise<string> =>
  page.evaluate(() => document.querySelector<HTMLLinkElement>('link[rel="icon"]')?.href ?? '');
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');

/** Somebody writes in a session, while no browser of theirs is open. */
const say = (userId: string, sessionId: string, ...texts: string[]): Promise<unknown> =>
  asUser(database(), userId, async (tx) => {
    for (const text of texts) await write(tx, sessionId, text);
  });

/** As whatever happens tells somebody, live. */
const notify = (account: Account, title: string, sessionId: string | null, priority = 1) =>
  database()`select private.notify(${account.id}, 'reminder', ${title}, 'It begins in 15 minutes.',
                                   ${sessionId}, '{}', ${priority})`;

/** Tests run at night as well. */
const choose = (account: Account, settings: Record<string, string | boolean>): Promise<unknown> =>
  asUser(
    database(),
    account.id,
    (tx) => tx`select public.set_notification_settings(${tx.json(settings)})`,
  );

const newPair = () => makePair(inject('stack'), database());

test('fifty messages are one card and one sound, in one tab, and leave the writer alone', async () => {
  const student = await signUp(inject('stack'), 'Nora Lind');
  await choose(student, { sound_at_night: true });
  const sessions = await makeManySessions(database(), student.id, 6);
  const first = await open(student);
  const { page } = first;
  await openSession(page, peerName(6));
  const { page: second } = await browser.openTab(first, 'about:blank');
  await knowing(second, () => second.goto(appUrl()));
  await sessionLink(second, peerName(6)).waitFor();
  await composer(page).pressSequentially('Half a ');

  const texts = Array.from({ length: 10 }, (_, n) => `Message ${n + 1}`);
  await Promise.all(
    sessions.slice(0, 5).map(({ peerId, sessionId }) => say(peerId, sessionId, ...texts)),
  );
  await cards(page).getByText('50 new messages in 5 conversations').waitFor();
  expect(await cards(page).count()).toBe(1);
  await expect.poll(() => page.title()).toBe('(50) Chat');
  await expect.poll(() => second.title()).toBe('(50) Chat');
  expect((await outside(page)).sounds).toBe(1);
  expect((await outside(second)).sounds).toBe(0);
  expect(await cards(second).count()).toBe(0);

  await page.keyboard.type('sentence');
  expect(await composer(page).inputValue()).toBe('Half a sentence');
  await page.keyboard.press('F6');
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Open');
  await page.keyboard.press('Escape');
  await news(page).waitFor({ state: 'detached' });
  expect(await composer(page).evaluate((box) => box === document.activeElement)).toBe(true);
  expect(await focused(page)).not.toBe('');
});

test('a card counts up, goes when its messages are read elsewhere, and opens its session', async () => {
  const pair = await newPair();
  const { page } = await open(pair.student);
  await sessionLink(page, 'Theo Brandt').waitFor();
  const plainIcon = await icon(page);
  const hear = (...texts: string[]) => say(pair.mentor.id, pair.sessionId, ...texts);
  await hear('<b>Hello</b>');
  const card = cards(page).filter({ hasText: 'Theo Brandt' });
  await card.getByText('<b>Hello</b>', { exact: true }).waitFor();
  await card.hover();
  await hear('One more thing');
  await card.getByText('2 messages').waitFor();
  expect(await cards(page).count()).toBe(1);
  await expect.poll(() => icon(page)).toMatch(/^data:image\/png/);

  const other = await signedIn(pair.student);
  await openSession(other.page, 'Theo Brandt');
  await news(page).waitFor({ state: 'detached' });
  await expect.poll(() => page.title()).toBe('Chat');
  expect(await icon(page)).toBe(plainIcon);
  await other.close();

  await hear('Now?');
  await card.getByRole('button', { name: 'Open' }).click();
  await message(page, 'Now?').waitFor();
  await news(page).waitFor({ state: 'detached' });

  // On screen, with the person there: neither messages nor what else is told of the session is a card.
  await page.mouse.move(600, 400);
  await page.mouse.move(610, 410);
  await hear('Seen at once');
  await message(page, 'Seen at once').waitFor();
  await notify(pair.student, 'Your session begins', pair.sessionId);
  const unread = async (): Promise<number> => {
    const [row] = await database()`select count(*)::int as n from public.notifications
      where user_id = ${pair.student.id} and read_at is null`;
    return row?.['n'] as number;
  };
  await expect.poll(unread).toBe(0);
  expect(await cards(page).count()).toBe(0);
  await notify(pair.student, 'Something else', null);
  await cards(page).getByText('Something else').waitFor();
  expect(await cards(page).count()).toBe(1);
  await card.waitFor({ state: 'detached' });
});

test('out of sight the browser tells, once it was allowed; a click opens the session', async () => {
  const pair = await newPair();
  const { page } = await open(pair.student, { permission: 'default', answer: 'granted' });
  await openSession(page, 'Theo Brandt');
  expect(await offer(page).count()).toBe(0);
  await send(page, 'My first message');
  await offer(page).getByRole('button', { name: 'Allow notifications' }).click();
  await offer(page).waitFor({ state: 'detached' });
  expect((await outside(page)).asked).toBe(1);
  await knowing(page, () => page.goto(appUrl()));
  await sessionLink(page, 'Theo Brandt').waitFor();
  // A new page of the stub: the answer holds, as the browser's does.
  await page.evaluate(() => Notification.requestPermission());

  await setVisible(page, false);
  await say(pair.mentor.id, pair.sessionId, 'Where are you?');
  await expect.poll(async () => (await outside(page)).notes.length).toBe(1);
  const [note] = (await outside(page)).notes;
  expect(note).toMatchObject({
    title: 'Theo Brandt',
    body: 'Where are you?',
    tag: pair.sessionId,
    closed: false,
  });
  await page.evaluate(() => window.outside.notes[0]?.onclick());
  await message(page, 'Where are you?').waitFor();
  await setVisible(page, true);
  expect((await outside(page)).notes).toMatchObject([{ closed: true }]);
  expect(new URL(page.url()).pathname).toBe(`/sessions/${pair.sessionId}`);
});

test.each([
  ['dismissed', 'Not now', 0],
  ['denied', 'Allow notifications', 1],
] as const)('%s: it is not offered again, and nothing is shown', async (_, button, asked) => {
  const pair = await newPair();
  const { page } = await open(pair.student, { permission: 'default', answer: 'denied' });
  await openSession(page, 'Theo Brandt');
  await send(page, 'My first message');
  await offer(page).getByRole('button', { name: button }).click();
  await offer(page).waitFor({ state: 'detached' });
  expect((await outside(page)).asked).toBe(asked);

  await knowing(page, () => page.reload());
  await log(page).waitFor();
  await send(page, 'And another one');
  await message(page, 'And another one').getByText('Sent').waitFor();
  await setVisible(page, false);
  await say(pair.mentor.id, pair.sessionId, 'An answer');
  await expect.poll(() => page.title()).toBe('(1) Chat');
  await cards(page).getByText('While you were away').waitFor();
  expect(await offer(page).count()).toBe(0);
  expect((await outside(page)).notes).toEqual([]);
});

test('quiet hours leave the cards; whoever is busy has the badge alone', async () => {
  const pair = await newPair();
  const at = (ms: number): string => new Date(Date.now() + ms).toISOString().slice(11, 16);
  await choose(pair.student, { quiet_from: at(-HOUR_MS), quiet_to: at(HOUR_MS), timezone: 'UTC' });
  const { page } = await open(pair.student, { permission: 'granted' });
  await sessionLink(page, 'Theo Brandt').waitFor();
  await setVisible(page, false);
  await say(pair.mentor.id, pair.sessionId, 'No hurry');
  await cards(page).getByText('No hurry').waitFor();
  expect(await outside(page)).toMatchObject({ sounds: 0, notes: [] });

  await setVisible(page, true);
  await cards(page).getByRole('button', { name: 'Dismiss' }).click();
  await knowing(page, () => page.goto(new URL('/settings', page.url()).href));
  await page.getByRole('radio', { name: 'Busy' }).check();
  await say(pair.mentor.id, pair.sessionId, 'Still no hurry');
  await expect.poll(() => page.title()).toBe('(2) Chat');
  await notify(pair.student, 'This cannot wait', null, 5);
  await cards(page).getByText('This cannot wait').waitFor();
  expect(await cards(page).count()).toBe(1);
  expect((await outside(page)).sounds).toBe(1);
});

test.each(looks)('cards look right: $width, $theme', async (look) => {
  const student = await signUp(inject('stack'), 'Nora Lind');
  const sessions = await makeManySessions(database(), student.id, 4);
  const name = `${look.width}-${look.theme}`;
  const isPhone = look.width === 'narrow';
  const { page } = await open(
    student,
    { permission: 'default' },
    { ...lookOptions(look), hasTouch: isPhone, isMobile: isPhone },
  );
  await openSession(page, peerName(4));
  await send(page, 'Good morning');
  await offer(page).waitFor();
  await inspect(page, `alerts-offer-${name}`);
  await offer(page).getByRole('button', { name: 'Not now' }).click();

  await Promise.all(
    sessions
      .slice(0, 3)
      .map(({ peerId, sessionId }) => say(peerId, sessionId, 'Could you look at this?')),
  );
  await cards(page).getByText('3 new messages in 3 conversations').waitFor();
  if (!isPhone) await cards(page).hover();
  await inspect(page, `alerts-group-${name}`);
  if (isPhone) expect(await lowButtons(page)).toEqual([]);
  await cards(page).getByRole('button', { name: 'Dismiss' }).click();
  await notify(student, 'Your session with Peer 0001 was moved to tomorrow', null);
  await cards(page).getByText('was moved').waitFor();
  await notify(student, 'The chat is read-only from 22:00', null, 5);
  await cards(page).getByText('read-only').waitFor();
  await inspect(page, `alerts-urgent-${name}`);
});
