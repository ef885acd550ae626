import type { ReactVirtualizer, VirtualItem } from '@tanstack/react-virtual';
import type { TimelineRow } from '../../core/timeline-rows.ts';
import type { ChatStore } from '../../store/store.ts';

/** Where somebody was reading a session, and how high the rows were that they had seen. */
export interface KeptPosition {
  /** Key of the message at the upper edge. */
  readonly key: string;
  /** How far the upper edge is below that message's, in pixels; negative above it. */
  readonly offset: number;
  readonly sizes: readonly VirtualItem[];
}

/** Sessions whose positions are kept: as many as keep their messages. */
const MAX_KEPT = 30;

/** Faces only, and only while the app is open: of no use to anybody else. */
const positions = new WeakMap<ChatStore, Map<string, KeptPosition>>();

export function keepPosition(
  store: ChatStore,
  sessionId: string,
  position: KeptPosition | null,
): void {
  const kept = positions.get(store) ?? new Map<string, KeptPosition>();
  positions.set(store, kept);
  kept.delete(sessionId);
  if (position !== null) kept.set(sessionId, position);
  for (const oldest of kept.keys()) {
    if (kept.size <= MAX_KEPT) break;
    kept.delete(oldest);
  }
}

/** The position, if its message is still among the rows. */
export function keptPosition(
  store: ChatStore,
  sessionId: string,
  rows: readonly TimelineRow[],
): KeptPosition | null {
  const kept = positions.get(store)?.get(sessionId);
  return kept !== undefined && rows.some((row) => row.key === kept.key) ? kept : null;
}

/** The position of a reader who has scrolled to `scrollTop`; null where there is no message. */
export function positionOf(
  virtualizer: ReactVirtualizer<HTMLDivElement, HTMLDivElement>,
  rows: readonly TimelineRow[],
  scrollTop: number,
): KeptPosition | null {
  const first = virtualizer.getVirtualItemForOffset(scrollTop)?.index ?? 0;
  const index = rows.findIndex((row, at) => at >= first && row.kind === 'message');
  const item = virtualizer.measurementsCache[index];
  if (item === undefined) return null;
  const { key, start } = item;
  return { key: String(key), offset: scrollTop - start, sizes: virtualizer.takeSnapshot() };
}

/** How far from the first row's upper edge to scroll: to where the reader was, or past all rows. */
export function keptOffset(
  kept: KeptPosition | null,
  rows: readonly TimelineRow[],
  estimate: (index: number) => number,
): number {
  const sizes = new Map(kept?.sizes.map(({ key, size }) => [key, size]));
  let offset = kept?.offset ?? 0;
  for (const [index, row] of rows.entries()) {
    if (row.key === kept?.key) break;
    offset += sizes.get(row.key) ?? estimate(index);
  }
  return offset;
}
