import { clsx } from 'clsx';
import { BellOff, ExternalLink } from 'lucide-react';
import { notificationTarget } from '../../core/notification-target.ts';
import { aboutWords, messageCountWords } from '../../core/notification-words.ts';
import type { Notification } from '../../core/notifications.ts';
import { timeWords } from '../../lib/time-words.ts';
import { TypeIcon } from './type-icon.tsx';

/** What a notification says. All that others wrote in it is text, each in its own direction. */
export function ItemWords(props: {
  item: Notification;
  grouped: boolean;
  now: number;
  isWhole: boolean;
}) {
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
