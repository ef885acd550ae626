import type { Session } from '../../core/model.ts';

/** Where rows are that are all equally high: arithmetic only. */

/** What puts a session where it is in a list. */
export type PlacedSession = Pick<Session, 'id' | 'sortAt' | 'pinnedAt'>;

/** The part of a list that is in view, in pixels. */
export interface View {
  /** How far the upper edge is below the list's beginning; negative above it. */
  readonly from: number;
  readonly height: number;
  readonly rowHeight: number;
}

/** Somebody who sees this many pixels less than the whole first row is still at the beginning. */
const BEGINNING_WITHIN = 8;

/**
 * How many pixels further down what somebody looks at stands in `after` than in `before`: scrolled by
 * as much, it stays where it is on the screen. The first row in view that has kept its place among its
 * neighbours decides; one that jumps to the top because of a message is let go. 0 where the list's
 * beginning is in view: there they see what is new come in.
 */
export function shiftInView(
  before: readonly PlacedSession[],
  after: readonly PlacedSession[],
  { from, height, rowHeight }: View,
): number {
  if (from <= BEGINNING_WITHIN) return 0;
  const first = Math.floor(from / rowHeight);
  // The view begins below the list, which pushes it.
  if (first >= before.length) return (after.length - before.length) * rowHeight;
  const inView = before.slice(first, Math.ceil((from + height) / rowHeight));
  const places = new Map(after.map(({ id }, index) => [id, index]));
  const hasStayed = ({ id, sortAt, pinnedAt }: PlacedSession): boolean => {
    const now = after[places.get(id) ?? -1];
    return now !== undefined && now.sortAt === sortAt && now.pinnedAt === pinnedAt;
  };
  const at = inView.findIndex(hasStayed);
  const place = places.get(inView[at]?.id ?? '');
  return place === undefined ? 0 : (place - first - at) * rowHeight;
}
