import type { Page } from 'playwright-core';
import { expect, inject, test } from 'vitest';
import { signUp, type Account } from '../support/accounts.ts';
import { useConversations } from '../support/conversations.ts';
import { asUser, send } from '../support/database.ts';
import { inspect, lookOptions, looks } from '../support/looks.ts';
import { MAX_JUMP_PX } from '../support/log-place.ts';
import { makeManySessions, peerName } from '../support/many-sessions.ts';
import { log, sessionLink, sessionList } from '../support/screens.ts';

const { database, appUrl, signedIn } = useConversations();

const SESSIONS = 320;
/** Sessions in a page of the list. */
const PAGE = 50;
/** What is in the page of a list on a screen of 800 pixels, and then some. */
const MOST_ROWS = 40;
/** Frames after which what is to move has moved. */
const FRAMES = 12;

interface Busy {
  account: Account;
  /** The n-th peer writes. */
  write: (n: number, text: string) => Promise<void>;
  idOf: (n: number) => string;
}

/** Somebody with many sessions, the first of them at the top of their list. */
async function busyPerson(count = SESSIONS): Promise<Busy> {
  const sql = database();
  const account = await signUp(inject('stack'), 'Nora Lind');
  const sessions = await makeManySessions(sql, account.id, count);
  const of = (n: number) => sessions[n - 1]!;
  return {
    account,
    write: async (n, text) => {
      await asUser(sql, of(n).peerId, (tx) => send(tx, of(n).sessionId, text));
    },
    idOf: (n) => of(n).sessionId,
  };
}

const rowCount = (page: Page): Promise<number> => sessionList(page).getByRole('listitem').count();

/** Where the list is scrolled to, in pixels. */
const scrollTop = (page: Page): Promise<number> =>
  sessionList(page).evaluate((list) => list.scrollTop);

const frames = (page: Page): Promise<void> =>
  page.evaluate(async (count) => {
    for (let n = 0; n < count; n += 1) await new Promise(requestAnimationFrame);
  }, FRAMES);

/** Where the row of the n-th peer is below the list's upper edge, in pixels; null if it is not wholly in view. */
const placeOf = (page: Page, n: number): Promise<number | null> =>
  sessionList(page).evaluate((list, name) => {
    const link = [...list.querySelectorAll('a')].find(
      (one) => one.querySelector('bdi')?.textContent === name,
    );
    if (link === undefined) return null;
    const [box, edge] = [link.getBoundingClientRect(), list.getBoundingClientRect()];
    return box.top >= edge.top - 1 && box.bottom <= edge.bottom + 1 ? box.top - edge.top : null;
  }, peerName(n));

/** The rows in view, from top to bottom: whose they are, and where. */
const inView = (page: Page): Promise<Record<string, number>> =>
  sessionList(page).evaluate((list) => {
    const edge = list.getBoundingClientRect();
    const rows = [...list.querySelectorAll('a')].map((link) => {
      const { top, bottom } = link.getBoundingClientRect();
      return { name: link.querySelector('bdi')?.textContent ?? '', top, bottom };
    });
    return Object.fromEntries(
      rows
        .filter(({ top, bottom }) => bottom > edge.top && top < edge.bottom)
        .map(({ name, top }) => [name, top - edge.top]),
    );
  });

async function scrollTo(page: Page, top: number): Promise<void> {
  await sessionList(page).evaluate((list, top) => list.scrollTo({ top }), top);
  await frames(page);
}

/** Scrolls down until `count` sessions are loaded, and then to the last of them. */
async function loadAll(page: Page, count: number): Promise<void> {
  const toTheEnd = (): Promise<void> =>
    sessionList(page).evaluate((list) => list.scrollTo({ top: list.scrollHeight }));
  const more = async (): Promise<number> => {
    await toTheEnd();
    return sessionList(page)
      .getByRole('list')
      .evaluate((list) => Math.round(list.getBoundingClientRect().height / 70));
  };
  await expect.poll(more).toBe(count);
  // The last ones may have come after the list was scrolled to what was its end then.
  await toTheEnd();
}

async function open(busy: Busy, options?: Parameters<typeof signedIn>[1]): Promise<Page> {
  const { page } = await signedIn(busy.account, options);
  await sessionLink(page, peerName(1)).waitFor();
  return page;
}

/** Notes in every frame how far each row that was in view has moved. Yields the worst, in pixels. */
async function watch(page: Page, names: readonly string[]): Promise<() => Promise<number>> {
  const seen = await sessionList(page).evaluateHandle((list, names) => {
    const topOf = (name: string): number =>
      [...list.querySelectorAll('a')]
        .find((one) => one.querySelector('bdi')?.textContent === name)
        ?.getBoundingClientRect().top ?? Infinity;
    const start = names.map(topOf);
    const state = { worst: 0, on: true };
    const look = (): void => {
      for (const [at, name] of names.entries()) {
        state.worst = Math.max(state.worst, Math.abs(topOf(name) - start[at]!));
      }
      if (state.on) requestAnimationFrame(look);
    };
    look();
    return state;
  }, names);
  return async () => {
    await frames(page);
    return seen.evaluate((state) => {
      state.on = false;
      return state.worst;
    });
  };
}

test('of hundreds of sessions only those near the view are in the page; all are counted', async () => {
  const page = await open(await busyPerson());
  const first = sessionList(page).getByRole('listitem').first();
  expect(await first.getAttribute('aria-setsize')).toBe('-1');
  await loadAll(page, SESSIONS);
  expect(await rowCount(page)).toBeLessThan(MOST_ROWS);
  await sessionLink(page, peerName(SESSIONS)).waitFor();
  const last = sessionList(page).getByRole('listitem').last();
  expect(await last.getAttribute('aria-posinset')).toBe(`${SESSIONS}`);
  expect(await last.getAttribute('aria-setsize')).toBe(`${SESSIONS}`);
  for (const top of [0, 5_000, 11_111, 20_000]) {
    await scrollTo(page, top);
    expect(await rowCount(page)).toBeLessThan(MOST_ROWS);
    // The view is full of rows, one below the other.
    const tops = Object.values(await inView(page));
    const heights = tops.slice(1).map((place, at) => place - tops[at]!);
    expect(tops.length).toBeGreaterThan(9);
    expect(new Set(heights.map(Math.round))).toEqual(new Set([70]));
  }
});

test('what somebody looks at stays while sessions jump to the top; at the top they come in', async () => {
  const busy = await busyPerson();
  const page = await open(busy);
  await loadAll(page, SESSIONS);
  await scrollTo(page, 7_035);
  const names = Object.keys(await inView(page));
  expect(names.slice(0, 3)).toEqual([100, 101, 102].map(peerName));
  const before = await scrollTop(page);
  const moved = await watch(page, names);
  // From below, and from above, which changes nothing for those below it.
  await busy.write(300, 'from far below');
  await expect.poll(() => scrollTop(page)).toBe(before + 70);
  await busy.write(50, 'from above');
  await busy.write(200, 'from below again');
  await expect.poll(() => scrollTop(page)).toBe(before + 140);
  expect(await moved()).toBeLessThanOrEqual(MAX_JUMP_PX);

  // One that is in view goes; those above it stay.
  const above = await watch(page, names.slice(0, 4));
  await busy.write(105, 'from within');
  await expect.poll(() => scrollTop(page)).toBe(before + 210);
  expect(await above()).toBeLessThanOrEqual(MAX_JUMP_PX);
  expect(Object.keys(await inView(page)).slice(0, 7)).toEqual(
    [100, 101, 102, 103, 104, 106, 107].map(peerName),
  );

  await scrollTo(page, 0);
  await busy.write(250, 'while you are at the top');
  await expect.poll(async () => Object.keys(await inView(page))[0]).toBe(peerName(250));
  expect(await scrollTop(page)).toBe(0);
});

test('the session that somebody goes to is in view, and the list stays when it only moves', async () => {
  const busy = await busyPerson();
  const page = await open(busy);
  await loadAll(page, SESSIONS);
  await scrollTo(page, 0);
  await sessionLink(page, peerName(1)).click();
  await log(page).waitFor();
  const goDown = async (): Promise<void> => {
    await page.keyboard.press('Alt+ArrowDown');
  };
  const current = (): Promise<string> =>
    sessionList(page).locator('[aria-current="page"] bdi').first().innerText();
  // The page hears its keys from when their code is there.
  const hears = async (): Promise<string> => {
    if ((await current()) === peerName(1)) await goDown();
    return current();
  };
  await expect.poll(hears).toBe(peerName(2));
  for (let n = 2; n < 40; n += 1) await goDown();
  await expect.poll(current).toBe(peerName(40));
  await expect.poll(() => placeOf(page, 40)).not.toBeNull();
  expect(await rowCount(page)).toBeLessThan(MOST_ROWS);

  // Away from it: nothing brings it back, though it is still there for whoever goes to the list.
  await scrollTo(page, 10_000);
  await busy.write(40, 'it moves');
  await busy.write(200, 'and another one');
  await expect.poll(() => scrollTop(page)).toBe(10_070);
  expect(await current()).toBe(peerName(40));

  // Further on from there: back to where it is, at the top now.
  await goDown();
  await expect.poll(current).toBe(peerName(1));
  await expect.poll(() => placeOf(page, 1)).not.toBeNull();
});

test('a link to an old session shows it in the list, and loads no page of it for that', async () => {
  const busy = await busyPerson(120);
  const { page } = await signedIn(busy.account);
  await sessionLink(page, peerName(1)).waitFor();
  await page.goto(`${appUrl()}/sessions/${busy.idOf(30)}`);
  await expect.poll(() => placeOf(page, 30)).not.toBeNull();
  await page.goto(`${appUrl()}/sessions/${busy.idOf(110)}`);
  await expect.poll(() => placeOf(page, 110)).not.toBeNull();
  await frames(page);
  const list = sessionList(page).getByRole('list');
  expect(await list.evaluate((one) => one.clientHeight / 70)).toBe(PAGE + 1);
  expect(await placeOf(page, 110)).not.toBeNull();
});

test('the row with the focus keeps it, wherever it goes', async () => {
  const busy = await busyPerson(120);
  const page = await open(busy);
  await loadAll(page, 120);
  await scrollTo(page, 0);
  const focused = (): Promise<string> =>
    page.evaluate(() => document.activeElement?.querySelector('bdi')?.textContent ?? '');
  await sessionLink(page, peerName(5)).focus();
  await scrollTo(page, 4_000);
  expect(await focused()).toBe(peerName(5));
  await busy.write(90, 'past it');
  await expect.poll(() => scrollTop(page)).toBe(4_070);
  expect(await focused()).toBe(peerName(5));
  await busy.write(5, 'in it');
  await sessionLink(page, peerName(5)).getByText('in it').waitFor();
  expect(await focused()).toBe(peerName(5));

  // On from it by keyboard, as if all rows were there: past the bottom of the view, too.
  await page.keyboard.press('Tab');
  expect(await focused()).toBe(peerName(90));
  await expect.poll(() => placeOf(page, 90)).not.toBeNull();
  for (const n of [1, 2, 3, 4]) {
    await page.keyboard.press('Tab');
    expect(await focused()).toBe(peerName(n));
  }
  for (let n = 6; n <= 60; n += 1) {
    await page.keyboard.press('Tab');
    expect(await focused()).toBe(peerName(n));
  }
  await expect.poll(() => placeOf(page, 60)).not.toBeNull();
  expect(await rowCount(page)).toBeLessThan(MOST_ROWS);
});

test('back from a session, the list of a phone is where it was, whatever has come', async () => {
  const busy = await busyPerson(120);
  const page = await open(busy, { viewport: { width: 390, height: 844 } });
  await loadAll(page, 120);
  await scrollTo(page, 3_010);
  const before = await inView(page);
  expect(Object.keys(before).length).toBeGreaterThan(9);
  await sessionLink(page, peerName(46)).click();
  await log(page).waitFor();
  for (const n of [100, 101, 102, 103, 104, 105, 106, 107, 108]) await busy.write(n, 'meanwhile');
  await expect.poll(() => page.title()).toContain('9');
  await page.getByRole('link', { name: 'Back to sessions' }).click();
  await sessionLink(page, peerName(46)).waitFor();
  expect(await inView(page)).toEqual(before);
  await frames(page);
  expect(await inView(page)).toEqual(before);
});

test('archived sessions are drawn as needed as well, and stay while the list above them moves', async () => {
  const busy = await busyPerson(120);
  await database()`update public.participant_state set archived_at = now()
    where user_id = ${busy.account.id}
      and session_id = any(${Array.from({ length: 80 }, (_, at) => busy.idOf(at + 41))}::uuid[])`;
  const page = await open(busy);
  await sessionList(page)
    .getByRole('button', { name: /^Archived/ })
    .click();
  const more = async (): Promise<string> => {
    await sessionList(page).evaluate((list) => list.scrollTo({ top: list.scrollHeight }));
    return sessionList(page)
      .getByRole('button', { name: /^Archived/ })
      .innerText();
  };
  await expect.poll(more).toContain('(80)');
  await scrollTo(page, 6_000);
  expect(await rowCount(page)).toBeLessThan(2 * MOST_ROWS);
  const names = Object.keys(await inView(page));
  const moved = await watch(page, names);
  const before = await scrollTop(page);
  // Out of the archive, to the top of the list above it.
  await busy.write(120, 'do you hear me?');
  await expect.poll(() => scrollTop(page)).toBe(before + 70);
  expect(await moved()).toBeLessThanOrEqual(MAX_JUMP_PX);
});

test.each(looks)('many sessions, $width, $theme: by axe and for the eye', async (look) => {
  const busy = await busyPerson(120);
  await database()`update public.participant_state set pinned_at = now()
    where user_id = ${busy.account.id} and session_id in (${busy.idOf(3)}, ${busy.idOf(4)})`;
  const page = await open(busy, lookOptions(look));
  await busy.write(7, 'Shall we meet on Thursday?');
  await sessionLink(page, peerName(7)).getByText('Shall we meet').waitFor();
  await inspect(page, `many-sessions-top-${look.width}-${look.theme}`);
  await loadAll(page, 120);
  await scrollTo(page, 4_020);
  await inspect(page, `many-sessions-middle-${look.width}-${look.theme}`);
  await scrollTo(page, 100_000);
  await inspect(page, `many-sessions-end-${look.width}-${look.theme}`);
});
