import { expect, onTestFinished, test } from 'vitest';
import { buildApp, serveApp } from '../support/app.ts';
import { useBrowser } from '../support/browser.ts';
import { expectSettled, openTwo, sendAll, untilLive, viewOf } from '../support/chaos-pages.ts';
import { useChaos } from '../support/chaos.ts';
import { expectOnceInOrder, texts } from '../support/exactly-once.ts';
import { log, message } from '../support/screens.ts';
import { setVisible, watchTraffic } from '../support/tabs.ts';
import { tell } from '../support/tell.ts';

const chaos = useChaos();
const browser = useBrowser();

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

test('clock ±1 h: the database orders, whatever the devices think the time is', async () => {
  const { atStudent, atMentor, sessionId } = await openTwo(chaos, browser, {
    student: { prepare: (page) => page.clock.install({ time: Date.now() + HOUR_MS }) },
    mentor: { prepare: (page) => page.clock.install({ time: Date.now() - HOUR_MS }) },
  });
  const [asked, answered] = [texts(4, 'from the future'), texts(4, 'from the past')];
  for (const [n, text] of asked.entries()) {
    await sendAll(atStudent, [text]);
    await message(atMentor, text).waitFor();
    await sendAll(atMentor, [answered[n]!]);
    await message(atStudent, answered[n]!).waitFor();
  }
  const all = [...asked, ...answered];
  const views = [atStudent, atMentor].map((page) => viewOf(page, all));
  await expectOnceInOrder(chaos.database(), sessionId, [asked, answered], views);
  for (const page of [atStudent, atMentor]) await expectSettled(page);
});

test('sleep 8 h: on waking everything is there, and live again', async () => {
  const { atStudent, atMentor, sessionId } = await openTwo(chaos, browser, {
    mentor: { prepare: (page) => page.clock.install() },
  });
  const all = texts(6, 'said in the night');
  await chaos.faults().do({ kind: 'half-open' });
  await sendAll(atStudent, all.slice(0, 5));
  await message(atStudent, all[4]!).getByText('Sent').waitFor();
  expect(await log(atMentor).getByRole('article').count()).toBe(0);
  await atMentor.clock.fastForward(8 * HOUR_MS);
  await message(atMentor, all[4]!).waitFor();
  await untilLive(atMentor);
  await sendAll(atStudent, all.slice(5));
  const views = [atStudent, atMentor].map((page) => viewOf(page, all));
  await expectOnceInOrder(chaos.database(), sessionId, [all], views);
});

test('tab hidden 10 min: its timers stood still, and what it missed is there when it shows', async () => {
  const { atStudent, atMentor, sessionId } = await openTwo(chaos, browser, {
    mentor: { prepare: (page) => page.clock.install() },
  });
  const all = texts(6, 'said behind its back');
  await setVisible(atMentor, false);
  const hiddenAt = await atMentor.evaluate(() => Date.now());
  await atMentor.clock.pauseAt(hiddenAt + SECOND_MS);
  await chaos.faults().do({ kind: 'half-open' });
  await sendAll(atStudent, all.slice(0, 5));
  await message(atStudent, all[4]!).getByText('Sent').waitFor();
  expect(await log(atMentor).getByRole('article').count()).toBe(0);
  await atMentor.clock.fastForward(10 * MINUTE_MS);
  await atMentor.clock.resume();
  await setVisible(atMentor, true);
  await message(atMentor, all[4]!).waitFor();
  await untilLive(atMentor);
  await sendAll(atStudent, all.slice(5));
  const views = [atStudent, atMentor].map((page) => viewOf(page, all));
  await expectOnceInOrder(chaos.database(), sessionId, [all], views);
});

test('StrictMode remount: mounted twice, the app has one socket and sends once', async () => {
  const build = await buildApp('development');
  onTestFinished(() => build.remove());
  const app = await serveApp(build.outDir, chaos.cable().url);
  onTestFinished(() => app.stop());
  let traffic = (): unknown => null;
  const { atStudent, atMentor, sessionId } = await openTwo(
    { ...chaos, appUrl: () => app.url },
    browser,
    {
      student: {
        prepare: (page) => {
          traffic = watchTraffic(page);
          return Promise.resolve();
        },
      },
    },
  );
  const all = texts(4, 'from a double life');
  await sendAll(atStudent, all);
  const views = [atStudent, atMentor].map((page) => viewOf(page, all));
  await expectOnceInOrder(chaos.database(), sessionId, [all], views);
  expect(traffic()).toEqual({ sockets: 1, sends: all.length });
  tell('1 socket, 4 requests');
});
