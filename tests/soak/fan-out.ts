import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { StackFacts } from '../support/stack.ts';
import { listen } from './listener.ts';

export interface FanOutOptions {
  sockets: number;
  /** How many of the sockets send, in turns. */
  senders: number;
  broadcastsPerSecond: number;
  seconds: number;
}

export interface FanOutReport extends FanOutOptions {
  sent: number;
  expected: number;
  delivered: number;
  /** Deliveries that were not the next one of their sender. */
  outOfOrder: number;
  /** From sending to hearing, in this one process. */
  latencyMs: { p50: number; p95: number; max: number };
}

interface Said {
  sender: number;
  n: number;
  /** `performance.now()` of the sender. */
  at: number;
}

const MS_PER_SECOND = 1000;
const TICK_MS = 5;
/** How long the last deliveries may take. */
const DRAIN_MS = 10_000;

/** Many connections on one topic, some of which send at an even pace. */
export async function fanOut(facts: StackFacts, options: FanOutOptions): Promise<FanOutReport> {
  const { sockets, senders, broadcastsPerSecond, seconds } = options;
  const topic = `realtime:soak:${randomUUID()}`;
  const latencies: number[] = [];
  let outOfOrder = 0;
  const listeners = await Promise.all(
    Array.from({ length: sockets }, () => {
      const next = new Array<number>(senders).fill(0);
      return listen(facts, topic, ({ payload }) => {
        const { sender, n, at } = JSON.parse(payload.toString()) as Said;
        latencies.push(performance.now() - at);
        if (n !== next[sender]) outOfOrder += 1;
        next[sender] = n + 1;
      });
    }),
  );

  const total = broadcastsPerSecond * seconds;
  const began = performance.now();
  let sent = 0;
  while (sent < total) {
    const due = Math.floor(((performance.now() - began) * broadcastsPerSecond) / MS_PER_SECOND);
    for (; sent < Math.min(due, total); sent += 1) {
      const sender = sent % senders;
      listeners[sender]?.say({ sender, n: Math.floor(sent / senders), at: performance.now() });
    }
    await delay(TICK_MS);
  }
  const expected = total * (sockets - 1);
  const deadline = performance.now() + DRAIN_MS;
  while (latencies.length < expected && performance.now() < deadline) await delay(TICK_MS);
  for (const listener of listeners) listener.close();

  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number) =>
    Math.round((sorted[Math.floor((sorted.length - 1) * share)] ?? 0) * 10) / 10;
  return {
    ...options,
    sent,
    expected,
    delivered: latencies.length,
    outOfOrder,
    latencyMs: { p50: at(0.5), p95: at(0.95), max: at(1) },
  };
}
