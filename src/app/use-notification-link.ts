import { useCallback } from 'react';
import type { Notification } from '../core/notifications.ts';
import { me } from '../core/selectors.ts';
import { useChat } from '../store/hooks.ts';
import { notificationLink } from './notification-link.ts';

/** Where one's own notifications lead, as `notificationLink` says. */
export function useNotificationLink(): (item: Notification) => string | null {
  const myId = useChat((state) => me(state)?.id ?? '');
  return useCallback((item) => notificationLink(item, myId), [myId]);
}
