import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, inject, test } from 'vitest';
import { makePair, useDatabase } from '../support/accounts.ts';
import { complaints } from '../support/axe.ts';
import { useApp, useBrowser } from '../support/browser.ts';
import { fillSessions } from '../support/history.ts';
import { log, openSession, signIn } from '../support/screens.ts';

const appUrl = useApp(() => inject('stack').apiUrl);
const browser = useBrowser();
const sql = useDatabase();

const ARTIFACTS = path.resolve(import.meta.dirname, '../artifacts/history');
const looks = [1280, 390].flatMap((width) =>
  (['light', 'dark'] as const).map((theme) => ({ width, theme })),
);

test.each(looks)('the past, $width, $theme: by axe and for the eye', async ({ width, theme }) => {
  await mkdir(ARTIFACTS, { recursive: true });
  const { student, mentor, sessionId } = await makePair(inject('stack'), sql());
  await fillSessions(sql(), mentor.id, student.id, [sessionId], 4_000);
  await sql()`
    update public.participant_state
    set last_read_seq = 999, unread_from_seq = 1000, unread_count = 1500
    where session_id = ${sessionId} and user_id = ${student.id}`;
  const { page } = await browser.open(appUrl(), {
    viewport: { width, height: 800 },
    colorScheme: theme,
    reducedMotion: 'reduce',
  });
  const take = (name: string) =>
    page.screenshot({ path: path.join(ARTIFACTS, `${name}-${width}-${theme}.png`) });
  await signIn(page, student.email, student.password);
  await openSession(page, mentor.fullName);

  await page.getByRole('button', { name: /Jump to first unread/ }).click();
  const target = log(page).locator('[data-highlighted]');
  await target.waitFor();
  await take('landed');
  expect(await complaints(page)).toEqual([]);

  await page.getByRole('button', { name: /jump to a date$/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Jump to a date' });
  await dialog.waitFor();
  await take('date');
  expect(await complaints(page)).toEqual([]);

  await page.route('**/rpc/seq_at', (route) => route.abort());
  await dialog.getByLabel('Date').press('Enter');
  const alert = page.getByRole('alert').filter({ hasText: 'Dismiss' });
  await alert.waitFor();
  await take('failed');
  expect(await complaints(page)).toEqual([]);
  await alert.getByRole('button', { name: 'Dismiss' }).click();
  await alert.waitFor({ state: 'detached' });
});
