import { chromium, type Page } from 'playwright-core';
import { makePair } from '../support/accounts.ts';
import { serveApp, type BuiltApp } from '../support/app.ts';
import { BROWSER_ARGS } from '../support/browser-path.ts';
import { connect, makeSession } from '../support/database.ts';
import { fillSessions } from '../support/history.ts';
import { connectionStatus, log, signIn } from '../support/screens.ts';
import { startTestStack } from '../support/stack.ts';
import { summary } from './statistics.ts';

const ROUNDS = 21;
const SESSIONS = 50;
/** As many as the cache keeps. */
const OPENED = 10;
const MESSAGES = 200;

/** Notes, in every page from now on, when its first message was painted, in ms since navigation. */
async function notePaint(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const look = (): void => {
      if (document.querySelector('[role="log"] [role="article"], [role="log"] article') === null) {
        requestAnimationFrame(look);
        return;
      }
      requestAnimationFrame(() => Object.assign(window, { paintedAt: performance.now() }));
    };
    requestAnimationFrame(look);
  });
}

const paintedAt = async (page: Page): Promise<number> => {
  const handle = await page.waitForFunction(
    () => (window as unknown as { paintedAt?: number }).paintedAt,
  );
  return (await handle.jsonValue()) ?? NaN;
};

/** How many timelines are on the disk of this browser. */
const cachedTimelines = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const opening = indexedDB.open('chat');
        opening.onsuccess = () => {
          const count = opening.result.transaction('cache').objectStore('cache').count();
          count.onsuccess = () => {
            opening.result.close();
            // One is the list.
            resolve(count.result - 1);
          };
        };
      }),
  );

/**
 * From navigation to the frame in which the first message of a conversation is painted, in
 * milliseconds, reloading with a full cache: without a server (all of it from the cache) and with.
 */
export async function benchColdStart(app: BuiltApp, browserPath: string) {
  const stack = await startTestStack();
  const sql = connect(stack.facts.dbUrl, 1);
  const served = await serveApp(app.outDir, stack.facts.apiUrl);
  const browser = await chromium.launch({ executablePath: browserPath, args: [...BROWSER_ARGS] });
  try {
    const { student, mentor, sessionId } = await makePair(stack.facts, sql);
    const others = [];
    for (let n = 1; n < SESSIONS; n += 1) {
      others.push(await makeSession(sql, student.id, mentor.id));
    }
    const sessions = [sessionId, ...others];
    await fillSessions(sql, student.id, mentor.id, sessions, MESSAGES);
    const page = await (await browser.newContext()).newPage();
    await page.goto(served.url);
    await signIn(page, student.email, student.password);
    // The loader that runs this file wraps inner functions in a helper that pages do not have.
    await page.addInitScript('globalThis.__name = (fn) => fn');
    await notePaint(page);
    const opened = sessions.slice(0, OPENED);
    for (const [index, id] of opened.entries()) {
      await page.goto(`${served.url}/sessions/${id}`);
      await log(page).waitFor();
      while ((await cachedTimelines(page)) <= index) await page.waitForTimeout(100);
    }
    await connectionStatus(page).getByText('Connecting…').waitFor({ state: 'hidden' });

    const measure = async (): Promise<number[]> => {
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        await page.reload();
        times.push(await paintedAt(page));
      }
      return times;
    };
    const online = summary(await measure());
    await sql.end();
    await stack.stop();
    return { withoutServer: summary(await measure()), online };
  } finally {
    await browser.close();
    await served.stop();
    await sql.end();
    await stack.stop();
  }
}
