import { clsx } from 'clsx';
import { BellOff, Pin } from 'lucide-react';
import { memo } from 'react';
import { Link } from 'wouter';
import type { Session } from '../../core/model.ts';
import { sessionTitle } from '../../core/selectors.ts';
import { sessionTopic, statusWords } from '../../core/session-words.ts';
import { useStatus } from '../../store/use-status.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { StatusDot } from '../../ui/status-dot.tsx';

const MOST_SHOWN = 99;

interface SessionLinkProps {
  session: Session;
  href: string;
  active: boolean;
  unread: number;
  /** Draws no attention: unread messages are counted, but not stressed. */
  muted: boolean;
  /** The last message is the viewer's own. */
  mine: boolean;
  time: string;
}

/** One line of the list. Its name reads: who, how many unread, what was said last, when. */
export const SessionLink = memo(function SessionLink(props: SessionLinkProps) {
  const { session, href, active, unread, muted, mine, time } = props;
  const stressed = unread > 0 && !muted;
  const title = sessionTitle(session);
  const peer = session.peers[0];
  const status = useStatus(session) ?? session.status;
  const live = status === 'in_progress' || status === 'accepted';
  return (
    <Link
      href={href}
      aria-current={active ? 'page' : undefined}
      className={clsx(
        'flex h-17 items-center gap-3 rounded-control px-2 -outline-offset-2',
        active ? 'bg-tint' : 'hover:bg-hover',
      )}
    >
      <span className="relative shrink-0">
        <Avatar name={title} url={peer?.avatarUrl ?? null} />
        <StatusDot tone={peer?.presence ?? 'offline'} />
      </span>
      <span className="flex min-w-0 grow flex-col gap-0.5">
        <span className="flex items-baseline gap-2">
          <bdi className={clsx('truncate', stressed ? 'font-semibold' : 'font-medium')}>
            {title}
          </bdi>
          {unread > 0 && <span className="sr-only">, {unread} unread</span>}
          {peer !== undefined && peer.presence !== 'offline' && (
            <span className="sr-only">, {peer.presence}</span>
          )}
          {session.pinnedAt !== null && (
            <>
              <span className="sr-only">, pinned</span>
              <Pin size={12} aria-hidden="true" className="shrink-0 self-center text-soft" />
            </>
          )}
          {muted && (
            <>
              <span className="sr-only">, muted</span>
              <BellOff size={12} aria-hidden="true" className="shrink-0 self-center text-soft" />
            </>
          )}
          <span className="ml-auto shrink-0 text-meta text-soft">
            <span className="sr-only">, </span>
            {time}
          </span>
        </span>
        <span className="flex items-center gap-2 text-meta">
          <span className={clsx('truncate', stressed ? 'text-ink' : 'text-soft')}>
            <span className="sr-only">, </span>
            {!live && <span className="font-medium">{statusWords[status]} · </span>}
            {session.lastMessage === null ? (
              <bdi>{sessionTopic(session)}</bdi>
            ) : (
              <>
                {mine && 'You: '}
                <bdi>{session.lastMessage}</bdi>
              </>
            )}
          </span>
          {unread > 0 && (
            <span
              aria-hidden="true"
              className={clsx(
                'ml-auto grid h-5 min-w-5 shrink-0 place-items-center rounded-full px-1.5 text-[0.6875rem] leading-none font-semibold tabular-nums',
                muted ? 'border border-line text-soft' : 'bg-accent text-on-accent',
              )}
            >
              {unread > MOST_SHOWN ? `${MOST_SHOWN}+` : unread}
            </span>
          )}
        </span>
      </span>
    </Link>
  );
});
