import type { Notification } from '../../core/notifications.ts';
import { PageFrame } from '../../ui/page-frame.tsx';
import { NotificationPane } from './notification-pane.tsx';

const stay = (): void => undefined;

/** Everything that the person was told, as far back as it is kept. */
export default function NotificationsPage(props: {
  backHref: string;
  linkOf: (item: Notification) => string | null;
}) {
  return (
    <PageFrame title="Notifications" backHref={props.backHref}>
      <NotificationPane linkOf={props.linkOf} onOpened={stay} resets />
    </PageFrame>
  );
}
