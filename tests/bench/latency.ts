import { chromium, type Page } from 'playwright-core';
import { makePair } from '../support/accounts.ts';
import { serveApp, type BuiltApp } from '../support/app.ts';
import { BROWSER_ARGS } from '../support/browser-path.ts';
import { connect, set } from '../support/database.ts';
import { composer, message, openSession, signIn } from '../support/screens.ts';
import { startTestStack } from '../support/stack.ts';
import { summary } from './statistics.ts';

const MESSAGES = 60;
const WARM_UP = 5;
const NO_LIMIT = 10_000;

/** Notes, on the page's clock, when the Enter key went down. */
const noteEnter = (page: Page): Promise<void> =>
  page.evaluate(() => {
    addEventListener(
      'keydown',
      (event) => {
        if (event.key === 'Enter') {
          Object.assign(window, { enterAt: performance.timeOrigin + performance.now() });
        }
      },
      true,
    );
  });

/** Resolves, in the page, with the time of the frame after the one in which `text` was painted. */
const painted = (page: Page, text: string): Promise<number> =>
  page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const log = document.querySelector('[role="log"]');
        const look = (): void => {
          if (log?.textContent.includes(wanted) === true) {
            requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()));
          } else requestAnimationFrame(look);
        };
        look();
      }),
    text,
  );

/**
 * From the Enter key of one person to the frame in which the message is on the other's screen, in
 * milliseconds: built app, real browser, local stack, both pages on one clock.
 */
export async function benchLatency(app: BuiltApp, browserPath: string) {
  const stack = await startTestStack();
  const sql = connect(stack.facts.dbUrl, 1);
  const served = await serveApp(app.outDir, stack.facts.apiUrl);
  const browser = await chromium.launch({ executablePath: browserPath, args: [...BROWSER_ARGS] });
  try {
    await set(sql, 'messages_per_minute', NO_LIMIT);
    const { student, mentor } = await makePair(stack.facts, sql);
    const open = async (account: typeof student, peer: string): Promise<Page> => {
      const page = await (await browser.newContext()).newPage();
      // The loader that runs this file wraps inner functions in a helper that pages do not have.
      await page.addInitScript('globalThis.__name = (fn) => fn');
      await page.goto(served.url);
      await signIn(page, account.email, account.password);
      await openSession(page, peer);
      return page;
    };
    const sender = await open(student, mentor.fullName);
    const receiver = await open(mentor, student.fullName);
    await noteEnter(sender);

    const times: number[] = [];
    for (let n = 0; n < MESSAGES + WARM_UP; n += 1) {
      const text = `measured ${n}.`;
      await composer(sender).fill(text);
      const arrival = painted(receiver, text);
      await composer(sender).press('Enter');
      const at = await arrival;
      const enterAt = await sender.evaluate(
        () => (window as unknown as { enterAt: number }).enterAt,
      );
      if (n >= WARM_UP) times.push(at - enterAt);
      await message(sender, text).getByText('Read').waitFor();
    }
    return summary(times);
  } finally {
    await browser.close();
    await served.stop();
    await sql.end();
    await stack.stop();
  }
}
