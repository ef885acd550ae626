import { clsx } from 'clsx';
import { BellOff, Check, ExternalLink } from 'lucide-react';
import { memo, useState, type MouseEvent, type ReactNode } from 'react';
import { Link } from 'wouter';
import { notificationTarget } from '../../core/notification-target.ts';
import { aboutWords, messageCountWords } from '../../core/notification-words.ts';
import type { Notification } from '../../core/notifications.ts';
import { timeWords } from '../../lib/time-words.ts';
import { useActions } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { TypeIcon } from './type-icon.tsx';
import { useMarking } from './use-marking.ts';

/** What opens an item, to be found by the keys that go through them. */
export const OPENER = '[data-opens]';

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

function Opener(props: {
  href: string | null;
  /** Whether all of a long text is shown; null where there is no more of it. */
  expanded: boolean | null;
  onOpen: (event: MouseEvent) => void;
  children: ReactNode;
}) {
  const { href, expanded, onOpen, children } = props;
  const shared = {
    'data-opens': '',
    className: 'flex w-full min-w-0 cursor-pointer gap-3 rounded-bubble py-2.5 pl-3 text-left',
    onClick: onOpen,
  };
  if (href === null) {
    return (
      <button type="button" aria-expanded={expanded ?? undefined} {...shared}>
        {children}
      </button>
    );
  }
  if (href.startsWith('/')) {
    return (
      <Link href={href} {...shared}>
        {children}
      </Link>
    );
  }
  return (
    <a href={href} target="_blank" rel="noreferrer noopener" {...shared}>
      {children}
    </a>
  );
}

function ItemWords(props: { item: Notification; grouped: boolean; now: number; isWhole: boolean }) {
  const { item, grouped, now, isWhole } = props;
  const { title, message, isRead, silent, raisedAt } = item;
  const isStressed = !isRead && !silent;
  const target = notificationTarget(item);
  const isToday = timeWords.dayKey(raisedAt) === timeWords.dayKey(now);
  const notes = [grouped ? null : aboutWords(item), messageCountWords(item)].filter(
    (note) => note !== null,
  );
  return (
    <>
      <span
        aria-hidden="true"
        className={clsx(
          'grid size-8 shrink-0 place-items-center rounded-full',
          isStressed ? 'bg-tint text-accent' : 'bg-hover text-soft',
        )}
      >
        <TypeIcon type={item.type} />
      </span>
      <span className="min-w-0 grow">
        <span className="flex items-baseline gap-2">
          {!isRead && <span className="sr-only">Unread: </span>}
          <bdi
            className={clsx(
              'wrap-anywhere',
              isStressed && 'font-semibold',
              !isWhole && 'line-clamp-2',
            )}
          >
            {title}
          </bdi>
          {silent && (
            <>
              <span className="sr-only">, muted</span>
              <BellOff
                size={12}
                aria-hidden="true"
                className="mt-1.5 shrink-0 self-start text-soft"
              />
            </>
          )}
          {target?.kind === 'web' && (
            <>
              <span className="sr-only">, opens in a new tab</span>
              <ExternalLink size={12} aria-hidden="true" className="mt-1.5 shrink-0 self-start" />
            </>
          )}
          <span className="ml-auto shrink-0 text-meta text-soft">
            <span className="sr-only">, </span>
            {isToday ? timeWords.short(raisedAt, now) : timeWords.clock(raisedAt)}
          </span>
        </span>
        {message !== null && (
          <span
            dir="auto"
            className={clsx(
              'text-start text-meta wrap-anywhere',
              isStressed ? 'text-ink' : 'text-soft',
              isWhole ? 'block whitespace-pre-line' : 'line-clamp-2',
            )}
          >
            <span className="sr-only">, </span>
            {message}
          </span>
        )}
        {notes.length > 0 && (
          <span className="flex gap-1 text-meta text-soft">
            {notes.map((note, at) => (
              <span key={note} className={at === 0 && notes.length > 1 ? 'truncate' : 'shrink-0'}>
                <span className="sr-only">, </span>
                {at > 0 && <span aria-hidden="true">· </span>}
                <bdi>{note}</bdi>
              </span>
            ))}
          </span>
        )}
      </span>
    </>
  );
}

/** A dot that says “unread”, and takes itself away. */
function MarkButton({ item, onMark }: { item: Notification; onMark: () => void }) {
  const mark = (event: MouseEvent): void => {
    // The button goes; the focus stays with what it stood beside.
    event.currentTarget.closest('article')?.querySelector<HTMLElement>(OPENER)?.focus();
    onMark();
  };
  return (
    <Button
      look="quiet"
      size="icon"
      aria-label={`Mark as read: ${item.title}`}
      title="Mark as read"
      className="group/mark mt-0.75 pointer-coarse:mt-0"
      onClick={mark}
    >
      <span
        aria-hidden="true"
        className={clsx(
          'size-2 rounded-full group-focus-visible/mark:hidden group-hover/item:hidden',
          item.silent ? 'border border-edge' : 'bg-accent',
        )}
      />
      <Check
        size={16}
        aria-hidden="true"
        className="hidden group-focus-visible/mark:block group-hover/item:block"
      />
    </Button>
  );
}
