import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { NotificationBell } from '../features/notifications/bell.tsx';
import { links } from './links.ts';
import { useNotificationLink } from './use-notification-link.ts';

export { prefetchCentre } from '../features/notifications/bell.tsx';

/** The bell above the list. */
export default function Bell({ phone }: { phone: boolean }): ReactNode {
  const [path, navigate] = useLocation();
  const linkOf = useNotificationLink();
  return (
    <NotificationBell
      phone={phone}
      onPage={() => navigate(links.notifications())}
      pageHref={links.notifications()}
      pageIsOpen={path === links.notifications()}
      settingsHref={links.settings()}
      linkOf={linkOf}
    />
  );
}
