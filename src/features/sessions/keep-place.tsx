import { useLayoutEffect, useRef, type RefObject } from 'react';
import type { Session } from '../../core/model.ts';
import type { ListPlace } from './list-place.ts';
import { shiftInView } from './shift-in-view.ts';
import type { RowVirtualizer } from './use-session-rows.ts';

interface KeepPlaceProps {
  place: ListPlace;
  /** Pixels from the beginning of what is scrolled to the list's. */
  margin: number;
  list: RefObject<HTMLUListElement | null>;
  virtualizer: RowVirtualizer;
  sessions: readonly Session[];
  /** Whether the rows are a list, and not just a session that was faster than the list. */
  ready: boolean;
  /** The session on screen, and the index of its row; −1 for none. */
  activeId: string | null;
  active: number;
}

/** The session that was brought into view last: several lists may be scrolled together. */
const brought = new WeakMap<ListPlace, string | null>();

/**
 * Keeps what somebody looks at where it is while rows move, and brings the session into view that they
 * go to. Draws nothing; without it the list works all the same.
 */
export default function KeepPlace(props: KeepPlaceProps) {
  const { place, margin, list, virtualizer, sessions, ready, activeId, active } = props;

  const before = useRef(sessions);
  useLayoutEffect(() => {
    const old = before.current;
    before.current = sessions;
    if (old === sessions) return;
    // What is above has moved the list already.
    const above = place.isShown() ? (list.current?.offsetTop ?? margin) : margin;
    const { rowHeight } = place;
    const view = { from: place.top() - above, height: place.height(), rowHeight };
    place.moveBy(shiftInView(old, sessions, view));
  }, [sessions, place, margin, list]);

  // When the session only moves, the list stays where it is.
  const askedFor = useRef(activeId);
  useLayoutEffect(() => {
    const isLate = askedFor.current === activeId;
    askedFor.current = activeId;
    if (activeId !== null && (active === -1 || !ready)) return;
    if (brought.get(place) === activeId) return;
    brought.set(place, activeId);
    if (active === -1 || !place.isShown()) return;
    const [top, align] = virtualizer.getOffsetForIndex(active) ?? [];
    if (top === undefined || align === 'auto') return;
    // A row that comes alone, from far down, asks for none of those between: they would push it away.
    place.moveBy(top - place.top(), isLate);
  }, [activeId, active, ready, place, virtualizer]);

  return null;
}
