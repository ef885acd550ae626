import { useRef, useState, type SubmitEvent } from 'react';
import { usePeople } from '../../store/use-people.ts';
import type { Applicant } from '../../core/people.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/failure.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { useDeed } from '../../ui/use-deed.ts';

/** The longest reason, in characters, as the database enforces it. */
const MAX_REASON_CHARACTERS = 500;

interface RejectDialogProps {
  applicant: Applicant;
  onDone: () => void;
  onClose: () => void;
}

/** Asks why somebody is not to be a mentor: they read it. */
export function RejectDialog({ applicant, onDone, onClose }: RejectDialogProps) {
  const [reason, setReason] = useState('');
  const box = useRef<HTMLFormElement>(null);
  const ask = usePeople();
  const deed = useDeed();
  const reject = (event: SubmitEvent): void => {
    event.preventDefault();
    deed.run(() => ask((people) => people.decideMentor(applicant.id, false, reason)), onDone);
  };
  return (
    <Dialog
      title="Reject application"
      onClose={onClose}
      first={() => box.current?.querySelector('textarea') ?? null}
    >
      <form ref={box} onSubmit={reject} className="grid gap-4 overflow-y-auto p-5">
        <TextArea
          label="Reason"
          hint={`${applicant.fullName} reads it, and may apply again.`}
          maxLength={MAX_REASON_CHARACTERS}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
        <Failure>{deed.failure}</Failure>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="destructive" aria-disabled={deed.busy}>
            Reject
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
