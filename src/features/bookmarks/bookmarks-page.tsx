import { Bookmark as BookmarkIcon, BookmarkX, CircleAlert } from 'lucide-react';
import { useEffect, type UIEvent } from 'react';
import { quoteWords } from '../../core/message-words.ts';
import type { Bookmark } from '../../core/model.ts';
import { me, sessionTitle } from '../../core/selectors.ts';
import { timeWords } from '../../lib/time-words.ts';
import { useActions, useChat } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageFrame } from '../../ui/page-frame.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { useNow } from '../../ui/use-now.ts';

const MINUTE_MS = 60_000;
/** How near the end of the list, in pixels, the next page is asked for. */
const LOAD_MORE_WITHIN = 600;

/** The messages that a person keeps at hand, from all their sessions, newest bookmark first. */
export default function BookmarksPage({ backHref }: { backHref: string }) {
  const { hasMore, wanted, error } = useChat((state) => state.bookmarks);
  const { loadBookmarks } = useActions();
  useEffect(() => loadBookmarks(false), [loadBookmarks]);

  const onScroll = (event: UIEvent<HTMLElement>): void => {
    const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
    const near = scrollHeight - scrollTop - clientHeight < LOAD_MORE_WITHIN;
    if (near && hasMore && wanted === null && error === null) loadBookmarks(true);
  };

  return (
    <PageFrame title="Bookmarks" backHref={backHref} onScroll={onScroll}>
      <BookmarkItems />
    </PageFrame>
  );
}

function BookmarkItems() {
  const { status, items, hasMore, wanted, error } = useChat((state) => state.bookmarks);
  const { loadBookmarks } = useActions();
  const now = useNow(MINUTE_MS);
  if (status === 'idle' || status === 'loading') {
    return (
      <div className="m-auto">
        <Spinner label="Loading bookmarks" />
      </div>
    );
  }
  if (status === 'error') {
    return (
      <Notice
        alert
        icon={<CircleAlert size={22} />}
        title="Your bookmarks did not load"
        action={<Button onClick={() => loadBookmarks(false)}>Try again</Button>}
      >
        {error?.message}
      </Notice>
    );
  }
  if (items.length === 0 && !hasMore) {
    return (
      <Notice icon={<BookmarkIcon size={22} />} title="No bookmarks yet">
        Keep a message at hand with More, then Bookmark. Nobody else sees it.
      </Notice>
    );
  }
  return (
    <>
      <ul className="mx-auto grid w-full max-w-180 gap-1 p-3">
        {items.map((item) => (
          <BookmarkItem key={item.message.id} item={item} now={now} />
        ))}
      </ul>
      <div className="flex min-h-11 shrink-0 items-center justify-center gap-2 pb-4 text-meta text-soft">
        {wanted === 'more' && <Spinner label="Loading more" />}
        {error !== null && <span role="alert">{error.message}</span>}
        {wanted === null && hasMore && (
          <Button look="link" size="inline" onClick={() => loadBookmarks(true)}>
            {error === null ? 'Load more' : 'Try again'}
          </Button>
        )}
      </div>
    </>
  );
}

function BookmarkItem({ item, now }: { item: Bookmark; now: number }) {
  const { message, sessionSubject } = item;
  const { id, sessionId, senderId } = message;
  const session = useChat((state) => state.sessions[sessionId]);
  const myId = useChat((state) => me(state)?.id ?? null);
  const { jumpTo, bookmark } = useActions();
  const peer = session?.peers.find((one) => one.userId === senderId);
  const sender =
    senderId === null
      ? 'System'
      : senderId === myId
        ? 'You'
        : (peer?.fullName ?? 'Former participant');
  const where = session === undefined ? sessionSubject : sessionTitle(session);
  return (
    <li className="flex items-center gap-1 rounded-bubble hover:bg-hover">
      <button
        type="button"
        onClick={() => jumpTo(sessionId, { messageId: id })}
        className="min-w-0 grow cursor-pointer rounded-bubble px-4 py-2.5 text-left"
      >
        <span className="flex items-baseline gap-2 text-meta text-soft">
          <span className="min-w-0 truncate">
            <bdi className="font-medium text-ink">{sender}</bdi>
            {where !== null && where !== sender && (
              <>
                {' · '}
                <bdi>{where}</bdi>
              </>
            )}
          </span>
          <span className="ml-auto shrink-0">{timeWords.short(message.createdAt, now)}</span>
        </span>
        <span dir="auto" className="line-clamp-3 text-start wrap-anywhere">
          {quoteWords(message)}
        </span>
      </button>
      <Button
        look="quiet"
        size="icon"
        aria-label="Remove bookmark"
        title="Remove bookmark"
        className="mr-1"
        onClick={() => void bookmark(sessionId, id, false)}
      >
        <BookmarkX size={16} aria-hidden="true" />
      </Button>
    </li>
  );
}
