import type { Locator, Page } from 'playwright-core';
import { expect, inject, test, vi } from 'vitest';
import { makeAdmin, makePair, signUp, type Account } from '../support/accounts.ts';
import { APPEARS_WITHIN_MS } from '../support/browser.ts';
import { useConversations } from '../support/conversations.ts';
import { makeSession, type SessionOptions } from '../support/database.ts';
import { inspect, lookOptions, looks } from '../support/looks.ts';
import {
  composer,
  connectionStatus,
  log,
  message,
  openSession,
  saved,
  send,
  sessionLink,
  sessionList,
  tell,
} from '../support/screens.ts';

const { appUrl, database, openAs, signedIn } = useConversations();

const at = (path: string): string => new URL(path, appUrl()).href;
const bar = (page: Page): Locator => page.getByRole('region', { name: 'Session', exact: true });
const dialog = (page: Page, name: string): Locator => page.getByRole('dialog', { name });
const press = (page: Page, name: string | RegExp): Promise<void> =>
  bar(page).getByRole('button', { name, exact: true }).click();
const details = (page: Page): Locator => page.getByRole('complementary', { name: 'Details' });

/** Chooses an entry of the bar's menu. */
async function choose(page: Page, entry: string): Promise<void> {
  await press(page, 'More about this session');
  await page.getByRole('menuitem', { name: entry, exact: true }).click();
}

async function approvedMentor(fullName = 'Theo Brandt'): Promise<Account> {
  const mentor = await signUp(inject('stack'), fullName, 'mentor');
  await database()`update public.profiles set mentor_status = 'approved', timezone = 'Asia/Kolkata'
                   where id = ${mentor.id}`;
  return mentor;
}

const newAdmin = (): Promise<Account> => makeAdmin(inject('stack'), database());

/** Both of a new pair in their browsers, with the session on screen. */
async function both(options: SessionOptions) {
  const pair = await makePair(inject('stack'), database(), options);
  const [student, mentor] = await Promise.all([openAs(pair, 'student'), openAs(pair, 'mentor')]);
  return { pair, student, mentor };
}

/** The messages are there, and nothing of the connection lies over the page. */
async function calm(page: Page): Promise<void> {
  await page.getByText('No messages yet', { exact: false }).waitFor();
  await connectionStatus(page).locator('*').first().waitFor({ state: 'detached' });
}

/** As the scheduled work does it, which passes over what somebody else holds at that moment. */
const expire = (sessionId: string): Promise<void> =>
  vi.waitFor(
    async () => {
      const sql = database();
      await sql`select private.expire_sessions()`;
      const [row] = await sql`select status from public.sessions where id = ${sessionId}`;
      expect(row?.['status']).toBe('expired');
    },
    { timeout: APPEARS_WITHIN_MS },
  );

/** A day and a time as the field for it takes them. */
const inDays = (days: number): string =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 16);

test('a student requests a session, which is accepted, held, completed and rated', async () => {
  const [student, mentor] = await Promise.all([
    signUp(inject('stack'), 'Nora Lind'),
    approvedMentor(),
  ]);
  const [{ page: asks }, { page: answers }] = await Promise.all([
    signedIn(student),
    signedIn(mentor),
  ]);

  await asks.goto(at(`/people/${mentor.id}`));
  await asks.getByRole('button', { name: 'Request a session' }).click();
  const request = dialog(asks, 'Request a session');
  await request.getByRole('button', { name: 'Send request' }).click();
  await request.getByText('Say in a few words what it is about.').waitFor();
  await request.getByRole('textbox', { name: 'Subject' }).fill('x'.repeat(10_000));
  await request.getByRole('textbox', { name: 'Message (optional)' }).fill('How do I read a plan?');
  await request.getByLabel('Proposed time').fill('2020-01-01T10:00');
  await request.getByRole('button', { name: 'Send request' }).click();
  await request.getByText('This is too long: 10000 characters, 200 at most.').waitFor();
  await request.getByRole('textbox', { name: 'Subject' }).fill('Query plans');
  await request.getByRole('button', { name: 'Send request' }).click();
  await request.getByText('Choose a time in the future.').waitFor();
  await inspect(asks, 'lifecycle-request-refused');
  await request.getByLabel('Proposed time').fill(inDays(2));
  await request.getByText(/for Theo Brandt \(Kolkata\)/).waitFor();
  await request.getByRole('button', { name: 'Send request' }).click();
  await message(asks, 'How do I read a plan?').waitFor();
  await bar(asks).getByText('Theo Brandt has not answered yet').waitFor();

  await openSession(answers, 'Nora Lind');
  await bar(answers).getByText('Nora Lind asks for a session').waitFor();
  await inspect(answers, 'lifecycle-requested');
  await press(answers, 'Accept');
  await bar(asks)
    .getByText(/^Planned for/)
    .waitFor();
  await tell(asks, answers, 'Shall we begin?');

  await press(answers, 'Start session');
  const start = dialog(answers, 'Start session');
  await start.getByRole('radio', { name: '30 min' }).check();
  await inspect(answers, 'lifecycle-start');
  await start.getByRole('button', { name: 'Start', exact: true }).click();
  await bar(asks)
    .getByText(/^Ends in (29|30) min/)
    .waitFor();
  await tell(answers, asks, 'Begin with the innermost node.');

  await press(answers, 'Complete session');
  const complete = dialog(answers, 'Complete session');
  await complete.getByRole('textbox', { name: 'Summary' }).fill('We read two plans.');
  await complete.getByRole('button', { name: 'Complete', exact: true }).click();
  await bar(answers).getByText('We read two plans.').waitFor();
  await bar(asks).getByText('We read two plans.').waitFor();
  expect(await composer(asks).isDisabled()).toBe(true);

  await press(asks, 'Rate this session');
  const rating = dialog(asks, 'Rate this session');
  await rating.getByRole('button', { name: 'Rate', exact: true }).click();
  await rating.getByText('Give one to five stars.').waitFor();
  await rating.getByRole('radio', { name: '1 star' }).focus();
  await asks.keyboard.press('Space');
  for (let n = 0; n < 3; n += 1) await asks.keyboard.press('ArrowRight');
  await rating.getByRole('textbox', { name: 'Comment' }).fill('Patient, and clear.');
  await inspect(asks, 'lifecycle-rating');
  await rating.getByRole('button', { name: 'Rate', exact: true }).click();
  await bar(asks).getByRole('button', { name: 'Change your rating, 4 of 5 stars' }).waitFor();
  await asks.reload();
  await press(asks, 'Change your rating, 4 of 5 stars');
  await rating.getByRole('radio', { name: '5 stars' }).check();
  await rating.getByRole('button', { name: 'Change rating' }).click();
  await bar(asks).getByRole('button', { name: 'Change your rating, 5 of 5 stars' }).waitFor();
  await database()`update public.ratings set created_at = clock_timestamp() - interval '7 days'
                   where rater_id = ${student.id}`;
  await asks.reload();
  await bar(asks).getByText('You gave 5 of 5 stars').waitFor();
  expect(await bar(asks).getByRole('button', { name: 'Change your rating' }).count()).toBe(0);

  await details(asks).getByRole('tab', { name: 'History' }).click();
  await details(asks).getByText('Theo Brandt completed the session').waitFor();
  expect(await details(asks).getByRole('listitem').allInnerTexts()).toEqual(
    [
      /^You asked for the session for/,
      /accepted/,
      /started the session, for 30 min/,
      /completed/,
    ].map((line) => expect.stringMatching(line) as string),
  );
  await inspect(asks, 'lifecycle-history');
});

test('a request is declined with a reason, which both keep', async () => {
  const { student, mentor } = await both({ status: 'requested' });
  await press(mentor, 'Decline');
  const decline = dialog(mentor, 'Decline session');
  await decline.getByRole('button', { name: 'Decline', exact: true }).click();
  await decline.getByText('Say in a sentence why you decline.').waitFor();
  await decline.getByRole('textbox', { name: 'Reason' }).fill('I am away until May.');
  await inspect(mentor, 'lifecycle-decline');
  await decline.getByRole('button', { name: 'Decline', exact: true }).click();
  for (const page of [student, mentor]) {
    await bar(page).getByText('I am away until May.').waitFor();
    await bar(page).getByText('Declined').waitFor();
    expect(await composer(page).isDisabled()).toBe(true);
  }
});

test('whoever is too late is told so, and sees what the other did', async () => {
  const { student, mentor } = await both({ status: 'requested' });
  await press(mentor, 'Decline');
  const decline = dialog(mentor, 'Decline session');
  await decline.getByRole('textbox', { name: 'Reason' }).fill('No time.');
  await mentor.route('**/rpc/transition_session', async (route) => {
    await choose(student, 'Withdraw request');
    await dialog(student, 'Withdraw request').getByRole('button', { name: 'Withdraw' }).click();
    await bar(student).getByText('The request was withdrawn').waitFor();
    await route.continue();
  });
  await decline.getByRole('button', { name: 'Decline', exact: true }).click();
  await decline.getByRole('alert').getByText('This session is over.').waitFor();
  expect(await decline.getByRole('textbox', { name: 'Reason' }).inputValue()).toBe('No time.');
  await mentor.keyboard.press('Escape');
  await bar(mentor).getByText('The request was withdrawn').waitFor();
});

test('the end is seen by both as it comes, and what was too late keeps its text', async () => {
  const { pair, student, mentor } = await both({});
  await bar(student).getByText('No fixed end').waitFor();
  const sql = database();
  await student.context().setOffline(true);
  await send(student, 'One last thing');
  await sql`update public.sessions set ends_at = clock_timestamp() + interval '4 seconds'
            where id = ${pair.sessionId}`;
  await bar(mentor).getByText('Ends in less than a minute').waitFor();
  expect(await composer(mentor).isEnabled()).toBe(true);
  // Nobody but the clock says so yet.
  await mentor.locator('textarea[aria-label="Message"]:disabled').waitFor();
  await bar(mentor).getByText('Its time is over').waitFor();
  await sessionLink(mentor, 'Nora Lind').getByText('Expired').waitFor();
  await expire(pair.sessionId);
  await message(mentor, 'The session ended because its time was over.').waitFor();
  await student.context().setOffline(false);
  await message(student, 'The session ended because its time was over.').waitFor();
  await bar(student).getByText('Its time is over').waitFor();
  const late = message(student, 'One last thing');
  await late.getByText('Not sent').first().waitFor();
  await late.getByRole('button', { name: 'Copy' }).first().waitFor();
  expect(await late.getByRole('button', { name: 'Try again' }).count()).toBe(0);
  await inspect(student, 'lifecycle-over');
});

test('one asks for more time, the other first refuses it, then gives it', async () => {
  const { student, mentor } = await both({ endsAt: new Date(Date.now() + 10 * 60_000) });
  await bar(student).getByText('Ends in 10 min').waitFor();
  const askFor = async (minutes: number): Promise<void> => {
    await choose(student, 'Ask for more time');
    const more = dialog(student, 'Ask for more time');
    await more.getByRole('radio', { name: `${minutes} min` }).check();
    await more.getByRole('button', { name: 'Ask', exact: true }).click();
    await bar(student)
      .getByText(new RegExp(`You asked for ${minutes} more minutes`))
      .waitFor();
    await bar(mentor).getByText(`Nora Lind asks for ${minutes} more minutes`).waitFor();
  };
  await askFor(30);
  await press(mentor, 'No more time');
  await message(student, 'Theo Brandt cannot stay longer.').waitFor();
  await bar(student)
    .getByText(/^Ends in (9|10) min$/)
    .waitFor();
  await askFor(15);
  await inspect(mentor, 'lifecycle-more-time');
  await press(mentor, 'Give 15 min');
  await bar(student)
    .getByText(/Ends in 2\d min/)
    .waitFor();
  await bar(mentor)
    .getByText(/Ends in 2\d min/)
    .waitFor();
});

test('whoever moves or accepts a session is warned where another is planned; what was accepted can be cancelled', async () => {
  const { pair, student, mentor } = await both({ status: 'accepted' });
  const sql = database();
  const time = inDays(3);
  const other = await approvedMentor('Ana Ruiz');
  const busyId = await makeSession(sql, pair.student.id, other.id, { status: 'accepted' });
  await sql`update public.sessions set subject = 'Another one', scheduled_at = ${`${time}Z`}
            where id = ${busyId}`;
  await choose(student, 'Move to another time');
  const move = dialog(student, 'Move to another time');
  await move.getByLabel('When').fill(time);
  await move.getByText('“Another one”').waitFor();
  await inspect(student, 'lifecycle-move');
  await move.getByRole('button', { name: 'Move', exact: true }).click();
  await bar(mentor)
    .getByText(/^Planned for/)
    .waitFor();
  await message(mentor, 'Nora Lind moved the session to another time.').waitFor();

  const asks = await signUp(inject('stack'), 'Hana Yamada');
  const askedId = await makeSession(sql, asks.id, pair.mentor.id, { status: 'requested' });
  await sql`update public.sessions set scheduled_at = ${`${time}Z`} where id = ${askedId}`;
  await mentor.goto(at(`/sessions/${askedId}`));
  await bar(mentor)
    .getByText(/^Overlaps with another session · Proposed: /)
    .waitFor();
  await inspect(mentor, 'lifecycle-overlap');
  await press(mentor, 'Accept');
  await bar(mentor)
    .getByText(/^Planned for/)
    .waitFor();
  expect(await bar(mentor).getByText('Overlaps with').count()).toBe(0);
  await openSession(mentor, 'Nora Lind');

  await choose(mentor, 'Cancel session');
  const cancel = dialog(mentor, 'Cancel session');
  await cancel.getByRole('textbox', { name: 'Reason' }).fill('I have caught a cold.');
  await cancel.getByRole('button', { name: 'Cancel session' }).click();
  await bar(student).getByText('Cancelled').waitFor();
  await bar(student).getByText('I have caught a cold.').waitFor();
});

test('the list shows only what needs a reply, whoever waits longest first', async () => {
  const { pair, student, mentor } = await both({});
  const waits = await signUp(inject('stack'), 'Hana Yamada');
  const longest = await makeSession(database(), waits.id, pair.mentor.id);
  const filter = sessionList(mentor).getByRole('button', { name: 'Needs your reply' });
  await filter.click();
  await mentor.getByText('Nobody waits for you').waitFor();
  await send(student, 'It is your turn');
  const awaiting = sessionList(mentor).getByRole('list', { name: 'Needs your reply' });
  await awaiting.getByRole('link', { name: /^Nora Lind/ }).waitFor();
  await database()`update public.sessions set awaiting_user_id = ${pair.mentor.id},
                     awaiting_since = clock_timestamp() - interval '2 days' where id = ${longest}`;
  await filter.click();
  await filter.click();
  await awaiting.getByRole('link').nth(1).waitFor();
  expect(await awaiting.getByRole('link').allInnerTexts()).toEqual([
    expect.stringMatching(/Hana Yamada/),
    expect.stringMatching(/Nora Lind/),
  ]);
  await inspect(mentor, 'lifecycle-needs-reply');
  await send(mentor, 'And now it is yours');
  await awaiting.getByRole('link', { name: /^Nora Lind/ }).waitFor({ state: 'detached' });
  await filter.click();
  await sessionLink(mentor, 'Nora Lind').first().waitFor();
});

test('an admin joins openly, is shown what was before, leaves, comes back and ends it; then people leave', async () => {
  const [{ pair, student, mentor }, account] = await Promise.all([both({}), newAdmin()]);
  await tell(student, mentor, 'Between the two of us');
  const { page: admin } = await signedIn(account);
  const join = async (reason: string): Promise<void> => {
    await admin.getByRole('button', { name: 'Join this session' }).click();
    const words = dialog(admin, 'Join session');
    await words.getByRole('button', { name: 'Join', exact: true }).click();
    await words.getByText('Say why you join.').waitFor();
    await words.getByRole('textbox', { name: 'Reason' }).fill(reason);
    await words.getByRole('button', { name: 'Join', exact: true }).click();
  };
  await admin.goto(at(`/sessions/${pair.sessionId}`));
  await join('You asked for help');

  const joined = 'Elena Petrova (admin) joined: “You asked for help”';
  for (const page of [student, mentor, admin]) await message(page, joined).waitFor();
  await bar(admin).getByText('You joined as an admin').waitFor();
  const notShown = admin.getByText('What was written before you joined is not shown.');
  await notShown.waitFor();
  await tell(admin, student, 'How can I help?');
  expect(await message(admin, 'Between the two of us').count()).toBe(0);
  await inspect(admin, 'lifecycle-joined');

  await details(student)
    .getByRole('button', { name: 'Show earlier messages to Elena Petrova' })
    .click();
  await details(student)
    .getByRole('button', { name: /^Show earlier messages/ })
    .waitFor({ state: 'detached' });
  await message(admin, 'Between the two of us').waitFor();
  await notShown.waitFor({ state: 'detached' });

  const leave = (page: Page): Promise<void> =>
    dialog(page, 'Leave session').getByRole('button', { name: 'Leave', exact: true }).click();
  await press(admin, 'Leave session');
  await leave(admin);
  await admin.getByText('This session is not available').waitFor();
  await message(student, 'Elena Petrova left.').waitFor();
  await saved(student, 'Between the two of us');
  await log(student).waitFor();

  await join('To end it');
  await message(admin, 'Elena Petrova (admin) joined: “To end it”').waitFor();
  expect(await message(admin, 'Between the two of us').count()).toBe(0);
  await choose(admin, 'End session');
  const end = dialog(admin, 'End session');
  await end.getByRole('button', { name: 'End session' }).click();
  await end.getByText('Say why you end it.').waitFor();
  await end.getByRole('textbox', { name: 'Reason' }).fill('This belongs elsewhere.');
  await end.getByRole('button', { name: 'End session' }).click();
  for (const page of [student, mentor]) {
    await bar(page).getByText('Ended by an admin').waitFor();
    await bar(page).getByText('This belongs elsewhere.').waitFor();
    expect(await composer(page).isDisabled()).toBe(true);
  }

  await choose(mentor, 'Leave session');
  await leave(mentor);
  await mentor.getByText('This session is not available').waitFor();
  expect(await mentor.getByRole('button', { name: 'Join this session' }).count()).toBe(0);
  await press(admin, 'Leave session');
  await leave(admin);
  // Whoever is the last cannot leave.
  await bar(student)
    .getByRole('button', { name: 'More about this session' })
    .waitFor({ state: 'detached' });
  expect(await sessionLink(student, 'Nobody else').count()).toBe(1);
});

test.each(looks)('the steps of a session, $width, $theme: by axe and for the eye', async (look) => {
  const sql = database();
  const name = (state: string): string => `lifecycle-${state}-${look.width}-${look.theme}`;
  const mentor = await approvedMentor();
  const [asks, wishes, waits] = await Promise.all(
    ['Nora Lind', 'Hana Yamada', 'Ana Ruiz'].map((one) => signUp(inject('stack'), one)),
  );
  const day = 86_400_000;
  const requested = await makeSession(sql, asks!.id, mentor.id, {
    status: 'requested',
    expiresAt: new Date(Date.now() + 2 * day),
  });
  const running = await makeSession(sql, wishes!.id, mentor.id, {
    endsAt: new Date(Date.now() + 720_000),
  });
  const accepted = await makeSession(sql, waits!.id, mentor.id, { status: 'accepted' });
  await sql`update public.sessions set subject = 'How to read the plan of a slow query',
              scheduled_at = ${new Date(Date.now() + 3 * day)} where id in (${requested}, ${accepted})`;
  await sql`update public.sessions set extension_by = ${wishes!.id}, extension_minutes = 15
            where id = ${running}`;
  const { page } = await signedIn(mentor, lookOptions(look));

  await page.goto(at(`/sessions/${requested}`));
  await bar(page).getByText('Nora Lind asks for a session').waitFor();
  await calm(page);
  await inspect(page, name('requested'));
  await press(page, 'Decline');
  const decline = dialog(page, 'Decline session');
  await decline.getByRole('button', { name: 'Decline', exact: true }).click();
  await inspect(page, name('decline'));

  await page.goto(at(`/sessions/${running}`));
  await bar(page).getByText('Hana Yamada asks for 15 more minutes').waitFor();
  await calm(page);
  await inspect(page, name('more-time'));

  await page.goto(at(`/sessions/${accepted}`));
  await calm(page);
  await choose(page, 'Move to another time');
  await dialog(page, 'Move to another time').getByLabel('When').waitFor();
  await inspect(page, name('move'));
  await page.keyboard.press('Escape');
  await bar(page).getByRole('button', { name: 'More about this session' }).click();
  await page.getByRole('menuitem', { name: 'Cancel session' }).waitFor();
  await inspect(page, name('menu'));
});

test('a conversation about a product is completed from its details, in its own words', async () => {
  const facts = inject('stack');
  const [buyer, supplier] = await Promise.all([
    signUp(facts, 'Nora Lind', 'buyer'),
    signUp(facts, 'Theo Brandt', 'supplier'),
  ]);
  await makeSession(database(), buyer.id, supplier.id, { kind: 'buyer_supplier' });
  const [{ page: buys }, { page: sells }] = await Promise.all([
    signedIn(buyer),
    signedIn(supplier),
  ]);
  await openSession(buys, 'Theo Brandt');
  await openSession(sells, 'Nora Lind');
  expect(await bar(buys).count()).toBe(0);
  await details(buys).getByRole('button', { name: 'Complete conversation' }).click();
  const complete = dialog(buys, 'Complete conversation');
  await complete.getByRole('textbox', { name: 'Summary' }).fill('Ordered ten.');
  await complete.getByRole('button', { name: 'Complete', exact: true }).click();
  await details(sells).getByText('Ordered ten.').waitFor();
  await sells.locator('textarea[aria-label="Message"]:disabled').waitFor();
  expect(await composer(sells).getAttribute('placeholder')).toBe(
    'This conversation is completed, so it takes no more messages.',
  );
});

test('a sixth request within the hour is refused in one sentence, and kept until it can be made', async () => {
  const [student, mentor] = await Promise.all([
    signUp(inject('stack'), 'Nora Lind'),
    approvedMentor(),
  ]);
  const { page } = await signedIn(student);
  const sql = database();
  await sql`insert into private.rate_limits (user_id, action, hits)
            values (${student.id}, 'session', array_fill(clock_timestamp(), array[5]))
            on conflict (user_id, action) do update set hits = excluded.hits`;
  const request = dialog(page, 'Request a session');
  const subject = request.getByRole('textbox', { name: 'Subject' });
  const discard = request.getByRole('button', { name: 'Discard draft' });
  const close = async (): Promise<void> => {
    await page.keyboard.press('Escape');
    await request.waitFor({ state: 'detached' });
  };
  const begin = async (): Promise<void> => {
    await page.getByRole('button', { name: 'Request a session' }).click();
    await subject.waitFor();
  };
  const visit = async (): Promise<void> => {
    await page.goto(at(`/people/${mentor.id}`));
    await begin();
  };
  await visit();
  await subject.fill('Query plans');
  await request.getByRole('textbox', { name: 'Message' }).fill('Which node is slow?');
  await request.getByRole('button', { name: 'Send request' }).click();
  await request
    .getByRole('alert')
    .getByText(/too much at once/)
    .waitFor();
  expect(await subject.inputValue()).toBe('Query plans');

  await close();
  await visit();
  expect(await subject.inputValue()).toBe('Query plans');
  await inspect(page, 'lifecycle-request-kept');
  await sql`delete from private.rate_limits where user_id = ${student.id}`;
  await request.getByRole('button', { name: 'Send request' }).click();
  await message(page, 'Which node is slow?').waitFor();

  await visit();
  expect(await subject.inputValue()).toBe('');
  await subject.fill('Something else');
  await close();
  await begin();
  expect(await subject.inputValue()).toBe('Something else');
  await discard.click();
  expect(await subject.inputValue()).toBe('');
  await close();
  await begin();
  expect(await discard.count()).toBe(0);
});
