import { inject, test } from 'vitest';
import { makePair } from '../support/accounts.ts';
import { useConversations } from '../support/conversations.ts';
import { fillSessions } from '../support/history.ts';
import { inspect, lookOptions, looks } from '../support/looks.ts';
import { log, openSession } from '../support/screens.ts';

const { database: sql, signedIn } = useConversations();

test.each(looks)('the past, $width, $theme: by axe and for the eye', async (how) => {
  const { student, mentor, sessionId } = await makePair(inject('stack'), sql());
  await fillSessions(sql(), mentor.id, student.id, [sessionId], 4_000);
  await sql()`
    update public.participant_state
    set last_read_seq = 999, unread_from_seq = 1000, unread_count = 1500
    where session_id = ${sessionId} and user_id = ${student.id}`;
  const { page } = await signedIn(student, lookOptions(how));
  const take = (name: string): Promise<void> =>
    inspect(page, `history-${name}-${how.width}-${how.theme}`);
  await openSession(page, mentor.fullName);

  await page.getByRole('button', { name: /Jump to first unread/ }).click();
  const target = log(page).locator('[data-highlighted]');
  await target.waitFor();
  await take('landed');

  await page.getByRole('button', { name: /jump to a date$/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Jump to a date' });
  await dialog.waitFor();
  await take('date');

  await page.route('**/rpc/seq_at', (route) => route.abort());
  await dialog.getByLabel('Date').press('Enter');
  const alert = page.getByRole('alert').filter({ hasText: 'Dismiss' });
  await alert.waitFor();
  await take('failed');
  await alert.getByRole('button', { name: 'Dismiss' }).click();
  await alert.waitFor({ state: 'detached' });
});
