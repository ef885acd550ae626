import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { useBrowser } from '../support/browser.ts';
import { useChaos } from '../support/chaos.ts';
import { log, message, openSession, send, signIn } from '../support/screens.ts';

/** High enough for every message of a test to be on the page: the log draws only what is near. */
const TALL = { width: 1000, height: 2400 };
const chaos = useChaos();
const browser = useBrowser();

async function twoPeople() {
  const pair = await chaos.pair();
  const { page: student } = await browser.open(chaos.appUrl(), { viewport: TALL });
  const { page: mentor } = await browser.open(chaos.appUrl(), { viewport: TALL });
  await signIn(student, pair.student.email, pair.student.password);
  await signIn(mentor, pair.mentor.email, pair.mentor.password);
  await openSession(student, 'Theo Brandt');
  await openSession(mentor, 'Nora Lind');
  return { student, mentor, sessionId: pair.sessionId };
}

const texts = (count: number, prefix: string): string[] =>
  Array.from({ length: count }, (_, n) => `${prefix} ${n + 1}.`);

/** The messages on a page, in order, by their text. */
const shown = async (page: Page, wanted: readonly string[]): Promise<(string | undefined)[]> =>
  (await log(page).getByRole('article').allInnerTexts()).map((text) =>
    wanted.find((one) => text.includes(one)),
  );

async function stored(sessionId: string): Promise<string[]> {
  const rows = await chaos.database()<{ content: string }[]>`
    select content from public.messages where session_id = ${sessionId} order by seq`;
  return rows.map((row) => row.content);
}

test('the server is killed while messages are being sent: each arrives exactly once, in order', async () => {
  const { student, mentor, sessionId } = await twoPeople();
  const wanted = texts(12, 'Before, during or after the crash');
  let killed: Promise<void> | null = null;
  for (const [n, text] of wanted.entries()) {
    if (n === 6) killed = chaos.stack().kill();
    await send(student, text);
  }
  await killed;
  await message(student, wanted[11]!).getByText('Sending').waitFor();

  await chaos.stack().restart();
  for (const page of [student, mentor]) {
    await message(page, wanted[11]!).waitFor({ timeout: 45_000 });
    await expect.poll(() => shown(page, wanted), { timeout: 20_000 }).toEqual(wanted);
  }
  await message(student, wanted[11]!)
    .getByText(/Sent|Delivered|Read/)
    .waitFor();
  expect(await stored(sessionId)).toEqual(wanted);
});
