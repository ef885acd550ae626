import { clsx } from 'clsx';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useMemo, useState, type FocusEvent } from 'react';
import { firstDirection } from '../../core/admin-session-words.ts';
import type { AdminSession, SessionSort, SessionSortColumn } from '../../core/admin-sessions.ts';
import { COLUMN_WIDTHS, sessionColumns } from './sessions-columns.ts';
import { SessionsRow } from './sessions-row.tsx';
import { useRowView } from './use-row-view.ts';

/** ARIA's word for a table of which nobody knows how long it is. */
const UNKNOWN_SIZE = -1;
/** Guessed heights in pixels: of a line, and of a card. */
const LINE_HEIGHT = 64;
const CARD_HEIGHT = 160;

interface SessionsTableProps {
  scroller: HTMLDivElement | null;
  sessions: readonly AdminSession[];
  /** How many there are on the server; null if that is not known. */
  total: number | null;
  busy: boolean;
  /** Rows are cards; their order is chosen elsewhere. */
  cards: boolean;
  now: number;
  sort: SessionSort;
  onSort: (sort: SessionSort) => void;
  reviewHref: (sessionId: string) => string;
  onPerson: (personId: string) => void;
  onProduct: (productId: string) => void;
}

/** All sessions that were loaded; only the rows near the view are in the page. */
export function SessionsTable(props: SessionsTableProps) {
  const { scroller, sessions, total, busy, cards, now, sort, onSort, reviewHref } = props;
  const ids = useMemo(() => sessions.map(({ id }) => id), [sessions]);
  const [focusedId, setFocusedId] = useState<string | null>(null);
  const virtualizer = useRowView(scroller, ids, focusedId, cards ? CARD_HEIGHT : LINE_HEIGHT);

  const onFocus = (event: FocusEvent): void => {
    const row = event.target.closest<HTMLElement>('[data-index]');
    setFocusedId(ids[Number(row?.dataset['index'])] ?? null);
  };
  const onBlur = (event: FocusEvent): void => {
    if (!event.currentTarget.contains(event.relatedTarget)) setFocusedId(null);
  };
  const sortBy = (column: SessionSortColumn): void =>
    onSort({
      column,
      direction:
        sort.column !== column ? firstDirection(column) : sort.direction === 'asc' ? 'desc' : 'asc',
    });

  return (
    <div
      role="table"
      aria-label="Sessions"
      aria-busy={busy}
      aria-rowcount={total === null ? UNKNOWN_SIZE : total + 1}
      className="pane:min-w-[70rem]"
    >
      <div
        role="rowgroup"
        className={cards ? 'sr-only' : 'sticky top-0 z-10 border-y border-line bg-sunken'}
      >
        <div
          role="row"
          aria-rowindex={1}
          className={clsx('grid items-center gap-x-3 px-5', COLUMN_WIDTHS)}
        >
          {sessionColumns.map((column) => (
            <Heading key={column.text} column={column} sort={sort} onSort={cards ? null : sortBy} />
          ))}
        </div>
      </div>
      {/* It only notes which of its rows has the focus. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <div
        role="rowgroup"
        onFocus={onFocus}
        onBlur={onBlur}
        className="relative"
        style={{ height: virtualizer.getTotalSize() }}
      >
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const session = sessions[index];
          return (
            session !== undefined && (
              <div
                key={session.id}
                ref={virtualizer.measureElement}
                data-index={index}
                role="row"
                aria-rowindex={index + 2}
                className={clsx(
                  'absolute inset-x-0 top-0 border-b border-line px-5 py-2 [contain:layout_style] hover:bg-sunken max-pane:flex max-pane:flex-wrap max-pane:items-center max-pane:gap-x-3 max-pane:gap-y-1 max-pane:px-4 max-pane:py-3 pane:grid pane:min-h-16 pane:items-center pane:gap-x-3',
                  COLUMN_WIDTHS,
                )}
                style={{ transform: `translateY(${start}px)` }}
              >
                <SessionsRow
                  session={session}
                  now={now}
                  reviewHref={reviewHref(session.id)}
                  onPerson={props.onPerson}
                  onProduct={props.onProduct}
                />
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}

function Heading(props: {
  column: (typeof sessionColumns)[number];
  sort: SessionSort;
  /** Null where it only says what stands below. */
  onSort: ((column: SessionSortColumn) => void) | null;
}) {
  const { column, sort, onSort } = props;
  const by = column.sort;
  const sorted = by === sort.column;
  const Arrow = sort.direction === 'asc' ? ArrowUp : ArrowDown;
  return (
    <div
      role="columnheader"
      {...(by === undefined
        ? {}
        : { 'aria-sort': sorted ? (`${sort.direction}ending` as const) : ('none' as const) })}
      className={clsx('text-meta font-medium text-soft', column.end === true && 'text-end')}
    >
      {by === undefined || onSort === null ? (
        <span className={column.unseen === true ? 'sr-only' : undefined}>{column.text}</span>
      ) : (
        <button
          type="button"
          onClick={() => onSort(by)}
          className={clsx(
            'inline-flex h-10 cursor-pointer items-center gap-1 whitespace-nowrap hover:text-ink pointer-coarse:h-11',
            sorted && 'text-ink',
            // The words stand above the numbers.
            column.end === true && 'flex-row-reverse',
          )}
        >
          {column.text}
          <Arrow size={14} aria-hidden="true" className={sorted ? undefined : 'invisible'} />
        </button>
      )}
    </div>
  );
}
