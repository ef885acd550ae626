import { useState, type FocusEvent, type ReactNode } from 'react';
import type { Session } from '../../core/model.ts';
import { ROW_REM, type ListPlace } from './list-place.ts';
import { useSessionRows } from './use-session-rows.ts';

/** ARIA's word for a list of which nobody knows how long it is. */
const UNKNOWN_SIZE = -1;

/** What all lists of sessions have in common. */
export interface RowsFrame {
  /** What the rows are scrolled in; null until it is there. */
  readonly place: ListPlace | null;
  /** Whether the first page of the list is there. */
  readonly ready: boolean;
  /** The session on screen. */
  readonly activeId: string | null;
  readonly row: (session: Session) => ReactNode;
}

interface SessionRowsProps {
  frame: RowsFrame;
  /** The same array for the same rows. */
  sessions: readonly Session[];
  /** Whether there are no further ones on the server. */
  complete: boolean;
  label?: string;
}

/** Sessions one below the other; only those near the view are in the page. */
export function SessionRows({ frame, sessions, complete, label }: SessionRowsProps) {
  const { place, ready, activeId, row } = frame;
  const [focusedId, setFocusedId] = useState<string | null>(null);
  const { list, drawn } = useSessionRows({ place, sessions, ready, activeId, focusedId });

  const onFocus = (event: FocusEvent): void => {
    const index = event.target.closest('li')?.dataset['index'];
    setFocusedId(sessions[Number(index)]?.id ?? null);
  };
  // From row to row, the next to have the focus must not vanish before it has it.
  const onBlur = (event: FocusEvent): void => {
    if (!event.currentTarget.contains(event.relatedTarget)) setFocusedId(null);
  };

  return (
    // It only notes which of its links has the focus.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <ul
      ref={list}
      aria-label={label}
      onFocus={onFocus}
      onBlur={onBlur}
      className="relative mx-2 mb-1.5 shrink-0"
      style={{ height: `${sessions.length * ROW_REM}rem` }}
    >
      {drawn.map((index) => {
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
  );
}
