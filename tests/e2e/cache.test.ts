import type { BrowserContext, Page } from 'playwright-core';
import { expect, inject, test } from 'vitest';
import { makePair, useDatabase } from '../support/accounts.ts';
import { cached } from '../support/cached.ts';
import { useApp, useBrowser, type OpenPage } from '../support/browser.ts';
import { fillSessions } from '../support/history.ts';
import {
  choose,
  composer,
  connectionStatus,
  log,
  message,
  openSession,
  send,
  sessionLink,
  sessionList,
  signIn,
} from '../support/screens.ts';

const database = useDatabase();
const appUrl = useApp(() => inject('stack').apiUrl);
const browser = useBrowser();

const OFFLINE = 'Offline – messages will be sent when you are back';

/** A plug between a browser and Supabase; the app's own files are served all the same. */
async function plugOf(context: BrowserContext): Promise<{ pull: () => void; insert: () => void }> {
  let pulled = false;
  await context.route(/\/(auth|rest|storage)\/v1\//, (route) =>
    pulled ? route.abort('connectionfailed') : route.fallback(),
  );
  await context.routeWebSocket(/\/realtime\/v1\//, (socket) => {
    if (pulled) void socket.close();
    else socket.connectToServer();
  });
  return {
    pull: () => {
      pulled = true;
    },
    insert: () => {
      pulled = false;
    },
  };
}

const whenCached = (page: Page, text: string): Promise<void> =>
  expect.poll(() => cached(page), { timeout: 10_000 }).toContain(text);

/** The token has run out, as after a night; the sign-in can be renewed. */
const expireToken = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const session = JSON.parse(localStorage.getItem('chat.auth') ?? '{}') as object;
    localStorage.setItem('chat.auth', JSON.stringify({ ...session, expires_at: 1 }));
  });

/** A student who has talked to a mentor, with the conversation on screen and on the disk. */
async function talked(): Promise<
  OpenPage & { sessionId: string; email: string; password: string }
> {
  const { student, sessionId } = await makePair(inject('stack'), database());
  const open = await browser.open(appUrl());
  const { page } = open;
  await signIn(page, student.email, student.password);
  await openSession(page, 'Theo Brandt');
  await send(page, 'said before');
  await message(page, 'said before').getByText('Sent').waitFor();
  await whenCached(page, 'said before');
  return { ...open, sessionId, email: student.email, password: student.password };
}

const contentsOf = async (sessionId: string): Promise<string[]> => {
  const rows = await database()<{ content: string }[]>`
    select content from public.messages where session_id = ${sessionId} order by seq`;
  return rows.map((row) => row.content);
};

test('what is pinned shows without network', async () => {
  const { page } = await talked();
  await choose(page, 'said before', 'Pin');
  const bar = page.getByRole('region', { name: 'Pinned messages' });
  await bar.getByText('said before').waitFor();
  await expect.poll(() => cached(page), { timeout: 10_000 }).toMatch(/"pinnedAt":\d+,"pinnedBy":"/);
  const plug = await plugOf(page.context());
  plug.pull();
  await page.reload();
  await bar.getByText('said before').waitFor();
});

test('a reload without network shows list and conversation, lets one write, and delivers later', async () => {
  const { page, sessionId } = await talked();
  const plug = await plugOf(page.context());
  plug.pull();
  await page.reload();
  await message(page, 'said before').waitFor();
  await sessionLink(page, 'Theo Brandt').waitFor();
  await connectionStatus(page).getByText(OFFLINE).waitFor();
  await send(page, 'written without network');
  await message(page, 'written without network').getByText('Sending').waitFor();
  await composer(page).fill('half a thought');

  await page.reload();
  await message(page, 'written without network').waitFor();
  await message(page, 'said before').waitFor();
  expect(await composer(page).inputValue()).toBe('half a thought');

  await database()`
    update public.sessions set subject = 'Changed meanwhile' where id = ${sessionId}`;
  plug.insert();
  await message(page, 'written without network').getByText('Sent').waitFor();
  await page.getByText('Changed meanwhile').first().waitFor();
  expect(await contentsOf(sessionId)).toEqual(['said before', 'written without network']);
});

test('from within the past, what is written without network stands below the newest that is kept', async () => {
  const { student, mentor, sessionId } = await makePair(inject('stack'), database());
  await fillSessions(database(), student.id, mentor.id, [sessionId], 400);
  const { page } = await browser.open(appUrl());
  await signIn(page, student.email, student.password);
  await openSession(page, 'Theo Brandt');
  await log(page).getByText('Message 400 ').waitFor();
  await whenCached(page, 'Message 400 ');
  await database()`
    update public.participant_state set last_read_seq = 9, unread_from_seq = 10, unread_count = 195
    where session_id = ${sessionId} and user_id = ${student.id}`;
  await page.reload();
  await page.getByRole('button', { name: /Jump to first unread/ }).click();
  await log(page).locator('[data-highlighted]').getByText('Message 10 ').waitFor();
  await log(page).getByText('Message 400 ').waitFor({ state: 'detached' });

  const plug = await plugOf(page.context());
  plug.pull();
  await page.context().setOffline(true);
  await connectionStatus(page).getByText(OFFLINE).waitFor();
  await send(page, 'written in the past');
  await message(page, 'written in the past').getByText('Sending').waitFor();
  await log(page).getByText('Message 400 ').waitFor();
  plug.insert();
  await page.context().setOffline(false);
  await message(page, 'written in the past').getByText('Sent').waitFor();
});

test('an expired token without network keeps the person signed in, by the name they have now', async () => {
  const { page, sessionId, email } = await talked();
  await database()`
    update public.profiles set full_name = 'Nora Berg'
    where id = (select id from auth.users where email = ${email})`;
  await page.reload();
  await expect
    .poll(() => page.evaluate(() => localStorage.getItem('chat.profile')))
    .toContain('Nora Berg');
  const plug = await plugOf(page.context());
  plug.pull();
  await expireToken(page);
  await page.reload();
  await message(page, 'said before').waitFor();
  await page.getByRole('button', { name: /Account/ }).click();
  await page.getByRole('menu').getByText('Nora Berg').waitFor();
  await page.keyboard.press('Escape');
  await connectionStatus(page).getByText(OFFLINE).waitFor();
  await send(page, 'written with an old token');
  await message(page, 'written with an old token').getByText('Sending').waitFor();

  plug.insert();
  await message(page, 'written with an old token').getByText('Sent').waitFor();
  expect(await contentsOf(sessionId)).toEqual(['said before', 'written with an old token']);
});

test('a sign-in that the server does not renew has ended; what was not sent waits for its author', async () => {
  const { page, sessionId, email, password } = await talked();
  const plug = await plugOf(page.context());
  plug.pull();
  await expireToken(page);
  await page.reload();
  await message(page, 'said before').waitFor();
  await send(page, 'not lost');
  await message(page, 'not lost').getByText('Sending').waitFor();

  await database()`
    delete from auth.sessions where user_id = (select id from auth.users where email = ${email})`;
  plug.insert();
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  await expect.poll(() => cached(page)).toBe('[]');
  await signIn(page, email, password);
  await message(page, 'not lost').getByText('Sent').waitFor();
  expect(await contentsOf(sessionId)).toEqual(['said before', 'not lost']);
});

test('signing out forgets what was cached, also without network and with an old token', async () => {
  const { page } = await talked();
  const plug = await plugOf(page.context());
  plug.pull();
  await expireToken(page);
  await page.reload();
  await sessionList(page).getByRole('link').first().waitFor();
  await page.getByRole('button', { name: /Account/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  await expect.poll(() => cached(page)).toBe('[]');

  await page.reload();
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  expect(await log(page).count()).toBe(0);
  plug.insert();
  await page.reload();
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
});

test('signing out in one tab signs out the other, which forgets as well', async () => {
  const { page } = await talked();
  const other = await page.context().newPage();
  await other.goto(page.url());
  await message(other, 'said before').waitFor();
  await other.getByRole('button', { name: /Account/ }).click();
  await other.getByRole('menuitem', { name: 'Sign out' }).click();
  for (const tab of [other, page]) {
    await tab.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  }
  await expect.poll(() => cached(page)).toBe('[]');
});

test('what is damaged on the disk is fetched again', async () => {
  const { page } = await talked();
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('chat');
        opening.onsuccess = () => {
          const writing = opening.result.transaction('cache', 'readwrite');
          const cursor = writing.objectStore('cache').openCursor();
          cursor.onsuccess = () => {
            const at = cursor.result;
            if (at === null) return;
            at.update({
              ...(at.value as object),
              value: { format: 1, sessions: 7, messages: [7] },
            });
            at.continue();
          };
          writing.oncomplete = () => {
            opening.result.close();
            resolve();
          };
          writing.onerror = () => reject(new Error('The damage failed.'));
        };
      }),
  );
  await page.reload();
  await message(page, 'said before').waitFor();
  await whenCached(page, 'said before');
});
