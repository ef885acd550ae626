import type { Outgoing } from '../core/outgoing.ts';

type Items = readonly Outgoing[];

/** What must keep its order: the new messages of a session, and the changes to one message. */
export const laneOf = (item: Outgoing): string =>
  item.kind === 'message' ? `messages of ${item.sessionId}` : `changes to ${item.messageId}`;

/**
 * The next item of each lane: the first that has not failed for good. Changes to a message that is
 * itself still in the outbox, failed or not, wait until it has arrived.
 */
export function heads(outbox: Items): Items {
  const unsent = new Set(outbox.map((item) => (item.kind === 'message' ? item.id : null)));
  const byLane = new Map<string, Outgoing>();
  for (const item of outbox) {
    const waits = item.kind !== 'message' && unsent.has(item.messageId);
    if (waits || item.status === 'failed' || byLane.has(laneOf(item))) continue;
    byLane.set(laneOf(item), item);
  }
  return [...byLane.values()];
}

/**
 * When `item` may be tried (epoch ms; 0 = at once). The server counts the messages of a person, not
 * of a session: where one was told to slow down, those of other sessions would only be told, too.
 */
export function waitsUntil(item: Outgoing, outbox: Items): number {
  const others = item.kind === 'message' ? outbox.filter(isLimitedMessage) : [];
  return Math.max(0, ...[item, ...others].map((one) => one.notBefore ?? 0));
}

const isLimitedMessage = (item: Outgoing): boolean =>
  item.kind === 'message' && item.error?.kind === 'RateLimited' && item.status === 'queued';
