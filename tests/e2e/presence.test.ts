import type { Locator, Page } from 'playwright-core';
import { expect, inject, test } from 'vitest';
import { makePair, signUp } from '../support/accounts.ts';
import { useConversations } from '../support/conversations.ts';
import { composer, openSession, send, message, sessionLink, signIn } from '../support/screens.ts';

const { database, appUrl, browser, signedIn, openAs } = useConversations();

const IDLE_MS = 5 * 60_000;
const POLL_MS = 60_000;

/** Where a person's presence is shown: in the list, in the header and in the details. */
const header = (page: Page, words: string | RegExp): Locator =>
  page
    .getByRole('region', { name: 'Conversation' })
    .getByRole('banner')
    .or(page.locator('main header'))
    .getByText(words);
const details = (page: Page, words: string | RegExp): Locator =>
  page.getByRole('complementary', { name: 'Details' }).getByText(words).first();
const listed = (page: Page, name: string, status: string): Locator =>
  sessionLink(page, name).and(page.getByRole('link', { name: new RegExp(`, ${status}`) }));

test('who does nothing is away, who comes back is online, and who goes was last seen', async () => {
  const pair = await makePair(inject('stack'), database());
  const student = await openAs(pair, 'student');
  const { page: mentor } = await browser.open('about:blank');
  await mentor.clock.install();
  await mentor.goto(appUrl());
  await signIn(mentor, pair.mentor.email, pair.mentor.password);
  await listed(student, 'Theo Brandt', 'online').waitFor();
  await header(student, /^Online/).waitFor();
  await details(student, 'Online').waitFor();

  await mentor.clock.fastForward(IDLE_MS + 1_000);
  await listed(student, 'Theo Brandt', 'away').waitFor();
  await header(student, /^Away/).waitFor();
  await details(student, 'Away').waitFor();
  await mentor.mouse.move(200, 200);
  await mentor.mouse.move(220, 220);
  await listed(student, 'Theo Brandt', 'online').waitFor();

  await mentor.close();
  // The database takes silence for absence after a while; here it is told that the while is over.
  await database()`update public.realtime_connections set seen_at = now() - interval '1 hour'
                   where user_id = ${pair.mentor.id}`;
  await header(student, /^Last seen/).waitFor();
  await details(student, /Last seen/).waitFor();
  expect(await listed(student, 'Theo Brandt', 'online').count()).toBe(0);
});

test('without Realtime, presence comes with the list', async () => {
  const pair = await makePair(inject('stack'), database());
  const open = await browser.open('about:blank');
  const student = open.page;
  await student.clock.install();
  await student.routeWebSocket(/\/realtime\/v1\//, (socket) => void socket.close());
  await student.goto(appUrl());
  await signIn(student, pair.student.email, pair.student.password);
  await openSession(student, 'Theo Brandt');
  await signedIn(pair.mentor);
  const looked = async (status: string): Promise<boolean> => {
    await student.clock.fastForward(POLL_MS);
    return listed(student, 'Theo Brandt', status).isVisible();
  };
  await expect.poll(() => looked('online'), { timeout: 20_000, interval: 500 }).toBe(true);
});

test('several people who type are named together', async () => {
  const pair = await makePair(inject('stack'), database(), { kind: 'support' });
  const ada = await signUp(inject('stack'), 'Ada Brook', 'mentor');
  await database()`insert into public.participants (session_id, user_id, role)
                   values (${pair.sessionId}, ${ada.id}, 'mentor')`;
  const [student, mentor] = await Promise.all([openAs(pair, 'student'), openAs(pair, 'mentor')]);
  const { page: third } = await signedIn(ada);
  // Which of the two founders is named first is as it happens.
  await openSession(third, '(Nora Lind|Theo Brandt)');
  const keepTyping = async (page: Page): Promise<void> =>
    composer(page).pressSequentially('well ', { delay: 10 });
  const both = student.getByText('Theo Brandt and Ada Brook are typing');
  const seen = async (): Promise<boolean> => {
    await Promise.all([keepTyping(mentor), keepTyping(third)]);
    return both.isVisible();
  };
  await expect.poll(seen, { timeout: 20_000 }).toBe(true);
  await composer(mentor).fill('');
  await send(third, 'That is all');
  await message(student, 'That is all').waitFor();
  await both.waitFor({ state: 'detached' });
});
