import { BellRing, CheckCheck } from 'lucide-react';
import {
  useMemo,
  useState,
  type FocusEvent,
  type KeyboardEvent,
  type ReactNode,
  type UIEvent,
} from 'react';
import { notificationRows } from '../../core/notification-rows.ts';
import { ALL, type Notification } from '../../core/notifications.ts';
import { timeWords } from '../../lib/time-words.ts';
import { useActions, useChat } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { ListEnd } from '../../ui/list-end.tsx';
import { LoadFailure } from '../../ui/load-failure.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useNow } from '../../ui/use-now.ts';
import { stepThrough } from './list-keys.ts';
import { ListRow } from './list-row.tsx';
import { ListSkeleton } from './list-skeleton.tsx';
import { useListView } from './use-list-view.ts';

const MINUTE_MS = 60_000;
/** How near the end of the list, in pixels, the next page is asked for. */
const LOAD_MORE_WITHIN = 800;
/** ARIA's word for a list of which nobody knows how long it is. */
const UNKNOWN_SIZE = -1;

interface NotificationListProps {
  /** The address that one leads to; null for nowhere. The same function for the same person. */
  linkOf: (item: Notification) => string | null;
  onOpened: () => void;
  /** Why nothing of it could be fetched at all; null if it could. */
  broken: string | null;
  onRetry: () => void;
}

/** What the state lists of the notifications, and whatever stands there instead. Scrolls in itself. */
export function NotificationList({ linkOf, onOpened, broken, onRetry }: NotificationListProps) {
  const { status, items, hasMore, wanted, error } = useChat((state) => state.notifications);
  const { listNotifications } = useActions();
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const more = (): void => listNotifications({ more: true });

  const onScroll = (event: UIEvent<HTMLElement>): void => {
    const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
    const near = scrollHeight - scrollTop - clientHeight < LOAD_MORE_WITHIN;
    if (near && hasMore && wanted === null && error === null) more();
  };

  const content = (): ReactNode => {
    if (status === 'error' || broken !== null) {
      return (
        <LoadFailure
          title="Your notifications did not load"
          message={error?.message ?? broken ?? ''}
          onRetry={onRetry}
        />
      );
    }
    if (status === 'loading') return <ListSkeleton />;
    if (items.length === 0 && !hasMore) return <NothingListed />;
    return (
      <>
        <Rows scroller={scroller} linkOf={linkOf} onOpened={onOpened} />
        <ListEnd
          pages={{
            items,
            hasMore,
            busy: wanted === 'more',
            error: hasMore && wanted === null && error !== null ? error.message : null,
            more,
            retry: more,
          }}
        />
      </>
    );
  };

  return (
    <div
      ref={setScroller}
      onScroll={onScroll}
      className="relative flex min-h-0 grow flex-col overflow-y-auto overscroll-contain scroll-quiet safe-bottom"
    >
      {content()}
    </div>
  );
}

function Rows(props: {
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

function NothingListed() {
  const filter = useChat((state) => state.notifications.filter);
  const { listNotifications } = useActions();
  const showAll = (
    <Button onClick={() => listNotifications({ filter: ALL })}>Show all notifications</Button>
  );
  if (filter.types !== null) {
    return (
      <Notice icon={<BellRing size={22} />} title="Nothing of this kind" action={showAll}>
        {filter.unread ? 'None of these is unread.' : 'You have not been told of any yet.'}
      </Notice>
    );
  }
  if (filter.unread) {
    return (
      <Notice icon={<CheckCheck size={22} />} title="All read" action={showAll}>
        You have seen everything there is.
      </Notice>
    );
  }
  return (
    <Notice icon={<BellRing size={22} />} title="No notifications yet">
      New messages, requests and reminders will be told here.
    </Notice>
  );
}
