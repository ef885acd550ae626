import { Suspense, useEffect } from 'react';
import { Composer } from '../features/composer/composer.tsx';
import { LifeButtons } from '../features/lifecycle/parts.ts';
import { SessionBar } from '../features/lifecycle/session-bar.tsx';
import { TypingStatus } from '../features/presence/typing-status.tsx';
import { SessionHeader } from '../features/sessions/session-header.tsx';
import { Pins } from '../features/timeline/pins.tsx';
import { Timeline } from '../features/timeline/timeline.tsx';
import { useActions, useChat } from '../store/hooks.ts';
import { useMedia } from '../ui/use-media.ts';
import { useOver } from '../ui/use-over.ts';
import { links } from './links.ts';
import { Gallery, Missing, ProductStrip, SessionDetails, Sheet } from './parts.ts';

/** From this width on the details stand beside the conversation; `--breakpoint-wide`. */
const WIDE = '(min-width: 1100px)';

interface ConversationProps {
  sessionId: string;
  backHref: string;
  onBack: () => void;
  /** Searches this session. */
  onSearch: () => void;
  /** Searches all sessions with somebody. */
  onSearchPeer: (peer: { id: string; name: string }) => void;
}

/** The open session: header, messages, composer and details. Mounted anew for each session. */
export function Conversation(props: ConversationProps) {
  const { sessionId, backHref, onBack, onSearch, onSearchPeer } = props;
  const { openSession, closeSession } = useActions();
  const missing = useChat((state) => {
    const timeline = state.timelines[sessionId];
    return timeline?.status === 'error' && timeline.error?.kind === 'NotFound';
  });
  const removed = useChat(
    (state) => state.openSessionId === sessionId && state.timelines[sessionId] === undefined,
  );
  const viewer = useChat((state) => state.viewer);
  const hasProduct = useChat((state) => {
    const session = state.sessions[sessionId];
    return session !== undefined && (session.product ?? session.productAsked) !== null;
  });
  const wide = useMedia(WIDE);
  const sheet = useOver('details');

  useEffect(() => {
    openSession(sessionId);
    return closeSession;
  }, [sessionId, openSession, closeSession]);

  if (missing || removed) {
    return (
      <Suspense fallback={null}>
        <Missing sessionId={sessionId} backHref={backHref} />
      </Suspense>
    );
  }
  const details = {
    sessionId,
    personHref: links.person,
    sessionHref: links.session,
    actions: (
      <Suspense fallback={null}>
        <LifeButtons sessionId={sessionId} />
      </Suspense>
    ),
    onSearchPeer,
  };
  return (
    <>
      <section aria-label="Conversation" className="relative flex min-h-0 min-w-0 grow flex-col">
        <SessionHeader
          sessionId={sessionId}
          backHref={backHref}
          personHref={links.person}
          onSearch={onSearch}
          onDetails={wide ? null : sheet.show}
        />
        {hasProduct && (
          // As high as what loads: the messages below do not move.
          <Suspense fallback={<div className="h-13 shrink-0 border-b border-line bg-raised" />}>
            <ProductStrip sessionId={sessionId} productHref={links.product} />
          </Suspense>
        )}
        <SessionBar sessionId={sessionId} />
        <Pins sessionId={sessionId} />
        <Timeline sessionId={sessionId} />
        <TypingStatus sessionId={sessionId} />
        <Composer sessionId={sessionId} onLeave={onBack} />
      </section>
      {viewer !== null && (
        <Suspense fallback={null}>
          <Gallery viewer={viewer} />
        </Suspense>
      )}
      {wide ? (
        <aside
          aria-label="Details"
          className="w-80 shrink-0 overflow-y-auto border-l border-line bg-sunken"
        >
          <Suspense fallback={null}>
            <SessionDetails {...details} />
          </Suspense>
        </aside>
      ) : (
        sheet.open && (
          <Suspense fallback={null}>
            <Sheet title="Details" onClose={sheet.hide}>
              <SessionDetails {...details} onJump={sheet.hide} />
            </Sheet>
          </Suspense>
        )
      )}
    </>
  );
}
