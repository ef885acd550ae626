import { useState, type SubmitEvent } from 'react';
import { characterCount } from '../../core/compose.ts';
import { toChatError } from '../../core/errors.ts';
import { MAX_MESSAGE_CHARACTERS } from '../../core/model.ts';
import { me } from '../../core/selectors.ts';
import { deviceStorage } from '../../lib/device-storage.ts';
import { newId } from '../../lib/ids.ts';
import { withoutKey } from '../../lib/without-key.ts';
import { fromInputTime } from '../../lib/moment-words.ts';
import { useChat, useChatStore } from '../../store/hooks.ts';
import { useLifecycle } from '../../store/use-lifecycle.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Field } from '../../ui/field.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { useDeed } from '../../ui/use-deed.ts';
import { keepRequestDraft, readRequestDraft, type RequestDraft } from './request-draft.ts';
import { TimeField, type TimePeer } from './time-field.tsx';

/** As the database has it, in characters. */
const MOST_SUBJECT = 200;

type Errors = Partial<Record<'subject' | 'content' | 'scheduled_at', string>>;

const tooLong = (text: string, most: number): string | null => {
  const count = characterCount(text.trim());
  return count > most ? `This is too long: ${count} characters, ${most} at most.` : null;
};

interface RequestDialogProps {
  mentor: TimePeer;
  /** The request has been made; it is in the state. */
  onRequested: (sessionId: string) => void;
  onClose: () => void;
}

const newDraft = (): RequestDraft => ({ id: newId(), subject: '', message: '', time: '' });

/**
 * Asks a mentor for a session. What is refused is said at its field, and nothing typed is lost: what
 * was not sent is there again when the dialog is opened for this mentor the next time.
 */
export default function RequestDialog({ mentor, onRequested, onClose }: RequestDialogProps) {
  const ask = useLifecycle();
  const store = useChatStore();
  const myId = useChat((state) => me(state)?.id ?? '');
  const [kept, setKept] = useState(() => {
    const found = readRequestDraft(deviceStorage, myId, mentor.id);
    // Its answer was lost, but it arrived.
    const isMade = found !== null && store.getState().sessions[found.id] !== undefined;
    return isMade ? null : found;
  });
  const [draft, setDraft] = useState(() => kept ?? newDraft());
  const { id, subject, message, time } = draft;
  const [errors, setErrors] = useState<Errors>({});
  const { busy, failure, run } = useDeed();

  const write = (next: RequestDraft): void => {
    setDraft(next);
    keepRequestDraft(deviceStorage, myId, mentor.id, next);
  };
  /** What was said about a field is of what stood in it. */
  const change = (field: keyof Errors, part: Partial<RequestDraft>): void => {
    write({ ...draft, ...part });
    setErrors((before) => withoutKey(before, field));
  };
  const startOver = (): void => {
    write(newDraft());
    setKept(null);
    setErrors({});
  };
  const find = (): Errors => {
    const why =
      subject.trim() === ''
        ? 'Say in a few words what it is about.'
        : tooLong(subject, MOST_SUBJECT);
    const content = tooLong(message, MAX_MESSAGE_CHARACTERS);
    return { ...(why === null ? {} : { subject: why }), ...(content === null ? {} : { content }) };
  };
  const request = async (): Promise<void> => {
    let made: string;
    try {
      made = await ask((life) =>
        life.request({
          id,
          mentorId: mentor.id,
          subject: subject.trim(),
          message: message.trim(),
          scheduledAt: fromInputTime(time),
        }),
      );
    } catch (thrown) {
      const { fields } = toChatError(thrown);
      const isHere = ['subject', 'content', 'scheduled_at'].some(
        (field) => fields?.[field] !== undefined,
      );
      if (fields === undefined || !isHere) throw thrown;
      setErrors(fields);
      return;
    }
    keepRequestDraft(deviceStorage, myId, mentor.id, null);
    onRequested(made);
  };
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const found = find();
    setErrors(found);
    if (Object.keys(found).length === 0) run(request);
  };

  return (
    <Dialog title="Request a session" onClose={onClose}>
      <form noValidate onSubmit={onSubmit} className="grid gap-4 overflow-y-auto p-5 scroll-quiet">
        <p className="text-soft">
          With <bdi className="font-medium text-ink">{mentor.fullName}</bdi>, who may accept or
          decline it.
        </p>
        <Field
          label="Subject"
          autoComplete="off"
          value={subject}
          error={errors.subject}
          onChange={(event) => change('subject', { subject: event.target.value })}
        />
        <TextArea
          label="Message (optional)"
          hint="What you would like to talk about. It opens the conversation."
          value={message}
          error={errors.content}
          onChange={(event) => change('content', { message: event.target.value })}
        />
        <TimeField
          label="Proposed time (optional, your time)"
          value={time}
          error={errors.scheduled_at}
          onChange={(next) => change('scheduled_at', { time: next })}
          peer={mentor}
        />
        <Failure>{failure}</Failure>
        <div className="flex justify-end gap-2">
          {kept !== null && (
            <Button look="quiet" className="mr-auto" onClick={startOver}>
              Discard draft
            </Button>
          )}
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" aria-disabled={busy}>
            {busy ? 'Sending…' : 'Send request'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
