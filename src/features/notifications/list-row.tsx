import type { NotificationRow } from '../../core/notification-rows.ts';
import { aboutWords } from '../../core/notification-words.ts';
import type { Notification } from '../../core/notifications.ts';
import { sessionTitle } from '../../core/selectors.ts';
import { sessionTopic } from '../../core/session-words.ts';
import { timeWords } from '../../lib/time-words.ts';
import { useChat } from '../../store/hooks.ts';
import { NotificationItem } from './notification-item.tsx';

interface ListRowProps {
  row: NotificationRow;
  now: number;
  linkOf: (item: Notification) => string | null;
  onOpened: () => void;
}

/** A day, a session, or what is told. */
export function ListRow({ row, now, linkOf, onOpened }: ListRowProps) {
  switch (row.kind) {
    case 'day':
      return (
        <h3 className="px-3 pt-3 pb-1 text-meta font-medium text-soft">
          {timeWords.day(row.at, now)}
        </h3>
      );
    case 'session':
      return <SessionHeading first={row.first} />;
    case 'item':
      return (
        <NotificationItem
          item={row.item}
          grouped={row.grouped}
          now={now}
          href={linkOf(row.item)}
          onOpened={onOpened}
        />
      );
  }
}

function SessionHeading({ first }: { first: Notification }) {
  const session = useChat((state) => state.sessions[first.sessionId ?? '']);
  const about = aboutWords(first);
  return (
    <h4 className="flex gap-1 px-3 pt-2 pb-0.5 text-meta">
      {session === undefined ? (
        // A session that the list has not come to yet, or that somebody only hears of.
        <bdi className="truncate font-medium">{about ?? 'From one session'}</bdi>
      ) : (
        <>
          <bdi className="truncate font-medium">{sessionTitle(session)}</bdi>
          <span className="min-w-0 truncate text-soft">
            {'· '}
            <bdi>{sessionTopic(session)}</bdi>
          </span>
        </>
      )}
    </h4>
  );
}
