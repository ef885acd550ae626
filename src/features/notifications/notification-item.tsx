import { memo, useState, type MouseEvent } from 'react';
import { notificationTarget } from '../../core/notification-target.ts';
import type { Notification } from '../../core/notifications.ts';
import { useActions } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Opener } from './item-opener.tsx';
import { ItemWords } from './item-words.tsx';
import { MarkButton } from './mark-button.tsx';
import { useMarking } from './use-marking.ts';

/** What may be more than the two lines that are shown at first, in characters. */
const LONG_TEXT = 90;
const LONG_TITLE = 50;

interface NotificationItemProps {
  item: Notification;
  /** Whether a heading above tells what it is about. */
  grouped: boolean;
  now: number;
  /** Where it leads; null for nowhere. */
  href: string | null;
  onOpened: () => void;
}

/** One notification. Its name reads: unread or not, who or what, the text, how many, when. */
export const NotificationItem = memo(function NotificationItem(props: NotificationItemProps) {
  const { item, grouped, now, href, onOpened } = props;
  const { jumpTo } = useActions();
  const { markRead } = useMarking();
  const [isWhole, setIsWhole] = useState(false);
  const text = item.message ?? '';
  const isLong = text.length > LONG_TEXT || text.includes('\n') || item.title.length > LONG_TITLE;
  const toggle = (): void => setIsWhole(!isWhole);

  const open = (event: MouseEvent): void => {
    if (!item.isRead) markRead(item.id);
    if (href === null) {
      toggle();
      return;
    }
    const target = notificationTarget(item);
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (target?.kind === 'message' && !elsewhere) {
      event.preventDefault();
      jumpTo(target.sessionId, { seq: target.seq });
    }
    if (!elsewhere) onOpened();
  };

  return (
    <article className="group/item flex items-start rounded-bubble hover:bg-hover">
      <div className="min-w-0 grow">
        <Opener href={href} expanded={isLong ? isWhole : null} onOpen={open}>
          <ItemWords item={item} grouped={grouped} now={now} isWhole={isWhole} />
        </Opener>
        {isLong && href !== null && item.type === 'system_announcement' && (
          <Button look="link" size="inline" className="mb-2.5 ml-14" onClick={toggle}>
            {isWhole ? 'Show less' : 'Show all'}
          </Button>
        )}
      </div>
      {item.isRead ? (
        <span className="size-9 shrink-0 pointer-coarse:size-11" />
      ) : (
        <MarkButton item={item} onMark={() => markRead(item.id)} />
      )}
    </article>
  );
});
