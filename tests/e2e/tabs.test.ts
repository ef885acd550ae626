import type { Page } from 'playwright-core';
import { expect, inject, test } from 'vitest';
import { makePair, useDatabase, type Pair } from '../support/accounts.ts';
import { APPEARS_WITHIN_MS, useApp, useBrowser, type OpenPage } from '../support/browser.ts';
import {
  composer,
  connectionStatus,
  message,
  openSession,
  send,
  signIn,
} from '../support/screens.ts';
import { freeze, setVisible, watchTraffic, type Traffic } from '../support/tabs.ts';

const database = useDatabase();
const appUrl = useApp(() => inject('stack').apiUrl);
const browser = useBrowser();

interface Tab {
  page: Page;
  traffic: () => Traffic;
}

const eventually = <T>(look: () => T) => expect.poll(look, { timeout: APPEARS_WITHIN_MS });

const isLive = async (page: Page): Promise<void> => {
  await eventually(() => connectionStatus(page).innerText()).toBe('');
};

async function openSecond(first: OpenPage): Promise<Tab> {
  const { page } = await browser.openTab(first, 'about:blank');
  const traffic = watchTraffic(page);
  await page.goto(appUrl());
  await openSession(page, 'Theo Brandt');
  return { page, traffic };
}

/** Two tabs of the student, both in view, and the mentor elsewhere. */
async function openTwoTabs(before: (page: Page) => Promise<unknown> = () => Promise.resolve()) {
  const pair: Pair = await makePair(inject('stack'), database());
  const first = await browser.open('about:blank');
  await before(first.page);
  const traffic = watchTraffic(first.page);
  await first.page.goto(appUrl());
  await signIn(first.page, pair.student.email, pair.student.password);
  await openSession(first.page, 'Theo Brandt');
  await isLive(first.page);
  const second = await openSecond(first);
  await isLive(second.page);
  const { page: peer } = await browser.open(appUrl());
  await signIn(peer, pair.mentor.email, pair.mentor.password);
  await openSession(peer, 'Nora Lind');
  return { pair, first: { page: first.page, traffic } satisfies Tab, second, peer };
}

const appearsOnce = async (page: Page, text: string): Promise<void> => {
  await message(page, text).waitFor();
  expect(await message(page, text).count()).toBe(1);
};

test('two tabs have one socket and one drain, and show the same', async () => {
  const { pair, first, second, peer } = await openTwoTabs();
  expect([first.traffic().sockets, second.traffic().sockets]).toEqual([1, 0]);

  await send(second.page, 'Written in the second tab');
  await send(first.page, 'Written in the first tab');
  for (const page of [first.page, second.page, peer]) {
    await appearsOnce(page, 'Written in the second tab');
    await appearsOnce(page, 'Written in the first tab');
  }
  expect([first.traffic().sends, second.traffic().sends]).toEqual([2, 0]);

  await send(peer, 'Read me twice');
  for (const { page } of [first, second]) await appearsOnce(page, 'Read me twice');
  await composer(peer).pressSequentially('typing', { delay: 20 });
  for (const { page } of [first, second]) await page.getByText(/Theo Brandt is typing/).waitFor();

  const claims = await database()`
    select count(*)::int as n from public.realtime_connections where user_id = ${pair.student.id}`;
  expect(claims[0]?.['n']).toBe(1);
});

test('the tab in view leads', async () => {
  const { first, second, peer } = await openTwoTabs();
  await setVisible(first.page, false);
  await eventually(() => second.traffic().sockets).toBe(1);
  await eventually(() => first.traffic().sockets).toBe(0);
  await send(peer, 'To whom it concerns');
  for (const { page } of [first, second]) await appearsOnce(page, 'To whom it concerns');
});

test('closing the leading tab in mid-send loses nothing', async () => {
  const { first, second, peer } = await openTwoTabs();
  let onTheWire = (): void => undefined;
  const posted = new Promise<void>((resolve) => {
    onTheWire = resolve;
  });
  await first.page.route('**/rest/v1/messages*', () => onTheWire());
  await send(first.page, 'On the wire');
  await posted;
  await send(first.page, 'Behind it');
  await message(second.page, 'Behind it').waitFor();
  await first.page.close();
  for (const page of [second.page, peer]) {
    await appearsOnce(page, 'On the wire');
    await appearsOnce(page, 'Behind it');
  }
  await eventually(() => second.traffic().sockets).toBe(1);
});

test('a frozen leader is replaced, and follows when it wakes', async () => {
  const { first, second, peer } = await openTwoTabs();
  const { thaw } = await freeze(first.page);
  await send(second.page, 'While the leader sleeps');
  await appearsOnce(peer, 'While the leader sleeps');
  expect(second.traffic()).toEqual({ sockets: 1, sends: 1 });
  await thaw();
  await appearsOnce(first.page, 'While the leader sleeps');
  await eventually(() => first.traffic().sockets).toBe(0);
  await send(first.page, 'Awake again');
  for (const page of [first.page, second.page, peer]) await appearsOnce(page, 'Awake again');
  expect([first.traffic().sends, second.traffic().sends]).toEqual([0, 2]);
});

test.each(['locks', 'BroadcastChannel'])(
  'a browser without %s: every tab speaks for itself, and nothing is lost or doubled',
  async (missing) => {
    const { first, second, peer } = await openTwoTabs((page) =>
      page.context().addInitScript((name) => {
        const owner = name === 'locks' ? Navigator.prototype : window;
        Reflect.deleteProperty(owner, name);
      }, missing),
    );
    expect([first.traffic().sockets, second.traffic().sockets]).toEqual([1, 1]);
    await send(second.page, 'From the second');
    await send(first.page, 'From the first');
    for (const page of [first.page, second.page, peer]) {
      await appearsOnce(page, 'From the second');
      await appearsOnce(page, 'From the first');
    }
  },
);
