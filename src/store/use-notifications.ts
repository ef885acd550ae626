import { useCallback } from 'react';
import { useActions } from './hooks.ts';
import type { NotificationManager } from './notification-manager.ts';

type Ask = <T>(work: (notifications: NotificationManager) => Promise<T>) => Promise<T>;

/** Asks or does something about notifications, once the code for it is there. */
export function useNotifications(): Ask {
  const { notifications } = useActions();
  return useCallback(async (work) => work(await notifications()), [notifications]);
}
