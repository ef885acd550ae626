import { useState, type ReactNode, type SubmitEvent } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/failure.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { useDeed } from '../../ui/use-deed.ts';
import { characterCount } from '../../core/compose.ts';

/** What may, or must, be said with a step. */
export interface StepWords {
  readonly label: string;
  readonly hint: string;
  /** What to say to somebody who says nothing; null where that is fine. */
  readonly missing: string | null;
  /** In characters, as the database counts them. */
  readonly most: number;
}

interface StepDialogProps {
  title: string;
  /** What the button says that does it. */
  action: string;
  look?: 'primary' | 'destructive';
  words: StepWords | null;
  /** `text`: without blanks around it; empty where nothing was said. */
  work: (text: string) => Promise<unknown>;
  onClose: () => void;
  children?: ReactNode;
}

/** One step of a session, with what is said about it. A refusal is shown here, and nothing is lost. */
export function StepDialog(props: StepDialogProps) {
  const { title, action, look = 'primary', words, work, onClose } = props;
  const [text, setText] = useState('');
  const [error, setError] = useState<string | undefined>(undefined);
  const { busy, failure, run } = useDeed();

  const complaint = (): string | undefined => {
    if (words === null) return undefined;
    const said = text.trim();
    if (said === '') return words.missing ?? undefined;
    const count = characterCount(said);
    return count > words.most
      ? `This is too long: ${count} characters, ${words.most} at most.`
      : undefined;
  };
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const why = complaint();
    setError(why);
    if (why === undefined) run(() => work(text.trim()), onClose);
  };

  return (
    <Dialog title={title} onClose={onClose}>
      <form noValidate onSubmit={onSubmit} className="grid gap-4 overflow-y-auto p-5">
        {props.children}
        {words !== null && (
          <TextArea
            label={words.label}
            hint={words.hint}
            error={error}
            rows={3}
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setError(undefined);
            }}
          />
        )}
        <Failure>{failure}</Failure>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{look === 'destructive' ? 'Go back' : 'Cancel'}</Button>
          <Button type="submit" look={look} aria-disabled={busy}>
            {busy ? 'Working…' : action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
