import { expect, inject, test } from 'vitest';
import { makePair } from '../support/accounts.ts';
import { useConversations } from '../support/conversations.ts';
import { fillSessions } from '../support/history.ts';
import {
  composer,
  log,
  message,
  openSession,
  send,
  sessionLink,
  sessionList,
  tell,
} from '../support/screens.ts';
import { setVisible } from '../support/tabs.ts';

const { database, openAs, twoSignedIn } = useConversations();

test('a student and a mentor write to each other and see it at once', async () => {
  const { student, mentor } = await twoSignedIn();
  await openSession(student, 'Theo Brandt');
  await openSession(mentor, 'Nora Lind');

  await send(student, 'Good morning, Theo!');
  await message(mentor, 'Good morning, Theo!').waitFor();
  await send(mentor, 'Good morning. Shall we begin?');
  await message(student, 'Good morning. Shall we begin?').waitFor();

  const texts = await log(student).getByRole('article').allInnerTexts();
  expect(texts.map((text) => text.includes('Good morning'))).toEqual([true, true]);
});

test('one sees the other type, and no more once the message is there', async () => {
  const { student, mentor } = await twoSignedIn();
  await openSession(student, 'Theo Brandt');
  await openSession(mentor, 'Nora Lind');
  await student.getByText('In this conversation').first().waitFor();

  const typing = student.getByText('Theo Brandt is typing');
  await composer(mentor).pressSequentially('Well', { delay: 20 });
  await typing.waitFor();
  await composer(mentor).press('Enter');
  await message(student, 'Well').waitFor();
  await typing.waitFor({ state: 'detached' });
});

test('a message goes from sent to delivered to read', async () => {
  const { student, mentor } = await twoSignedIn();
  await openSession(student, 'Theo Brandt');
  await send(student, 'Are you there?');
  const sent = message(student, 'Are you there?');
  // The mentor's browser has it, but the conversation is not open.
  await sent.getByText('Delivered').waitFor();

  await sessionLink(mentor, 'Nora Lind')
    .and(mentor.getByRole('link', { name: /1 unread/ }))
    .click();
  await sent.getByText('Read').waitFor();
  await sessionList(mentor)
    .getByRole('link', { name: /unread/ })
    .waitFor({ state: 'detached' });
});

test('read is what somebody saw: in a tab in view, at the end, with a hand on it', async () => {
  const pair = await makePair(inject('stack'), database());
  const { sessionId } = pair;
  await fillSessions(database(), pair.student.id, pair.mentor.id, [sessionId], 40);
  const [student, mentor] = await Promise.all([openAs(pair, 'student'), openAs(pair, 'mentor')]);
  const readUpTo = async (): Promise<unknown> => {
    const [row] = await database()`
      select read_seq from public.receipts
      where session_id = ${sessionId} and user_id = ${pair.mentor.id}`;
    return row?.['read_seq'];
  };
  const state = (text: string, word: string): Promise<void> =>
    message(student, text).getByText(word, { exact: true }).waitFor();
  await expect.poll(readUpTo).toBe(40);

  // A pointer that rests where messages come by is not a hand.
  await log(mentor).hover();
  await setVisible(mentor, false);
  await tell(student, mentor, 'Behind another tab');
  await setVisible(mentor, true);
  await tell(student, mentor, 'In view, hands off');
  await state('In view, hands off', 'Delivered');
  expect(await readUpTo()).toBe(40);
  await mentor.keyboard.press('Shift');
  await state('In view, hands off', 'Read');

  await log(mentor).hover();
  await mentor.mouse.wheel(0, -1_500);
  await mentor.getByRole('button', { name: 'Jump to latest' }).waitFor();
  await send(student, 'Below what is read');
  await mentor.getByRole('button', { name: '1 new message ↓' }).waitFor();
  await state('Below what is read', 'Delivered');
  expect(await readUpTo()).toBe(42);
  await mentor.getByRole('button', { name: '1 new message ↓' }).click();
  await state('Below what is read', 'Read');
});

test('after a reload everything is where it was', async () => {
  const { student, mentor } = await twoSignedIn();
  await openSession(student, 'Theo Brandt');
  await openSession(mentor, 'Nora Lind');
  for (const text of ['one', 'two', 'three']) {
    await send(student, text);
    await message(mentor, text).waitFor();
  }
  await composer(student).fill('an unfinished thought');
  await student.reload();
  await message(student, 'three').getByText('Read').waitFor();
  expect(await log(student).getByRole('article').count()).toBe(3);
  expect(await composer(student).inputValue()).toBe('an unfinished thought');

  await send(mentor, 'four');
  await message(student, 'four').waitFor();
});

test('the list counts what is unread, newest conversation first', async () => {
  const { student, mentor, pair } = await twoSignedIn();
  await openSession(mentor, 'Nora Lind');
  for (const text of ['one', 'two', 'three']) await send(mentor, text);
  await sessionLink(student, 'Theo Brandt')
    .and(student.getByRole('link', { name: /3 unread/ }))
    .waitFor();
  await expect.poll(() => student.title()).toContain('(3)');

  const [row] = await database()`
    select unread_count from public.participant_state where user_id = ${pair.student.id}`;
  expect(row?.['unread_count']).toBe(3);
});
