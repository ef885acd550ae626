import { MIN_REVIEW_REASON } from '../../core/review.ts';
import { ReasonDialog } from './reason-dialog.tsx';

interface ReviewDialogProps {
  /** It goes on already, and is to go on for longer. */
  renews: boolean;
  draft: readonly [string, (reason: string) => void];
  begin: (reason: string) => Promise<void>;
  onClose: () => void;
}

/** Asks why a session is to be read. What was typed is there again after it was closed. */
export function ReviewDialog({ renews, draft, begin, onClose }: ReviewDialogProps) {
  return (
    <ReasonDialog
      title={renews ? 'Renew review' : 'Review session'}
      action={renews ? 'Renew' : 'Review'}
      hint="At least 10 characters. It is kept in the audit log; the people in the session do not read it."
      min={MIN_REVIEW_REASON}
      draft={draft}
      act={begin}
      onDone={() => {
        draft[1]('');
        onClose();
      }}
      onClose={onClose}
    >
      <p>
        {renews
          ? 'You may go on reading for as long again, from now on.'
          : 'You may read all of it for a while, also what was changed and removed.'}{' '}
        The people in it see that an admin reviews it, and when.
      </p>
    </ReasonDialog>
  );
}
