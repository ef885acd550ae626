import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import postgres from 'postgres';
import type { StackFacts } from '../support/stack.ts';
import { listen } from './listener.ts';

export interface BurstOptions {
  /** `realtime.send` calls of one transaction. */
  messages: number;
  largeMessages: number;
  largeBytes: number;
}

export interface BurstReport extends BurstOptions {
  delivered: number;
  inOrder: boolean;
  /** Heard before the commit. */
  early: number;
  /** Heard of the transaction that was rolled back. */
  afterRollback: number;
  largeIntact: number;
  /** From the commit to the last delivery. */
  drainMs: number;
}

const LOOK_MS = 5;
const DRAIN_MS = 20_000;

/** One large transaction of broadcasts that commits, one that does not, and some large messages. */
export async function databaseBurst(
  facts: StackFacts,
  options: BurstOptions,
): Promise<BurstReport> {
  const topic = `soak:${randomUUID()}`;
  const heard: Record<string, unknown>[] = [];
  const listener = await listen(facts, `realtime:${topic}`, ({ payload }) => {
    heard.push(JSON.parse(payload.toString()) as Record<string, unknown>);
  });
  const sql = postgres(facts.dbUrl, { max: 1, onnotice: () => undefined });
  const until = async (count: number) => {
    const deadline = performance.now() + DRAIN_MS;
    while (heard.length < count && performance.now() < deadline) await delay(LOOK_MS);
    return heard.splice(0);
  };
  const burst = (tx: postgres.TransactionSql, label: string) => tx`
    select realtime.send(jsonb_build_object('n', n, ${label}::text, true), 'burst', ${topic}, false)
    from generate_series(0, ${options.messages - 1}::int) n`;

  await sql
    .begin(async (tx) => {
      await burst(tx, 'rolledBack');
      throw new Error('roll back');
    })
    .catch(() => undefined);
  let early = 0;
  await sql.begin(async (tx) => {
    await burst(tx, 'committed');
    early = heard.length;
  });
  const committed = performance.now();
  const delivered = await until(options.messages);
  const drainMs = Math.round(performance.now() - committed);

  const texts = Array.from({ length: options.largeMessages }, (_, n) =>
    `${n} ü`.repeat(options.largeBytes).slice(0, options.largeBytes),
  );
  const digest = (text: unknown) => createHash('sha256').update(String(text)).digest('hex');
  for (const text of texts)
    await sql`
      select realtime.send(jsonb_build_object('text', ${text}::text), 'large', ${topic}, false)`;
  const large = await until(texts.length);
  await sql.end();
  listener.close();
  return {
    ...options,
    delivered: delivered.length,
    inOrder: delivered.every((message, index) => message['n'] === index),
    early,
    afterRollback: [...delivered, ...large].filter((message) => message['rolledBack']).length,
    largeIntact: texts.filter((text, n) => digest(text) === digest(large[n]?.['text'])).length,
    drainMs,
  };
}
