import type { Page } from 'playwright-core';
import { expect, inject, test } from 'vitest';
import { makePair, signUp } from '../support/accounts.ts';
import { useConversations } from '../support/conversations.ts';
import { asUser, makeSession, send as sendTo } from '../support/database.ts';
import { message, openSession, send, sessionLink } from '../support/screens.ts';

const { database, signedIn } = useConversations();

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
  const { page: listener } = await signedIn(student);
  const { page: writer } = await signedIn(mentor);
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

test('what comes together is spoken once, and a muted session only while it is on screen', async () => {
  const sql = database();
  const { student, mentor, sessionId } = await makePair(inject('stack'), sql);
  const ada = await signUp(inject('stack'), 'Ada Brook', 'mentor');
  const other = await makeSession(sql, student.id, ada.id);
  const { page } = await signedIn(student);
  await openSession(page, 'Ada Brook');
  const heard = await listen(page);
  /** All of them in one transaction, so they are told at once. */
  const write = (session: string, who: string, count: number) =>
    asUser(sql, who, async (tx) => {
      for (let n = 1; n <= count; n += 1) await sendTo(tx, session, `number ${n}`);
    });

  await write(other, ada.id, 7);
  await message(page, 'number 7').waitFor();
  await expect.poll(heard).toEqual([expect.stringMatching(/Ada Brook/)]);

  await page
    .getByRole('complementary', { name: 'Details' })
    .getByRole('button', { name: 'Mute', exact: true })
    .click();
  await page.getByRole('menuitem', { name: 'For good' }).click();
  await page.getByRole('img', { name: 'Muted' }).waitFor();
  await write(other, ada.id, 1);
  await expect.poll(heard).toHaveLength(2);
  await openSession(page, 'Theo Brandt');
  await page.getByRole('heading', { name: 'Theo Brandt' }).first().waitFor();
  await write(other, ada.id, 1);
  await sessionLink(page, 'Ada Brook')
    .and(page.getByRole('link', { name: /1 unread/ }))
    .waitFor();
  await write(sessionId, mentor.id, 1);
  await expect.poll(heard).toHaveLength(3);
  expect((await heard()).at(-1)).toBe('Theo Brandt: number 1');
});
