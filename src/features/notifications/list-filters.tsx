import { notificationTypeWords } from '../../core/notification-words.ts';
import { notificationTypes, type NotificationType } from '../../core/notifications.ts';
import { useActions, useChat } from '../../store/hooks.ts';
import { Segments } from '../../ui/segments.tsx';

const reads = [
  { value: 'all', text: 'All' },
  { value: 'unread', text: 'Unread' },
] as const;

/** Which notifications are listed. */
export function ListFilters() {
  const filter = useChat((state) => state.notifications.filter);
  const { listNotifications } = useActions();
  const choose = (value: string): void => {
    const type = notificationTypes.find((one): one is NotificationType => one === value);
    listNotifications({ filter: { ...filter, types: type === undefined ? null : [type] } });
  };
  return (
    <>
      <Segments
        label="Show"
        value={filter.unread ? 'unread' : 'all'}
        options={reads}
        onChange={(value) =>
          listNotifications({ filter: { ...filter, unread: value === 'unread' } })
        }
      />
      <select
        aria-label="Kind"
        value={filter.types?.[0] ?? ''}
        onChange={({ target }) => choose(target.value)}
        className="h-8.5 max-w-52 min-w-0 grow basis-26 rounded-control border border-line bg-raised px-2 text-meta text-ink pointer-coarse:h-11"
      >
        <option value="">Every kind</option>
        {notificationTypes.map((type) => (
          <option key={type} value={type}>
            {notificationTypeWords[type]}
          </option>
        ))}
      </select>
    </>
  );
}
