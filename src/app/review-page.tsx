import { MessagesSquare } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { newestFirst, noFilter } from '../core/admin-session-address.ts';
import type { AdminSession } from '../core/admin-sessions.ts';
import { ReviewActs } from '../features/admin/review-acts.tsx';
import { ReviewBar } from '../features/admin/review-bar.tsx';
import { ReviewFacts, sessionName } from '../features/admin/review-facts.tsx';
import { ReviewGate } from '../features/admin/review-gate.tsx';
import { ReviewSlider } from '../features/admin/review-slider.tsx';
import { useReview, type Review, type ReviewPhase } from '../features/admin/use-review.ts';
import { useActions } from '../store/hooks.ts';
import { useAdmin } from '../store/use-admin.ts';
import { LoadFailure } from '../ui/load-failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { PageFrame } from '../ui/page-frame.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { useAnswer, type Answer } from '../ui/use-answer.ts';
import { links } from './links.ts';
import { ReviewTranscript } from './review-transcript.tsx';

/** A session for admins: what it is, and, for a reason and for a while, what was said in it. */
export default function ReviewPage({ sessionId }: { sessionId: string }) {
  const ask = useAdmin();
  const [, navigate] = useLocation();
  const review = useReview(sessionId);
  const { phase } = review;
  const { say } = useActions();
  const [acts, setActs] = useState(0);
  const [answer, again] = useAnswer<AdminSession | null>(
    async () => {
      const { items } = await ask((admin) =>
        admin.adminSessions({ ...noFilter, search: sessionId }, newestFirst, null),
      );
      return items.find(({ id }) => id === sessionId) ?? null;
    },
    // A review that begins or ends is among the facts.
    `${sessionId} ${acts} ${phase.status}`,
  );
  const session = answer.status === 'ready' ? answer.value : null;
  const acted = (words: string): void => {
    say(words);
    setActs((before) => before + 1);
    if (phase.status === 'open') void phase.room.look();
  };

  return (
    <PageFrame
      title={session === null ? 'Session' : sessionName(session)}
      backHref={links.adminSessions()}
      backLabel="Back to all sessions"
      deep
      actions={
        session !== null && (
          <span className="mr-2 ml-auto pane:mr-3">
            <ReviewActs
              session={session}
              onJoined={() => navigate(links.session(sessionId))}
              onActed={acted}
            />
          </span>
        )
      }
    >
      {phase.status === 'open' ? (
        <Open sessionId={sessionId} phase={phase} review={review} onActed={acted} />
      ) : (
        <Shut
          phase={phase}
          review={review}
          answer={answer}
          onRetry={() => {
            again();
            if (phase.status === 'failed') review.askAgain();
          }}
        />
      )}
    </PageFrame>
  );
}

/** What may be read. It fills the page and scrolls in itself. */
function Open(props: {
  sessionId: string;
  phase: Extract<ReviewPhase, { status: 'open' }>;
  review: Review;
  onActed: (words: string) => void;
}) {
  const { sessionId, phase, review, onActed } = props;
  const { room, grant } = phase;
  const ask = useAdmin();
  const desk = useMemo(
    () => ({
      room,
      hide: async (messageId: string, reason: string) => {
        await ask((admin) => admin.hideMessage(messageId, reason));
        onActed('The message is removed for everybody.');
      },
    }),
    [room, ask, onActed],
  );
  return (
    <>
      <ReviewBar grant={grant} renew={review.begin} end={review.end} />
      <ReviewTranscript sessionId={sessionId} desk={desk} />
      <ReviewSlider room={room} />
    </>
  );
}

function Shut(props: {
  phase: Exclude<ReviewPhase, { status: 'open' }>;
  review: Review;
  answer: Answer<AdminSession | null>;
  onRetry: () => void;
}) {
  const { phase, review, answer, onRetry } = props;
  if (phase.status === 'failed') {
    return (
      <LoadFailure title="The session did not load" message={phase.message} onRetry={onRetry} />
    );
  }
  const why = phase.status === 'closed' ? phase.why : null;
  if (answer.status === 'failed' && why === null) {
    return (
      <LoadFailure title="The session did not load" message={answer.message} onRetry={onRetry} />
    );
  }
  if (phase.status === 'asking' || answer.status === 'waiting') {
    return (
      <div className="m-auto">
        <Spinner label="Loading the session" />
      </div>
    );
  }
  const session = answer.status === 'ready' ? answer.value : null;
  if (session === null && why === null) {
    return (
      <Notice icon={<MessagesSquare size={22} />} title="There is no such session">
        It may have been deleted, or the address is not quite right.
      </Notice>
    );
  }
  return (
    <ReviewGate why={why} begin={review.begin} reviewable={session !== null}>
      {session !== null && <ReviewFacts session={session} personHref={links.person} />}
    </ReviewGate>
  );
}
