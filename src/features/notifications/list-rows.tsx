import { useMemo, useState, type FocusEvent, type KeyboardEvent } from 'react';
import { notificationRows } from '../../core/notification-rows.ts';
import type { Notification } from '../../core/notifications.ts';
import { timeWords } from '../../lib/time-words.ts';
import { useChat } from '../../store/hooks.ts';
import { useNow } from '../../ui/use-now.ts';
import { stepThrough } from './list-keys.ts';
import { ListRow } from './list-row.tsx';
import { useListView } from './use-list-view.ts';

const MINUTE_MS = 60_000;
/** ARIA's word for a list of which nobody knows how long it is. */
const UNKNOWN_SIZE = -1;

/** What is listed, by day and session; only what is near the view is in the page. */
export function ListRows(props: {
  scroller: HTMLDivElement | null;
  linkOf: (item: Notification) => string | null;
  onOpened: () => void;
}) {
  const { scroller, linkOf, onOpened } = props;
  const items = useChat((state) => state.notifications.items);
  const hasMore = useChat((state) => state.notifications.hasMore);
  const now = useNow(MINUTE_MS);
  const rows = useMemo(() => notificationRows(items, timeWords.dayKey), [items]);
  const [focusedKey, setFocusedKey] = useState<string | null>(null);
  const virtualizer = useListView(scroller, rows, focusedKey);

  const onFocus = (event: FocusEvent): void => {
    const index = event.target.closest('li')?.dataset['index'];
    setFocusedKey(rows[Number(index)]?.key ?? null);
  };
  // From row to row, the next to have the focus must not vanish before it has it.
  const onBlur = (event: FocusEvent): void => {
    if (!event.currentTarget.contains(event.relatedTarget)) setFocusedKey(null);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (stepThrough(event.currentTarget, event.key)) event.preventDefault();
  };

  return (
    // It only notes which of its rows has the focus, and moves it.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <ul
      aria-label="Notifications"
      onFocus={onFocus}
      onBlur={onBlur}
      onKeyDown={onKeyDown}
      className="relative mx-auto w-full max-w-180 shrink-0"
      style={{ height: virtualizer.getTotalSize() }}
    >
      {virtualizer.getVirtualItems().map(({ index, start }) => {
        const row = rows[index];
        return (
          row !== undefined && (
            <li
              key={row.key}
              ref={virtualizer.measureElement}
              data-index={index}
              aria-setsize={hasMore ? UNKNOWN_SIZE : rows.length}
              aria-posinset={index + 1}
              className="absolute inset-x-0 top-0 px-2 [contain:layout_style]"
              style={{ transform: `translateY(${start}px)` }}
            >
              <ListRow row={row} now={now} linkOf={linkOf} onOpened={onOpened} />
            </li>
          )
        );
      })}
    </ul>
  );
}
