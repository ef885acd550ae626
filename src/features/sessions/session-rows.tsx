import { lazy, Suspense, useState, type FocusEvent, type ReactNode } from 'react';
import type { Session } from '../../core/model.ts';
import { drawnRows } from './drawn-rows.ts';
import { ROW_REM, type ListPlace } from './list-place.ts';
import { useSessionRows } from './use-session-rows.ts';

/** ARIA's word for a list of which nobody knows how long it is. */
const UNKNOWN_SIZE = -1;

const KeepPlace = lazy(() => import('./keep-place.tsx').catch(() => ({ default: () => null })));

/** What all lists of sessions have in common. */
export interface RowsFrame {
  /** What the rows are scrolled in; null until it is there. */
  readonly place: ListPlace | null;
  /** Whether the first page of the list is there. */
  readonly ready: boolean;
  /** Whether there are no further sessions on the server. */
  readonly complete: boolean;
  /** The session on screen. */
  readonly activeId: string | null;
  readonly row: (session: Session) => ReactNode;
}

interface SessionRowsProps {
  frame: RowsFrame;
  /** The same array for the same rows. */
  sessions: readonly Session[];
  label?: string;
}

/**
 * Sessions one below the other. In the page are only those near the view, the active one, and the one
 * that has the focus with its neighbours: so the keyboard never falls out of the list.
 */
export function SessionRows({ frame, sessions, label }: SessionRowsProps) {
  const { place, ready, complete, activeId, row } = frame;
  const [focusedId, setFocusedId] = useState<string | null>(null);
  const { list, virtualizer, margin } = useSessionRows(place, sessions.length);

  const active = sessions.findIndex(({ id }) => id === activeId);
  const focused = sessions.findIndex(({ id }) => id === focusedId);
  const kept = focused === -1 ? [active] : [active, focused - 1, focused, focused + 1];

  const onFocus = (event: FocusEvent): void => {
    const index = event.target.closest('li')?.dataset['index'];
    setFocusedId(sessions[Number(index)]?.id ?? null);
  };
  // From row to row, the next to have the focus must not vanish before it has it.
  const onBlur = (event: FocusEvent): void => {
    if (!event.currentTarget.contains(event.relatedTarget)) setFocusedId(null);
  };

  return (
    <>
      {/* It only notes which of its links has the focus. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <ul
        ref={list}
        aria-label={label}
        onFocus={onFocus}
        onBlur={onBlur}
        className="relative mx-2 mb-1.5 shrink-0"
        style={{ height: `${sessions.length * ROW_REM}rem` }}
      >
        {drawnRows(virtualizer.getVirtualIndexes(), kept, sessions.length).map((index) => {
          const session = sessions[index];
          return (
            session !== undefined && (
              <li
                key={session.id}
                data-index={index}
                aria-setsize={complete ? sessions.length : UNKNOWN_SIZE}
                aria-posinset={index + 1}
                className="absolute inset-x-0 [contain:layout_style]"
                style={{ top: `${index * ROW_REM}rem` }}
              >
                {row(session)}
              </li>
            )
          );
        })}
      </ul>
      {place !== null && margin !== null && (
        <Suspense fallback={null}>
          <KeepPlace
            place={place}
            margin={margin}
            list={list}
            virtualizer={virtualizer}
            sessions={sessions}
            ready={ready}
            activeId={activeId}
            active={active}
          />
        </Suspense>
      )}
    </>
  );
}
