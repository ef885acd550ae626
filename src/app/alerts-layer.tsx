import { lazy, Suspense, useCallback, useEffect, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import type { Notification } from '../core/notifications.ts';
import { Toasts } from '../features/notifications/toasts.tsx';
import { useActions, useChat } from '../store/hooks.ts';
import { links } from './links.ts';
import { useNotificationLink } from './use-notification-link.ts';
import { useUnreadTitle } from './use-unread-title.ts';

/** Without it the strip of the connection says so. */
const SuspendedScreen = lazy(() =>
  import('./suspended-screen.tsx').catch(() => ({ default: () => null })),
);

/** Draws attention to what is new: by cards, and by the title and the icon of the tab; and says to the suspended that they are. */
export default function AlertsLayer(): ReactNode {
  useUnreadTitle();
  const [, navigate] = useLocation();
  const linkOf = useNotificationLink();
  const { notifications, arrive } = useActions();
  const suspended = useChat((state) => state.connection.status === 'suspended');
  const opened = useChat((state) => state.alerts.opened);

  const open = useCallback(
    (items: readonly Notification[]) => {
      const [first] = items;
      const together = items.every((item) => linkOf(item) === (first && linkOf(first)));
      const href = first === undefined || !together ? null : linkOf(first);
      if (href?.startsWith('https:') === true) window.open(href, '_blank', 'noreferrer,noopener');
      else navigate(href ?? links.notifications());
      // Messages are read by reading them; of several places at once, none has been seen yet.
      const told = items.filter(({ type }) => type !== 'message_received').map(({ id }) => id);
      if (!together || told.length === 0) return;
      notifications().then(
        (manager) => manager.markRead(told).catch(() => undefined),
        () => undefined,
      );
    },
    [linkOf, navigate, notifications],
  );

  useEffect(() => {
    if (opened === null) return;
    open(opened);
    arrive();
  }, [opened, open, arrive]);

  return (
    <>
      <Toasts onOpen={open} />
      {suspended && (
        <Suspense fallback={null}>
          <SuspendedScreen />
        </Suspense>
      )}
    </>
  );
}
