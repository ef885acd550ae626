import { expect } from 'vitest';
import type { Sql } from './database.ts';
import { tell } from './tell.ts';

/** What one client shows of a session now: the texts in their order, null for anything else. */
export type View = () => readonly (string | null)[] | Promise<readonly (string | null)[]>;

/** How long the last client may take to have everything, in milliseconds; machines may be busy. */
const SETTLES_WITHIN_MS = 30_000;

/** The texts of a session in the order that the database gave them. */
export async function storedTexts(sql: Sql, sessionId: string): Promise<string[]> {
  const rows = await sql<{ content: string }[]>`
    select content from public.messages where session_id = ${sessionId} order by seq`;
  return rows.map((row) => row.content);
}

/**
 * The promise that every fault is tried on: all of `sent` is stored exactly once, each sender's
 * texts in the order of writing, numbered without a gap, and every client shows the database's
 * order. Prints what arrived.
 * @param sent one list per sender, each text unique
 */
export async function expectOnceInOrder(
  sql: Sql,
  sessionId: string,
  sent: readonly (readonly string[])[],
  views: readonly View[],
): Promise<void> {
  const all = sent.flat();
  const patiently = { timeout: SETTLES_WITHIN_MS };
  await expect
    .poll(async () => (await storedTexts(sql, sessionId)).toSorted(), patiently)
    .toEqual(all.toSorted());
  const stored = await storedTexts(sql, sessionId);
  for (const texts of sent) expect(stored.filter((text) => texts.includes(text))).toEqual(texts);
  const seqs = await sql<{ seq: number }[]>`
    select seq from public.messages where session_id = ${sessionId} order by seq`;
  expect(seqs.map(({ seq }) => seq)).toEqual(stored.map((_, index) => index + 1));
  for (const view of views) await expect.poll(async () => view(), patiently).toEqual(stored);
  tell(`${all.length} sent, ${stored.length} arrived once, order equal on ${views.length} clients`);
}

/** `first 1`, `first 2` … */
export const texts = (count: number, prefix: string): string[] =>
  Array.from({ length: count }, (_, n) => `${prefix} ${n + 1}`);
