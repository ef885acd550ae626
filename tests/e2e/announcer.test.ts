import type { Page } from 'playwright-core';
import { expect, inject, test } from 'vitest';
import { makePair, useDatabase } from '../support/accounts.ts';
import { useApp, useBrowser } from '../support/browser.ts';
import { message, openSession, send, signIn } from '../support/screens.ts';

const database = useDatabase();
const appUrl = useApp(() => inject('stack').apiUrl);
const browser = useBrowser();

/** Everything that the announcer's region has been given from now on, in order. */
async function listen(page: Page): Promise<() => Promise<string[]>> {
  const said = await page.getByRole('status', { name: 'New messages' }).evaluateHandle((region) => {
    const heard: string[] = [];
    new MutationObserver((changes) => {
      if (changes.some(({ addedNodes, type }) => type === 'characterData' || addedNodes.length > 0))
        heard.push(region.textContent);
    }).observe(region, { childList: true, characterData: true, subtree: true });
    return heard;
  });
  return () => said.jsonValue();
}

test('a message that says the same as the one before is spoken as well, one’s own is not', async () => {
  const { student, mentor, sessionId } = await makePair(inject('stack'), database());
  const { page: listener } = await browser.open(appUrl());
  const { page: writer } = await browser.open(appUrl());
  await signIn(listener, student.email, student.password);
  await signIn(writer, mentor.email, mentor.password);
  await openSession(listener, 'Theo Brandt');
  await openSession(writer, 'Nora Lind');
  const heard = await listen(listener);

  await send(writer, 'ok');
  await expect.poll(heard).toEqual(['Theo Brandt: ok']);
  await send(listener, 'good');
  await message(writer, 'good').waitFor();
  await send(writer, 'ok');
  await expect.poll(heard).toEqual(['Theo Brandt: ok', 'Theo Brandt: ok']);

  await database()`select private.post_system_message(${sessionId}, 'The session will end soon.')`;
  await expect.poll(heard).toHaveLength(3);
  expect((await heard()).at(-1)).toBe('System: The session will end soon.');
});
