import { useRef, useState, type ReactNode, type SubmitEvent } from 'react';
import { MAX_REASON_CHARACTERS, MIN_REASON_CHARACTERS } from '../../core/oversight-people.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/failure.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { useDeed } from '../../ui/use-deed.ts';

interface ReasonDialogProps {
  title: string;
  /** What the button says that does it. */
  action: string;
  look?: 'primary' | 'destructive';
  /** Who reads the reason. */
  hint: string;
  /** The shortest reason, in characters. */
  min?: number;
  /** Where the reason is kept while the dialog is closed, and what puts it there. */
  draft?: readonly [string, (reason: string) => void];
  act: (reason: string) => Promise<unknown>;
  onDone: () => void;
  onClose: () => void;
  /** What comes of it. */
  children: ReactNode;
}

/** Says what an act of an admin means, and asks for its reason. What was typed stays when it fails. */
export function ReasonDialog(props: ReasonDialogProps) {
  const { title, action, look = 'primary', hint, act, onDone, onClose } = props;
  const { min = MIN_REASON_CHARACTERS } = props;
  const own = useState('');
  const [reason, setReason] = props.draft ?? own;
  const [missing, setMissing] = useState(false);
  const box = useRef<HTMLFormElement>(null);
  const deed = useDeed();
  const send = (event: SubmitEvent): void => {
    event.preventDefault();
    if (reason.trim().length < min) {
      setMissing(true);
      box.current?.querySelector('textarea')?.focus();
    } else deed.run(() => act(reason), onDone);
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      first={() => box.current?.querySelector<HTMLElement>('select, textarea') ?? null}
    >
      <form ref={box} onSubmit={send} className="grid gap-4 overflow-y-auto p-5">
        {props.children}
        <TextArea
          label="Reason"
          hint={hint}
          error={missing ? `Say why, in ${min} characters at least: it is kept.` : undefined}
          rows={3}
          maxLength={MAX_REASON_CHARACTERS}
          value={reason}
          onChange={({ target }) => {
            setReason(target.value);
            setMissing(false);
          }}
        />
        <Failure>{deed.failure}</Failure>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look={look} aria-disabled={deed.busy}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
