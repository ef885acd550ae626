import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { APPEARS_WITHIN_MS, useBrowser } from '../support/browser.ts';
import {
  expectSettled,
  goToSession,
  openAs,
  sendAll,
  untilLive,
  viewOf,
} from '../support/chaos-pages.ts';
import { useChaos } from '../support/chaos.ts';
import { expectOnceInOrder, texts } from '../support/exactly-once.ts';
import { message } from '../support/screens.ts';
import { freeze, watchTraffic } from '../support/tabs.ts';
import { tell } from '../support/tell.ts';

const chaos = useChaos();
const browser = useBrowser();

/** Two tabs of the student in one browser, the first of which leads, and the mentor elsewhere. */
async function openTabs() {
  const { student, mentor, sessionId } = await chaos.pair();
  let ofLeader = watchNothing;
  const leader = await openAs(chaos, browser, student, sessionId, {
    prepare: (page) => {
      ofLeader = watchTraffic(page);
      return Promise.resolve();
    },
  });
  const follower = (await browser.openTab(leader, 'about:blank')).page;
  const ofFollower = watchTraffic(follower);
  await goToSession(chaos, follower, sessionId);
  await untilLive(follower);
  const peer = (await openAs(chaos, browser, mentor, sessionId)).page;
  return {
    sessionId,
    leader: leader.page,
    follower,
    peer,
    traffic: () => [ofLeader(), ofFollower()],
  };
}

const watchNothing: ReturnType<typeof watchTraffic> = () => ({ sockets: 0, sends: 0 });

const expectArrived = (
  sessionId: string,
  sent: readonly (readonly string[])[],
  pages: readonly Page[],
): Promise<void> =>
  expectOnceInOrder(
    chaos.database(),
    sessionId,
    sent,
    pages.map((page) => viewOf(page, sent.flat())),
  );

test('two tabs drain: one of them, over one socket, each message once', async () => {
  const { sessionId, leader, follower, peer, traffic } = await openTabs();
  const [first, second] = [texts(8, 'from the first tab'), texts(8, 'from the second tab')];
  await Promise.all([sendAll(leader, first), sendAll(follower, second)]);
  await expectArrived(sessionId, [first, second], [leader, follower, peer]);
  for (const page of [leader, follower]) await expectSettled(page);
  expect(traffic()).toEqual([
    { sockets: 1, sends: 16 },
    { sockets: 0, sends: 0 },
  ]);
  tell('16 requests and 1 socket in the one tab, none in the other');
});

test('lock holder frozen: the other tab takes over, and the sleeper does no harm when it wakes', async () => {
  const { sessionId, leader, follower, peer, traffic } = await openTabs();
  const [before, meanwhile, after] = [texts(2, 'before'), texts(4, 'meanwhile'), texts(2, 'after')];
  await sendAll(leader, before);
  await message(peer, before[1]!).waitFor();
  const frozen = await freeze(leader);
  await sendAll(follower, meanwhile);
  await message(peer, meanwhile[3]!).waitFor();
  await frozen.thaw();
  await message(leader, meanwhile[3]!).waitFor();
  await sendAll(leader, after);
  const all = [...before, ...meanwhile, ...after];
  await expectArrived(sessionId, [all], [leader, follower, peer]);
  await expect
    .poll(() => traffic().map(({ sockets }) => sockets), { timeout: APPEARS_WITHIN_MS })
    .toEqual([0, 1]);
});

test('leader closed mid-send: what was on the wire and behind it goes on from the other tab', async () => {
  const { sessionId, leader, follower, peer } = await openTabs();
  const all = texts(6, 'handed on');
  let hold = (): void => undefined;
  const onTheWire = new Promise<void>((resolve) => {
    hold = resolve;
  });
  await leader.route('**/rest/v1/messages*', async (route) => {
    // It reaches the server, but the tab never hears of it.
    await route.fetch();
    hold();
  });
  await sendAll(leader, all.slice(0, 4));
  await onTheWire;
  await message(follower, all[3]!).waitFor();
  await leader.close();
  await sendAll(follower, all.slice(4));
  await expectArrived(sessionId, [all], [follower, peer]);
  await expectSettled(follower);
});
