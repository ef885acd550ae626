import { ShieldCheck } from 'lucide-react';
import { useRef, useState, type ReactNode, type SubmitEvent } from 'react';
import { reportReasonWords } from '../../core/report-words.ts';
import { MAX_REPORT_NOTE_CHARACTERS, type ReportReason } from '../../core/reports.ts';
import { newId } from '../../lib/ids.ts';
import { usePeople } from '../../store/use-people.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { useDeed } from '../../ui/use-deed.ts';

interface ReportDialogProps {
  title: string;
  sessionId: string;
  /** Null where the session as a whole is meant. */
  messageId: string | null;
  /** What is reported, in its own words, where there are some. */
  children?: ReactNode;
  onClose: () => void;
  onReturnFocus?: () => void;
}

const REASONS = Object.keys(reportReasonWords) as readonly ReportReason[];
const options = REASONS.map((value) => ({ value, ...reportReasonWords[value] }));

/** What is missing before it can be sent, by the field; empty when nothing is. */
function missing(reason: ReportReason | '', note: string): { reason?: string; note?: string } {
  if (reason === '') return { reason: 'Choose a reason.' };
  return reason === 'other' && note.trim() === ''
    ? { note: 'Say in a sentence what is wrong.' }
    : {};
}

/** Asks what is wrong with a message or a session, and tells the admins. */
export function ReportDialog(props: ReportDialogProps) {
  const { title, sessionId, messageId, onClose } = props;
  // One id for all tries: whichever of them arrives, it is one report.
  const [id] = useState(newId);
  const [reason, setReason] = useState<ReportReason | ''>('');
  const [note, setNote] = useState('');
  const [wrong, setWrong] = useState<ReturnType<typeof missing>>({});
  const [outcome, setOutcome] = useState<'new' | 'known' | null>(null);
  const box = useRef<HTMLFormElement>(null);
  const ask = usePeople();
  const deed = useDeed();

  const send = (event: SubmitEvent): void => {
    event.preventDefault();
    const lacks = missing(reason, note);
    setWrong(lacks);
    if (reason === '' || lacks.note !== undefined) {
      const field = lacks.note === undefined ? 'input' : 'textarea';
      box.current?.querySelector<HTMLElement>(field)?.focus();
      return;
    }
    deed.run(async () => {
      const report = await ask((people) =>
        people.report({ id, sessionId, messageId, reason, note }),
      );
      setOutcome(report.id === id ? 'new' : 'known');
    });
  };

  return (
    <Dialog
      title={title}
      onClose={onClose}
      {...(props.onReturnFocus === undefined ? {} : { onReturnFocus: props.onReturnFocus })}
      first={() => box.current?.querySelector('input') ?? null}
    >
      {outcome === null ? (
        <form ref={box} noValidate onSubmit={send} className="flex min-h-0 flex-col">
          <div className="grid gap-4 overflow-y-auto p-5">
            {props.children}
            <p className="text-meta text-soft">
              Admins see who reports and why, nobody else does. To look into it, one of them may
              read this conversation; its details then say so.
            </p>
            <div className="grid gap-1">
              <Choice<ReportReason | ''>
                label="What is wrong?"
                value={reason}
                options={options}
                onChange={(next) => {
                  setReason(next);
                  setWrong({});
                }}
              />
              <Failure>{wrong.reason ?? null}</Failure>
            </div>
            <TextArea
              label={reason === 'other' ? 'Note' : 'Note (if you like)'}
              hint={`${note.length} of ${MAX_REPORT_NOTE_CHARACTERS} characters`}
              error={wrong.note}
              rows={3}
              maxLength={MAX_REPORT_NOTE_CHARACTERS}
              value={note}
              onChange={({ target }) => {
                setNote(target.value);
                setWrong({});
              }}
            />
          </div>
          {/* Always in view: what is above may be longer than the dialog. */}
          <div className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-5 py-3">
            <div className="mr-auto">
              <Failure>{deed.failure}</Failure>
            </div>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" look="primary" aria-disabled={deed.busy}>
              {deed.busy ? 'Sending…' : 'Report'}
            </Button>
          </div>
        </form>
      ) : (
        <Thanks known={outcome === 'known'} onClose={onClose} />
      )}
    </Dialog>
  );
}

/** The button that had the focus is gone: it goes to what took its place, which is then read out. */
const takeFocus = (element: HTMLElement | null): void => element?.focus();

const Thanks = ({ known, onClose }: { known: boolean; onClose: () => void }) => (
  <div role="status" tabIndex={-1} ref={takeFocus} className="flex overflow-y-auto outline-none">
    <Notice
      icon={<ShieldCheck size={22} />}
      title={known ? 'You have reported this already' : 'Thank you for telling us'}
      action={<Button onClick={onClose}>Done</Button>}
    >
      {known
        ? 'Your report waits for an admin. In the settings, “Your reports” says how it stands.'
        : 'An admin will look into it, and you will be told what came of it. In the settings, “Your reports” says how it stands.'}
    </Notice>
  </div>
);
