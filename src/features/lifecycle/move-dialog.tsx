import { useState, type SubmitEvent } from 'react';
import { toChatError } from '../../core/errors.ts';
import type { Peer, Session } from '../../core/model.ts';
import { fromInputTime, inputTime } from '../../lib/moment-words.ts';
import { useLifecycle } from '../../store/use-lifecycle.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/failure.tsx';
import { useDeed } from '../../ui/use-deed.ts';
import { offerWords } from './steps.ts';
import { TimeField } from './time-field.tsx';

/** Proposes another time for a request, or moves what was accepted. */
export function MoveDialog(props: { session: Session; peer: Peer | null; onClose: () => void }) {
  const { session, peer, onClose } = props;
  const { scheduledAt } = session;
  const ask = useLifecycle();
  const [value, setValue] = useState(scheduledAt === null ? '' : inputTime(scheduledAt));
  const [error, setError] = useState<string | undefined>(undefined);
  const { busy, failure, run } = useDeed();

  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const at = fromInputTime(value);
    if (at === null) {
      setError('Choose a day and a time.');
      return;
    }
    run(async () => {
      try {
        await ask((life) => life.reschedule(session.id, at));
      } catch (thrown) {
        const why = toChatError(thrown).fields?.['scheduled_at'];
        if (why === undefined) throw thrown;
        setError(why);
        return;
      }
      onClose();
    });
  };

  return (
    <Dialog title={offerWords('move', session)} onClose={onClose}>
      <form noValidate onSubmit={onSubmit} className="grid gap-4 overflow-y-auto p-5">
        <TimeField
          label="When (your time)"
          value={value}
          onChange={(next) => {
            setValue(next);
            setError(undefined);
          }}
          error={error}
          peer={peer === null ? null : { ...peer, id: peer.userId }}
          exceptId={session.id}
        />
        <Failure>{failure}</Failure>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" aria-disabled={busy}>
            {busy ? 'Working…' : session.status === 'requested' ? 'Propose' : 'Move'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
