import { useState, type SubmitEvent } from 'react';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/failure.tsx';
import { useDeed } from '../../ui/use-deed.ts';

/** The value of the choice that has no end. */
const OPEN_END = 'open';

/** Lets the person choose a length of time, in minutes; null is one without an end. */
export function LengthDialog(props: {
  title: string;
  label: string;
  /** The second one is chosen to begin with. */
  lengths: readonly (number | null)[];
  action: string;
  work: (minutes: number | null) => Promise<unknown>;
  onClose: () => void;
}) {
  const { title, label, lengths, action, work, onClose } = props;
  const options = lengths.map((minutes) =>
    minutes === null
      ? { value: OPEN_END, text: 'No fixed end', hint: 'Until one of you completes it' }
      : { value: String(minutes), text: `${minutes} min` },
  );
  const [value, setValue] = useState(options[1]?.value ?? OPEN_END);
  const { busy, failure, run } = useDeed();
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    run(() => work(value === OPEN_END ? null : Number(value)), onClose);
  };
  return (
    <Dialog title={title} onClose={onClose} className="max-w-100!">
      <form onSubmit={onSubmit} className="grid gap-4 overflow-y-auto p-5">
        <Choice label={label} value={value} options={options} onChange={setValue} />
        <Failure>{failure}</Failure>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" aria-disabled={busy}>
            {busy ? 'Working…' : action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
