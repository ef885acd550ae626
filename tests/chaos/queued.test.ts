import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { useBrowser } from '../support/browser.ts';
import {
  expectSettled,
  goToSession,
  openAs,
  openTwo,
  SEND,
  sendAll,
  viewOf,
} from '../support/chaos-pages.ts';
import { startEngines } from '../support/chaos-engines.ts';
import { NO_LIMIT, useChaos } from '../support/chaos.ts';
import { set } from '../support/database.ts';
import { expectOnceInOrder, storedTexts, texts } from '../support/exactly-once.ts';
import { withExpiredToken } from '../support/expired-token.ts';
import { eventually } from '../support/people.ts';
import { connectionStatus, log, message, signIn } from '../support/screens.ts';
import { tell } from '../support/tell.ts';

const chaos = useChaos();
const browser = useBrowser();

const MINUTE_S = 60;
const HOUR_S = 3600;
const UNAUTHORIZED = 401;

test('JWT expires mid-send: it is renewed, and what was refused goes out with the new one', async () => {
  const { atStudent, atMentor, sessionId } = await openTwo(chaos, browser);
  const all = texts(6, 'across the end of a token');
  await sendAll(atStudent, all.slice(0, 2));
  await message(atMentor, all[1]!).waitFor();
  const refused = atStudent.waitForResponse((response) => response.status() === UNAUTHORIZED);
  await atStudent.route(
    SEND,
    (route) => withExpiredToken(route, chaos.stack().facts.jwtSecret ?? ''),
    { times: 1 },
  );
  await sendAll(atStudent, all.slice(2));
  await chaos.faults().do({ kind: 'expire-token' });
  await refused;
  const views = [atStudent, atMentor].map((page) => viewOf(page, all));
  await expectOnceInOrder(chaos.database(), sessionId, [all], views);
  await expectSettled(atStudent);
});

/** Keeps what is written from going out until the returned function is called. */
async function holdBack(page: Page): Promise<() => Promise<void>> {
  await page.route(SEND, (route) => route.abort('connectionfailed'));
  return () => page.unroute(SEND);
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /Account/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
}

test('refresh refused while queued: what was written waits, and goes out as the same person only', async () => {
  const { student, mentor, atStudent, atMentor, sessionId } = await openTwo(chaos, browser, {
    student: { prepare: (page) => page.clock.install() },
  });
  const all = texts(3, 'written before the end');
  const letGo = await holdBack(atStudent);
  await sendAll(atStudent, all);
  await message(atStudent, all[2]!).getByText('Sending').waitFor();
  await chaos.database()`delete from auth.sessions where user_id = ${student.id}`;
  // Past the token's end, so that it has to be renewed.
  await atStudent.clock.fastForward(2 * HOUR_S * 1000);
  await atStudent.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  await letGo();

  await signIn(atStudent, mentor.email, mentor.password);
  await goToSession(chaos, atStudent, sessionId);
  expect(await log(atStudent).getByRole('article').count()).toBe(0);
  await signOut(atStudent);
  expect(await storedTexts(chaos.database(), sessionId)).toEqual([]);

  await signIn(atStudent, student.email, student.password);
  await goToSession(chaos, atStudent, sessionId);
  const views = [atStudent, atMentor].map((page) => viewOf(page, all));
  await expectOnceInOrder(chaos.database(), sessionId, [all], views);
  await expectSettled(atStudent);
});

test('account switch with a queue: each sends their own, in their own name', async () => {
  const { student, mentor, atStudent, atMentor, sessionId } = await openTwo(chaos, browser);
  const [mine, theirs] = [texts(3, 'of the first'), texts(3, 'of the second')];
  const letGo = await holdBack(atStudent);
  await sendAll(atStudent, mine);
  await message(atStudent, mine[2]!).getByText('Sending').waitFor();
  await signOut(atStudent);

  await signIn(atStudent, mentor.email, mentor.password);
  await goToSession(chaos, atStudent, sessionId);
  await sendAll(atStudent, theirs);
  await message(atStudent, theirs[2]!).getByText('Sending').waitFor();
  await letGo();
  await expectSettled(atStudent);
  expect(await storedTexts(chaos.database(), sessionId)).toEqual(theirs);
  await signOut(atStudent);

  await signIn(atStudent, student.email, student.password);
  await goToSession(chaos, atStudent, sessionId);
  const views = [atStudent, atMentor].map((page) => viewOf(page, [...mine, ...theirs]));
  await expectOnceInOrder(chaos.database(), sessionId, [mine, theirs], views);
  const authors = await chaos.database()<{ content: string; sender_id: string }[]>`
    select content, sender_id from public.messages where session_id = ${sessionId}`;
  for (const { content, sender_id: author } of authors) {
    expect(author).toBe(mine.includes(content) ? student.id : mentor.id);
  }
});

/** The real limit, in a window that is short enough to wait for; until the test ends. */
async function limitTo(messages: number, windowSeconds: number): Promise<void> {
  const sql = chaos.database();
  await set(sql, 'messages_per_minute', messages);
  await set(sql, 'rate_window_seconds', windowSeconds);
  onTestFinished(async () => {
    await set(sql, 'messages_per_minute', NO_LIMIT);
    await set(sql, 'rate_window_seconds', MINUTE_S);
  });
}

/** No `limit + 1` messages in a row were accepted within the window. */
async function expectWithinLimit(sessionId: string, limit: number, windowSeconds: number) {
  const rows = await chaos.database()<{ at: Date }[]>`
    select created_at as at from public.messages where session_id = ${sessionId} order by seq`;
  for (const [n, { at }] of rows.slice(limit).entries()) {
    expect(at.getTime() - rows[n]!.at.getTime()).toBeGreaterThanOrEqual(windowSeconds * 1000);
  }
}

test('429, 30 queued at 10/min drain in order: each waits as long as it was told to', async () => {
  const { student, mentor, sessionId } = await startEngines(chaos);
  await limitTo(10, 1);
  const all = texts(30, 'at the limit');
  student.say(all);
  await eventually(() => expect(student.state().outbox[0]?.error?.kind).toBe('RateLimited'));
  await student.drained();
  await expectOnceInOrder(chaos.database(), sessionId, [all], [student.view, mentor.view]);
  await expectWithinLimit(sessionId, 10, 1);
});

test('30 messages typed while offline: they drain in order at the limit, without a person’s help', async () => {
  const { atStudent, atMentor, sessionId } = await openTwo(chaos, browser);
  await limitTo(10, 2);
  const all = texts(30, 'from the tunnel');
  await atStudent.context().setOffline(true);
  await sendAll(atStudent, all);
  await message(atStudent, all[29]!).getByText('Sending').waitFor();
  expect(await storedTexts(chaos.database(), sessionId)).toEqual([]);
  await atStudent.context().setOffline(false);
  const views = [atStudent, atMentor].map((page) => viewOf(page, all));
  await expectOnceInOrder(chaos.database(), sessionId, [all], views);
  await expectSettled(atStudent);
  await expectWithinLimit(sessionId, 10, 2);
});

test('participant removed while queued: it stops, says so, and can be copied', async () => {
  const { student, atStudent, sessionId } = await openTwo(chaos, browser);
  await atStudent.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const all = texts(2, 'too late');
  const letGo = await holdBack(atStudent);
  await sendAll(atStudent, all);
  await message(atStudent, all[1]!).getByText('Sending').waitFor();
  await chaos.database()`
    update public.participants set left_at = now()
    where session_id = ${sessionId} and user_id = ${student.id}`;
  await letGo();
  const unsent = atStudent.getByRole('region', { name: 'Messages that were not sent' });
  for (const text of all) {
    const item = unsent.getByRole('listitem').filter({ hasText: text });
    await item.getByRole('button', { name: 'Copy' }).click();
    expect(await atStudent.evaluate(() => navigator.clipboard.readText())).toBe(text);
  }
  expect(await storedTexts(chaos.database(), sessionId)).toEqual([]);
  tell('2 queued, 0 sent, 2 kept and copied');
});

test('session closed while queued: it stops, says so, and can be copied', async () => {
  const { atStudent, sessionId } = await openTwo(chaos, browser);
  await atStudent.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const all = texts(2, 'after the end');
  const letGo = await holdBack(atStudent);
  await sendAll(atStudent, all);
  await message(atStudent, all[1]!).getByText('Sending').waitFor();
  await chaos.database()`update public.sessions set status = 'completed' where id = ${sessionId}`;
  await letGo();
  for (const text of all) {
    const item = message(atStudent, text);
    await item.getByText('Not sent').waitFor();
    await item.getByRole('button', { name: 'Copy' }).click();
    expect(await atStudent.evaluate(() => navigator.clipboard.readText())).toBe(text);
  }
  expect(await storedTexts(chaos.database(), sessionId)).toEqual([]);
  tell('2 queued, 0 sent, 2 kept and copied');
});

test('fourth connection: it takes over when asked to, the oldest says so, and nothing is lost', async () => {
  const { student, atStudent, atMentor, sessionId } = await openTwo(chaos, browser);
  const others = [];
  for (let n = 2; n <= 3; n += 1) {
    others.push((await openAs(chaos, browser, student, sessionId)).page);
  }
  const all = texts(6, 'from every device');
  const letGo = await holdBack(atStudent);
  await sendAll(atStudent, all.slice(0, 3));
  await message(atStudent, all[2]!).getByText('Sending').waitFor();
  const { page: fourth } = await openAs(chaos, browser, student, sessionId, { live: false });
  await connectionStatus(fourth)
    .getByText(/already connected on 3 devices/)
    .waitFor();
  await fourth.getByRole('button', { name: 'Use here instead' }).click();
  await connectionStatus(atStudent)
    .getByText('This chat is now in use on another device.')
    .waitFor();
  await letGo();
  await expectSettled(atStudent);
  await sendAll(fourth, all.slice(3));
  const views = [...others, fourth, atMentor].map((page) => viewOf(page, all));
  await expectOnceInOrder(chaos.database(), sessionId, [all], views);
});
