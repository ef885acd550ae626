import { setTimeout as delay } from 'node:timers/promises';
import { chromium, type Browser } from 'playwright-core';
import { makePair, type Account } from '../support/accounts.ts';
import { serveApp } from '../support/app.ts';
import { BROWSER_ARGS } from '../support/browser-path.ts';
import { connect, set } from '../support/database.ts';
import { faultsOf } from '../support/faults.ts';
import { composer } from '../support/screens.ts';
import { signedInStorage } from '../support/signed-in-storage.ts';
import { startTestStack } from '../support/stack.ts';
import { setVisible } from '../support/tabs.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { lookAtAll, type Outcome } from './mix-check.ts';
import { MixClient } from './mix-client.ts';
import { mixFaults, type MixWorld } from './mix-faults.ts';
import { seeded } from './seeded.ts';

export interface FaultMixOptions {
  seed: number;
  /** How long people write and faults happen. */
  seconds: number;
  browserPath: string;
  /** Folder of the production build. */
  appDir: string;
}

export interface FaultMixReport extends Outcome {
  seed: number;
  seconds: number;
  clients: number;
  sent: number;
  /** How often each fault happened. */
  faults: Record<string, number>;
}

const NO_LIMIT = 1_000_000;
const MS_PER_SECOND = 1000;
/** Between one fault and the next. */
const CALM_MS = { least: 100, most: 1_000 };
/** How long everything may take to come right after the last fault, in milliseconds. */
const SETTLE_MS = 180_000;
const VIEWPORT = { width: 900, height: 1000 };

/**
 * Two tabs of a person in one browser, the same person on a second device, and their peer write to
 * one conversation while a seeded mix of everything that can break breaks. Tells what came of it.
 */
export async function faultMix(options: FaultMixOptions): Promise<FaultMixReport> {
  const stops: (() => Promise<unknown>)[] = [];
  try {
    const stack = await startTestStack({ faults: true });
    stops.push(() => stack.stop());
    const sql = connect(stack.facts.dbUrl, 1);
    stops.push(() => sql.end({ timeout: 1 }));
    await set(sql, 'messages_per_minute', NO_LIMIT);
    await set(sql, 'changes_per_minute', NO_LIMIT);
    const pair = await makePair(stack.facts, sql);
    const cable = await startTcpProxy(stack.facts.apiUrl);
    stops.push(() => cable.stop());
    const app = await serveApp(options.appDir, cable.url);
    stops.push(() => app.stop());
    const browser = await chromium.launch({
      executablePath: options.browserPath,
      args: [...BROWSER_ARGS],
    });
    stops.push(() => browser.close());

    const url = `${app.url}/sessions/${pair.sessionId}`;
    const signedIn = async (who: Account) =>
      browserOf(browser, await signedInStorage(stack.facts, app.url, who));
    const [first, second, peers] = [
      await signedIn(pair.student),
      await signedIn(pair.student),
      await signedIn(pair.mentor),
    ];
    const clients = [
      new MixClient('Tab one', first, url),
      new MixClient('Tab two', first, url),
      new MixClient('Phone', second, url),
      new MixClient('Peer', peers, url),
    ];
    for (const client of clients) {
      await client.open();
      await composer(client.page).waitFor();
    }
    const world: MixWorld = { stack, cable, faults: faultsOf(stack.facts.apiUrl), clients };
    const faults = await breakThings(world, options);
    await endAllFaults(world);
    const outcome = await lookAtAll(sql, pair.sessionId, clients, SETTLE_MS);
    return {
      seed: options.seed,
      seconds: options.seconds,
      clients: clients.length,
      sent: clients.reduce((sum, { said }) => sum + said.length, 0),
      faults,
      ...outcome,
    };
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

const browserOf = (browser: Browser, storageState: Awaited<ReturnType<typeof signedInStorage>>) =>
  browser.newContext({ viewport: VIEWPORT, storageState });

/** Everybody writes, and one fault follows the other: all of them in turn, each time shuffled. */
async function breakThings(
  world: MixWorld,
  { seed, seconds }: FaultMixOptions,
): Promise<Record<string, number>> {
  const chance = seeded(seed);
  const counts: Record<string, number> = {};
  const end = performance.now() + seconds * MS_PER_SECOND;
  const isOver = (): boolean => performance.now() > end;
  const writing = world.clients.map((client) => client.sayOn(chance.fork(), isOver));
  const breaking = async (): Promise<void> => {
    let deck: string[] = [];
    while (!isOver()) {
      if (deck.length === 0) deck = chance.shuffled(Object.keys(mixFaults));
      const name = deck.pop()!;
      counts[name] = (counts[name] ?? 0) + 1;
      await mixFaults[name]!(world, chance);
      await delay(chance.int(CALM_MS.least, CALM_MS.most));
    }
  };
  await Promise.all([...writing, breaking()]);
  return counts;
}

async function endAllFaults({ faults, cable, clients }: MixWorld): Promise<void> {
  await faults.clear();
  // A half-open connection ends some day: now.
  await faults.do({ kind: 'kill-sockets', code: 1006 });
  cable.thaw();
  for (const { page, context } of clients) {
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await context.setOffline(false);
    await setVisible(page, true);
  }
}
