import type { CDPSession, Page } from 'playwright-core';

/** What a reader does while the page is measured; all of it through the page's `window.__bench`. */

const SPEED_PX_PER_S = 3_000;
const SCROLL_SECONDS = 3;
const MS_PER_SECOND = 1_000;
/** Frames that must pass without any change of the scroll position or height: then it has settled. */
const QUIET_FRAMES = 12;
/** Frames in which a row that is watched may move. */
const WATCHED_FRAMES = 20;
/** Of so many frames of a scroll, the rows are counted in one. */
const COUNTED_FRAME = 10;
/** A page of history, in messages. */
const PAGE = 50;
const GROWTH_PX = 200;
/** Turns of the wheel while a page is put above, each so many pixels and milliseconds. */
const TURNS = 40;
const TURN_PX = 12;
const TURN_MS = 8;

export interface BenchPage {
  readonly page: Page;
  readonly cdp: CDPSession;
  /** Of the whole browser: it knows what its processes have used. */
  readonly browserCdp: CDPSession;
}

/** Notes in each page, as `paintedAt`, when the first messages were painted, in ms since navigation. */
export const notePainted = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const look = (): void => {
      if (window.__bench?.ready === true) {
        requestAnimationFrame(() =>
          setTimeout(() => Object.assign(window, { paintedAt: performance.now() })),
        );
      } else requestAnimationFrame(look);
    };
    look();
  });

/** Milliseconds from navigation to painted messages, less what generating them took. */
export async function painted({ page }: BenchPage): Promise<number> {
  const handle = await page.waitForFunction(() => {
    const { paintedAt } = window as unknown as { paintedAt?: number };
    return paintedAt === undefined ? undefined : paintedAt - (window.__bench?.datasetMs ?? 0);
  });
  return (await handle.jsonValue()) ?? NaN;
}

/** Resolves once the log has been still for a while. */
export const settled = ({ page }: BenchPage): Promise<void> =>
  page.evaluate(
    (quietFrames) =>
      new Promise<void>((resolve) => {
        let last = '';
        let quiet = 0;
        const look = (): void => {
          const scroller = window.__bench!.scroller();
          const now = `${scroller.scrollTop} ${scroller.scrollHeight}`;
          quiet = now === last ? quiet + 1 : 0;
          last = now;
          if (quiet >= quietFrames) resolve();
          else requestAnimationFrame(look);
        };
        look();
      }),
    QUIET_FRAMES,
  );

export const mountedRows = ({ page }: BenchPage): Promise<number> =>
  page.evaluate(() => document.querySelectorAll(window.__bench!.rowSelector).length);

/** Megabytes of JavaScript objects that are in use after garbage has been collected. */
export async function heapMb({ cdp }: BenchPage): Promise<number> {
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  return usedSize / 2 ** 20;
}

/** Seconds of processor time that the browser's pages have used so far, all threads together. */
async function cpuSeconds({ browserCdp }: BenchPage): Promise<number> {
  const { processInfo } = await browserCdp.send('SystemInfo.getProcessInfo');
  return processInfo
    .filter(({ type }) => type === 'renderer')
    .reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

/** Seconds of the main thread so far: in scripts, and in tasks altogether. */
async function mainThread({ cdp }: BenchPage): Promise<{ script: number; task: number }> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  const of = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? NaN;
  return { script: of('ScriptDuration'), task: of('TaskDuration') };
}

export interface Scrolled {
  readonly longestFrameMs: number;
  readonly framesPerSecond: number;
  /** Of all threads of the page's process, and of its main thread alone. */
  readonly cpuMsPerSecond: number;
  readonly mainMsPerSecond: number;
  readonly mostRows: number;
}

/** Turns the wheel for a while, up the history or back down. */
export async function scroll(bench: BenchPage, up: boolean): Promise<Scrolled> {
  const { page, cdp } = bench;
  const watch = await page.evaluateHandle((every) => {
    const seen = { frames: [] as number[], mostRows: 0, on: true };
    const scroller = window.__bench!.scroller();
    const frame = (at: number): void => {
      if (!seen.on) return;
      seen.frames.push(at);
      // Now and then: looking is work, too.
      if (seen.frames.length % every === 0) {
        const rows = scroller.querySelectorAll(window.__bench!.rowSelector).length;
        seen.mostRows = Math.max(seen.mostRows, rows);
      }
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    return seen;
  }, COUNTED_FRAME);
  const [cpu, main] = [await cpuSeconds(bench), await mainThread(bench)];
  const began = performance.now();
  const { width, height } = page.viewportSize()!;
  await cdp.send('Input.synthesizeScrollGesture', {
    x: width / 2,
    y: height / 2,
    yDistance: (up ? 1 : -1) * SPEED_PX_PER_S * SCROLL_SECONDS,
    speed: SPEED_PX_PER_S,
    gestureSourceType: 'mouse',
  });
  const seconds = (performance.now() - began) / MS_PER_SECOND;
  const perSecond = (used: number): number => (used * MS_PER_SECOND) / seconds;
  const [cpuAfter, mainAfter] = [await cpuSeconds(bench), await mainThread(bench)];
  const { frames, mostRows } = await watch.evaluate((seen) => {
    seen.on = false;
    return seen;
  });
  return {
    longestFrameMs: Math.max(...frames.slice(1).map((at, n) => at - (frames[n] ?? at))),
    framesPerSecond: frames.length / seconds,
    cpuMsPerSecond: perSecond(cpuAfter - cpu),
    mainMsPerSecond: perSecond(mainAfter.task - main.task),
    mostRows,
  };
}

/** Turns the wheel a little, so that the log is somewhere in its history, and waits. */
export async function leaveEnd(bench: BenchPage): Promise<void> {
  await bench.page.mouse.move(300, 400);
  await bench.page.mouse.wheel(0, -1_500);
  await settled(bench);
}

/**
 * How far the first row that is wholly in view moves while `act` happens to the page, in pixels, at
 * its worst frame. `top` goes to the very top of what is loaded before.
 */
function movedBy(
  { page }: BenchPage,
  act: { prepend: number } | { grow: number },
  top: boolean,
): Promise<number> {
  return page.evaluate(
    ({ act, top, frames }) =>
      new Promise<number>((resolve, reject) => {
        const bench = window.__bench!;
        const scroller = bench.scroller();
        if (top) scroller.scrollTop = 0;
        requestAnimationFrame(() => {
          const edge = scroller.getBoundingClientRect().top;
          const rows = [...scroller.querySelectorAll(bench.rowSelector)].sort(
            (a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top,
          );
          const shown = rows.find((row) => row.getBoundingClientRect().top >= edge);
          const above = rows.findLast((row) => row.getBoundingClientRect().bottom < edge);
          if (shown === undefined || (above === undefined && 'grow' in act)) {
            reject(new Error('There is nothing to watch.'));
            return;
          }
          const id = bench.idOf(shown);
          const start = shown.getBoundingClientRect().top;
          if ('prepend' in act) bench.prependOlder(act.prepend);
          else if (above !== undefined) bench.growVisible(bench.idOf(above), act.grow);
          let worst = 0;
          let n = 0;
          const look = (): void => {
            const now = bench.find(id)?.getBoundingClientRect().top ?? Infinity;
            worst = Math.max(worst, Math.abs(now - start));
            n += 1;
            if (n > frames) resolve(worst);
            else requestAnimationFrame(look);
          };
          requestAnimationFrame(look);
        });
      }),
    { act, top, frames: WATCHED_FRAMES },
  );
}

export const prependIdle = (bench: BenchPage): Promise<number> =>
  movedBy(bench, { prepend: PAGE }, false);
export const prependAtTop = (bench: BenchPage): Promise<number> =>
  movedBy(bench, { prepend: PAGE }, true);
export const growAbove = (bench: BenchPage): Promise<number> =>
  movedBy(bench, { grow: GROWTH_PX }, false);

/**
 * How far the first row in view is from where the wheel took it, in pixels, when a page is put above
 * in the middle of the turning; or how far it went against the wheel in one frame, if that is more.
 */
export async function prependWheeling(bench: BenchPage): Promise<number> {
  const { page, cdp } = bench;
  const watch = await page.evaluateHandle(() => {
    const bench = window.__bench!;
    const scroller = bench.scroller();
    const edge = scroller.getBoundingClientRect().top;
    const first = [...scroller.querySelectorAll(bench.rowSelector)]
      .map((row) => ({ id: bench.idOf(row), top: row.getBoundingClientRect().top }))
      .filter(({ top }) => top >= edge)
      .sort((a, b) => a.top - b.top)[0]!;
    const seen = { start: first.top, now: first.top, back: 0, on: true };
    const look = (): void => {
      if (!seen.on) return;
      const top = bench.find(first.id)?.getBoundingClientRect().top ?? Infinity;
      seen.back = Math.max(seen.back, seen.now - top);
      seen.now = top;
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    return seen;
  });
  const turns: Promise<unknown>[] = [];
  for (let turn = 0; turn < TURNS; turn += 1) {
    const wheel = { type: 'mouseWheel', x: 300, y: 400, deltaX: 0, deltaY: -TURN_PX } as const;
    turns.push(cdp.send('Input.dispatchMouseEvent', wheel));
    if (turn === TURNS / 2) turns.push(page.evaluate((n) => window.__bench!.prependOlder(n), PAGE));
    await page.waitForTimeout(TURN_MS);
  }
  await Promise.all(turns);
  await settled(bench);
  const { start, now, back } = await watch.evaluate((seen) => {
    seen.on = false;
    return seen;
  });
  return Math.max(Math.abs(now - start - TURNS * TURN_PX), back);
}

export interface Reaction {
  /** From the cause to the end of the frame that shows the effect. */
  readonly paintedMs: number;
  /** Of it, in scripts. */
  readonly scriptMs: number;
}

async function timed(bench: BenchPage, act: () => Promise<number>): Promise<Reaction> {
  const before = await mainThread(bench);
  const paintedMs = await act();
  const after = await mainThread(bench);
  return { paintedMs, scriptMs: (after.script - before.script) * MS_PER_SECOND };
}

/** A message arrives while the reader is at the end. */
export const append = (bench: BenchPage): Promise<Reaction> =>
  timed(bench, () =>
    bench.page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const bench = window.__bench!;
          // Heights are in fractions of a pixel, the scroll position is not.
          const end = bench.scroller().getBoundingClientRect().bottom + 1;
          const began = performance.now();
          const id = bench.appendMessage();
          const look = (): void => {
            const row = bench.find(id);
            if (row !== null && row.getBoundingClientRect().bottom <= end) {
              setTimeout(() => resolve(performance.now() - began));
            } else requestAnimationFrame(look);
          };
          requestAnimationFrame(look);
        }),
    ),
  );

/** Notes how long the page takes from a key to the frame that shows what it did. */
async function press(
  bench: BenchPage,
  key: string,
  done: 'typed' | 'sent',
  text: string,
): Promise<Reaction> {
  const { page } = bench;
  const watch = await page.evaluateHandle(
    ({ done, text }) => {
      const bench = window.__bench!;
      const box = document.querySelector<HTMLTextAreaElement>(bench.composer)!;
      const painted = new Promise<number>((resolve) => {
        const shown = (): boolean =>
          done === 'typed'
            ? box.value === text
            : [...document.querySelectorAll(bench.rowSelector)].some((row) =>
                row.textContent.includes(text),
              );
        box.addEventListener(
          'keydown',
          (event) => {
            const look = (): void => {
              if (shown()) setTimeout(() => resolve(performance.now() - event.timeStamp));
              else requestAnimationFrame(look);
            };
            requestAnimationFrame(look);
          },
          { once: true, capture: true },
        );
      });
      return { painted };
    },
    { done, text },
  );
  return timed(bench, async () => {
    await page.keyboard.press(key);
    return watch.evaluate(({ painted }) => painted);
  });
}

const composer = async ({ page }: BenchPage): Promise<string> =>
  page.evaluate(() => window.__bench!.composer);

/** A letter is typed behind `text`, which is in the box. */
export const typeKey = (bench: BenchPage, text: string): Promise<Reaction> =>
  press(bench, 'x', 'typed', `${text}x`);

/** What is in the box is sent; it is to be found on the page by `text`. */
export const pressEnter = (bench: BenchPage, text: string): Promise<Reaction> =>
  press(bench, 'Enter', 'sent', text);

export const fillComposer = async (bench: BenchPage, text: string): Promise<void> =>
  bench.page.locator(await composer(bench)).fill(text);
