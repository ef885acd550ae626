import type { Locator, Page } from 'playwright-core';
import { expect, inject, test } from 'vitest';
import { makeAdmin, type Account } from '../support/accounts.ts';
import { useConversations } from '../support/conversations.ts';
import { inspect, lookOptions, looks, lowButtons } from '../support/looks.ts';
import { choose, composer, message, openSession, send, signIn, tell } from '../support/screens.ts';

const { database, appUrl, browser, signedIn, openAs, twoPeople, inConversation } =
  useConversations();

const at = (path: string): string => new URL(path, appUrl()).href;
/** The queue is everybody's: other tests report, too. */
const unique = (text: string): string => `${text} ${Math.random().toString(36).slice(2, 10)}`;
const newAdmin = (name?: string): Promise<Account> => makeAdmin(inject('stack'), database(), name);

/** A page of an admin, at `path`. */
async function office(admin: Account, path: string): Promise<Page> {
  const { page } = await signedIn(admin);
  await page.getByRole('button', { name: 'Account' }).waitFor();
  await page.goto(at(path));
  return page;
}

const dialog = (page: Page, name: string): Locator => page.getByRole('dialog', { name });
const queued = (page: Page, note: string): Locator =>
  page.getByRole('list', { name: 'Reports' }).getByRole('listitem').filter({ hasText: note });
const focused = (one: Locator): Promise<boolean> =>
  one.evaluate((element) => element === document.activeElement);

/** Fills in why a message or session is reported, and sends it. */
async function file(form: Locator, note: string): Promise<void> {
  await form.getByRole('radio', { name: 'Harassment' }).check();
  await form.getByRole('textbox', { name: 'Note' }).fill(note);
  await form.getByRole('button', { name: 'Report', exact: true }).click();
}

test('a report reaches the admins, of whom one resolves it, and its reporter reads what came of it', async () => {
  const { student, mentor } = await twoPeople();
  await tell(mentor, student, 'pay me elsewhere');

  // Nothing typed is lost: not without a reason, not by a network that fails.
  const note = unique('Asked for money');
  await choose(student, 'pay me elsewhere', 'Report');
  const form = dialog(student, 'Report message');
  const report = form.getByRole('button', { name: 'Report', exact: true });
  await report.click();
  await form.getByText('Choose a reason.').waitFor();
  await form.getByRole('radio', { name: 'Something else' }).check();
  await report.click();
  await form.getByText('Say in a sentence what is wrong.').waitFor();
  expect(await focused(form.getByRole('textbox', { name: 'Note' }))).toBe(true);
  await student.route('**/rpc/report', (route) => route.abort());
  await file(form, note);
  await form.getByText('The server cannot be reached right now.').waitFor();
  await student.unroute('**/rpc/report');
  await report.click();
  await form.getByText('Thank you for telling us').waitFor();
  await form.getByRole('button', { name: 'Done' }).click();
  await choose(student, 'pay me elsewhere', 'Report');
  await file(form, 'once more');
  await form.getByText('You have reported this already').waitFor();
  await form.getByRole('button', { name: 'Done' }).click();
  await student.getByRole('button', { name: 'Report this session' }).click();
  const whole = unique('All of it');
  await file(dialog(student, 'Report session'), whole);
  await dialog(student, 'Report session').getByRole('button', { name: 'Done' }).click();

  // Two admins look at once: who is slower sees what the other did.
  const [first, second] = await Promise.all([
    office(await newAdmin('Elena Petrova'), '/admin/reports'),
    office(await newAdmin('Femi Ade'), '/admin/reports'),
  ]);
  const [ofFirst, ofSecond] = [queued(first, note), queued(second, note)];
  await Promise.all([ofFirst.waitFor(), ofSecond.waitFor(), queued(first, whole).waitFor()]);
  expect(await ofFirst.textContent()).not.toContain('elsewhere');
  await second.route('**/rpc/list_reports', (route) => route.abort());
  await ofFirst.getByRole('button', { name: 'Assign to me' }).click();
  await first.getByText('You look into it now.').waitFor();
  await ofSecond.getByRole('button', { name: 'Assign to me' }).click();
  await ofSecond.getByText('Another admin looks into this report.').waitFor();
  await ofSecond.getByText('Elena Petrova looks into it.').waitFor();
  expect(await ofSecond.getByRole('button', { name: 'Resolve' }).count()).toBe(0);

  await first.getByText(/^Mine/).click();
  await ofFirst.getByRole('button', { name: 'Give back' }).click();
  await first.getByText('Given back. It is open again.').waitFor();
  await ofFirst.waitFor({ state: 'detached' });
  await first.getByText(/^Open/).click();
  await ofFirst.getByRole('button', { name: 'Resolve' }).click();
  const closing = dialog(first, 'Resolve report');
  await closing.getByRole('button', { name: 'Resolve' }).click();
  await closing.getByText('Say what came of it').waitFor();
  await closing.getByRole('textbox', { name: 'What came of it' }).fill('We spoke with Theo.');
  await closing.getByRole('button', { name: 'Resolve' }).click();
  await first.getByText('Resolved. Nora Lind was told.').waitFor();
  await ofFirst.waitFor({ state: 'detached' });
  expect(await focused(first.getByRole('radio', { name: /^Open/ }))).toBe(true);
  await ofSecond.getByRole('button', { name: 'Take over' }).click();
  await ofSecond.getByText('Another admin has closed this report meanwhile.').waitFor();
  await ofSecond.getByText('We spoke with Theo.').waitFor();
  expect(await ofSecond.getByRole('link', { name: 'Review' }).getAttribute('href')).toMatch(
    /^\/admin\/sessions\/[\da-f-]{36}$/,
  );

  await student.getByRole('button', { name: /^Notifications/ }).click();
  await dialog(student, 'Notifications').getByText('An admin looked into your report').click();
  await student.getByRole('heading', { name: 'Your reports' }).waitFor();
  const mine = student.getByRole('list', { name: 'Your reports' }).getByRole('listitem');
  const closed = mine.filter({ hasText: note });
  await closed.getByText('Acted on').waitFor();
  await closed.getByText('We spoke with Theo.').waitFor();
  await mine.filter({ hasText: whole }).getByText('Waiting').waitFor();
});

test('nobody reports what they wrote themselves', async () => {
  const { page } = await inConversation();
  await send(page, 'my own words');
  await message(page, 'my own words')
    .getByText(/^(Sent|Delivered|Read)$/)
    .first()
    .waitFor();
  await message(page, 'my own words').first().hover();
  await page
    .getByRole('toolbar', { name: 'Message actions' })
    .getByRole('button', { name: 'More' })
    .click();
  await page.getByRole('menuitem', { name: 'Forward' }).waitFor();
  expect(await page.getByRole('menuitem', { name: 'Report' }).count()).toBe(0);
});

const isSuspended = (page: Page): Locator =>
  page.getByRole('alertdialog', { name: 'Your account is suspended' });

test('who is suspended is told on all devices, sends nothing, and goes on once restored', async () => {
  const { student: laptop, mentor, pair } = await twoPeople();
  await tell(laptop, mentor, 'before');
  const phone = await openAs(pair, 'student');
  const admin = await office(await newAdmin(), `/people/${pair.student.id}`);
  const panel = admin.getByRole('region', { name: 'Administration' });
  await panel.getByText('Active · Student').waitFor();
  // Written without a way out: it waits on the phone.
  await phone.route('**/rest/v1/messages*', (route) => route.abort());
  await send(phone, 'written meanwhile');
  await message(phone, 'written meanwhile').getByText('Sending').waitFor();

  const reason = unique('Adverts to strangers');
  await panel.getByRole('button', { name: 'Suspend' }).click();
  const form = dialog(admin, 'Suspend person');
  await form.getByRole('button', { name: 'Suspend' }).click();
  await form.getByText('Say why, in 3 characters at least').waitFor();
  await form.getByRole('textbox', { name: 'Reason' }).fill(reason);
  await form.getByRole('button', { name: 'Suspend' }).click();
  await panel.getByText('Nora Lind is suspended.').waitFor();
  expect(await focused(panel.getByRole('button', { name: 'Restore' }))).toBe(true);
  for (const page of [laptop, phone]) await isSuspended(page).getByText(reason).waitFor();
  await isSuspended(phone).getByText('One message waits on this device').waitFor();

  // The server refuses it, which is no reason to give it up.
  const refused = phone.waitForResponse('**/rest/v1/messages*');
  await phone.unroute('**/rest/v1/messages*');
  expect((await refused).status()).toBe(403);
  await laptop.keyboard.press('Escape');
  await isSuspended(laptop).getByRole('button', { name: 'Check again' }).click();
  await isSuspended(laptop).getByText(reason).waitFor();
  expect(await composer(laptop).count()).toBe(0);

  const { page: fresh } = await browser.open(appUrl());
  await fresh.getByRole('textbox', { name: 'Email' }).fill(pair.student.email);
  await fresh.getByLabel('Password', { exact: true }).fill(pair.student.password);
  await fresh.getByRole('button', { name: 'Sign in', exact: true }).click();
  await fresh.getByText('This account is suspended.').waitFor();

  await panel.getByRole('button', { name: 'Restore' }).click();
  await dialog(admin, 'Restore person').getByRole('textbox', { name: 'Reason' }).fill('A mistake');
  await dialog(admin, 'Restore person').getByRole('button', { name: 'Restore' }).click();
  await panel.getByText('Active · Student').waitFor();
  for (const page of [laptop, phone]) {
    await isSuspended(page).getByRole('button', { name: 'Check again' }).click();
    await isSuspended(page).waitFor({ state: 'detached' });
  }
  for (const page of [laptop, mentor]) await message(page, 'written meanwhile').waitFor();
  await signIn(fresh, pair.student.email, pair.student.password);
  await openSession(fresh, 'Theo Brandt');
  await message(fresh, 'written meanwhile').waitFor();
});

test('an admin who is made something else loses the admins’ pages at once', async () => {
  const [elena, femi] = await Promise.all([newAdmin(), newAdmin('Femi Ade')]);
  const theirs = await office(femi, '/admin/reports');
  await theirs.getByRole('heading', { name: 'Reports' }).waitFor();
  const page = await office(elena, `/people/${elena.id}`);
  await page.getByText('Edit your profile').waitFor();
  expect(await page.getByRole('region', { name: 'Administration' }).count()).toBe(0);

  await page.goto(at(`/people/${femi.id}`));
  const panel = page.getByRole('region', { name: 'Administration' });
  await panel.getByRole('button', { name: 'Change role' }).click();
  const form = dialog(page, 'Change role');
  await form.getByRole('combobox', { name: 'New role' }).selectOption('Mentor');
  await form.getByText('They lose all that admins may do at once').waitFor();
  await form.getByRole('textbox', { name: 'Reason' }).fill('Left the team');
  await form.getByRole('button', { name: 'Change role' }).click();
  await panel.getByText('Changed to: Mentor.').waitFor();
  await panel.getByText('Active · Mentor').waitFor();
  await theirs.getByText('There is nothing here').waitFor();
});

test.each(looks)('reports and suspension, $width, $theme: by axe and for the eye', async (look) => {
  const name = (state: string): string => `reports-${state}-${look.width}-${look.theme}`;
  const options = { ...lookOptions(look), hasTouch: look.width === 'narrow' };
  const { page, pair } = await inConversation(options);
  const mentor = await openAs(pair, 'mentor');
  await tell(mentor, page, 'Send me the money first, then we talk.');
  const note = unique('Wants to be paid before we have even met');

  await choose(page, 'Send me the money first, then we talk.', 'Report');
  const form = dialog(page, 'Report message');
  await form.getByRole('radio', { name: 'Harassment' }).check();
  await form.getByRole('textbox', { name: 'Note' }).fill(note);
  await form.getByRole('radio', { name: 'Spam' }).scrollIntoViewIfNeeded();
  await inspect(page, name('form'));
  await form.getByRole('button', { name: 'Report', exact: true }).scrollIntoViewIfNeeded();
  await inspect(page, name('form-end'));
  if (look.width === 'narrow') expect(await lowButtons(page)).toEqual([]);
  await form.getByRole('button', { name: 'Report', exact: true }).click();
  await form.getByText('Thank you for telling us').waitFor();
  await inspect(page, name('thanks'));
  await page.goto(at('/settings/reports'));
  await page.getByText(note).waitFor();
  await inspect(page, name('own'));

  const { page: admin } = await signedIn(await newAdmin(), options);
  await admin.getByRole('button', { name: 'Account' }).waitFor();
  await admin.route('**/rpc/list_reports', (route) => route.abort());
  await admin.goto(at('/admin/reports'));
  await admin.getByText('The reports did not load').waitFor();
  await inspect(admin, name('failed'));
  await admin.unroute('**/rpc/list_reports');
  await admin.getByRole('button', { name: 'Try again' }).click();
  await queued(admin, note).waitFor();
  await inspect(admin, name('queue'));
  if (look.width === 'narrow') expect(await lowButtons(admin)).toEqual([]);
  await queued(admin, note).getByRole('button', { name: 'Dismiss' }).click();
  await dialog(admin, 'Dismiss report').waitFor();
  await inspect(admin, name('closing'));
  await admin.keyboard.press('Escape');
  await admin.getByText(/^Mine/).click();
  await admin.getByText('You look into none').waitFor();
  await inspect(admin, name('none'));

  await admin.goto(at(`/people/${pair.student.id}`));
  const panel = admin.getByRole('region', { name: 'Administration' });
  await panel.waitFor();
  await inspect(admin, name('panel'));
  await panel.getByRole('button', { name: 'Change role' }).click();
  await inspect(admin, name('role'));
  await admin.keyboard.press('Escape');
  await panel.getByRole('button', { name: 'Suspend' }).click();
  await inspect(admin, name('suspending'));
  await dialog(admin, 'Suspend person').getByRole('textbox', { name: 'Reason' }).fill('Adverts');
  await dialog(admin, 'Suspend person').getByRole('button', { name: 'Suspend' }).click();
  await panel.getByText('Nora Lind is suspended.').waitFor();
  await inspect(admin, name('suspended-panel'));
  await isSuspended(page).getByText('Adverts').waitFor();
  await inspect(page, name('suspended'));
});
