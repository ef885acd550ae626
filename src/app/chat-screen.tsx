import { MessagesSquare } from 'lucide-react';
import { useCallback, useEffect } from 'react';
import { useLocation } from 'wouter';
import { ConnectionStatus } from '../features/presence/connection-status.tsx';
import { SessionList } from '../features/sessions/session-list.tsx';
import { Announcer } from '../features/timeline/announcer.tsx';
import { Notice } from '../ui/notice.tsx';
import { useMedia } from '../ui/use-media.ts';
import { AccountButton } from './account-button.tsx';
import { Conversation } from './conversation.tsx';
import { links } from './links.ts';
import { prefetchParts } from './parts.ts';
import { useUnreadTitle } from './use-unread-title.ts';

/** From this width on panes stand side by side; `--breakpoint-pane`. */
const PANES = '(min-width: 720px)';

/** Three panes side by side; on a phone the list, or the conversation that is open. */
export function ChatScreen({ sessionId }: { sessionId: string | null }) {
  const [, navigate] = useLocation();
  const open = useCallback((id: string) => navigate(links.session(id)), [navigate]);
  const back = useCallback(() => navigate(links.home()), [navigate]);
  // On a phone, while no session is open, the list is all there is.
  const alone = !useMedia(PANES) && sessionId === null;
  useUnreadTitle();
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
        aria-label="Session list"
        className={`flex min-h-0 w-full flex-col border-line bg-sunken safe-top pane:flex pane:w-80 pane:shrink-0 pane:border-r ${
          sessionId === null ? '' : 'max-pane:hidden'
        }`}
      >
        <div className="flex h-14 shrink-0 items-center justify-between pr-2 pl-4">
          <h2 className="text-title font-semibold">Sessions</h2>
          <AccountButton />
        </div>
        <SessionList activeId={sessionId} hrefOf={links.session} onOpen={open} />
      </div>
      <main
        id="conversation"
        tabIndex={-1}
        className={`flex min-h-0 min-w-0 grow outline-none safe-top ${
          sessionId === null ? 'max-pane:hidden' : ''
        }`}
      >
        {sessionId === null ? (
          <Notice icon={<MessagesSquare size={22} />} title="Pick a session">
            Your conversation opens here.
          </Notice>
        ) : (
          <Conversation
            key={sessionId}
            sessionId={sessionId}
            backHref={links.home()}
            onBack={back}
          />
        )}
      </main>
      <ConnectionStatus />
      <Announcer />
    </div>
  );
}
