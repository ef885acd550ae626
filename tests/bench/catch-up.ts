import { chromium } from 'playwright-core';
import { makePair } from '../support/accounts.ts';
import { serveApp, type BuiltApp } from '../support/app.ts';
import { BROWSER_ARGS } from '../support/browser-path.ts';
import { connect } from '../support/database.ts';
import { fillSessions } from '../support/history.ts';
import { connectionStatus, openSession, signIn } from '../support/screens.ts';
import { startTestStack } from '../support/stack.ts';
import { summary } from './statistics.ts';

const ROUNDS = 7;
const MISSED = 500;

/**
 * From the moment that the network is back to the newest of 500 missed messages on screen, in
 * milliseconds: the page is told that it is online, claims, joins, and fetches three pages by `rev`.
 */
export async function benchCatchUp(app: BuiltApp, browserPath: string) {
  const stack = await startTestStack();
  const sql = connect(stack.facts.dbUrl, 1);
  const served = await serveApp(app.outDir, stack.facts.apiUrl);
  const browser = await chromium.launch({ executablePath: browserPath, args: [...BROWSER_ARGS] });
  try {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const { student, mentor, sessionId } = await makePair(stack.facts, sql);
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(served.url);
      await signIn(page, student.email, student.password);
      await openSession(page, mentor.fullName);
      await connectionStatus(page).getByText('Connecting…').waitFor({ state: 'hidden' });
      await context.setOffline(true);
      await fillSessions(sql, student.id, mentor.id, [sessionId], MISSED);
      const back = Date.now();
      await context.setOffline(false);
      await page.getByRole('log').getByText(`Message ${MISSED}`).waitFor();
      times.push(Date.now() - back);
      await context.close();
    }
    return { missed: MISSED, ...summary(times) };
  } finally {
    await browser.close();
    await served.stop();
    await sql.end();
    await stack.stop();
  }
}
