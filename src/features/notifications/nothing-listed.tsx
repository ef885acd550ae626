import { BellRing, CheckCheck } from 'lucide-react';
import { ALL } from '../../core/notifications.ts';
import { useActions, useChat } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';

/** In the place of an empty list: why it is, and the way to all there is. */
export function NothingListed() {
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
