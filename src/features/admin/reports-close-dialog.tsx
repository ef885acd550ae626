import { useRef, useState, type SubmitEvent } from 'react';
import { nameOf } from '../../core/report-words.ts';
import {
  MAX_REPORT_NOTE_CHARACTERS,
  type QueuedReport,
  type ReportOutcome,
} from '../../core/reports.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/failure.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { useDeed } from '../../ui/use-deed.ts';

const words: Readonly<Record<ReportOutcome, { title: string; action: string; about: string }>> = {
  resolved: {
    title: 'Resolve report',
    action: 'Resolve',
    about: 'Something was done: a warning, a removed message, an ended session, a suspension.',
  },
  dismissed: {
    title: 'Dismiss report',
    action: 'Dismiss',
    about: 'Nothing had to be done.',
  },
};

interface CloseDialogProps {
  report: QueuedReport;
  outcome: ReportOutcome;
  close: (note: string) => Promise<void>;
  onClose: () => void;
  /** Puts the focus where it belongs once it is closed. */
  onReturnFocus: () => void;
}

/** Asks what came of a report: who reported it reads that. */
export function CloseDialog(props: CloseDialogProps) {
  const { report, outcome, close, onClose } = props;
  const [note, setNote] = useState('');
  const [missing, setMissing] = useState(false);
  const box = useRef<HTMLFormElement>(null);
  const done = useRef(false);
  const [opener] = useState(() => document.activeElement);
  const deed = useDeed();
  const { title, action, about } = words[outcome];
  const send = (event: SubmitEvent): void => {
    event.preventDefault();
    if (note.trim() === '') {
      setMissing(true);
      box.current?.querySelector('textarea')?.focus();
    } else
      deed.run(async () => {
        await close(note);
        done.current = true;
        onClose();
      });
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      onReturnFocus={() => {
        if (!done.current && opener instanceof HTMLElement) opener.focus();
        else props.onReturnFocus();
      }}
      first={() => box.current?.querySelector('textarea') ?? null}
    >
      <form ref={box} onSubmit={send} className="grid gap-4 overflow-y-auto p-5">
        <p className="text-soft">{about}</p>
        <TextArea
          label="What came of it"
          hint={`${nameOf(report.reporter)} reads it; whom it is about is not told. ${note.length} of ${MAX_REPORT_NOTE_CHARACTERS} characters`}
          error={missing ? 'Say what came of it: who reported it will read it.' : undefined}
          maxLength={MAX_REPORT_NOTE_CHARACTERS}
          value={note}
          onChange={({ target }) => {
            setNote(target.value);
            setMissing(false);
          }}
        />
        <Failure>{deed.failure}</Failure>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" aria-disabled={deed.busy}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
