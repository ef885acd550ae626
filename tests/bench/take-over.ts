import { chromium, type Browser, type Page } from 'playwright-core';
import { makePair } from '../support/accounts.ts';
import { serveApp, type BuiltApp } from '../support/app.ts';
import { BROWSER_ARGS } from '../support/browser-path.ts';
import { connect } from '../support/database.ts';
import { openSession, signIn } from '../support/screens.ts';
import { startTestStack } from '../support/stack.ts';
import { freeze } from '../support/tabs.ts';
import { summary } from './statistics.ts';

const ROUNDS = 7;

/** Resolves with the time (epoch ms) when the page's person channel is joined. */
const joined = (page: Page): Promise<number> =>
  new Promise((resolve) => {
    page.on('websocket', (socket) => {
      let joinRef: unknown;
      const parse = (frame: string | Buffer): unknown[] => JSON.parse(String(frame)) as unknown[];
      socket.on('framesent', ({ payload }) => {
        const [, ref, topic, event] = parse(payload);
        if (event === 'phx_join' && String(topic).startsWith('realtime:user:')) joinRef = ref;
      });
      socket.on('framereceived', ({ payload }) => {
        const [, ref, , event] = parse(payload);
        if (event === 'phx_reply' && ref === joinRef) resolve(Date.now());
      });
    });
  });

async function takeOver(
  browser: Browser,
  url: string,
  who: { email: string; password: string; peer: string },
  lose: (leader: Page) => Promise<unknown>,
): Promise<number> {
  const context = await browser.newContext();
  try {
    const leader = await context.newPage();
    const first = joined(leader);
    await leader.goto(url);
    await signIn(leader, who.email, who.password);
    await openSession(leader, who.peer);
    await first;
    const follower = await context.newPage();
    const taken = joined(follower);
    await follower.goto(url);
    await openSession(follower, who.peer);
    const lostAt = Date.now();
    await lose(leader);
    return (await taken) - lostAt;
  } finally {
    await context.close();
  }
}

/**
 * From the moment that the leading tab is closed, or frozen, to the reply that joins another tab of
 * the browser to the person's channel, in milliseconds.
 */
export async function benchTakeOver(app: BuiltApp, browserPath: string) {
  const stack = await startTestStack();
  const sql = connect(stack.facts.dbUrl, 1);
  const served = await serveApp(app.outDir, stack.facts.apiUrl);
  const browser = await chromium.launch({ executablePath: browserPath, args: [...BROWSER_ARGS] });
  try {
    const measure = async (lose: (leader: Page) => Promise<unknown>): Promise<number> => {
      // Somebody new each time: a person may have three connections.
      const { student, mentor } = await makePair(stack.facts, sql);
      return takeOver(browser, served.url, { ...student, peer: mentor.fullName }, lose);
    };
    const closed: number[] = [];
    const frozen: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      closed.push(await measure((leader) => leader.close()));
      frozen.push(await measure(freeze));
    }
    return { closed: summary(closed), frozen: summary(frozen) };
  } finally {
    await browser.close();
    await served.stop();
    await sql.end();
    await stack.stop();
  }
}
