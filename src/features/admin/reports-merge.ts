import type { QueuedReport } from '../../core/reports.ts';
import type { Page } from '../../core/people.ts';

const newestFirst = (a: QueuedReport, b: QueuedReport): number => b.createdAt - a.createdAt;

/**
 * What is listed after the first page was asked for again: that page, what was loaded beyond its end,
 * and of what has left the list those of `kept`.
 */
export function mergeQueue(
  listed: readonly QueuedReport[],
  first: Page<QueuedReport>,
  kept: readonly string[],
): readonly QueuedReport[] {
  const last = first.items.at(-1);
  const isBeyond = ({ createdAt }: QueuedReport): boolean =>
    first.nextCursor !== null && last !== undefined && createdAt < last.createdAt;
  const rest = listed.filter(
    (one) =>
      !first.items.some(({ id }) => id === one.id) && (isBeyond(one) || kept.includes(one.id)),
  );
  return [...first.items, ...rest].sort(newestFirst);
}
