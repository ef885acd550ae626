import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { NotificationBell } from '../features/notifications/bell.tsx';
import { links } from './links.ts';
import NewLink from './new-link.tsx';
import { useNotificationLink } from './use-notification-link.ts';

export { prefetchCentre } from '../features/notifications/bell.tsx';

/**
 * What stands above the list of sessions and may come a little later: where something new begins, and the
 * bell. They come from the left, so nothing that is there moves.
 */
export default function ListTools({ phone }: { phone: boolean }): ReactNode {
  const [path, navigate] = useLocation();
  const linkOf = useNotificationLink();
  return (
    <>
      <NewLink />
      <NotificationBell
        phone={phone}
        onPage={() => navigate(links.notifications())}
        pageHref={links.notifications()}
        pageIsOpen={path === links.notifications()}
        settingsHref={links.settings()}
        linkOf={linkOf}
      />
    </>
  );
}
