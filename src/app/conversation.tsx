import { Suspense, useEffect, useState } from 'react';
import { Composer } from '../features/composer/composer.tsx';
import { TypingStatus } from '../features/presence/typing-status.tsx';
import { SessionHeader } from '../features/sessions/session-header.tsx';
import { Pins } from '../features/timeline/pins.tsx';
import { Timeline } from '../features/timeline/timeline.tsx';
import { useActions, useChat } from '../store/hooks.ts';
import { useMedia } from '../ui/use-media.ts';
import { Gallery, Missing, SessionDetails, Sheet } from './parts.ts';

/** From this width on the details stand beside the conversation; `--breakpoint-wide`. */
const WIDE = '(min-width: 1100px)';

interface ConversationProps {
  sessionId: string;
  backHref: string;
  onBack: () => void;
  /** Searches this session. */
  onSearch: () => void;
}

/** The open session: header, messages, composer and details. Mounted anew for each session. */
export function Conversation({ sessionId, backHref, onBack, onSearch }: ConversationProps) {
  const { openSession, closeSession } = useActions();
  const missing = useChat((state) => {
    const timeline = state.timelines[sessionId];
    return timeline?.status === 'error' && timeline.error?.kind === 'NotFound';
  });
  const removed = useChat(
    (state) => state.openSessionId === sessionId && state.timelines[sessionId] === undefined,
  );
  const viewer = useChat((state) => state.viewer);
  const wide = useMedia(WIDE);
  const [sheet, setSheet] = useState(false);

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
  return (
    <>
      <section aria-label="Conversation" className="relative flex min-h-0 min-w-0 grow flex-col">
        <SessionHeader
          sessionId={sessionId}
          backHref={backHref}
          onSearch={onSearch}
          onDetails={wide ? null : () => setSheet(true)}
        />
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
            <SessionDetails sessionId={sessionId} />
          </Suspense>
        </aside>
      ) : (
        sheet && (
          <Suspense fallback={null}>
            <Sheet title="Details" onClose={() => setSheet(false)}>
              <SessionDetails sessionId={sessionId} onJump={() => setSheet(false)} />
            </Sheet>
          </Suspense>
        )
      )}
    </>
  );
}
