import { CheckCheck } from 'lucide-react';
import { useEffect, useState } from 'react';
import { toChatError } from '../../core/errors.ts';
import { ALL, type Notification } from '../../core/notifications.ts';
import { useActions, useChat, useChatStore } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { ListFilters } from './list-filters.tsx';
import { NotificationList } from './notification-list.tsx';
import { useMarking } from './use-marking.ts';

interface NotificationPaneProps {
  linkOf: (item: Notification) => string | null;
  onOpened: () => void;
  /** Whether leaving ends what the list was narrowed down to: nothing else shows it. */
  resets: boolean;
}

/** The list with what narrows it down, and what is done with all of it. */
export function NotificationPane({ linkOf, onOpened, resets }: NotificationPaneProps) {
  const store = useChatStore();
  const { notifications, listNotifications } = useActions();
  const { markAllRead } = useMarking();
  const [broken, setBroken] = useState<string | null>(null);
  const nothingUnread = useChat(
    ({ notifications: { unreadCount, items } }) =>
      unreadCount === 0 && items.every(({ isRead }) => isRead),
  );

  useEffect(() => {
    notifications().catch((thrown: unknown) => setBroken(toChatError(thrown).message));
  }, [notifications]);
  useEffect(() => {
    if (!resets) return;
    return () => {
      const { filter } = store.getState().notifications;
      if (filter.unread || filter.types !== null) listNotifications({ filter: ALL });
    };
  }, [resets, store, listNotifications]);

  const retry = async (): Promise<void> => {
    try {
      await notifications();
    } catch (thrown) {
      setBroken(toChatError(thrown).message);
      return;
    }
    setBroken(null);
    listNotifications();
  };

  return (
    <>
      <div className="mx-auto flex w-full max-w-180 shrink-0 flex-wrap items-center gap-2 px-4 py-2">
        <ListFilters />
        <Button
          look="link"
          size="inline"
          className="ml-auto gap-1.5 py-1"
          aria-disabled={nothingUnread}
          onClick={() => nothingUnread || markAllRead()}
        >
          <CheckCheck size={14} aria-hidden="true" />
          Mark all as read
        </Button>
      </div>
      <NotificationList
        linkOf={linkOf}
        onOpened={onOpened}
        broken={broken}
        onRetry={() => void retry()}
      />
    </>
  );
}
