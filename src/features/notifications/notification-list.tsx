import { useState, type ReactNode, type UIEvent } from 'react';
import type { Notification } from '../../core/notifications.ts';
import { useActions, useChat } from '../../store/hooks.ts';
import { ListEnd } from '../../ui/list-end.tsx';
import { LoadFailure } from '../../ui/load-failure.tsx';
import { ListRows } from './list-rows.tsx';
import { ListSkeleton } from './list-skeleton.tsx';
import { NothingListed } from './nothing-listed.tsx';

/** How near the end of the list, in pixels, the next page is asked for. */
const LOAD_MORE_WITHIN = 800;

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
        <ListRows scroller={scroller} linkOf={linkOf} onOpened={onOpened} />
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
