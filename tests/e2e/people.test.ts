import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect, inject, test } from 'vitest';
import { makeAdmin, signUp, type Account } from '../support/accounts.ts';
import { complaints } from '../support/axe.ts';
import { APPEARS_WITHIN_MS } from '../support/browser.ts';
import { useConversations } from '../support/conversations.ts';
import { makeSession } from '../support/database.ts';
import { inspect, lookOptions, looks } from '../support/looks.ts';
import {
  log,
  message,
  openAdminPage,
  saved,
  send,
  sessionLink,
  signIn,
  tell,
} from '../support/screens.ts';
import { setVisible } from '../support/tabs.ts';
import { jpegFile, SECRET, textFile } from '../support/test-files.ts';

const { database, appUrl, browser, signedIn, twoPeople, twoSignedIn } = useConversations();

const at = (path: string): string => new URL(path, appUrl()).href;
/** No other test's person has such a name. */
const unique = (name: string): string => `${name} ${Math.random().toString(36).slice(2, 10)}`;

const newAdmin = (): Promise<Account> => makeAdmin(inject('stack'), database());

/** An approved mentor with something to say. */
async function newMentor(
  fullName: string,
  changes: { accepting?: boolean } = {},
): Promise<Account> {
  const mentor = await signUp(inject('stack'), fullName, 'mentor');
  const sql = database();
  await sql`update public.profiles set
      mentor_status = 'approved',
      headline = 'Staff engineer, PostgreSQL and distributed systems',
      bio = ${'I have run databases for hospitals and for games.\n\nI like whiteboards, query plans and questions that begin with “why”.'},
      skills = ${['PostgreSQL', 'System design', 'Code review', 'Career', 'Interviews', 'Writing']},
      timezone = 'Asia/Kolkata',
      accepting = ${changes.accepting ?? true}
    where id = ${mentor.id}`;
  await sql`insert into private.reply_times (user_id, recent, reply_seconds)
            values (${mentor.id}, ${[9_000, 10_800, 12_000]}, 10800)`;
  return mentor;
}

/** Ratings of completed sessions; from three on everybody sees their average. */
async function rate(mentor: Account, stars: readonly number[]): Promise<void> {
  const sql = database();
  const student = await signUp(inject('stack'), 'Hana Yamada');
  for (const count of stars) {
    const id = await makeSession(sql, student.id, mentor.id, { status: 'completed' });
    await sql`insert into public.ratings (session_id, rater_id, ratee_id, stars)
              values (${id}, ${student.id}, ${mentor.id}, ${count})`;
  }
}

/** Longest waiting, so that the admin has them first among those of other tests. */
const putFirst = (account: Account) =>
  database()`update public.mentor_applications set applied_at = 'epoch' where user_id = ${account.id}`;

async function apply(page: Page, statement: string): Promise<void> {
  await page.goto(at('/settings'));
  await page.getByRole('textbox', { name: 'What you can help with' }).fill(statement);
  await page.getByRole('button', { name: 'Apply as a mentor' }).click();
  await page.getByText('You applied just now').waitFor();
}

test('who applies as a mentor is approved by an admin, and found by a student', async () => {
  const name = unique('Ines Mora');
  const [applicant, admin, student] = await Promise.all([
    signUp(inject('stack'), name),
    newAdmin(),
    signUp(inject('stack'), 'Nora Lind'),
  ]);
  const { page: hers } = await signedIn(applicant);
  await apply(hers, 'Nine years of carrying a pager, and two students a week.');
  await putFirst(applicant);

  const { page: theirs } = await signedIn(student);
  await theirs.getByRole('button', { name: 'Account' }).click();
  await theirs.getByRole('menuitem', { name: 'Mentors', exact: true }).click();
  const search = theirs.getByRole('searchbox', { name: 'Search mentors' });
  await search.fill(name);
  await theirs.getByText('No mentor is like that').waitFor();

  const { page: office } = await signedIn(admin);
  await openAdminPage(office, 'Mentors');
  const waiting = office.getByRole('listitem').filter({ hasText: name });
  await waiting.getByText('Nine years of carrying a pager').waitFor();
  expect(await complaints(office)).toEqual([]);
  await waiting.getByRole('button', { name: 'Approve' }).click();
  await office.getByText(`${name} is a mentor now.`).waitFor();
  await waiting.waitFor({ state: 'detached' });

  await theirs.reload();
  await search.fill(name);
  await theirs.getByRole('link', { name }).click();
  await theirs.getByRole('button', { name: 'Request a session' }).waitFor();
  await hers.reload();
  await hers.getByText('You are a mentor').waitFor();
});

test('who is rejected reads why, and may apply again', async () => {
  const name = unique('Caleb Whitaker');
  const [applicant, admin] = await Promise.all([signUp(inject('stack'), name), newAdmin()]);
  const { page: his } = await signedIn(applicant);
  await apply(his, 'I know things.');
  await putFirst(applicant);

  const { page: office } = await signedIn(admin);
  await office.goto(at('/admin/mentors'));
  await office.getByRole('button', { name: `Reject ${name}` }).click();
  const dialog = office.getByRole('dialog', { name: 'Reject application' });
  await dialog.getByRole('button', { name: 'Reject' }).click();
  await dialog.getByText('Say why: the applicant reads it.').waitFor();
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('Which things? Tell us more.');
  await dialog.getByRole('button', { name: 'Reject' }).click();
  await office.getByText(`${name} was told why not.`).waitFor();

  await his.reload();
  await his.getByText('Which things? Tell us more.').waitFor();
  await his.getByRole('button', { name: 'Apply as a mentor' }).click();
  await his.getByText('You applied just now').waitFor();
});

test('a name and a picture that one changes are seen by the other', async () => {
  const { student, mentor } = await twoPeople();
  await mentor.goto(at('/settings'));
  const profile = mentor.getByRole('region', { name: 'Profile' });
  const name = profile.getByRole('textbox', { name: 'Name', exact: true });
  await name.fill(' ');
  await profile.getByRole('textbox', { name: 'Skills' }).fill('Rust, rust, C');
  await profile.getByRole('button', { name: 'Save profile' }).click();
  await profile.getByText('Others need a name to call you by.').waitFor();
  await name.fill('Theo B. Brandt');
  await profile.getByRole('button', { name: 'Save profile' }).click();
  await profile.getByText('Saved', { exact: true }).waitFor();

  const file = profile.getByLabel('Picture file');
  await file.setInputFiles(textFile('me.png'));
  await profile.getByText('Choose a picture').waitFor();
  await file.setInputFiles(
    await jpegFile(mentor, 'me.jpg', { width: 1_200, height: 900, orientation: 6 }),
  );
  const own = profile.locator('img');
  await own.waitFor();
  const url = (await own.getAttribute('src')) ?? '';
  const bytes = await (await fetch(new URL(url, appUrl()))).arrayBuffer();
  expect(Buffer.from(bytes).includes(SECRET)).toBe(false);

  // It comes with the next look.
  await setVisible(student, true);
  const header = student.getByRole('region', { name: 'Conversation' }).locator('header');
  await header.getByRole('link', { name: 'Theo B. Brandt' }).waitFor();
  await header.locator(`img[src="${url}"]`).waitFor();
  await sessionLink(student, 'Theo B. Brandt').locator(`img[src="${url}"]`).waitFor();
  await header.getByRole('link', { name: 'Theo B. Brandt' }).click();
  const skills = student.getByRole('list', { name: 'Skills' }).getByRole('listitem');
  await skills.first().waitFor();
  expect(await skills.allTextContents()).toEqual(['Rust', 'C']);

  await profile.getByRole('button', { name: 'Remove picture' }).click();
  await own.waitFor({ state: 'detached' });
});

test('a block ends the writing between two people until it is taken back', async () => {
  const { student, mentor } = await twoPeople();
  await tell(mentor, student, 'Hello');
  await student
    .getByRole('region', { name: 'Conversation' })
    .locator('header')
    .getByRole('link', { name: 'Theo Brandt' })
    .click();
  await student.getByRole('button', { name: 'Block' }).click();
  const dialog = student.getByRole('alertdialog', { name: 'Block Theo Brandt?' });
  expect(await complaints(student)).toEqual([]);
  await dialog.getByRole('button', { name: 'Block' }).click();
  await student.getByRole('button', { name: 'Unblock' }).waitFor();

  await send(mentor, 'Are you there?');
  const refused = message(mentor, 'Are you there?');
  await refused.getByText('You and this person cannot write to each other.').waitFor();

  await student.goto(at('/settings'));
  await student.getByRole('button', { name: 'Unblock Theo Brandt' }).click();
  await student.getByText('Nobody. You block somebody').waitFor();
  await refused.getByRole('button', { name: 'Try again' }).click();
  await saved(mentor, 'Are you there?');
});

test('a deleted account leaves a former participant and none of their words', async () => {
  const { student, mentor, pair } = await twoPeople();
  await tell(student, mentor, 'My address is 12 Elm Street');
  await tell(mentor, student, 'Thank you');
  await student.goto(at('/settings'));
  await student.getByRole('button', { name: 'Delete account' }).click();
  const dialog = student.getByRole('dialog', { name: 'Delete account' });
  await dialog.getByRole('textbox', { name: 'Email' }).fill('somebody@example.com');
  await dialog.getByRole('button', { name: 'Delete for good' }).click();
  await dialog.getByText('Type the e-mail address of your account to delete it.').waitFor();
  expect(await complaints(student)).toEqual([]);
  await dialog.getByRole('textbox', { name: 'Email' }).fill(pair.student.email);
  await dialog.getByRole('button', { name: 'Delete for good' }).click();
  await student.getByRole('button', { name: 'Sign in', exact: true }).waitFor();

  await log(mentor)
    .getByRole('article', { name: /^Former participant/ })
    .waitFor();
  // The list hears of it first; then the conversation fetches what has changed.
  const words = (): Promise<number> => mentor.getByText('12 Elm Street').count();
  await expect.poll(words, { timeout: APPEARS_WITHIN_MS }).toBe(0);
  await message(mentor, 'Thank you').waitFor();
  await mentor.getByPlaceholder('This session is completed').waitFor();
  await mentor.goto(at(`/people/${pair.student.id}`));
  await mentor.getByText('This person is not here').waitFor();

  await student.goto(at('/sign-in'));
  await student.getByRole('textbox', { name: 'Email' }).fill(pair.student.email);
  await student.getByLabel('Password', { exact: true }).fill(pair.student.password);
  await student.getByRole('button', { name: 'Sign in', exact: true }).click();
  await student.getByText('E-mail or password is wrong.').waitFor();
});

test('what is stored about a person is theirs to download', async () => {
  const { student, mentor, pair } = await twoPeople();
  await tell(student, mentor, 'For the record');
  await student.goto(at('/settings'));
  const [file] = await Promise.all([
    student.waitForEvent('download'),
    student.getByRole('button', { name: 'Download my data' }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/^my-data-\d{4}-\d\d-\d\d\.json$/);
  const text = await readFile(await file.path(), 'utf8');
  const data = JSON.parse(text) as { account: { email: string }; profile: { full_name: string } };
  expect(data.account.email).toBe(pair.student.email);
  expect(data.profile.full_name).toBe('Nora Lind');
  expect(text).toContain('For the record');
});

test('other sessions with the same person are one tap away, and searched together', async () => {
  const { student, pair } = await twoSignedIn();
  const sql = database();
  const old = await makeSession(sql, pair.student.id, pair.mentor.id, { status: 'completed' });
  await sql`update public.sessions set subject = 'First steps with plans' where id = ${old}`;
  await student.goto(at(`/sessions/${pair.sessionId}`));
  await log(student).waitFor();
  await send(student, 'Where were the walnuts?');
  await saved(student, 'Where were the walnuts?');
  const details = student.getByRole('complementary', { name: 'Details' });
  await details.getByRole('button', { name: 'Search all with Theo Brandt' }).click();
  await student
    .getByRole('radio', { name: 'With Theo Brandt' })
    .and(student.locator(':checked'))
    .waitFor();
  await student.getByRole('combobox').first().fill('walnuts');
  await student.getByText('1 message found').waitFor();
  await student.getByRole('button', { name: 'Close search' }).click();

  await details.getByRole('link', { name: /^First steps with plans/ }).click();
  await student.getByPlaceholder('it takes no more messages').waitFor();
  await details
    .getByRole('region', { name: 'Other sessions together' })
    .getByRole('link')
    .waitFor();
});

test('mentors are narrowed down by words, skills and who takes requests', async () => {
  const word = unique('Zephyr').replace(' ', '');
  const [one, two] = await Promise.all([
    newMentor(`Priya ${word}`),
    newMentor(`Marco ${word}`, { accepting: false }),
  ]);
  await database()`update public.profiles set skills = ${['Python']} where id = ${two.id}`;
  await rate(one, [5, 4, 5]);
  const student = await signUp(inject('stack'), 'Nora Lind');
  const { page } = await signedIn(student);
  await page.goto(at('/mentors'));
  await page.getByRole('searchbox', { name: 'Search mentors' }).fill(word.toLowerCase());
  const found = page.getByRole('list', { name: 'Mentors' }).getByRole('heading');
  const names = async (): Promise<string> => (await found.allTextContents()).join();
  await expect.poll(names, { timeout: APPEARS_WITHIN_MS }).toBe(`Priya ${word},Marco ${word}`);
  await page.getByText('Usually replies in 3 h').first().waitFor();
  await page.getByText('4.7 of 5 (3 ratings)').waitFor();

  await page.getByRole('checkbox', { name: 'Takes requests' }).check();
  await expect.poll(names, { timeout: APPEARS_WITHIN_MS }).toBe(`Priya ${word}`);
  await page.getByRole('checkbox', { name: 'Takes requests' }).uncheck();
  await page.getByRole('button', { name: /^Python/ }).click();
  await expect.poll(names, { timeout: APPEARS_WITHIN_MS }).toBe(`Marco ${word}`);
  await page.getByRole('link', { name: `Marco ${word}` }).click();
  await page.getByText('Takes no requests at the moment.').waitFor();
  expect(await page.getByRole('region', { name: 'Ratings' }).count()).toBe(0);

  const admin = await newAdmin();
  const { page: office } = await signedIn(admin);
  await office.goto(at(`/people/${one.id}`));
  const ratings = office.getByRole('region', { name: 'Ratings' }).getByRole('listitem');
  await ratings.first().waitFor();
  expect(await ratings.count()).toBe(3);
});

test.each(looks)('people, $width, $theme: by axe and for the eye', async (look) => {
  const name = (screen: string): string => `${screen}-${look.width}-${look.theme}`;
  const mentor = await newMentor('Priya Raman');
  await rate(mentor, [5, 5, 4]);
  const student = await signUp(inject('stack'), 'Nora Lind');
  const sessionId = await makeSession(database(), student.id, mentor.id);
  const { page } = await browser.open(appUrl(), lookOptions(look));
  await signIn(page, student.email, student.password);
  await sessionLink(page, 'Priya Raman').waitFor();

  await page.route('**/rpc/list_mentors', (route) => route.abort());
  await page.goto(at('/mentors'));
  await page.getByText('The mentors did not load').waitFor();
  await inspect(page, name('mentors-failed'));
  await page.unroute('**/rpc/list_mentors');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('list', { name: 'Mentors' }).getByRole('listitem').first().waitFor();
  await inspect(page, name('mentors'));
  await page.getByRole('searchbox', { name: 'Search mentors' }).fill('nobodyiscalledthat');
  await page.getByText('No mentor is like that').waitFor();
  await inspect(page, name('mentors-none'));

  await page.goto(at(`/people/${mentor.id}`));
  await page.getByRole('region', { name: 'Your sessions together' }).getByRole('link').waitFor();
  await inspect(page, name('person'));
  await page.goto(at(`/sessions/${sessionId}`));
  await log(page).waitFor();
  await page.goto(at('/settings'));
  await page.getByRole('textbox', { name: 'Headline' }).waitFor();
  await page.getByRole('textbox', { name: 'Headline' }).scrollIntoViewIfNeeded();
  await inspect(page, name('settings-profile'));
  await page.getByRole('button', { name: 'Delete account' }).click();
  await inspect(page, name('delete-account'));
  await page.getByRole('button', { name: 'Cancel' }).click();
  expect(await page.getByRole('button', { name: 'Download my data' }).isVisible()).toBe(true);

  const applicant = await signUp(inject('stack'), 'Oluwaseun Bakare', 'mentor');
  await database()`update public.mentor_applications set
      applied_at = 'epoch', statement = ${'I have carried a pager for nine years and would like to pass on how to be on call without losing sleep.'}
    where user_id = ${applicant.id}`;
  const { page: office } = await browser.open(appUrl(), lookOptions(look));
  const admin = await newAdmin();
  await signIn(office, admin.email, admin.password);
  await office.goto(at('/admin/mentors'));
  await office.getByText('I have carried a pager').first().waitFor();
  await inspect(office, name('applications'));
  await office.goto(at('/nowhere-else'));
  await office.getByText('There is nothing here').waitFor();
  await office.goto(at('/admin/elsewhere'));
  await office.getByText('There is nothing here').waitFor();
});
