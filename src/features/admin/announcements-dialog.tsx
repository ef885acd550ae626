import { useRef, useState, type SubmitEvent } from 'react';
import { checkAnnouncement, type AnnouncementErrors } from '../../core/announcement-rules.ts';
import { audienceWords, priorityWords, inAudience } from '../../core/announcement-words.ts';
import type { Announcement } from '../../core/announcement.ts';
import { toChatError } from '../../core/errors.ts';
import { me } from '../../core/selectors.ts';
import { deviceStorage } from '../../lib/device-storage.ts';
import { newId } from '../../lib/ids.ts';
import { inputTime, momentWords } from '../../lib/moment-words.ts';
import { useChat } from '../../store/hooks.ts';
import { useNotifications } from '../../store/use-notifications.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Field } from '../../ui/field.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { useDeed } from '../../ui/use-deed.ts';
import { useNow } from '../../ui/use-now.ts';
import {
  announcementOf,
  keepAnnouncementDraft,
  newDraft,
  readAnnouncementDraft,
  type AnnouncementDraft,
} from './announcements-draft.ts';
import { AnnouncementPreview } from './announcements-preview.tsx';
import { AnnouncementTime } from './announcements-time.tsx';

const MINUTE_MS = 60_000;

const audiences = [null, 'student', 'mentor', 'buyer', 'supplier', 'admin'] as const;
const audienceOptions = audiences.map((one) => ({ value: one ?? '', text: audienceWords(one) }));
const priorityOptions = priorityWords.map((text, at) => ({ value: String(at + 1), text }));
const URGENT = String(priorityWords.length);

/** Which field each part of the draft is checked as. */
const fieldOf: Partial<Record<keyof AnnouncementDraft, keyof AnnouncementErrors>> = {
  title: 'title',
  message: 'message',
  link: 'link',
  priority: 'priority',
  start: 'starts_at',
  startsAt: 'starts_at',
  end: 'expires_at',
  endsAt: 'expires_at',
};
const fields = new Set<string>(Object.values(fieldOf));

interface AnnouncementDialogProps {
  /** Ids of those that are known to be announced. */
  made: readonly string[];
  onAnnounced: (announcement: Announcement) => void;
  onClose: () => void;
}

/**
 * Writes an announcement, and asks once more before it goes out. What is refused is said at its field,
 * and nothing typed is lost: what was not announced is there again the next time.
 */
export function AnnouncementDialog({ made, onAnnounced, onClose }: AnnouncementDialogProps) {
  const ask = useNotifications();
  const myId = useChat((state) => me(state)?.id ?? '');
  const now = useNow(MINUTE_MS) + useChat((state) => state.serverAheadMs);
  const [kept, setKept] = useState(() => {
    const found = readAnnouncementDraft(deviceStorage, myId);
    // Its answer was lost, but it arrived.
    return found !== null && made.includes(found.id) ? null : found;
  });
  const [draft, setDraft] = useState(() => kept ?? newDraft(newId()));
  const [errors, setErrors] = useState<AnnouncementErrors>({});
  const [confirms, setConfirms] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const { busy, failure, run } = useDeed();
  const announcement = announcementOf(draft);
  const { audience, startsAt } = announcement;
  const isLater = draft.start === 'later';

  const write = (next: AnnouncementDraft): void => {
    setDraft(next);
    keepAnnouncementDraft(deviceStorage, myId, next);
  };
  /** What was said about a field is of what stood in it. */
  const change = (part: Partial<AnnouncementDraft>): void => {
    write({ ...draft, ...part });
    const changed = Object.keys(part).map((key) => fieldOf[key as keyof AnnouncementDraft]);
    setErrors(
      Object.fromEntries(
        Object.entries(errors).filter(([key]) => !(changed as string[]).includes(key)),
      ),
    );
  };
  const startOver = (): void => {
    write(newDraft(newId()));
    setKept(null);
    setErrors({});
  };
  const focusWrong = (): void =>
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const found: AnnouncementErrors = {
      ...checkAnnouncement(announcement, now),
      ...(isLater && startsAt === null ? { starts_at: 'Choose when it starts.' } : {}),
      ...(draft.end === 'at' && announcement.expiresAt === null
        ? { expires_at: 'Choose when it ends.' }
        : {}),
    };
    setErrors(found);
    if (Object.keys(found).length === 0) setConfirms(true);
    // Once it is marked as wrong.
    else requestAnimationFrame(focusWrong);
  };
  const announce = async (): Promise<void> => {
    let done: Announcement;
    try {
      done = await ask((manager) => manager.announce(announcement));
    } catch (thrown) {
      const found = toChatError(thrown).fields ?? {};
      if (!Object.keys(found).some((field) => fields.has(field))) throw thrown;
      setErrors(found);
      return;
    }
    keepAnnouncementDraft(deviceStorage, myId, null);
    onAnnounced(done);
  };

  return (
    <Dialog title="New announcement" onClose={onClose}>
      <form
        ref={form}
        noValidate
        onSubmit={onSubmit}
        className="grid grid-cols-1 gap-4 overflow-y-auto p-5 scroll-quiet"
      >
        <Field
          label="Title"
          autoComplete="off"
          dir="auto"
          value={draft.title}
          error={errors.title}
          onChange={({ target }) => change({ title: target.value })}
        />
        <TextArea
          label="Message (optional)"
          rows={3}
          value={draft.message}
          error={errors.message}
          onChange={({ target }) => change({ message: target.value })}
        />
        <Field
          label="Link (optional)"
          autoComplete="off"
          inputMode="url"
          hint="Where it leads: a path in the app, like /mentors, or an https:// address."
          value={draft.link}
          error={errors.link}
          onChange={({ target }) => change({ link: target.value })}
        />
        <div className="grid grid-cols-1 items-start gap-4 pane:grid-cols-2">
          <SelectField
            label="Audience"
            value={draft.audience}
            options={audienceOptions}
            onChange={(next) => change({ audience: next })}
          />
          <SelectField
            label="Priority"
            value={draft.priority}
            options={priorityOptions}
            hint={
              draft.priority === URGENT
                ? 'Passes quiet hours and Busy. For what cannot wait.'
                : undefined
            }
            error={errors.priority}
            onChange={(next) => change({ priority: next })}
          />
          <AnnouncementTime
            label="Starts"
            value={draft.start}
            options={[
              { value: 'now', text: 'Now' },
              { value: 'later', text: 'Later' },
            ]}
            timed="later"
            timeLabel="Start (your time)"
            time={draft.startsAt}
            min={inputTime(now)}
            error={errors.starts_at}
            onChange={(start) => change({ start })}
            onTime={(time) => change({ startsAt: time })}
          />
          <AnnouncementTime
            label="Ends"
            value={draft.end}
            options={[
              { value: 'never', text: 'Never' },
              { value: 'at', text: 'At a time' },
            ]}
            timed="at"
            timeLabel="End (your time)"
            time={draft.endsAt}
            min={inputTime(startsAt ?? now)}
            error={errors.expires_at}
            onChange={(end) => change({ end })}
            onTime={(time) => change({ endsAt: time })}
          />
        </div>
        <AnnouncementPreview title={draft.title} message={draft.message} link={draft.link} />
        <Failure>{failure}</Failure>
        <div className="flex justify-end gap-2">
          {kept !== null && (
            <Button look="quiet" className="mr-auto" onClick={startOver}>
              Discard draft
            </Button>
          )}
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" aria-disabled={busy}>
            {busy ? 'Sending…' : isLater ? 'Schedule' : 'Announce'}
          </Button>
        </div>
      </form>
      {confirms && (
        <ConfirmDialog
          title={`${startsAt === null ? 'Announce to' : 'Schedule for'} ${inAudience(audience)}?`}
          action={startsAt === null ? 'Announce now' : 'Schedule'}
          look="primary"
          onConfirm={() => run(announce)}
          onClose={() => setConfirms(false)}
          onReturnFocus={() =>
            form.current?.querySelector<HTMLElement>('button[type="submit"]')?.focus()
          }
        >
          <p>
            “<bdi className="font-medium wrap-anywhere">{draft.title.trim()}</bdi>” goes to{' '}
            {inAudience(audience)}
            {startsAt === null ? ' at once' : `. Start: ${momentWords.moment(startsAt, now)}`}. You
            can withdraw it, but not change it.
          </p>
        </ConfirmDialog>
      )}
    </Dialog>
  );
}
