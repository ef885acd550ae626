import type { Locator, Page } from 'playwright-core';
import { beforeAll, expect, inject, test } from 'vitest';
import { makeAdmin, type Account } from '../support/accounts.ts';
import { complaints } from '../support/axe.ts';
import { useConversations } from '../support/conversations.ts';
import { makeUser } from '../support/database.ts';
import { inspect, lookOptions, looks, lowButtons } from '../support/looks.ts';
import { openAdminPage } from '../support/screens.ts';

const { database, signedIn } = useConversations();

/** Long before anything else happens in this database. */
const [FROM, TO] = ['2024-03-01', '2024-03-20'];
const STATUSES = ['requested', 'accepted', 'in_progress', 'completed', 'declined', 'expired'];
const SESSIONS = 90;
/** Tall enough for all of the page. */
const HEIGHTS = { wide: 1800, narrow: 3600 };

const newAdmin = (): Promise<Account> => makeAdmin(inject('stack'), database());

beforeAll(async () => {
  const sql = database();
  const people = { student: [] as string[], mentor: [] as string[] };
  for (let n = 0; n < 6; n += 1) {
    people.student.push(await makeUser(sql, 'student', `Student ${n}`));
    people.mentor.push(await makeUser(sql, 'mentor', `Mentor ${n}`));
  }
  const made = await sql<{ id: string }[]>`
    insert into public.sessions (kind, status, founder_a, founder_b, created_by, created_at)
    select 'mentoring', (${STATUSES}::text[])[1 + n * 7 % 11 % 6]::public.session_status,
      (${people.student}::uuid[])[1 + n % 6], (${people.mentor}::uuid[])[1 + n % 5], (${people.student}::uuid[])[1 + n % 6],
      ${FROM}::timestamp at time zone 'UTC' + n * interval '5 hours'
    from generate_series(0, ${SESSIONS - 1}::int) n
    returning id`;
  const ids = made.map(({ id }) => id);
  await sql`
    insert into public.messages (id, session_id, seq, rev, sender_id, content, created_at)
    select gen_random_uuid(), s.id, n, n, case when n % 2 = 1 then s.founder_a else s.founder_b end, 'message ' || n,
      s.created_at + n * (s.k * s.k % 13) * interval '17 minutes'
    from (select *, row_number() over (order by created_at) as k from public.sessions where id = any (${ids}::uuid[])) s
    cross join lateral generate_series(1, (s.k % 7)::int) n`;
  await sql`insert into public.reports (id, session_id, reporter_id, reason, created_at)
            select gen_random_uuid(), s.id, s.founder_a, 'spam', s.created_at from public.sessions s
            where s.id = any (${ids}::uuid[]) and s.status = 'declined'`;
  await sql`select private.settle_sessions(${ids}::uuid[])`;
  // The stack's own round may be at it.
  const left = async () =>
    (await sql`select 1 from private.sessions_to_count where session_id = any (${ids}::uuid[])`)
      .length;
  while ((await left()) > 0) await sql`select private.count_for_analytics()`;
});

const card = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true });

async function open(page: Page, from = FROM, to = TO): Promise<void> {
  await openAdminPage(page, 'Analytics');
  await choose(page, from, to);
  await card(page, 'Messages').waitFor();
}

async function choose(page: Page, from: string, to: string): Promise<void> {
  await page.getByLabel('From', { exact: true }).fill(from);
  await page.getByLabel('To', { exact: true }).fill(to);
}

/** The table of a card: its rows, as they are read. */
async function tableOf(page: Page, name: string): Promise<string[][]> {
  await card(page, name)
    .getByRole('button', { name: `${name} as a table` })
    .click();
  return page
    .getByRole('table', { name, exact: true })
    .locator('tbody tr')
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
}

/** Of what is drawn in a card, how much can be seen. */
const drawn = (page: Page, name: string, selector: string): Promise<number> =>
  card(page, name)
    .locator(selector)
    .evaluateAll(
      (all) => all.map((one) => one.getBoundingClientRect()).filter((box) => box.height > 0).length,
    );

test('an admin sees plots of what is in the database, and the same numbers as tables', async () => {
  const { page } = await signedIn(await newAdmin());
  const styles = () => page.locator('style').count();
  const before = await styles();
  await open(page);

  const bars = await database()<{ day: number; status: string; n: number }[]>`
    select (created_at at time zone 'UTC')::date - ${FROM}::date as day, status, count(*)::int as n
    from public.sessions
    where created_at >= ${FROM}::timestamp at time zone 'UTC'
      and created_at < ${TO}::timestamp at time zone 'UTC' + interval '1 day'
    group by 1, 2`;
  await expect
    .poll(() => drawn(page, 'Sessions by status', '.recharts-bar-rectangle path'))
    .toBe(bars.length);
  expect(await drawn(page, 'Active people', 'path.recharts-line-curve')).toBe(1);
  for (const name of [
    'Messages',
    'Time to first reply',
    'Completion rate',
    'Mentors’ load',
    'Reports',
  ])
    expect(await drawn(page, name, '.recharts-bar-rectangle path'), name).toBeGreaterThan(0);

  const rows = await tableOf(page, 'Sessions by status');
  expect(rows).toHaveLength(20);
  for (const [line, [day = '', ...numbers]] of rows.entries()) {
    const here = bars.filter((bar) => bar.day === line);
    const counts = STATUSES.map((status) => here.find((bar) => bar.status === status)?.n ?? 0);
    const all = counts.reduce((sum, n) => sum + n, 0);
    expect(numbers, day).toEqual([...counts, all].map(String));
  }
  const [said] = await database()<{ n: number }[]>`
    select count(*)::int as n from public.messages
    where created_at >= ${FROM}::timestamp at time zone 'UTC'
      and created_at < ${TO}::timestamp at time zone 'UTC' + interval '1 day'`;
  const messages = await tableOf(page, 'Messages');
  expect(messages.reduce((sum, [, n]) => sum + Number(n), 0)).toBe(said!.n);
  expect(await complaints(page)).toEqual([]);
  // Back to the plot, by the keyboard.
  await card(page, 'Messages').getByRole('button', { name: 'Messages as a table' }).press('Enter');
  await card(page, 'Messages')
    .getByRole('img', { name: /^Messages: / })
    .waitFor();

  await page.getByLabel('Kind').selectOption('Support');
  await page.getByText('Nothing happened then').waitFor();
  await page.getByLabel('Kind').selectOption('Mentoring session');
  await page.getByLabel('Role').selectOption('Mentor');
  await card(page, 'Reports').getByText('Nobody reported anything.').waitFor();
  // Under the content security policy nothing could be added.
  expect(await styles()).toBe(before);
});

test('days that make no range are refused in words, days without data say so, a failure can be retried', async () => {
  const { page } = await signedIn(await newAdmin());
  await open(page);
  await page.getByLabel('To', { exact: true }).fill('2024-02-01');
  await page.getByText('The last day lies before the first.').waitFor();
  // What was there stays.
  await card(page, 'Messages').waitFor();
  await choose(page, '2023-01-01', TO);
  await page.getByText('Choose 400 days at most.').waitFor();

  await choose(page, '2019-01-01', '2019-01-31');
  await page.getByText('Nothing happened then').waitFor();

  await page.route('**/rpc/analytics', (route) => route.abort());
  await page.getByRole('button', { name: '7 days' }).click();
  await page.getByText('The numbers did not load').waitFor();
  await page.unroute('**/rpc/analytics');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('The numbers did not load').waitFor({ state: 'detached' });
  await choose(page, FROM, TO);
  await card(page, 'Messages').waitFor();
});

test.each(looks)('looks right, $width and $theme', async (look) => {
  const { page } = await signedIn(await newAdmin(), {
    ...lookOptions(look),
    hasTouch: look.width === 'narrow',
  });
  await open(page);
  const size = page.viewportSize()!;
  await page.setViewportSize({ ...size, height: HEIGHTS[look.width] });
  await expect
    .poll(() => drawn(page, 'Reports', '.recharts-bar-rectangle path'))
    .toBeGreaterThan(0);
  await inspect(page, `admin-analytics-${look.width}-${look.theme}`);
  if (look.width === 'narrow') expect(await lowButtons(page)).toEqual([]);
});
