import { ScanEye } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTakeFocus } from './use-take-focus.ts';
import { endWords, type ReviewEnd } from '../../core/review.ts';
import { Button } from '../../ui/button.tsx';
import { ReviewDialog } from './review-dialog.tsx';

interface ReviewGateProps {
  /** Why it is not open any more. */
  why: ReviewEnd | null;
  begin: (reason: string) => Promise<void>;
  /** False for what is gone. */
  reviewable: boolean;
  /** What is known without reading it. */
  children: ReactNode;
}

/** A session that is not read: what it is, and the way to read it for a reason. */
export function ReviewGate({ why, begin, reviewable, children }: ReviewGateProps) {
  const [asks, setAsks] = useState(false);
  const draft = useState('');
  const notice = useTakeFocus<HTMLParagraphElement>();
  return (
    <div className="mx-auto grid w-full max-w-180 gap-4 p-4 pane:p-5">
      {why !== null && (
        <p
          ref={notice}
          role="alert"
          tabIndex={-1}
          className="outline-none rounded-bubble border border-line bg-tint px-4 py-3"
        >
          {endWords[why]} What it showed is closed.
        </p>
      )}
      {children}
      {reviewable && (
        <div className="grid justify-items-start gap-3">
          <p className="text-soft">
            To read what was said, say why: it is kept, and the people in it see that a review took
            place.
          </p>
          <Button look="primary" onClick={() => setAsks(true)}>
            <ScanEye size={18} aria-hidden="true" />
            Review
          </Button>
        </div>
      )}
      {asks && (
        <ReviewDialog renews={false} draft={draft} begin={begin} onClose={() => setAsks(false)} />
      )}
    </div>
  );
}
