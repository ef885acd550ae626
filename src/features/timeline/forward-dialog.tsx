import { useId, useRef, useState, type SubmitEvent } from 'react';
import { toChatError } from '../../core/errors.ts';
import { quoteWords } from '../../core/message-words.ts';
import type { Attachment, Session } from '../../core/model.ts';
import { isOpen, sessionsInOrder, sessionTitle } from '../../core/selectors.ts';
import { sessionTopic } from '../../core/session-words.ts';
import { useActions, useChat } from '../../store/hooks.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import type { ActionTarget } from './action-target.ts';
import { focusMessage } from './message-keys.ts';

const none: readonly Attachment[] = [];

const matches = (session: Session, words: string): boolean =>
  `${sessionTitle(session)} ${sessionTopic(session)}`
    .toLocaleLowerCase()
    .includes(words.trim().toLocaleLowerCase());

/** Sends a message's text and copies of its files to another of the person's open sessions. */
export default function ForwardDialog(props: { target: ActionTarget; onClose: () => void }) {
  const { id, sessionId, content } = props.target;
  const { copyFile, send, say } = useActions();
  const attachments = useChat(
    (state) =>
      state.timelines[sessionId]?.messages.find((one) => one.id === id)?.attachments ?? none,
  );
  const sessions = useChat((state) => state.sessions);
  const [words, setWords] = useState('');
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [comment, setComment] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const commentId = useId();

  const open = sessionsInOrder(sessions).filter(
    (session) => session.id !== sessionId && isOpen(session),
  );
  const found = open.filter((session) => matches(session, words));
  const chosen = found.find((session) => session.id === chosenId);

  const forward = async (to: Session): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      const files = await Promise.all(attachments.map((file) => copyFile(file)));
      const refused =
        (comment.trim() === '' ? null : send(to.id, comment, { keepDraft: true })) ??
        send(to.id, content ?? '', { forwarded: true, files, keepDraft: true });
      if (refused === null) {
        say(`Forwarded to ${sessionTitle(to)}.`);
        props.onClose();
      } else setFailure(refused.message);
    } catch (thrown) {
      setFailure(toChatError(thrown).message);
    }
    setBusy(false);
  };
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (chosen !== undefined && !busy) void forward(chosen);
  };

  return (
    <Dialog
      title="Forward"
      onClose={props.onClose}
      onReturnFocus={() => focusMessage(id)}
      first={() => form.current?.querySelector('input') ?? null}
    >
      <form ref={form} onSubmit={onSubmit} className="flex min-h-0 flex-col">
        <div className="grid shrink-0 gap-3 p-5 pb-3">
          <p
            dir="auto"
            className="line-clamp-2 border-l-3 border-line pl-2 text-start wrap-anywhere text-soft"
          >
            {quoteWords({ content, attachments, deletedAt: null, deletedBy: null })}
          </p>
          <Field
            label="Search sessions"
            type="search"
            autoComplete="off"
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
        </div>
        <fieldset className="min-h-28 min-w-0 overflow-y-auto overscroll-contain px-3 scroll-quiet">
          <legend className="sr-only">Forward to</legend>
          {found.map((session) => (
            <Choice
              key={session.id}
              session={session}
              checked={session === chosen}
              onChoose={() => setChosenId(session.id)}
            />
          ))}
          {found.length === 0 && (
            <p role="status" className="p-4 text-center text-soft">
              {open.length === 0
                ? 'There is no other open session to forward to.'
                : 'No open session matches.'}
            </p>
          )}
          <MoreSessions />
        </fieldset>
        <div className="grid shrink-0 gap-2 border-t border-line p-5 pt-3">
          <label htmlFor={commentId} className="text-meta font-medium">
            Comment (optional)
          </label>
          <textarea
            id={commentId}
            rows={2}
            dir="auto"
            value={comment}
            onChange={(event) => setComment(event.target.value)}
            className="w-full resize-none rounded-control border border-edge bg-raised px-3 py-2 text-base pane:text-body"
          />
          <p role="alert" className="text-meta text-danger">
            {failure}
          </p>
          <div className="flex items-center justify-end gap-2">
            <Button onClick={props.onClose}>Cancel</Button>
            <Button look="primary" type="submit" disabled={chosen === undefined || busy}>
              {busy && attachments.length > 0 ? 'Copying files…' : 'Forward'}
            </Button>
          </div>
        </div>
      </form>
    </Dialog>
  );
}

function Choice(props: { session: Session; checked: boolean; onChoose: () => void }) {
  const { session, checked } = props;
  const title = sessionTitle(session);
  return (
    <label className="flex min-h-12 cursor-pointer items-center gap-3 rounded-control px-2 hover:bg-hover has-checked:bg-tint has-focus-visible:outline-2 has-focus-visible:outline-accent">
      <input
        type="radio"
        name="session"
        className="size-4 shrink-0 accent-accent outline-none"
        checked={checked}
        onChange={props.onChoose}
      />
      <Avatar name={title} url={session.peers[0]?.avatarUrl ?? null} size="small" />
      <span className="min-w-0 leading-snug">
        <bdi className="block truncate font-medium">{title}</bdi>
        <bdi className="block truncate text-meta text-soft">{sessionTopic(session)}</bdi>
      </span>
    </label>
  );
}

/** Sessions further down the list, which may be open as well. */
function MoreSessions() {
  const { hasMore, loadingMore } = useChat((state) => state.list);
  const { loadMoreSessions } = useActions();
  if (!hasMore) return null;
  return (
    <p className="p-2 text-center">
      <Button look="link" size="inline" disabled={loadingMore} onClick={loadMoreSessions}>
        {loadingMore ? 'Loading…' : 'More sessions'}
      </Button>
    </p>
  );
}
