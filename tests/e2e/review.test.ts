import type { Locator, Page } from 'playwright-core';
import { expect, inject, test } from 'vitest';
import { makeAdmin, makePair, type Account, type Pair } from '../support/accounts.ts';
import { cached } from '../support/cached.ts';
import { useConversations } from '../support/conversations.ts';
import { asUser, call, makeSession, send as sendAs } from '../support/database.ts';
import { fillSessions } from '../support/history.ts';
import { inspect, lookOptions, looks, lowButtons } from '../support/looks.ts';
import { act, composer, log, message, toolbarOf } from '../support/screens.ts';
import { attach, pngFile } from '../support/test-files.ts';

const { database, appUrl, signedIn, openAs } = useConversations();

const WHY = 'Somebody reported harassment';
/** In all that was ever said here, and in nothing else. */
const SECRET = 'quillwort';

/** Messages in the page, however many there are. */
const MOST_DRAWN = 150;

const newAdmin = (): Promise<Account> => makeAdmin(inject('stack'), database());
const pageOf = (sessionId: string): string =>
  new URL(`/admin/sessions/${sessionId}`, appUrl()).href;

/** A message that was edited, one that was deleted, and one that stands. */
async function withHistory(): Promise<Pair> {
  const sql = database();
  const pair = await makePair(inject('stack'), sql);
  const { student, mentor, sessionId } = pair;
  const edited = await asUser(sql, student.id, (tx) => sendAs(tx, sessionId, `${SECRET} at first`));
  await asUser(sql, student.id, (tx) =>
    call(tx, 'edit_message', {
      p_id: edited!.id,
      p_content: `${SECRET} put better`,
      p_expected_rev: edited!.rev,
    }),
  );
  const deleted = await asUser(sql, mentor.id, (tx) => sendAs(tx, sessionId, `${SECRET} in anger`));
  await asUser(sql, mentor.id, (tx) => call(tx, 'delete_message', { p_id: deleted!.id }));
  await asUser(sql, student.id, (tx) => sendAs(tx, sessionId, `${SECRET} to the end`));
  return pair;
}

const dialog = (page: Page, name = 'Review session'): Locator => page.getByRole('dialog', { name });

async function giveReason(page: Page, title: string, action: string, reason = WHY): Promise<void> {
  await dialog(page, title).getByRole('textbox', { name: 'Reason' }).fill(reason);
  await dialog(page, title).getByRole('button', { name: action, exact: true }).click();
  await dialog(page, title).waitFor({ state: 'detached' });
}

async function review(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Review', exact: true }).click();
  await giveReason(page, 'Review session', 'Review');
  await message(page, `${SECRET} to the end`).waitFor();
}

/** In the details of the conversation. */
const reviews = (page: Page): Locator => page.getByRole('region', { name: 'Reviews' });

/** Nothing that was said is on the page, nor on the device. */
async function expectClosed(page: Page, why: string): Promise<void> {
  await page.getByRole('alert').getByText(why).waitFor();
  expect(await log(page).count()).toBe(0);
  expect(await page.content()).not.toContain(SECRET);
  expect(await cached(page)).not.toContain(SECRET);
}

const grants = (sessionId: string) => database()<{ expires_at: Date; ended_at: Date | null }[]>`
  select expires_at, ended_at from public.review_grants where session_id = ${sessionId}
  order by granted_at`;

test('an admin reads a session for a reason, moves through its time and acts; its people see it', async () => {
  const [pair, account] = await Promise.all([withHistory(), newAdmin()]);
  const { sessionId } = pair;
  const [student, mentor] = await Promise.all([openAs(pair, 'student'), openAs(pair, 'mentor')]);
  await attach(student, [pngFile('plan.png')]);
  await composer(student).press('Enter');
  const { page } = await signedIn(account);
  const heard: string[] = [];
  page.on('response', (response) => {
    if (response.url().includes('/rest/v1/')) {
      response.text().then(
        (text) => heard.push(text),
        () => undefined,
      );
    }
  });

  // Without a grant: what it is, and nothing of what was said.
  await page.goto(pageOf(sessionId));
  await page.getByText('Mentoring session').waitFor();
  await page.getByRole('heading', { name: 'Nora Lind and Theo Brandt' }).waitFor();
  expect(await page.content()).not.toContain(SECRET);
  await expect.poll(() => heard.some((text) => text.includes('Nora Lind'))).toBe(true);
  expect(heard.filter((text) => text.includes(SECRET))).toEqual([]);

  // A reason is asked for, and what was typed is kept.
  await page.getByRole('button', { name: 'Review', exact: true }).click();
  const reason = dialog(page).getByRole('textbox', { name: 'Reason' });
  await reason.fill('too short');
  await dialog(page).getByRole('button', { name: 'Review' }).click();
  await dialog(page).getByText('Say why, in 10 characters at least: it is kept.').waitFor();
  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Review', exact: true }).click();
  expect(await reason.inputValue()).toBe('too short');
  await page.route('**/rpc/review_session', (route) => route.abort());
  await reason.fill(WHY);
  await dialog(page).getByRole('button', { name: 'Review' }).click();
  await dialog(page).getByText('The server cannot be reached right now.').waitFor();
  expect(await reason.inputValue()).toBe(WHY);
  await page.unroute('**/rpc/review_session');
  await dialog(page).getByRole('button', { name: 'Review' }).click();

  // The transcript, to be read only. The focus is with it.
  await message(page, `${SECRET} put better`).waitFor();
  await message(page, 'This message was deleted').waitFor();
  expect(await page.getByRole('textbox').count()).toBe(0);
  const focused = () => page.evaluate(() => document.activeElement?.textContent);
  await expect.poll(focused).toContain('Under review until');
  await page.getByRole('timer', { name: 'Time left' }).waitFor();
  for (const one of [student, mentor]) {
    await reviews(one).getByText('An admin is reading this session.').waitFor();
    expect(await reviews(one).textContent()).not.toContain('Elena');
  }
  await log(page).getByRole('button', { name: 'Open picture plan.png' }).click();
  const gallery = page.getByRole('dialog', { name: 'plan.png' });
  await gallery.waitFor();
  await page.keyboard.press('Escape');
  await gallery.waitFor({ state: 'detached' });

  // What was said when.
  const time = page.getByRole('slider', { name: 'Time' });
  const said = () => time.getAttribute('aria-valuetext');
  await expect.poll(said).toMatch(/Nora Lind sent a message \(latest\)$/);
  await time.press('Home');
  await message(page, `${SECRET} at first`).waitFor();
  expect(await said()).toMatch(/\b\d{4}, .+ – Nora Lind sent a message$/);
  await expect.poll(() => log(page).getByRole('article').count()).toBe(1);
  await time.press('ArrowRight');
  expect(await said()).toMatch(/Nora Lind edited a message$/);
  await message(page, `${SECRET} put better`).waitFor();
  await page.getByRole('button', { name: 'Next change' }).click();
  expect(await said()).toMatch(/Theo Brandt sent a message$/);
  await message(page, `${SECRET} in anger`).waitFor();
  await page.getByRole('button', { name: 'Next change' }).click();
  expect(await said()).toMatch(/Theo Brandt deleted a message$/);
  await message(page, 'This message was deleted').waitFor();
  await page.getByRole('button', { name: 'Now', exact: true }).click();
  await act(page, 'This message was deleted', 'Versions');
  await dialog(page, 'Versions').getByText(`${SECRET} in anger`).waitFor();
  await inspect(page, 'review-versions');
  await page.keyboard.press('Escape');

  // Acts: each for a reason, seen by both at once.
  await act(page, `${SECRET} to the end`, 'Remove');
  await dialog(page, 'Remove message').getByRole('button', { name: 'Remove' }).click();
  await dialog(page, 'Remove message').getByText('Say why, in 3 characters').waitFor();
  await giveReason(page, 'Remove message', 'Remove');
  for (const one of [student, mentor, page])
    await message(one, 'Removed by an administrator').waitFor();
  expect(await toolbarOf(student, 'Removed by an administrator').count()).toBe(0);
  await page.getByRole('button', { name: 'Act', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Write as admin' }).click();
  await dialog(page, 'Write as admin').getByRole('textbox', { name: 'Message' }).fill('Be kind.');
  await giveReason(page, 'Write as admin', 'Send');
  for (const one of [student, mentor, page])
    await message(one, 'From the admins: Be kind.').waitFor();
  await inspect(student, 'review-in-details');
  await inspect(page, 'review-acted');

  // Again for as long; then it ends, and nothing is left here.
  const [first] = await grants(sessionId);
  await page.getByRole('button', { name: 'Renew' }).click();
  await giveReason(page, 'Renew review', 'Renew');
  const [, second] = await grants(sessionId);
  expect(second!.expires_at.getTime()).toBeGreaterThan(first!.expires_at.getTime());
  await page.getByRole('button', { name: 'End review' }).click();
  await expectClosed(page, 'The review has ended.');
  await expect.poll(focused).toContain('The review has ended.');
  await inspect(page, 'review-ended');
  for (const one of [student, mentor])
    await reviews(one).getByText('An admin has read this session.').waitFor();

  const actions = await database()<{ action: string; reason: string | null }[]>`
    select action, reason from public.audit_log where actor_id = ${account.id} order by created_at`;
  expect(actions).toEqual([
    { action: 'review_session', reason: WHY },
    { action: 'hide_message', reason: WHY },
    { action: 'admin_say', reason: WHY },
    { action: 'review_session', reason: WHY },
    { action: 'end_review', reason: null },
  ]);
  // The reader left no trace among the people of the session.
  for (const table of ['receipts', 'participants', 'participant_state', 'receipt_marks'])
    expect(
      await database().unsafe(`select 1 from public.${table} where user_id = $1`, [account.id]),
      table,
    ).toEqual([]);
  expect(
    await database()`select 1 from public.user_presence
                     where user_id = ${account.id} and session_id is not null`,
  ).toEqual([]);
});

test('a review closes as soon as it may not go on, says why, and a reload finds nothing', async () => {
  const [pair, account] = await Promise.all([withHistory(), newAdmin()]);
  const { sessionId } = pair;
  const sql = database();
  const { page } = await signedIn(account);
  await page.goto(pageOf(sessionId));
  await review(page);

  // A grant that lives is found again.
  await page.reload();
  await message(page, `${SECRET} to the end`).waitFor();
  // The time runs out while the page is open, and the server need not be asked.
  await sql`update public.review_grants set expires_at = clock_timestamp() + interval '7 seconds'
            where session_id = ${sessionId} and ended_at is null`;
  await expectClosed(page, 'The time for this review is over.');
  await page.reload();
  await page.getByRole('button', { name: 'Review', exact: true }).waitFor();
  expect(await page.content()).not.toContain(SECRET);

  // Another review, begun in another tab or browser, ends this one.
  const other = await makeSession(sql, pair.student.id, pair.mentor.id);
  await review(page);
  await asUser(sql, account.id, (tx) =>
    call(tx, 'review_session', { p_session_id: other, p_reason: WHY }),
  );
  await expectClosed(page, 'Another review was begun elsewhere, which ended this one.');

  await review(page);
  await sql`update public.profiles set role = 'mentor' where id = ${account.id}`;
  await expect.poll(() => log(page).count(), { timeout: 15_000 }).toBe(0);
  expect(await page.content()).not.toContain(SECRET);
  await sql`update public.profiles set role = 'admin' where id = ${account.id}`;
  await page.reload();
  await message(page, `${SECRET} to the end`).waitFor();

  await sql`delete from public.sessions where id = ${sessionId}`;
  await expectClosed(page, 'This session does not exist any more.');
  expect(await page.getByRole('button', { name: 'Review', exact: true }).count()).toBe(0);
  await page.reload();
  await page.getByText('There is no such session').waitFor();
});

test('admins end a session or join it for a reason, unread; who comes too late is told', async () => {
  const [pair, ending, late] = await Promise.all([withHistory(), newAdmin(), newAdmin()]);
  const student = await openAs(pair, 'student');
  const [{ page }, { page: slow }] = await Promise.all([signedIn(ending), signedIn(late)]);
  const choose = async (who: Page, item: string): Promise<void> => {
    await who.getByRole('button', { name: 'Act', exact: true }).click();
    await who.getByRole('menuitem', { name: item }).click();
  };
  await Promise.all([page, slow].map((one) => one.goto(pageOf(pair.sessionId))));
  await choose(slow, 'End session');
  await choose(page, 'Join session');
  await giveReason(page, 'Join session', 'Join');
  await composer(page).waitFor();
  await log(student).getByText(`Elena Petrova (admin) joined: “${WHY}”`).waitFor();
  // What was said before stays unread.
  expect(await page.content()).not.toContain(SECRET);

  await page.goto(pageOf(pair.sessionId));
  await choose(page, 'End session');
  await giveReason(page, 'End session', 'End session');
  await log(student).getByText(`Elena Petrova (admin) ended the session: “${WHY}”`).waitFor();
  await page.getByRole('button', { name: 'Act', exact: true }).waitFor({ state: 'detached' });
  const reason = dialog(slow, 'End session').getByRole('textbox', { name: 'Reason' });
  await reason.fill(WHY);
  await dialog(slow, 'End session').getByRole('button', { name: 'End session' }).click();
  await dialog(slow, 'End session').getByRole('alert').waitFor();
  expect(await reason.inputValue()).toBe(WHY);
  expect(
    await database()`select action, reason from public.audit_log
                     where session_id = ${pair.sessionId} order by created_at`,
  ).toEqual([
    { action: 'join_session', reason: WHY },
    { action: 'end_session', reason: WHY },
  ]);
});

test('of a very long session, what is loaded is moved through; the rest comes by going back', async () => {
  const sql = database();
  const [{ student, mentor, sessionId }, account] = await Promise.all([
    makePair(inject('stack'), sql),
    newAdmin(),
  ]);
  await fillSessions(sql, student.id, mentor.id, [sessionId], 2_500);
  const { page } = await signedIn(account);
  await page.goto(pageOf(sessionId));
  await page.getByRole('button', { name: 'Review', exact: true }).click();
  await giveReason(page, 'Review session', 'Review');
  await page.getByText('Covers the 1949 messages that are loaded.').waitFor();
  const time = page.getByRole('slider', { name: 'Time' });
  expect(await time.getAttribute('max')).toBe('1948');
  await time.press('Home');
  await log(page)
    .getByText(/^Message 552 /)
    .waitFor();
  await time.press('ArrowRight');
  await time.press('ArrowRight');
  await log(page)
    .getByText(/^Message 554 /)
    .waitFor();
  expect(await log(page).getByRole('article').count()).toBeLessThan(MOST_DRAWN);
  await page.getByRole('button', { name: 'Now', exact: true }).click();
  await log(page)
    .getByText(/^Message 2500/)
    .waitFor();
  expect(await log(page).getByRole('article').count()).toBeLessThan(MOST_DRAWN);
});

test.each(looks)('a review on a $width screen, $theme', async (look) => {
  const [pair, account] = await Promise.all([withHistory(), newAdmin()]);
  const { page } = await signedIn(account, {
    ...lookOptions(look),
    hasTouch: look.width === 'narrow',
  });
  const name = `review-${look.width}-${look.theme}`;
  await page.goto(pageOf(pair.sessionId));
  await page.getByRole('button', { name: 'Review', exact: true }).waitFor();
  await inspect(page, `${name}-closed`);
  await page.getByRole('button', { name: 'Review', exact: true }).click();
  await dialog(page).waitFor();
  await inspect(page, `${name}-dialog`);
  await giveReason(page, 'Review session', 'Review');
  await message(page, `${SECRET} to the end`).waitFor();
  await page.getByRole('slider', { name: 'Time' }).press('Home');
  await page.getByRole('button', { name: 'Next change' }).click();
  await message(page, `${SECRET} put better`).hover();
  await inspect(page, `${name}-open`);
  if (look.width === 'narrow') expect(await lowButtons(page)).toEqual([]);
});
