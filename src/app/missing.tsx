import { SearchX } from 'lucide-react';
import { Link } from 'wouter';
import { Unsent } from '../features/timeline/unsent.tsx';
import { Notice } from '../ui/notice.tsx';

interface MissingProps {
  sessionId: string;
  backHref: string;
}

/** Instead of a session that is not there, or no longer for this person. */
const Missing = ({ sessionId, backHref }: MissingProps) => (
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
          <Link href={backHref} className="font-medium text-accent hover:underline">
            Back to sessions
          </Link>
        }
      >
        It does not exist, or you are not (or no longer) part of it.
      </Notice>
      <Unsent sessionId={sessionId} />
    </div>
  </section>
);

export default Missing;
