import { CircleAlert, MessageCircle } from 'lucide-react';
import { useMemo, useState, type UIEvent } from 'react';
import { toChatError } from '../../core/errors.ts';
import { me, sessionsInOrder, unreadOf } from '../../core/selectors.ts';
import { timeWords } from '../../lib/time-words.ts';
import { useActions, useChat } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { useNow } from '../../ui/use-now.ts';
import { SessionLink } from './session-link.tsx';

const MINUTE_MS = 60_000;
/** How near the end of the list, in pixels, the next page is asked for. */
const LOAD_MORE_WITHIN = 600;

interface SessionListProps {
  activeId: string | null;
  hrefOf: (sessionId: string) => string;
  onOpen: (sessionId: string) => void;
}

/** The sessions of the signed-in person, the one with the newest message first. */
export function SessionList({ activeId, hrefOf, onOpen }: SessionListProps) {
  const list = useChat((state) => state.list);
  const sessions = useChat((state) => state.sessions);
  const seen = useChat((state) => state.seen);
  const myId = useChat((state) => me(state)?.id ?? null);
  const { loadMoreSessions, retryList } = useActions();
  const ordered = useMemo(() => sessionsInOrder(sessions), [sessions]);
  const now = useNow(MINUTE_MS);

  // Rows may be here before the first page is: one that was just opened, or heard of.
  const firstFailed = list.status === 'error';
  const failure = firstFailed ? list.error : list.moreError;

  const onScroll = (event: UIEvent<HTMLElement>): void => {
    const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
    const near = scrollHeight - scrollTop - clientHeight < LOAD_MORE_WITHIN;
    if (near && list.hasMore && !list.loadingMore && list.moreError === null) loadMoreSessions();
  };

  return (
    <nav
      aria-label="Sessions"
      aria-busy={list.status === 'loading'}
      onScroll={onScroll}
      className="flex min-h-0 grow flex-col overflow-y-auto overscroll-contain scroll-quiet safe-bottom"
    >
      {ordered.length > 0 ? (
        <ul className="flex flex-col gap-0.5 px-2 pb-2">
          {ordered.map((session) => (
            <li
              key={session.id}
              className="[contain-intrinsic-size:auto_68px] [content-visibility:auto]"
            >
              <SessionLink
                session={session}
                href={hrefOf(session.id)}
                active={session.id === activeId}
                unread={unreadOf({ seen }, session)}
                mine={session.lastSenderId !== null && session.lastSenderId === myId}
                time={timeWords.short(session.sortAt, now)}
              />
            </li>
          ))}
        </ul>
      ) : (
        <NoSessions onOpen={onOpen} />
      )}
      {ordered.length > 0 && (
        <div className="flex min-h-11 shrink-0 items-center justify-center gap-2 px-4 pb-4 text-meta text-soft">
          {list.loadingMore && <Spinner label="Loading more" />}
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

function NoSessions({ onOpen }: { onOpen: (sessionId: string) => void }) {
  const list = useChat((state) => state.list);
  const { retryList } = useActions();
  if (list.status === 'loading') return <ListSkeleton />;
  if (list.status === 'error') {
    return (
      <Notice
        alert
        icon={<CircleAlert size={22} />}
        title="Your sessions did not load"
        action={<Button onClick={retryList}>Try again</Button>}
      >
        {list.error?.message}
      </Notice>
    );
  }
  return (
    <Notice
      icon={<MessageCircle size={22} />}
      title="No sessions yet"
      action={<SupportButton onOpen={onOpen} />}
    >
      Your conversations will appear here. Is something unclear? We are happy to help.
    </Notice>
  );
}

function SupportButton({ onOpen }: { onOpen: (sessionId: string) => void }) {
  const { contactSupport } = useActions();
  const [state, setState] = useState<'idle' | 'busy' | { failed: string }>('idle');

  const contact = async (): Promise<void> => {
    setState('busy');
    try {
      const id = await contactSupport();
      setState('idle');
      onOpen(id);
    } catch (thrown) {
      setState({ failed: toChatError(thrown).message });
    }
  };

  return (
    <>
      <Button look="primary" disabled={state === 'busy'} onClick={() => void contact()}>
        Message support
      </Button>
      <p role="alert" className="min-h-5 text-meta text-danger">
        {typeof state === 'object' ? state.failed : ''}
      </p>
    </>
  );
}

const ListSkeleton = () => (
  <div role="status" className="grid gap-0.5 px-2">
    <span className="sr-only">Loading sessions</span>
    {[0, 1, 2, 3, 4, 5].map((row) => (
      <div key={row} className="flex h-17 items-center gap-3 px-2">
        <Skeleton className="size-10 shrink-0 rounded-full" />
        <span className="grid grow gap-2">
          <Skeleton className="h-3.5 w-2/5" />
          <Skeleton className="h-3 w-4/5" />
        </span>
      </div>
    ))}
  </div>
);
