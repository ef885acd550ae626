import type { Page } from 'playwright-core';
import { expect, inject, test } from 'vitest';
import { makePair, useDatabase } from '../support/accounts.ts';
import { useApp, useBrowser } from '../support/browser.ts';
import { fillSessions } from '../support/history.ts';
import {
  distanceFromEnd,
  firstVisible,
  MAX_JUMP_PX,
  settled,
  watchPlace,
} from '../support/log-place.ts';
import { act, log, message, openSession, send, signIn } from '../support/screens.ts';

const appUrl = useApp(() => inject('stack').apiUrl);
const browser = useBrowser();
const sql = useDatabase();

const MESSAGES = 120;

/** Two people in a conversation that is longer than their screens, both at its end. */
async function twoReaders(): Promise<{ reader: Page; other: Page }> {
  const { student, mentor, sessionId } = await makePair(inject('stack'), sql());
  await fillSessions(sql(), student.id, mentor.id, [sessionId], MESSAGES);
  const open = async (who: typeof student, peer: string): Promise<Page> => {
    const { page } = await browser.open(appUrl());
    await signIn(page, who.email, who.password);
    await openSession(page, peer);
    await log(page).getByText(`Message ${MESSAGES} `).waitFor();
    return page;
  };
  const [reader, other] = await Promise.all([
    open(student, mentor.fullName),
    open(mentor, student.fullName),
  ]);
  return { reader, other };
}

async function leaveEnd(page: Page): Promise<void> {
  await log(page).hover();
  await page.mouse.wheel(0, -1_200);
  await settled(page);
}

const newest = (page: Page): Promise<string> =>
  log(page).evaluate((scroller) => {
    const rows = [...scroller.querySelectorAll<HTMLElement>('[data-message-id]')];
    return rows.at(-1)?.dataset['messageId'] ?? '';
  });

test('at the end the log follows what comes; elsewhere it stays, and counts it', async () => {
  const { reader, other } = await twoReaders();
  await send(other, 'While you are at the end');
  await message(reader, 'While you are at the end').waitFor();
  await settled(reader);
  expect(await distanceFromEnd(reader)).toBeLessThanOrEqual(1);
  expect(await reader.getByRole('button', { name: /new messages? ↓/ }).count()).toBe(0);

  await leaveEnd(reader);
  const moved = await watchPlace(reader, (await firstVisible(reader)).id);
  await send(other, 'First while you read');
  await reader.getByRole('button', { name: '1 new message ↓' }).waitFor();
  await send(other, 'Second while you read');
  await reader.getByRole('button', { name: '2 new messages ↓' }).waitFor();
  expect(await moved()).toBeLessThanOrEqual(MAX_JUMP_PX);

  await reader.getByRole('button', { name: '2 new messages ↓' }).click();
  await expect.poll(() => distanceFromEnd(reader)).toBeLessThanOrEqual(1);
  await message(reader, 'Second while you read').waitFor();
});

test.each(['at the end', 'in the middle'])(
  'the bar of pins comes and goes: who reads %s stays there',
  async (place) => {
    const { reader, other } = await twoReaders();
    await send(other, 'The plan');
    await message(reader, 'The plan').waitFor();
    if (place === 'in the middle') await leaveEnd(reader);
    await settled(reader);
    const bar = (page: Page) => page.getByRole('region', { name: 'Pinned messages' });
    const watched = place === 'at the end' ? await newest(reader) : (await firstVisible(reader)).id;
    const moved = await watchPlace(reader, watched);

    await act(other, 'The plan', 'More');
    await other.getByRole('menuitem', { name: 'Pin', exact: true }).click();
    await bar(reader).getByText('The plan').waitFor();
    await settled(reader);
    await bar(other).getByRole('button', { name: 'Unpin' }).click();
    await bar(reader).waitFor({ state: 'detached' });
    expect(await moved()).toBeLessThanOrEqual(MAX_JUMP_PX);
    if (place === 'at the end') expect(await distanceFromEnd(reader)).toBeLessThanOrEqual(1);
  },
);
