import { ArrowLeft, BellOff, PanelRight, Search } from 'lucide-react';
import { Link } from 'wouter';
import { sessionTitle } from '../../core/selectors.ts';
import { isMuted } from '../../core/session-places.ts';
import { productName, sessionTopic, statusWords, thingWord } from '../../core/session-words.ts';
import { useChat } from '../../store/hooks.ts';
import { useStatus } from '../../store/use-status.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { StatusDot } from '../../ui/status-dot.tsx';
import { useNow } from '../../ui/use-now.ts';
import { PresenceText } from './presence-text.tsx';

const MINUTE_MS = 60_000;

interface SessionHeaderProps {
  sessionId: string;
  backHref: string;
  personHref: (userId: string) => string;
  onSearch: () => void;
  /** Null where the details are on screen anyway. */
  onDetails: (() => void) | null;
}

/** Who the conversation is with, whether they are there, and what it is about. */
export function SessionHeader(props: SessionHeaderProps) {
  const { sessionId, backHref, personHref, onSearch, onDetails } = props;
  const session = useChat((state) => state.sessions[sessionId]);
  const status = useStatus(session);
  const now = useNow(MINUTE_MS);
  const peer = session?.peers[0];
  // A product has a line of its own below.
  const topic =
    session === undefined || (session.subject === null && productName(session) !== null)
      ? null
      : sessionTopic(session);
  return (
    <header className="flex h-14 shrink-0 items-center gap-3 border-b border-line pr-2 pl-5 max-pane:pl-1">
      <Link
        href={backHref}
        aria-label="Back to sessions"
        className="grid size-11 shrink-0 place-items-center rounded-control hover:bg-hover pane:hidden"
      >
        <ArrowLeft size={20} aria-hidden="true" />
      </Link>
      {session === undefined ? (
        <span aria-busy="true" className="grid gap-1.5">
          <Skeleton className="h-4 w-36" />
          <Skeleton className="h-3 w-24" />
        </span>
      ) : (
        <>
          <span className="relative shrink-0">
            <Avatar name={sessionTitle(session)} url={peer?.avatarUrl ?? null} size="small" />
            <StatusDot tone={peer?.presence ?? 'offline'} />
          </span>
          <div className="min-w-0 grow leading-tight">
            <div className="flex items-center gap-1.5">
              <h2 className="truncate font-semibold">
                {session.peers.length === 1 && peer !== undefined ? (
                  <Link href={personHref(peer.userId)} className="hover:underline">
                    <bdi>{peer.fullName}</bdi>
                  </Link>
                ) : (
                  <bdi>{sessionTitle(session)}</bdi>
                )}
              </h2>
              {isMuted(session, now) && (
                <BellOff size={14} role="img" aria-label="Muted" className="shrink-0 text-soft" />
              )}
            </div>
            <p className="truncate text-meta text-soft">
              {peer !== undefined && (
                <>
                  <PresenceText sessionId={sessionId} peer={peer} />
                  {topic !== null && ' · '}
                </>
              )}
              {topic !== null && <bdi>{topic}</bdi>}
            </p>
          </div>
          <span className="shrink-0 rounded-full bg-tint px-2.5 text-meta font-medium text-accent max-pane:hidden">
            {statusWords[status ?? session.status]}
          </span>
          <Button
            look="quiet"
            size="icon"
            aria-label={`Search this ${thingWord(session.kind)}`}
            onClick={onSearch}
          >
            <Search size={18} aria-hidden="true" />
          </Button>
          {onDetails !== null && (
            <Button look="quiet" size="icon" aria-label="Details" onClick={onDetails}>
              <PanelRight size={18} aria-hidden="true" />
            </Button>
          )}
        </>
      )}
    </header>
  );
}
