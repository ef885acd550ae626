import { SearchX } from 'lucide-react';
import { Suspense } from 'react';
import { Link } from 'wouter';
import { me } from '../core/selectors.ts';
import { JoinButton } from '../features/lifecycle/page-parts.ts';
import { Unsent } from '../features/timeline/unsent.tsx';
import { useChat } from '../store/hooks.ts';
import { Notice } from '../ui/notice.tsx';

interface MissingProps {
  sessionId: string;
  backHref: string;
}

/** Instead of a session that is not there, or no longer for this person. */
const Missing = ({ sessionId, backHref }: MissingProps) => {
  const isAdmin = useChat((state) => me(state)?.role === 'admin');
  return (
    <section
      aria-label="Conversation"
      className="flex min-h-0 min-w-0 grow flex-col overflow-y-auto scroll-quiet safe-bottom"
    >
      <div className="my-auto">
        <Notice
          alert
          icon={<SearchX size={22} />}
          title="This session is not available"
          action={
            <>
              {isAdmin && (
                <Suspense fallback={null}>
                  <JoinButton sessionId={sessionId} />
                </Suspense>
              )}
              <Link href={backHref} className="font-medium text-accent hover:underline">
                Back to sessions
              </Link>
            </>
          }
        >
          It does not exist, or you are not (or no longer) part of it.
          {isAdmin && ' As an admin you may join it openly, for a reason.'}
        </Notice>
        <Unsent sessionId={sessionId} />
      </div>
    </section>
  );
};

export default Missing;
