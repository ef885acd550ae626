import { useMemo } from 'react';
import { toChatError } from '../../core/errors.ts';
import type { NotificationManager } from '../../store/notification-manager.ts';
import { useActions } from '../../store/hooks.ts';

interface Marking {
  readonly markRead: (id: string) => void;
  readonly markAllRead: () => void;
}

/** Marks notifications as read, at once; what could not be is shown as it was, with a note that says why. */
export function useMarking(): Marking {
  const { notifications, say } = useActions();
  return useMemo(() => {
    const go = async (
      failed: string,
      work: (manager: NotificationManager) => Promise<void>,
    ): Promise<void> => {
      try {
        await work(await notifications());
      } catch (thrown) {
        say(`${failed} ${toChatError(thrown).message}`);
      }
    };
    return {
      markRead: (id) =>
        void go('The notification was not marked as read.', (manager) => manager.markRead([id])),
      markAllRead: () =>
        void go('The notifications were not marked as read.', (manager) => manager.markAllRead()),
    };
  }, [notifications, say]);
}
