import type { Page, Route } from 'playwright-core';
import { expect, inject, test } from 'vitest';
import { makePair } from '../support/accounts.ts';
import { useConversations } from '../support/conversations.ts';
import { fillSessions } from '../support/history.ts';
import { log, openSession, sessionList, signIn } from '../support/screens.ts';

/** Messages; the page that a session opens with has 50. */
const SEVERAL_PAGES = 300;
const { database, appUrl, browser, signedIn } = useConversations();

const broken = (route: Route): Promise<void> =>
  route.fulfill({ status: 500, json: { code: 'XX000', message: 'Out of order.' } });

/** Refuses every request of `rpc` whose body has `parameter`, and counts them. */
async function breakPages(page: Page, rpc: string, parameter: string) {
  const url = `**/rest/v1/rpc/${rpc}*`;
  let asked = 0;
  await page.route(url, (route) => {
    const body = route.request().postDataJSON() as Record<string, unknown>;
    if (!(parameter in body)) return route.fallback();
    asked += 1;
    return broken(route);
  });
  return { asked: () => asked, repair: () => page.unroute(url) };
}

/** Tells an element that it was scrolled, as often as a person's wheel does. */
const scrollOften = (page: Page, role: 'log' | 'navigation'): Promise<void> =>
  page.getByRole(role).evaluate(async (element) => {
    for (let n = 0; n < 30; n += 1) {
      element.scrollTop = element.localName === 'nav' ? element.scrollHeight : n % 2;
      element.dispatchEvent(new Event('scroll'));
      await new Promise(requestAnimationFrame);
    }
  });

test('an older page that fails is asked for again by the reader only', async () => {
  const { student, mentor, sessionId } = await makePair(inject('stack'), database());
  await fillSessions(database(), student.id, mentor.id, [sessionId], SEVERAL_PAGES);
  const { page } = await signedIn(student);
  const pages = await breakPages(page, 'get_messages', 'p_before_seq');
  await openSession(page, 'Theo Brandt');
  await log(page).getByRole('article').first().waitFor();
  await scrollOften(page, 'log');
  const failure = log(page).getByRole('alert');
  await failure.waitFor();
  const asked = pages.asked();
  await scrollOften(page, 'log');
  expect(pages.asked()).toBe(asked);

  await pages.repair();
  await failure.getByRole('button', { name: 'Try again' }).click();
  await failure.waitFor({ state: 'detached' });
});

test('a further page of the list that fails is asked for again by the reader only', async () => {
  const { page } = await browser.open(appUrl());
  await page.route('**/rest/v1/rpc/list_sessions*', async (route) => {
    const more = 'p_before' in (route.request().postDataJSON() as object);
    if (more) return route.fulfill({ json: { items: [], has_more: false, next_cursor: null } });
    const response = await route.fetch();
    const body = (await response.json()) as object;
    return route.fulfill({ response, json: { ...body, has_more: true, next_cursor: 'next' } });
  });
  const pages = await breakPages(page, 'list_sessions', 'p_before');
  await signIn(page, 'student@example.com', 'password');
  await sessionList(page).getByRole('link').first().waitFor();
  await scrollOften(page, 'navigation');
  const failure = sessionList(page).getByRole('alert');
  await failure.waitFor();
  const asked = pages.asked();
  await scrollOften(page, 'navigation');
  expect(pages.asked()).toBe(asked);

  const again = sessionList(page).getByRole('button', { name: 'Try again' });
  await again.click();
  await expect.poll(pages.asked).toBe(asked + 1);
  await failure.waitFor();
  await page.unroute('**/rest/v1/rpc/list_sessions*');
  await page.route('**/rest/v1/rpc/list_sessions*', (route) =>
    route.fulfill({ json: { items: [], has_more: false, next_cursor: null } }),
  );
  await again.click();
  await failure.waitFor({ state: 'detached' });
});
