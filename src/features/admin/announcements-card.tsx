import { clsx } from 'clsx';
import { useRef, useState } from 'react';
import {
  announcementStatusWords,
  audienceWords,
  priorityWord,
  recipientsWords,
} from '../../core/announcement-words.ts';
import type { Announcement } from '../../core/announcement.ts';
import { momentWords } from '../../lib/moment-words.ts';
import { useNotifications } from '../../store/use-notifications.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Failure } from '../../ui/failure.tsx';
import { useDeed } from '../../ui/use-deed.ts';

/** When it goes, or went, from and to. */
function timeLine({ startsAt, expiresAt, status }: Announcement, now: number): string {
  const starts = momentWords.moment(startsAt, now);
  const time = expiresAt === null ? starts : `${starts} – ${momentWords.moment(expiresAt, now)}`;
  return status === 'scheduled' ? `Starts: ${time}` : time;
}

interface AnnouncementCardProps {
  announcement: Announcement;
  now: number;
  /** It is withdrawn, by this or before. */
  onWithdrawn: (announcement: Announcement) => void;
  /** Puts the focus where it belongs once its button is gone. */
  onReturnFocus: () => void;
}

/** An announcement as it stands, and the way to take it back. */
export function AnnouncementCard(props: AnnouncementCardProps) {
  const { announcement, now, onWithdrawn, onReturnFocus } = props;
  const { id, title, message, link, audience, priority, status } = announcement;
  const ask = useNotifications();
  const deed = useDeed();
  const [asks, setAsks] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const isOver = status === 'withdrawn' || status === 'expired';
  const facts = [
    audienceWords(audience),
    recipientsWords(announcement),
    priority === 1 ? null : `Priority: ${priorityWord(priority)}`,
    timeLine(announcement, now),
  ].filter((fact) => fact !== null);
  const withdraw = (): void =>
    deed.run(async () => onWithdrawn(await ask((manager) => manager.withdraw(id))));

  return (
    <li
      className={clsx(
        'grid grid-cols-1 gap-2 rounded-bubble border border-line p-4',
        isOver ? 'bg-sunken' : 'bg-raised',
      )}
    >
      <div className="flex items-start justify-between gap-3">
        <h3 className={clsx('min-w-0 font-semibold wrap-anywhere', isOver && 'text-soft')}>
          <bdi>{title}</bdi>
        </h3>
        <span
          className={clsx(
            'shrink-0 rounded-full px-2.5 py-0.5 text-meta font-medium',
            isOver ? 'bg-hover text-soft' : 'bg-tint text-accent',
          )}
        >
          {announcementStatusWords[status]}
        </span>
      </div>
      {message !== null && <p className={clsx('message-text', isOver && 'text-soft')}>{message}</p>}
      {link !== null && (
        <p className="text-meta text-soft wrap-anywhere">
          Leads to <bdi>{link}</bdi>
        </p>
      )}
      <p className="text-meta text-soft">{facts.join(' · ')}</p>
      <Failure>{deed.failure}</Failure>
      {!isOver && (
        <div className="flex">
          <Button
            ref={opener}
            size="small"
            aria-disabled={deed.busy}
            onClick={() => !deed.busy && setAsks(true)}
          >
            {deed.busy ? 'Withdrawing…' : 'Withdraw'}
            <span className="sr-only"> {title}</span>
          </Button>
        </div>
      )}
      {asks && (
        <ConfirmDialog
          title="Withdraw announcement?"
          action="Withdraw"
          onConfirm={withdraw}
          onClose={() => setAsks(false)}
          onReturnFocus={() => (opener.current === null ? onReturnFocus() : opener.current.focus())}
        >
          <p>
            “<bdi className="font-medium wrap-anywhere">{title}</bdi>”{' '}
            {status === 'scheduled' ? 'will not be sent.' : 'disappears from everybody who has it.'}{' '}
            This cannot be undone.
          </p>
        </ConfirmDialog>
      )}
    </li>
  );
}
