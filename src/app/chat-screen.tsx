import { MessagesSquare, Search } from 'lucide-react';
import { Suspense, useCallback, useEffect, useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { ConnectionStatus } from '../features/presence/connection-status.tsx';
import { Announcer } from '../features/timeline/announcer.tsx';
import { me } from '../core/selectors.ts';
import { useChat } from '../store/hooks.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { useMedia } from '../ui/use-media.ts';
import { AccountButton } from './account-button.tsx';
import { ActionNote } from './action-note.tsx';
import { Conversation } from './conversation.tsx';
import { SessionList } from '../features/sessions/session-list.tsx';
import { links } from './links.ts';
import { AlertsLayer, ListTools, prefetchParts, SearchPane, ShortcutLayer } from './parts.ts';
import type { PageDialog } from './shortcut-layer.tsx';
import { useSearchWish } from './use-search-wish.ts';

/** From this width on panes stand side by side; `--breakpoint-pane`. */
const PANES = '(min-width: 720px)';

interface ChatScreenProps {
  sessionId: string | null;
  /** Instead of a conversation. */
  page?: ReactNode;
}

/** Three panes side by side; on a phone the list, or the conversation or page that is open. */
export function ChatScreen({ sessionId, page = null }: ChatScreenProps) {
  const [path, navigate] = useLocation();
  const role = useChat((state) => me(state)?.role ?? 'admin');
  const open = useCallback((id: string) => navigate(links.session(id)), [navigate]);
  const back = useCallback(() => navigate(links.home()), [navigate]);
  const phone = !useMedia(PANES);
  const search = useSearchWish();
  const { open: openSearch } = search;
  const searchHere = useCallback(() => openSearch(sessionId), [openSearch, sessionId]);
  const searchPeer = useCallback(
    (peer: { id: string; name: string }) => openSearch(null, peer),
    [openSearch],
  );
  const [dialog, setDialog] = useState<PageDialog | null>(null);
  const showShortcuts = useCallback(() => setDialog('help'), []);
  // On a phone, while nothing is open, the list is all there is, or the search in its place.
  const nothing = sessionId === null && page === null;
  const onList = nothing || (search.wish !== null && !search.covered);
  const alone = phone && onList;
  // Tables need the room of the list.
  const wide = role === 'admin' && search.wish === null && path.startsWith(links.admin());
  useEffect(prefetchParts, []);

  return (
    <div className="flex h-dvh overflow-hidden bg-canvas safe-x">
      <a
        href="#conversation"
        className="sr-only z-50 rounded-control bg-raised px-3 py-2 shadow-float focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the conversation
      </a>
      <header className="sr-only">
        <h1>Chat</h1>
      </header>
      <div
        role={alone ? 'main' : 'region'}
        aria-label={search.wish === null ? 'Session list' : 'Search'}
        className={`min-h-0 w-full flex-col border-line bg-sunken safe-top pane:w-80 pane:shrink-0 pane:border-r ${
          wide ? 'hidden' : onList ? 'flex' : 'hidden pane:flex'
        }`}
      >
        {search.wish !== null && (
          <Suspense fallback={null}>
            <SearchPane
              wish={search.wish}
              openId={sessionId}
              onClose={search.close}
              alone={phone}
              onCover={search.cover}
            />
          </Suspense>
        )}
        {/* Stays as it is, scrolled to where it was, while somebody searches. */}
        <div className={search.wish === null ? 'contents' : 'hidden'}>
          <div className="flex h-14 shrink-0 items-center gap-1 pr-2 pl-4">
            <h2 className="grow text-title font-semibold">
              {role === 'buyer' || role === 'supplier' ? 'Conversations' : 'Sessions'}
            </h2>
            <Suspense fallback={null}>
              <ListTools phone={phone} />
            </Suspense>
            <Button look="quiet" size="icon" aria-label="Search" onClick={() => openSearch(null)}>
              <Search size={18} aria-hidden="true" />
            </Button>
            <AccountButton onShortcuts={showShortcuts} />
          </div>
          <SessionList activeId={sessionId} hrefOf={links.session} onOpen={open} />
        </div>
      </div>
      <main
        id="conversation"
        tabIndex={-1}
        className={`flex min-h-0 min-w-0 grow outline-none safe-top ${
          onList ? 'max-pane:hidden' : ''
        }`}
      >
        {page !== null ? (
          <Suspense fallback={null}>{page}</Suspense>
        ) : sessionId === null ? (
          <Notice icon={<MessagesSquare size={22} />} title="Pick a session">
            Your conversation opens here.
          </Notice>
        ) : (
          <Conversation
            key={sessionId}
            sessionId={sessionId}
            backHref={links.home()}
            onBack={back}
            onSearch={searchHere}
            onSearchPeer={searchPeer}
          />
        )}
      </main>
      <ConnectionStatus />
      <ActionNote />
      <Announcer />
      <Suspense fallback={null}>
        <AlertsLayer />
      </Suspense>
      <Suspense fallback={null}>
        <ShortcutLayer
          openId={sessionId}
          dialog={dialog}
          onDialog={setDialog}
          onOpen={open}
          onSearch={searchHere}
        />
      </Suspense>
    </div>
  );
}
