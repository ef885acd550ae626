import { Eye } from 'lucide-react';
import { useState } from 'react';
import { useTakeFocus } from './use-take-focus.ts';
import type { ReviewGrant } from '../../core/review.ts';
import { timeWords } from '../../lib/time-words.ts';
import { useChat } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Failure } from '../../ui/failure.tsx';
import { useDeed } from '../../ui/use-deed.ts';
import { useNow } from '../../ui/use-now.ts';
import { ReviewDialog } from './review-dialog.tsx';

const SECOND_MS = 1_000;
const MINUTE_S = 60;

interface ReviewBarProps {
  grant: ReviewGrant;
  renew: (reason: string) => Promise<void>;
  end: () => Promise<void>;
}

/** That somebody reads what is not theirs, for how much longer, and the ways to go on and to stop. */
export function ReviewBar({ grant, renew, end }: ReviewBarProps) {
  const deed = useDeed();
  const [renews, setRenews] = useState(false);
  const draft = useState('');
  const line = useTakeFocus<HTMLParagraphElement>();
  return (
    <div className="grid shrink-0 gap-1 border-b border-line bg-tint px-4 py-2 pane:px-5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <p ref={line} tabIndex={-1} className="flex min-w-0 grow items-center gap-2 outline-none">
          <Eye size={16} aria-hidden="true" className="shrink-0 text-accent" />
          <span>
            Under review until {timeWords.clock(grant.expiresAt)}{' '}
            <Countdown until={grant.expiresAt} />
          </span>
        </p>
        <span className="flex gap-2">
          <Button size="small" onClick={() => setRenews(true)}>
            Renew
          </Button>
          <Button size="small" aria-disabled={deed.busy} onClick={() => deed.run(end)}>
            End review
          </Button>
        </span>
      </div>
      <Failure>{deed.failure}</Failure>
      {renews && (
        <ReviewDialog renews draft={draft} begin={renew} onClose={() => setRenews(false)} />
      )}
    </div>
  );
}

/** By the server's clock: it is the one that ends the review. */
function Countdown({ until }: { until: number }) {
  const ahead = useChat((state) => state.serverAheadMs);
  // The time is rounded down, so up to a second has passed: no more is promised than there is.
  const now = useNow(SECOND_MS) + SECOND_MS + ahead;
  const left = Math.max(0, Math.floor((until - now) / SECOND_MS));
  const seconds = String(left % MINUTE_S).padStart(2, '0');
  return (
    <span role="timer" aria-label="Time left" className="text-soft tabular-nums">
      · {Math.floor(left / MINUTE_S)}:{seconds} left
    </span>
  );
}
