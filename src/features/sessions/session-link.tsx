import { clsx } from 'clsx';
import { memo } from 'react';
import { Link } from 'wouter';
import type { Session } from '../../core/model.ts';
import { sessionTitle } from '../../core/selectors.ts';
import { sessionTopic, statusWords } from '../../core/session-words.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { StatusDot } from '../../ui/status-dot.tsx';

const MOST_SHOWN = 99;

interface SessionLinkProps {
  session: Session;
  href: string;
  active: boolean;
  unread: number;
  /** The last message is the viewer's own. */
  mine: boolean;
  time: string;
}

/** One line of the list. Its name reads: who, how many unread, what was said last, when. */
export const SessionLink = memo(function SessionLink(props: SessionLinkProps) {
  const { session, href, active, unread, mine, time } = props;
  const title = sessionTitle(session);
  const peer = session.peers[0];
  const live = session.status === 'in_progress' || session.status === 'accepted';
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
          <bdi className={clsx('truncate', unread > 0 ? 'font-semibold' : 'font-medium')}>
            {title}
          </bdi>
          {unread > 0 && <span className="sr-only">, {unread} unread</span>}
          {peer !== undefined && peer.presence !== 'offline' && (
            <span className="sr-only">, {peer.presence}</span>
          )}
          <span className="ml-auto shrink-0 text-meta text-soft">
            <span className="sr-only">, </span>
            {time}
          </span>
        </span>
        <span className="flex items-center gap-2 text-meta">
          <span className={clsx('truncate', unread > 0 ? 'text-ink' : 'text-soft')}>
            <span className="sr-only">, </span>
            {!live && <span className="font-medium">{statusWords[session.status]} · </span>}
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
              className="ml-auto grid h-5 min-w-5 shrink-0 place-items-center rounded-full bg-accent px-1.5 text-[0.6875rem] leading-none font-semibold text-on-accent tabular-nums"
            >
              {unread > MOST_SHOWN ? `${MOST_SHOWN}+` : unread}
            </span>
          )}
        </span>
      </span>
    </Link>
  );
});
