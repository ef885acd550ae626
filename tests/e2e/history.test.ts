import type { Page } from 'playwright-core';
import { expect, inject, test } from 'vitest';
import { useApp, useBrowser } from '../support/browser.ts';
import { fillSessions } from '../support/history.ts';
import {
  distanceFromEnd,
  firstVisible,
  MAX_JUMP_PX,
  QUIET_FRAMES,
  settled,
} from '../support/log-place.ts';
import { log, message, openSession, send, signIn } from '../support/screens.ts';
import { makePair, signUp, useDatabase } from '../support/accounts.ts';
import { makeSession } from '../support/database.ts';

const appUrl = useApp(() => inject('stack').apiUrl);
const browser = useBrowser();
const sql = useDatabase();

/** Mounted messages at any time, whatever the length of the history. */
const MAX_MESSAGE_NODES = 150;
/** Higher than the messages that a session opens with. */
const TALL_PX = 12_000;
/** One turn of the wheel; far more than a page of history is high. */
const WHEEL_PX = 100_000;

/** The seeded conversation of 10,000 messages. */
async function openLongHistory(height = 800): Promise<Page> {
  const { page } = await browser.open(appUrl(), { viewport: { width: 1280, height } });
  await signIn(page, 'student2@example.com', 'password');
  await openSession(page, 'Marco Bellini');
  await log(page).getByRole('article').first().waitFor();
  return page;
}

const nodeCount = (page: Page): Promise<number> => log(page).getByRole('article').count();

interface Watched {
  /** Largest movement of the watched message, in pixels. */
  jump: number;
  /** Whether a message older than all before was put above it. */
  grew: boolean;
}

/**
 * Scrolls close to an edge of what is loaded, so that a page of history is fetched there, and watches
 * the first message that is wholly visible, frame by frame, until the list has been quiet for a while.
 */
function pageAt(page: Page, edge: 'top' | 'bottom'): Promise<Watched> {
  return log(page).evaluate(
    (scroller, { quietFrames, top }) =>
      new Promise<Watched>((resolve, reject) => {
        const articles = (): HTMLElement[] => [
          ...scroller.querySelectorAll<HTMLElement>('[data-message-id]'),
        ];
        const height = (): number => scroller.scrollHeight;
        const before = height();
        scroller.scrollTop = top ? 40 : height() - scroller.clientHeight - 40;
        scroller.dispatchEvent(new Event('scroll'));
        requestAnimationFrame(() => {
          const edgeTop = scroller.getBoundingClientRect().top;
          const anchor = articles().find((a) => a.getBoundingClientRect().top >= edgeTop);
          const id = anchor?.dataset['messageId'];
          if (anchor === undefined || id === undefined) {
            reject(new Error('No message is visible.'));
            return;
          }
          const start = anchor.getBoundingClientRect().top;
          let jump = 0;
          let quiet = 0;
          let last = height();
          let frames = 0;
          const look = (): void => {
            const now = scroller.querySelector(`[data-message-id="${id}"]`);
            if (now === null) {
              reject(new Error('The watched message was unmounted: the view jumped away.'));
              return;
            }
            jump = Math.max(jump, Math.abs(now.getBoundingClientRect().top - start));
            const grown = height() > before;
            quiet = height() === last && grown ? quiet + 1 : 0;
            last = height();
            frames += 1;
            if (quiet >= quietFrames) resolve({ jump, grew: grown });
            else if (frames > 600) resolve({ jump, grew: false });
            else requestAnimationFrame(look);
          };
          look();
        });
      }),
    { quietFrames: QUIET_FRAMES, top: edge === 'top' },
  );
}

/** The seeded message with this number. */
const numbered = (page: Page, n: number) =>
  log(page)
    .getByRole('article')
    .filter({ hasText: new RegExp(`No\\. ${n}: `) });

/** Counts the pages of history that are asked for from now on. */
function countPages(page: Page): () => number {
  let count = 0;
  page.on('request', (request) => {
    if (request.url().endsWith('/rpc/get_messages')) count += 1;
  });
  return () => count;
}

const DAY_MS = 86_400_000;

/** Goes to the first message of the day `days` before today by the date popover. */
async function jumpToDay(page: Page, days: number): Promise<void> {
  await page.getByRole('button', { name: /jump to a date$/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Jump to a date' });
  const date = await page.evaluate(
    (at) => {
      const day = new Date(at);
      const two = (part: number): string => String(part).padStart(2, '0');
      return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
    },
    Date.now() - days * DAY_MS,
  );
  await dialog.getByLabel('Date').fill(date);
  await dialog.getByRole('button', { name: 'Jump' }).click();
  await dialog.waitFor({ state: 'detached' });
}

test('10,000 messages open at the newest, page back without a jump, and keep the page small', async () => {
  const page = await openLongHistory();
  expect(await distanceFromEnd(page)).toBeLessThanOrEqual(1);
  expect(await nodeCount(page)).toBeLessThanOrEqual(MAX_MESSAGE_NODES);

  for (let n = 0; n < 5; n += 1) {
    const { jump, grew } = await pageAt(page, 'top');
    expect(grew).toBe(true);
    expect(jump).toBeLessThanOrEqual(MAX_JUMP_PX);
    expect(await nodeCount(page)).toBeLessThanOrEqual(MAX_MESSAGE_NODES);
  }
});

test('scrolls to the very first message and back to the newest', async () => {
  const page = await openLongHistory();
  const start = page.getByText('The conversation starts here.');
  await log(page).hover();
  await expect
    .poll(
      async () => {
        await page.mouse.wheel(0, -WHEEL_PX);
        return start.isVisible();
      },
      { timeout: 50_000, interval: 20 },
    )
    .toBe(true);
  expect(await nodeCount(page)).toBeLessThanOrEqual(MAX_MESSAGE_NODES);

  await page.getByRole('button', { name: 'Jump to latest' }).click();
  await expect.poll(() => distanceFromEnd(page)).toBeLessThanOrEqual(1);
  expect(await nodeCount(page)).toBeLessThanOrEqual(MAX_MESSAGE_NODES);
});

test('a screen higher than the first page is filled without scrolling', async () => {
  const page = await openLongHistory(TALL_PX);
  // The first page has 50 messages; to fill this screen takes more.
  await expect.poll(() => nodeCount(page), { timeout: 20_000 }).toBeGreaterThan(60);
});

/** Lets message `from` of the seeded conversation answer message `to`. */
async function makeReply(from: number, to: number): Promise<void> {
  await sql()`
    update public.messages set reply_to = md5(${`seed-long-${to}`})::uuid
    where id = md5(${`seed-long-${from}`})::uuid`;
}

test('jumps to a message 9,000 back, pages both ways from there, and returns to the newest', async () => {
  await makeReply(9_999, 1_000);
  const page = await openLongHistory();
  const pages = countPages(page);
  await numbered(page, 9_999)
    .getByRole('button', { name: /^In reply to/ })
    .click();

  const target = numbered(page, 1_000);
  await target.waitFor();
  await log(page)
    .locator('[data-highlighted]')
    .filter({ hasText: /No\. 1000: / })
    .waitFor();
  const box = await target.boundingBox();
  const view = await log(page).boundingBox();
  expect(box!.y).toBeGreaterThanOrEqual(view!.y);
  expect(box!.y + box!.height).toBeLessThanOrEqual(view!.y + view!.height);
  await log(page).locator('[data-highlighted]').waitFor({ state: 'detached' });
  // The scroll that brought it into view was not the person's: it asked for nothing more.
  expect(pages()).toBe(1);

  for (const edge of ['top', 'bottom', 'bottom', 'top'] as const) {
    const { jump, grew } = await pageAt(page, edge);
    expect(grew).toBe(true);
    expect(jump).toBeLessThanOrEqual(MAX_JUMP_PX);
    expect(await nodeCount(page)).toBeLessThanOrEqual(MAX_MESSAGE_NODES);
  }

  await page.getByRole('button', { name: 'Jump to latest' }).click();
  await numbered(page, 10_000).waitFor();
  await expect.poll(() => distanceFromEnd(page)).toBeLessThanOrEqual(1);
});

test('a scroll that nobody made by hand asks for no history, however near the edge it ends', async () => {
  // Among what a session opens with, and nearly the oldest of it.
  await makeReply(9_998, 9_954);
  const page = await openLongHistory();
  const pages = countPages(page);
  await numbered(page, 9_998)
    .getByRole('button', { name: /^In reply to/ })
    .click();
  const highlighted = log(page).locator('[data-highlighted]');
  await highlighted.filter({ hasText: /No\. 9954: / }).waitFor();
  await highlighted.waitFor({ state: 'detached' });
  await settled(page);
  expect(await log(page).evaluate((scroller) => scroller.scrollTop)).toBeLessThan(400);
  expect(pages()).toBe(0);

  await log(page).hover();
  await page.mouse.wheel(0, -10);
  await expect.poll(pages).toBeGreaterThan(0);
});

test('what is written from within the past goes to the newest', async () => {
  const page = await openLongHistory();
  await numbered(page, 10_000).waitFor();
  await log(page).hover();
  await page.mouse.wheel(0, -600);
  await jumpToDay(page, 40);
  await numbered(page, 10_000).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Jump to latest' }).waitFor();
  await send(page, 'Written while reading old messages');
  await message(page, 'Written while reading old messages').waitFor();
  await expect.poll(() => distanceFromEnd(page)).toBeLessThanOrEqual(1);
});

test('goes to the first message of a date', async () => {
  const page = await openLongHistory();
  await jumpToDay(page, 40);
  const target = log(page).locator('[data-highlighted]');
  await target.waitFor();
  const number = Number(/No\. (\d+): /.exec(await target.innerText())?.[1]);
  const day = await page.evaluate(
    (at) => new Date(at).setHours(0, 0, 0, 0),
    Date.now() - 40 * DAY_MS,
  );
  const [expected] = await sql()<{ seq: string }[]>`
    select min(seq) as seq from public.messages
    where content like 'No. %' and created_at >= to_timestamp(${day / 1000})`;
  expect(number).toBe(Number(expected?.seq));
});

test('the place in a session is kept while another one is read', async () => {
  const { student, mentor, sessionId } = await makePair(inject('stack'), sql());
  const other = await signUp(inject('stack'), 'Ada Other', 'mentor');
  const otherId = await makeSession(sql(), student.id, other.id);
  await fillSessions(sql(), student.id, mentor.id, [sessionId], 300);
  await fillSessions(sql(), student.id, other.id, [otherId], 20);
  const { page } = await browser.open(appUrl());
  await signIn(page, student.email, student.password);
  await openSession(page, mentor.fullName);
  await log(page).getByText('Message 300 ').waitFor();
  await log(page).hover();
  for (let n = 0; n < 6; n += 1) {
    await page.mouse.wheel(0, -700);
    await settled(page);
  }
  const before = await firstVisible(page);
  await openSession(page, other.fullName);
  await log(page).getByText('Message 20 ').waitFor();
  await openSession(page, mentor.fullName);
  await log(page).locator(`[data-message-id="${before.id}"]`).waitFor();
  await settled(page);
  const after = await firstVisible(page);
  expect(after.id).toBe(before.id);
  expect(Math.abs(after.top - before.top)).toBeLessThanOrEqual(MAX_JUMP_PX);
});

test('something that grows above the view moves nothing', async () => {
  const page = await openLongHistory();
  await log(page).hover();
  await page.mouse.wheel(0, -900);
  await settled(page);
  const jump = await log(page).evaluate(
    (scroller, quietFrames) =>
      new Promise<number>((resolve, reject) => {
        const edge = scroller.getBoundingClientRect().top;
        const rows = [...scroller.querySelectorAll<HTMLElement>('[data-message-id]')];
        const above = rows.find((row) => row.getBoundingClientRect().bottom < edge);
        const shown = rows.find((row) => row.getBoundingClientRect().top >= edge);
        if (above === undefined || shown === undefined) {
          reject(new Error('There is nothing above the view, or nothing in it.'));
          return;
        }
        const start = shown.getBoundingClientRect().top;
        // As an image does whose size was not known.
        above.style.paddingBottom = '240px';
        let frames = 0;
        let most = 0;
        const look = (): void => {
          most = Math.max(most, Math.abs(shown.getBoundingClientRect().top - start));
          frames += 1;
          if (frames > quietFrames) resolve(most);
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
    QUIET_FRAMES,
  );
  expect(jump).toBeLessThanOrEqual(MAX_JUMP_PX);
});

test('the first unread message is jumped to where it is not loaded', async () => {
  const { student, mentor, sessionId } = await makePair(inject('stack'), sql());
  await fillSessions(sql(), mentor.id, student.id, [sessionId], 400);
  await sql()`
    update public.participant_state set last_read_seq = 101, unread_from_seq = 102, unread_count = 150
    where session_id = ${sessionId} and user_id = ${student.id}`;
  const { page } = await browser.open(appUrl());
  await signIn(page, student.email, student.password);
  await openSession(page, mentor.fullName);
  await page.getByRole('button', { name: /Jump to first unread/ }).click();
  await log(page).locator('[data-highlighted]').filter({ hasText: 'Message 102 ' }).waitFor();
  await log(page).getByRole('separator').filter({ hasText: 'New messages' }).waitFor();
});
