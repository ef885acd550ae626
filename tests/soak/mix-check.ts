import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { Sql } from '../support/database.ts';
import { log } from '../support/screens.ts';
import type { MixClient } from './mix-client.ts';

export interface StoredMessage {
  id: string;
  content: string;
  seq: number;
}

const LOOK_EVERY_MS = 200;

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

const scrollTo = (page: Page, to: 'end' | 'up'): Promise<void> =>
  log(page).evaluate((element, target) => {
    element.scrollTop =
      target === 'end' ? element.scrollHeight : element.scrollTop - element.clientHeight / 2;
  }, to);

/**
 * Reads a whole conversation on a page, screen by screen, and says what is not as it is stored.
 * @param ids of the stored messages, in order
 */
async function shownWrong(page: Page, ids: readonly string[], deadline: number) {
  await scrollTo(page, 'end');
  const atEnd = await untilRight(async () => {
    const unsettled = await log(page)
      .getByText(/^(Sending|Not sent)/)
      .count();
    if (unsettled > 0) return `${unsettled} are not settled`;
    await scrollTo(page, 'end');
    return (await drawn(page)).at(-1) === ids.at(-1) ? null : 'the newest is not shown';
  }, deadline);
  if (atEnd !== null) return atEnd;
  const seen = new Set<string>();
  return untilRight(async () => {
    const now = await drawn(page);
    const from = ids.indexOf(now[0] ?? '');
    if (now.join() !== ids.slice(from, from + now.length).join()) return 'the order is another';
    for (const id of now) seen.add(id);
    await scrollTo(page, 'up');
    return seen.size === ids.length ? null : `only ${seen.size} of ${ids.length} are shown`;
  }, deadline);
}

/**
 * Everything that is wrong once all faults are over, in words; waits as long as it is only not yet
 * right.
 * @param settleMs how long everything together may take
 */
export async function whatIsWrong(
  sql: Sql,
  sessionId: string,
  clients: readonly MixClient[],
  settleMs: number,
): Promise<string[]> {
  const deadline = performance.now() + settleMs;
  const failures = clients.flatMap(({ complaints }) => complaints);
  const wrong = await untilRight(() => storedWrong(sql, sessionId, clients), deadline);
  if (wrong !== null) failures.push(wrong);
  const ids = (await storedMessages(sql, sessionId)).map(({ id }) => id);
  for (const { name, page } of clients) {
    const different = await shownWrong(page, ids, deadline);
    if (different !== null) failures.push(`${name}: ${different}`);
  }
  return failures;
}
