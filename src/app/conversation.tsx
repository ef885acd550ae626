import { SearchX } from 'lucide-react';
import { Suspense, useEffect, useState } from 'react';
import { Link } from 'wouter';
import { Composer } from '../features/composer/composer.tsx';
import { TypingStatus } from '../features/presence/typing-status.tsx';
import { SessionHeader } from '../features/sessions/session-header.tsx';
import { Timeline } from '../features/timeline/timeline.tsx';
import { useActions, useChat } from '../store/hooks.ts';
import { Notice } from '../ui/notice.tsx';
import { useMedia } from '../ui/use-media.ts';
import { SessionDetails, Sheet } from './parts.ts';

/** From this width on the details stand beside the conversation; `--breakpoint-wide`. */
const WIDE = '(min-width: 1100px)';

interface ConversationProps {
  sessionId: string;
  backHref: string;
  onBack: () => void;
}

/** The open session: header, messages, composer and details. Mounted anew for each session. */
export function Conversation({ sessionId, backHref, onBack }: ConversationProps) {
  const { openSession, closeSession } = useActions();
  const missing = useChat((state) => {
    const timeline = state.timelines[sessionId];
    return timeline?.status === 'error' && timeline.error?.kind === 'NotFound';
  });
  const removed = useChat(
    (state) => state.openSessionId === sessionId && state.timelines[sessionId] === undefined,
  );
  const wide = useMedia(WIDE);
  const [sheet, setSheet] = useState(false);

  useEffect(() => {
    openSession(sessionId);
    return closeSession;
  }, [sessionId, openSession, closeSession]);

  if (missing || removed) return <Missing backHref={backHref} />;
  return (
    <>
      <section aria-label="Conversation" className="relative flex min-h-0 min-w-0 grow flex-col">
        <SessionHeader
          sessionId={sessionId}
          backHref={backHref}
          onDetails={wide ? null : () => setSheet(true)}
        />
        <Timeline sessionId={sessionId} />
        <TypingStatus sessionId={sessionId} />
        <Composer sessionId={sessionId} onLeave={onBack} />
      </section>
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
              <SessionDetails sessionId={sessionId} />
            </Sheet>
          </Suspense>
        )
      )}
    </>
  );
}

const Missing = ({ backHref }: { backHref: string }) => (
  <Notice
    alert
    icon={<SearchX size={22} />}
    title="This session is not available"
    action={
      <Link href={backHref} className="font-medium text-accent hover:underline">
        Back to sessions
      </Link>
    }
  >
    It does not exist, or you are not (or no longer) part of it.
  </Notice>
);
