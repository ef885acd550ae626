import { useState } from 'react';
import { useLifecycle } from '../../store/use-lifecycle.ts';
import { Button } from '../../ui/button.tsx';
import { StepDialog } from './step-dialog.tsx';

/** As the database has it, in characters. */
const MOST_REASON = 500;

/** For admins: takes part in a conversation openly, for a reason that everybody in it reads. */
export default function JoinButton({ sessionId }: { sessionId: string }) {
  const ask = useLifecycle();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        Join this session
      </Button>
      {open && (
        <StepDialog
          title="Join session"
          action="Join"
          words={{
            label: 'Reason',
            hint: 'Everybody in the session reads it, and it is kept.',
            missing: 'Say why you join.',
            most: MOST_REASON,
          }}
          work={(reason) => ask((life) => life.join(sessionId, reason))}
          onClose={() => setOpen(false)}
        >
          <p>You see what is written from now on, and everybody sees that you are there.</p>
        </StepDialog>
      )}
    </>
  );
}
