import { expect, inject, test } from 'vitest';
import { makePair } from '../support/accounts.ts';
import { useConversations } from '../support/conversations.ts';
import { connectionStatus, log, message, openSession, send } from '../support/screens.ts';

const { database, appUrl, signedIn } = useConversations();

test('offline for a while and back: nothing is lost on either side, nothing comes twice', async () => {
  const { student, mentor, sessionId } = await makePair(inject('stack'), database());
  const { page: away } = await signedIn(student);
  const { page: home } = await signedIn(mentor);
  await openSession(away, 'Theo Brandt');
  await openSession(home, 'Nora Lind');
  await send(away, 'before');
  await message(home, 'before').waitFor();

  await away.context().setOffline(true);
  await connectionStatus(away)
    .getByText('Offline – messages will be sent when you are back')
    .waitFor();
  await send(away, 'written in the tunnel');
  await message(away, 'written in the tunnel').getByText('Sending').waitFor();
  await send(home, 'said meanwhile');
  await message(home, 'said meanwhile').getByText('Sent').waitFor();

  await away.context().setOffline(false);
  await message(home, 'written in the tunnel').waitFor();
  await message(away, 'said meanwhile').waitFor();
  await message(away, 'written in the tunnel').getByText('Read').waitFor();

  for (const page of [away, home]) {
    const texts = await log(page).getByRole('article').allInnerTexts();
    const order = texts.map((text) =>
      ['before', 'said meanwhile', 'written in the tunnel'].find((part) => text.includes(part)),
    );
    expect(order).toEqual(['before', 'said meanwhile', 'written in the tunnel']);
  }
  const rows = await database()`select seq from public.messages where session_id = ${sessionId}`;
  expect(rows.map((row) => row['seq'] as number).sort()).toEqual([1, 2, 3]);
});

test('a tab that is closed with unsent messages sends them when the chat is opened again', async () => {
  const { student, sessionId } = await makePair(inject('stack'), database());
  const { page } = await signedIn(student);
  await openSession(page, 'Theo Brandt');
  await page.route('**/rest/v1/messages*', (route) => route.abort('connectionfailed'));
  for (const text of ['first', 'second']) await send(page, text);
  await message(page, 'second').getByText('Sending').waitFor();

  const context = page.context();
  await page.close();
  const again = await context.newPage();
  await again.goto(`${appUrl()}/sessions/${sessionId}`);
  await message(again, 'second').getByText('Sent').waitFor();
  const rows = await database()<{ content: string }[]>`
    select content from public.messages where session_id = ${sessionId} order by seq`;
  expect(rows.map((row) => row.content)).toEqual(['first', 'second']);
});
