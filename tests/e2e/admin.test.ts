import { readFile } from 'node:fs/promises';
import type { Download, Locator, Page } from 'playwright-core';
import { expect, inject, test } from 'vitest';
import { makeAdmin, signUp, type Account } from '../support/accounts.ts';
import { complaints } from '../support/axe.ts';
import { useConversations } from '../support/conversations.ts';
import { makeSession } from '../support/database.ts';
import { inspect, lookOptions, looks, lowButtons } from '../support/looks.ts';
import { makeManySessions, peerName } from '../support/many-sessions.ts';
import { openAdminPage } from '../support/screens.ts';

const { database, appUrl, signedIn } = useConversations();

const at = (path: string): string => new URL(path, appUrl()).href;
/** Nobody else in the shared database is called that. */
const unique = (name: string): string => `${name} ${Math.random().toString(36).slice(2, 10)}`;
const newAdmin = (name?: string): Promise<Account> => makeAdmin(inject('stack'), database(), name);

const table = (page: Page, name: string): Locator => page.getByRole('table', { name });
/** The rows that are in the page, without the headings. */
const rows = (page: Page, name: string): Locator =>
  table(page, name).locator('[role="row"]:has([role="cell"])');

/** The text of a file that the page gave out while `work` was done. */
async function saved(page: Page, work: () => Promise<void>): Promise<[string, Download]> {
  const [download] = await Promise.all([page.waitForEvent('download'), work()]);
  return [await readFile(await download.path(), 'utf8'), download];
}

/** As when the tab comes into view again. */
const comeBack = (page: Page): Promise<unknown> =>
  page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));

test('admins have one way in, to pages with one navigation; nobody else finds anything', async () => {
  const [admin, student] = await Promise.all([newAdmin(), signUp(inject('stack'), 'Nora Lind')]);
  const { page } = await signedIn(admin, { hasTouch: true });
  const link = page.getByRole('link', { name: 'Admin', exact: true });
  expect((await link.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  await link.click();
  await page.getByRole('heading', { name: 'Sessions' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/admin/sessions');
  const nav = page.getByRole('navigation', { name: 'Administration' });
  expect(await nav.getByRole('link').allInnerTexts()).toEqual([
    'Sessions',
    expect.stringMatching(/^Reports/),
    expect.stringMatching(/^Mentors/),
    'Announcements',
    'Analytics',
    'Audit log',
    'Settings',
  ]);
  for (const name of ['Mentors', 'Audit log', 'Settings']) {
    await nav.getByRole('link', { name: new RegExp(`^${name}`) }).click();
    await nav.locator('[aria-current="page"]').filter({ hasText: name }).waitFor();
  }
  await page.getByRole('link', { name: 'Back to sessions' }).click();
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitem', { name: 'Admin' }).click();
  await table(page, 'Sessions').waitFor();

  const { page: theirs } = await signedIn(student);
  await theirs.getByRole('link', { name: 'Find a mentor' }).waitFor();
  expect(await theirs.getByRole('link', { name: 'Admin', exact: true }).count()).toBe(0);
  for (const path of ['/admin', '/admin/sessions', '/admin/audit', '/admin/settings']) {
    await theirs.goto(at(path));
    await theirs.getByText('There is nothing here').waitFor();
    expect(await theirs.getByRole('navigation', { name: 'Administration' }).count()).toBe(0);
  }
});

test('the table of sessions is searched, filtered and sorted; its address can be sent on', async () => {
  const name = unique('Ilse Kaya');
  const [admin, student] = await Promise.all([newAdmin(), signUp(inject('stack'), name)]);
  const made = await makeManySessions(database(), student.id, 60);
  const ids = made.map(({ sessionId }) => sessionId);
  await database()`update public.sessions set status = 'completed' where id in ${database()(ids.slice(0, 10))}`;
  await database()`update public.sessions set last_seq = 77 where id = ${ids[11]!}`;
  await database()`update public.sessions set awaiting_user_id = founder_a, awaiting_since = now() - interval '30 hours'
    where id = ${ids[12]!}`;
  await database()`insert into public.reports (id, reporter_id, session_id, reason)
    values (gen_random_uuid(), ${student.id}, ${ids[13]!}, 'spam')`;

  const { page } = await signedIn(admin);
  await openAdminPage(page, 'Sessions');
  const search = page.getByRole('searchbox', { name: 'Search sessions' });
  await search.fill(name);
  await page.getByText('60 sessions', { exact: true }).waitFor();
  const sessions = table(page, 'Sessions');
  await expect.poll(() => sessions.getAttribute('aria-rowcount')).toBe('61');
  // Only what is near the view is in the page, and further pages come by scrolling.
  expect(await rows(page, 'Sessions').count()).toBeLessThan(40);
  const last = sessions.locator('[aria-rowindex="61"]');
  await expect
    .poll(async () => {
      await rows(page, 'Sessions').last().scrollIntoViewIfNeeded();
      return last.count();
    })
    .toBe(1);

  const status = page.getByRole('group', { name: 'Status' });
  await status.getByRole('button', { name: 'Completed 10' }).click();
  await page.getByText('10 sessions', { exact: true }).waitFor();
  await expect.poll(() => rows(page, 'Sessions').count()).toBe(10);
  // The numbers say what choosing would find, so they stay.
  await status.getByRole('button', { name: 'In progress 50' }).waitFor();
  await page.reload();
  await page.getByText('10 sessions', { exact: true }).waitFor();
  expect(await search.inputValue()).toBe(name);
  await page.goBack();
  await page.getByText('60 sessions', { exact: true }).waitFor();

  const messages = page.getByRole('columnheader', { name: 'Messages' });
  await messages.getByRole('button').click();
  await expect.poll(() => messages.getAttribute('aria-sort')).toBe('descending');
  await expect.poll(() => rows(page, 'Sessions').first().innerText()).toContain(peerName(12));
  await messages.getByRole('button').press('Enter');
  await expect.poll(() => messages.getAttribute('aria-sort')).toBe('ascending');
  await page.getByRole('columnheader', { name: 'Waiting' }).getByRole('button').click();
  await expect.poll(() => rows(page, 'Sessions').first().innerText()).toContain(peerName(13));

  await page.getByRole('button', { name: 'Filters' }).click();
  const hours = page.getByRole('textbox', { name: 'Waiting for over' });
  await hours.fill('1.5');
  await page.getByText('Give whole hours').waitFor();
  await hours.fill('24');
  await page.getByText('1 session', { exact: true }).waitFor();
  await hours.fill('');
  await page.getByRole('button', { name: 'With open reports' }).click();
  await page.getByText('1 session', { exact: true }).waitFor();
  await expect.poll(() => rows(page, 'Sessions').first().innerText()).toContain(peerName(14));
  await page.getByLabel('Created until').fill('2020-01-01');
  await page.getByText('No session is like that').waitFor();
  expect(await complaints(page)).toEqual([]);
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect.poll(() => search.inputValue()).toBe('');

  // Somebody is found by name, and by pressing their name in a row.
  const person = page.getByRole('combobox', { name: 'Person' });
  await person.fill(name.slice(0, -1));
  await page.getByRole('option', { name: new RegExp(name) }).waitFor();
  await person.press('Enter');
  await page.getByText('60 sessions', { exact: true }).waitFor();
  expect(await person.inputValue()).toBe(name);
  await rows(page, 'Sessions')
    .getByRole('button', { name: peerName(13) })
    .click();
  await page.getByText('1 session', { exact: true }).waitFor();
  await expect.poll(() => person.inputValue()).toBe(peerName(13));
  const shared = page.url();
  const other = await newAdmin();
  const { page: theirs } = await signedIn(other);
  await theirs.goto(shared);
  await theirs.getByText('1 session', { exact: true }).waitFor();
  await theirs.getByRole('link', { name: `Review ${name} and ${peerName(13)}` }).click();
  await expect.poll(() => new URL(theirs.url()).pathname).toBe(`/admin/sessions/${ids[12]!}`);
});

test('what changes is announced and shown on demand; the export is a table without formulas', async () => {
  const name = unique('Jonas Weber');
  const [admin, student, mentor] = await Promise.all([
    newAdmin(),
    signUp(inject('stack'), name),
    signUp(inject('stack'), 'Theo Brandt', 'mentor'),
  ]);
  const sql = database();
  const first = await makeSession(sql, student.id, mentor.id);
  await sql`update public.sessions set subject = ${'=HYPERLINK("http://evil.example","x"), y'} where id = ${first}`;
  const { page } = await signedIn(admin);
  await page.goto(at(`/admin/sessions?q=${encodeURIComponent(name)}`));
  await page.getByText('1 session', { exact: true }).waitFor();

  await makeSession(sql, student.id, mentor.id, { status: 'requested' });
  await sql`update public.sessions set status = 'completed' where id = ${first}`;
  await comeBack(page);
  await page.getByText('2 sessions', { exact: true }).waitFor();
  expect(await rows(page, 'Sessions').count()).toBe(1);
  await page.getByRole('button', { name: '2 changed – show' }).click();
  await expect.poll(() => rows(page, 'Sessions').count()).toBe(2);
  await page.getByRole('button', { name: /changed – show/ }).waitFor({ state: 'detached' });

  const [text, download] = await saved(page, () =>
    page.getByRole('button', { name: 'Export CSV' }).click(),
  );
  expect(download.suggestedFilename()).toMatch(/^sessions-\d{4}-\d\d-\d\d\.csv$/);
  expect(text.startsWith('\uFEFFid,kind,status,subject,')).toBe(true);
  const lines = text.trimEnd().split('\r\n');
  expect(lines).toHaveLength(3);
  expect(lines[2]).toContain(`,completed,"'=HYPERLINK(""http://evil.example"",""x""), y",${name},`);
  await page.getByText('2 sessions exported.').waitFor();

  await page.route('**/rpc/admin_export_sessions', (route) => route.abort());
  await page.getByRole('button', { name: 'Export CSV' }).click();
  await page.getByRole('alert').getByText('The server cannot be reached').waitFor();
});

test('the audit log is read in words, filtered, and taken out as JSON lines', async () => {
  const [admin, student, mentor] = await Promise.all([
    newAdmin(unique('Mara Vogt')),
    signUp(inject('stack'), unique('Nora Lind')),
    signUp(inject('stack'), 'Theo Brandt', 'mentor'),
  ]);
  const sql = database();
  const session = await makeSession(sql, student.id, mentor.id);
  const { page } = await signedIn(admin);
  await page.goto(at('/admin/sessions?status=declined'));
  await saved(page, () => page.getByRole('button', { name: 'Export CSV' }).click());
  await sql`insert into public.audit_log (actor_id, actor_label, action, session_id, subject_user_id, reason, details)
    values (${admin.id}, ${`${admin.fullName} (admin)`}, 'review_session', ${session}, ${student.id},
      ${'A student says <b>he</b> was insulted.'}, '{"expires_at": "2026-11-22T12:00:00Z", "kind_of": "x"}')`;

  await page.getByRole('link', { name: 'Audit log' }).click();
  const lines = rows(page, 'Audit log');
  const mine = lines.filter({ hasText: admin.fullName });
  await mine.getByText('Began a review').waitFor();
  await mine.getByRole('button', { name: admin.fullName }).first().click();
  await expect.poll(() => lines.count()).toBe(2);
  const review = lines.filter({ hasText: 'Began a review' });
  await review.getByText('“A student says <b>he</b> was insulted.”').waitFor();
  expect(await review.getByText('Expires at:').count()).toBe(1);
  await lines.filter({ hasText: 'Exported sessions' }).getByText('Status: Declined').waitFor();
  await review.getByText('As it was written').click();
  await review.getByText('"action": "review_session"').waitFor();
  expect(await complaints(page)).toEqual([]);

  const [text, download] = await saved(page, () =>
    page.getByRole('button', { name: 'Export JSON lines' }).click(),
  );
  expect(download.suggestedFilename()).toMatch(/^audit-log-\d{4}-\d\d-\d\d\.jsonl$/);
  const written = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(written).toMatchObject([
    { action: 'review_session', session_id: session, actor_id: admin.id },
    { action: 'export_sessions', details: { filter: { status: ['declined'] } } },
  ]);
  await page.getByText('2 lines exported.').waitFor();

  // The export is a line itself; the address says what is looked at.
  await page
    .getByRole('combobox', { name: 'What was done' })
    .selectOption('Exported the audit log');
  await expect.poll(() => lines.count()).toBe(1);
  await page.reload();
  await expect.poll(() => lines.count()).toBe(1);
  await page.getByRole('combobox', { name: 'What was done' }).selectOption('Anything');
  const sessionField = page.getByRole('textbox', { name: 'Session' });
  await sessionField.fill('nonsense');
  await page.getByText('This is no id of a session.').waitFor();
  await sessionField.fill(session);
  await expect.poll(() => lines.count()).toBe(1);
  const about = page.getByRole('combobox', { name: 'To whom' });
  await about.fill(student.fullName);
  await page.getByRole('option', { name: new RegExp(student.fullName) }).click();
  await expect.poll(() => new URL(page.url()).searchParams.get('about')).toBe(student.id);
  await page.getByLabel('Until', { exact: true }).fill('2020-01-01');
  await page.getByText('No line is like that').waitFor();
  await page.getByRole('button', { name: 'Show the whole log' }).click();
  await expect.poll(() => lines.count()).toBeGreaterThan(2);
  await page.goto(at(`/admin/audit?session=${session}`));
  await lines.getByRole('link', { name: `Session ${session.slice(0, 8)}` }).click();
  await page.getByText('1 session', { exact: true }).waitFor();
});

/** One limit or time among the settings. */
const setting = (page: Page, title: string): Locator =>
  page.getByRole('listitem').filter({ has: page.getByRole('textbox', { name: title }) });

test('settings are changed within bounds, by two admins at once, and have a history', async () => {
  const [first, second] = await Promise.all([newAdmin(unique('Elena Petrova')), newAdmin()]);
  const sql = database();
  const title = 'Time to change a rating';
  const pages = await Promise.all([first, second].map((admin) => signedIn(admin)));
  const [mine, theirs] = pages.map(({ page }) => page);
  if (!mine || !theirs) throw new Error('two pages');
  await Promise.all([mine, theirs].map((page) => openAdminPage(page, 'Settings')));
  const box = setting(mine, title);
  const input = box.getByRole('textbox');
  await expect.poll(() => input.inputValue()).toBe('604800');
  await box.getByText('= 7 days').waitFor();
  // Every setting of the database has its place.
  expect(await mine.getByRole('region', { name: 'Other' }).count()).toBe(0);

  for (const [bad, why] of [
    ['', 'Give a whole number from 0 to 7,776,000 (seconds).'],
    ['-1', 'This is too low.'],
    ['99999999999999999999', 'This is too high.'],
    ['1.5', 'This is no whole number.'],
    ['soon', 'This is no whole number.'],
  ] as const) {
    await input.fill(bad);
    await input.press('Enter');
    await box.getByText(why).waitFor();
    expect(await input.getAttribute('aria-invalid')).toBe('true');
  }
  expect(await complaints(mine)).toEqual([]);
  await input.fill('691200');
  await box.getByText('= 8 days').waitFor();

  // Somebody else is faster: nothing is overwritten, nothing typed is lost.
  const other = setting(theirs, title);
  await other.getByRole('textbox').fill('777600');
  await other.getByRole('button', { name: 'Save' }).click();
  await other.getByText('Saved.').waitFor();
  await box.getByRole('button', { name: 'Save' }).click();
  const conflict = box.getByRole('alert');
  await conflict.getByText('it is 9 days now. You typed 8 days.').waitFor();
  expect(await input.inputValue()).toBe('691200');
  const stored = async (): Promise<unknown> =>
    (await sql`select value from public.app_settings where key = 'rating_window'`)[0]?.['value'];
  expect(await stored()).toBe(777_600);
  await conflict.getByRole('button', { name: 'Save 8 days' }).click();
  await box.getByText('Saved.').waitFor();
  expect(await stored()).toBe(691_200);
  await box.getByText(`${first.fullName} changed it from 9 days to 8 days`).waitFor();
  await box.getByRole('button', { name: 'History' }).click();
  await box.getByText('7 days → 9 days').waitFor();

  // Again, and this time theirs stays.
  await other.getByRole('textbox').fill('864000');
  await other.getByRole('button', { name: 'Save' }).click();
  await other.getByRole('alert').getByRole('button', { name: 'Keep 8 days' }).click();
  expect(await other.getByRole('textbox').inputValue()).toBe('691200');
  await box.getByRole('button', { name: 'Use the default' }).click();
  await mine.route('**/rpc/set_setting', (route) => route.abort());
  await box.getByRole('button', { name: 'Save' }).click();
  await box.getByRole('alert').getByText('The server cannot be reached').waitFor();
  expect(await input.inputValue()).toBe('604800');
  await mine.unroute('**/rpc/set_setting');
  await box.getByRole('button', { name: 'Save' }).click();
  await box.getByText('Saved.').waitFor();
  expect(await stored()).toBe(604_800);

  // What removes for good asks once more.
  const kept = setting(mine, 'Keep the audit log');
  await kept.getByRole('textbox').fill('30000');
  await kept.getByRole('textbox').press('Enter');
  const confirm = mine.getByRole('alertdialog', { name: 'Remove what is older?' });
  await confirm.getByRole('button', { name: 'Cancel' }).click();
  expect(await kept.getByRole('textbox').inputValue()).toBe('30000');
  await kept.getByRole('button', { name: 'Cancel' }).click();
  expect(await kept.getByRole('textbox').inputValue()).toBe('0');
});

test.each(looks)('the pages of admins, $width, $theme: by axe and for the eye', async (look) => {
  const name = (state: string): string => `admin-${state}-${look.width}-${look.theme}`;
  const [admin, student, mentor] = await Promise.all([
    newAdmin(),
    signUp(inject('stack'), 'Oluwaseun Bakare'),
    signUp(inject('stack'), 'Theo Brandt', 'mentor'),
  ]);
  const sql = database();
  const session = await makeSession(sql, student.id, mentor.id);
  await sql`update public.sessions set subject = 'How to be on call without losing sleep', last_seq = 1204,
      last_message_at = now() - interval '2 days', awaiting_user_id = ${mentor.id}, awaiting_since = now() - interval '2 days'
    where id = ${session}`;
  await sql`insert into public.reports (id, reporter_id, session_id, reason)
    values (gen_random_uuid(), ${student.id}, ${session}, 'spam')`;
  await sql`insert into public.review_grants (session_id, admin_id, reason, expires_at)
    values (${session}, ${admin.id}, 'A report that has to be looked into', now() + interval '1 hour')`;
  await sql`insert into public.audit_log (actor_id, actor_label, action, session_id, subject_user_id, reason, details)
    values (${admin.id}, 'Elena Petrova (admin)', 'resolve_report', ${session}, ${student.id},
      'They were told; it was the first time.', '{"outcome": "resolved", "report_id": "x"}'),
    (${admin.id}, 'Elena Petrova (admin)', 'set_setting', null, null, null, '{"key": "edit_window", "from": 900, "to": 600}')`;
  const { page } = await signedIn(admin, {
    ...lookOptions(look),
    hasTouch: look.width === 'narrow',
  });
  await page.route('**/rpc/admin_list_sessions', (route) => route.abort());
  await page.goto(at('/admin/sessions'));
  await page.getByText('The sessions did not load').waitFor();
  await inspect(page, name('sessions-failed'));
  await page.unroute('**/rpc/admin_list_sessions');
  await page.getByRole('button', { name: 'Try again' }).click();
  await rows(page, 'Sessions').first().waitFor();
  await inspect(page, name('sessions'));
  if (look.width === 'narrow') expect(await lowButtons(page)).toEqual([]);
  await page.getByRole('button', { name: 'Filters' }).click();
  await inspect(page, name('sessions-filters'));

  await page.goto(at('/admin/audit'));
  await rows(page, 'Audit log').first().waitFor();
  await inspect(page, name('audit'));
  if (look.width === 'narrow') expect(await lowButtons(page)).toEqual([]);
  await page.goto(at('/admin/settings'));
  const box = setting(page, 'Time to edit');
  await box.getByRole('textbox').fill('0.5');
  await box.getByRole('textbox').press('Enter');
  await inspect(page, name('settings'));
  if (look.width === 'narrow') expect(await lowButtons(page)).toEqual([]);
});
