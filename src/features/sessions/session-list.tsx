import { ChevronRight } from 'lucide-react';
import { lazy, Suspense, useCallback, useMemo, useState, type UIEvent } from 'react';
import type { Session } from '../../core/model.ts';
import { me, sessionsInOrder, unreadOf } from '../../core/selectors.ts';
import { arrange, isMuted } from '../../core/session-places.ts';
import { timeWords } from '../../lib/time-words.ts';
import { useActions, useChat } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { useNow } from '../../ui/use-now.ts';
import { NotLoaded } from '../../ui/not-loaded.tsx';
import { startListPlace, type ListPlace } from './list-place.ts';
import { ListSkeleton } from './list-skeleton.tsx';
import { ReplyFilter } from './reply-filter.tsx';
import { SessionLink } from './session-link.tsx';
import { SessionRows } from './session-rows.tsx';

const MINUTE_MS = 60_000;
/** How near the end of the list, in pixels, the next page is asked for. */
const LOAD_MORE_WITHIN = 600;

const NoSessions = lazy(() => import('./no-sessions.tsx').catch(() => ({ default: NotLoaded })));
const AwaitingList = lazy(() =>
  import('./awaiting-list.tsx').catch(() => ({ default: NotLoaded })),
);

interface SessionListProps {
  activeId: string | null;
  hrefOf: (sessionId: string) => string;
  onOpen: (sessionId: string) => void;
}

/** The sessions of the signed-in person: pinned ones, then by the newest message; archived ones apart. */
export function SessionList({ activeId, hrefOf, onOpen }: SessionListProps) {
  const list = useChat((state) => state.list);
  const sessions = useChat((state) => state.sessions);
  const seen = useChat((state) => state.seen);
  const myId = useChat((state) => me(state)?.id ?? null);
  const { loadMoreSessions, retryList } = useActions();
  const { shown, archived } = useMemo(() => {
    const { pinned, others, archived } = arrange(sessionsInOrder(sessions));
    return { shown: [...pinned, ...others], archived };
  }, [sessions]);
  const [showsArchived, setShowsArchived] = useState(false);
  const [onlyAwaiting, setOnlyAwaiting] = useState(false);
  const isEmpty = shown.length + archived.length === 0;
  const now = useNow(MINUTE_MS);
  const [place, setPlace] = useState<ListPlace | null>(null);
  const setScroller = useCallback((element: HTMLElement) => {
    const started = startListPlace(element);
    setPlace(started);
    return () => {
      started.stop();
      setPlace(null);
    };
  }, []);

  // Rows may be here before the first page is: one that was just opened, or heard of.
  const firstFailed = list.status === 'error';
  const failure = firstFailed ? list.error : list.moreError;

  const onScroll = (event: UIEvent<HTMLElement>): void => {
    const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
    if (scrollTop === place?.quietTop()) return;
    const near = scrollHeight - scrollTop - clientHeight < LOAD_MORE_WITHIN;
    if (near && list.hasMore && !list.loadingMore && list.moreError === null) loadMoreSessions();
  };

  const row = (session: Session) => (
    <SessionLink
      session={session}
      href={hrefOf(session.id)}
      active={session.id === activeId}
      unread={unreadOf({ seen }, session)}
      muted={isMuted(session, now)}
      mine={session.lastSenderId !== null && session.lastSenderId === myId}
      time={timeWords.short(session.sortAt, now)}
    />
  );
  const frame = {
    place,
    ready: list.status !== 'loading',
    complete: !list.hasMore,
    activeId,
    row,
  };

  return (
    <nav
      ref={setScroller}
      aria-label="Sessions"
      aria-busy={list.status === 'loading'}
      onScroll={onScroll}
      className="relative flex min-h-0 grow flex-col overflow-y-auto overscroll-contain scroll-quiet safe-bottom [overflow-anchor:none]"
    >
      {!isEmpty && <ReplyFilter on={onlyAwaiting} onChange={setOnlyAwaiting} />}
      {isEmpty && list.status === 'loading' ? (
        <ListSkeleton />
      ) : isEmpty ? (
        <Suspense fallback={<ListSkeleton />}>
          <NoSessions onOpen={onOpen} />
        </Suspense>
      ) : onlyAwaiting && myId !== null ? (
        <Suspense fallback={null}>
          <AwaitingList userId={myId} frame={frame} />
        </Suspense>
      ) : (
        <SessionRows frame={frame} sessions={shown} />
      )}
      {archived.length > 0 && !onlyAwaiting && (
        <>
          <Button
            look="quiet"
            size="small"
            className="mx-2 justify-start! gap-2 text-soft"
            aria-expanded={showsArchived}
            onClick={() => setShowsArchived(!showsArchived)}
          >
            <ChevronRight
              size={14}
              aria-hidden="true"
              className={showsArchived ? 'rotate-90' : ''}
            />
            Archived ({archived.length})
          </Button>
          {showsArchived && <SessionRows frame={frame} sessions={archived} label="Archived" />}
        </>
      )}
      {!isEmpty && !onlyAwaiting && (
        <div className="flex min-h-11 shrink-0 items-center justify-center gap-2 px-4 pb-4 text-meta text-soft">
          {list.loadingMore && <Spinner label="Loading more" />}
          {list.hasMore && !list.loadingMore && failure === null && (
            // Where what is shown is too short to be scrolled.
            <Button look="link" size="inline" onClick={loadMoreSessions}>
              Show more
            </Button>
          )}
          {failure !== null && (
            <>
              <span role="alert">{failure.message}</span>
              <Button
                look="link"
                size="inline"
                onClick={firstFailed ? retryList : loadMoreSessions}
              >
                Try again
              </Button>
            </>
          )}
        </div>
      )}
    </nav>
  );
}
