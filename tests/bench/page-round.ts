import type { Browser } from 'playwright-core';
import * as measures from './page-measures.ts';
import type { BenchPage, Reaction } from './page-measures.ts';
import { median } from './statistics.ts';

const REPEATS = 11;
const VIEWPORT = { width: 1280, height: 800 } as const;

/** One page's figures; milliseconds, pixels, megabytes. */
export type Figures = Record<string, number>;

async function openBench(browser: Browser, url: string): Promise<BenchPage> {
  const context = await browser.newContext({ viewport: VIEWPORT });
  const page = await context.newPage();
  // The loader that runs this file wraps inner functions in a helper that pages do not have.
  await page.addInitScript('globalThis.__name = (fn) => fn');
  await measures.notePainted(page);
  const [cdp, browserCdp] = [
    await context.newCDPSession(page),
    await browser.newBrowserCDPSession(),
  ];
  await cdp.send('Performance.enable');
  await page.goto(url);
  return { page, cdp, browserCdp };
}

const reactions = async (name: string, run: (n: number) => Promise<Reaction>): Promise<Figures> => {
  const all: Reaction[] = [];
  for (let n = 0; n < REPEATS; n += 1) all.push(await run(n));
  return {
    [`${name}PaintedMs`]: median(all.map(({ paintedMs }) => paintedMs)),
    [`${name}ScriptMs`]: median(all.map(({ scriptMs }) => scriptMs)),
  };
};

/** Opens `url` and measures everything there. */
export async function measurePage(browser: Browser, url: string): Promise<Figures> {
  const bench = await openBench(browser, url);
  try {
    const paintedMs = await measures.painted(bench);
    await measures.settled(bench);
    const rows = await measures.mountedRows(bench);
    const heapMb = await measures.heapMb(bench);

    const append = await reactions('append', () => measures.append(bench));
    let text = 'typed';
    await measures.fillComposer(bench, text);
    const key = await reactions('key', async () => {
      const reaction = await measures.typeKey(bench, text);
      text += 'x';
      return reaction;
    });
    const enter = await reactions('enter', async (n) => {
      await measures.fillComposer(bench, `sent ${n}.`);
      return measures.pressEnter(bench, `sent ${n}.`);
    });

    await measures.leaveEnd(bench);
    const growAbovePx = await measures.growAbove(bench);
    const prependIdlePx = await measures.prependIdle(bench);
    await measures.settled(bench);
    const prependWheelingPx = await measures.prependWheeling(bench);
    const prependAtTopPx = await measures.prependAtTop(bench);
    await measures.settled(bench);
    const up = await measures.scroll(bench, true);
    await measures.settled(bench);
    const down = await measures.scroll(bench, false);
    return {
      paintedMs,
      rows,
      heapMb,
      ...append,
      ...key,
      ...enter,
      growAbovePx,
      prependIdlePx,
      prependWheelingPx,
      prependAtTopPx,
      mostRows: Math.max(up.mostRows, down.mostRows),
      upLongestFrameMs: up.longestFrameMs,
      upFramesPerSecond: up.framesPerSecond,
      upCpuMsPerSecond: up.cpuMsPerSecond,
      upMainMsPerSecond: up.mainMsPerSecond,
      downLongestFrameMs: down.longestFrameMs,
      downFramesPerSecond: down.framesPerSecond,
      downCpuMsPerSecond: down.cpuMsPerSecond,
      downMainMsPerSecond: down.mainMsPerSecond,
    };
  } finally {
    await bench.page.context().close();
    await bench.browserCdp.detach();
  }
}
