import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { Sql } from '../support/database.ts';
import { connectionStatus, log } from '../support/screens.ts';
import type { MixClient } from './mix-client.ts';

export interface StoredMessage {
  id: string;
  content: string;
  seq: number;
}

const MS_PER_SECOND = 1000;
/** Of the text at the top of a page that is shown for understanding. */
const TOP_CHARACTERS = 80;
const LOOK_EVERY_MS = 100;
/** For the newest message to be shown on a page, in milliseconds. */
const NEWEST_WITHIN_MS = 60_000;
/** Reading a page to its beginning has failed when so long, in milliseconds, nothing new was seen. */
const READING_STALLS_MS = 90_000;

export const storedMessages = (sql: Sql, sessionId: string): Promise<StoredMessage[]> =>
  sql<StoredMessage[]>`
    select id, content, seq from public.messages where session_id = ${sessionId} order by seq`;

/** Asks again until the answer is no fault, or the time is up: then that fault. */
async function untilRight(
  look: () => Promise<string | null>,
  deadline: number,
): Promise<string | null> {
  for (;;) {
    const wrong = await look();
    if (wrong === null || performance.now() > deadline) return wrong;
    await delay(LOOK_EVERY_MS);
  }
}

/** What is wrong with what the database has, or null. */
async function storedWrong(
  sql: Sql,
  sessionId: string,
  clients: readonly MixClient[],
): Promise<string | null> {
  const stored = await storedMessages(sql, sessionId);
  const promised = clients.flatMap(({ said }) => said);
  const contents = stored.map(({ content }) => content);
  const missing = promised.filter((text) => !contents.includes(text));
  if (missing.length > 0)
    return `${missing.length} never arrived: ${missing.slice(0, 5).join(', ')}`;
  if (new Set(contents).size !== contents.length) return 'some arrived twice';
  if (contents.length !== promised.length) return 'more arrived than was promised';
  if (stored.some(({ seq }, index) => seq !== index + 1)) return 'the numbers have a gap';
  const mixedUp = clients.find(
    ({ said, name }) =>
      contents.filter((text) => text.startsWith(`${name} `)).join() !== said.join(),
  );
  return mixedUp === undefined ? null : `what ${mixedUp.name} wrote is out of order`;
}

/** The ids of the messages drawn now, from top to bottom. */
const drawn = (page: Page): Promise<string[]> =>
  log(page).evaluate((element) =>
    [...element.querySelectorAll<HTMLElement>('[data-message-id]')]
      .sort((one, other) => Number(one.dataset['index']) - Number(other.dataset['index']))
      .map((row) => row.dataset['messageId'] ?? ''),
  );

const scrollToEnd = (page: Page): Promise<void> =>
  log(page).evaluate((element) => {
    element.scrollTop = element.scrollHeight;
  });

/** Until what was scrolled to is drawn; a tab behind another may draw no frames at all. */
const drawnAnew = (page: Page): Promise<void> =>
  page.evaluate(
    (patience) =>
      new Promise((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
        setTimeout(resolve, patience);
      }),
    LOOK_EVERY_MS,
  );

/**
 * Scrolls on by most of a screen; yields in which direction there is more. The upper edge is turned
 * at only where the conversation begins: elsewhere an older page is still on its way.
 */
const scrollOn = (page: Page, direction: 1 | -1): Promise<1 | -1> =>
  log(page).evaluate((element, step) => {
    element.scrollTop += step * element.clientHeight * 0.7;
    if (element.scrollTop <= 0)
      return element.textContent.includes('The conversation starts here.') ? 1 : -1;
    const end = element.scrollHeight - element.clientHeight;
    return element.scrollTop >= end - 1 ? -1 : step;
  }, direction);

/**
 * Reads a whole conversation on a page, screen by screen, and says what is not as it is stored.
 * @param ids of the stored messages, in order
 */
async function shownWrong(page: Page, ids: readonly string[]): Promise<string | null> {
  await scrollToEnd(page);
  const atEnd = await untilRight(async () => {
    const unsettled = await log(page)
      .getByText(/^(Sending|Not sent)/)
      .count();
    if (unsettled > 0) return `${unsettled} are not settled`;
    await scrollToEnd(page);
    return (await drawn(page)).at(-1) === ids.at(-1) ? null : 'the newest is not shown';
  }, performance.now() + NEWEST_WITHIN_MS);
  if (atEnd !== null) return atEnd;
  const seen = new Set<string>();
  let direction: 1 | -1 = -1;
  let giveUpAt = performance.now() + READING_STALLS_MS;
  while (seen.size < ids.length) {
    const now = await drawn(page);
    const from = ids.indexOf(now[0] ?? '');
    if (now.join() !== ids.slice(from, from + now.length).join()) return 'the order is another';
    if (now.some((id) => !seen.has(id))) giveUpAt = performance.now() + READING_STALLS_MS;
    for (const id of now) seen.add(id);
    if (performance.now() > giveUpAt) return `only ${seen.size} of ${ids.length} are shown`;
    // An older page that failed to load meanwhile is only asked for again by a person.
    const retry = log(page).getByRole('alert').getByRole('button', { name: 'Try again' });
    if ((await retry.count()) > 0) await retry.click();
    // To and fro: while heights are still being measured a screen may be passed over.
    direction = await scrollOn(page, direction);
    await drawnAnew(page);
  }
  return null;
}

/** What helps to understand why a tab is not as it should be. */
async function stateOf({ page, leads }: MixClient): Promise<string> {
  const link = (await connectionStatus(page).innerText()) || 'connected';
  const outbox = await page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const opening = indexedDB.open('chat');
        opening.onerror = () => resolve('no outbox');
        opening.onsuccess = () => {
          const asking = opening.result.transaction('outbox').objectStore('outbox').getAll();
          asking.onsuccess = () => {
            opening.result.close();
            resolve(JSON.stringify(asking.result.slice(0, 2)));
          };
        };
      }),
  );
  const top = await log(page).evaluate(
    (element, characters) =>
      `${element.scrollTop} px from “${element.textContent.slice(0, characters)}”`,
    TOP_CHARACTERS,
  );
  return `${leads ? 'leads' : 'follows'}, ${link}, ${top}, on the disk: ${outbox}`;
}

export interface Outcome {
  /** From when the last fault was over until everything had arrived, in seconds. */
  settleSeconds: number;
  /** Everything that is wrong, in words; nothing if all is well. */
  failures: string[];
}

/**
 * Looks at the database and at every page once all faults are over; waits as long as something is
 * only not yet right.
 * @param settleMs how long everything may take to arrive
 */
export async function lookAtAll(
  sql: Sql,
  sessionId: string,
  clients: readonly MixClient[],
  settleMs: number,
): Promise<Outcome> {
  const began = performance.now();
  const failures = clients.flatMap(({ complaints }) => complaints);
  const wrong = await untilRight(() => storedWrong(sql, sessionId, clients), began + settleMs);
  const settleSeconds = Math.round((performance.now() - began) / MS_PER_SECOND);
  if (wrong !== null) failures.push(wrong);
  const ids = (await storedMessages(sql, sessionId)).map(({ id }) => id);
  for (const client of clients) {
    const different = await shownWrong(client.page, ids);
    if (different !== null)
      failures.push(`${client.name}: ${different} (${await stateOf(client)})`);
  }
  return { settleSeconds, failures };
}
