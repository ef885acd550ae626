import { clsx } from 'clsx';
import { Check, SendHorizontal } from 'lucide-react';
import { Suspense, useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { lastEditable } from '../../core/message-rights.ts';
import { me } from '../../core/selectors.ts';
import { whyClosed } from '../../core/session-words.ts';
import { systemClock } from '../../lib/clock.ts';
import { useActions, useChat, useChatStore } from '../../store/hooks.ts';
import { useStatus } from '../../store/use-status.ts';
import { Button } from '../../ui/button.tsx';
import { AttachButton, TrayList, WritingAids, type TrayHandle } from './attach-parts.ts';
import { Complaint, Remaining, Remark, StorageNote } from './composer-notes.tsx';
import { EmojiButton } from './emoji-button.tsx';
import { IME_KEY_CODE } from './ime.ts';
import { longText, type Held } from './long-text.ts';
import { ModeBar } from './mode-parts.ts';
import { createTypingHints } from './typing-hints.ts';
import { useSubmit } from './use-submit.ts';

/** More of a text, in UTF-16 units, than the box shows at its highest; the rest makes it no higher. */
const GROWS_WITH = 4_000;
/** Where a keyboard is likely: here opening a session puts the cursor into the box. */
const DESKTOP = '(min-width: 720px) and (pointer: fine)';

/** Where messages are written. `onLeave` is for Esc on a phone. */
export function Composer({ sessionId, onLeave }: { sessionId: string; onLeave: () => void }) {
  const text = useChat((state) => state.drafts[sessionId] ?? '');
  const session = useChat((state) => state.sessions[sessionId]);
  const person = useChat(me);
  // By the server's clock, not only once the server has said so.
  const status = useStatus(session);
  const closed =
    session === undefined || status === null || person === null
      ? null
      : whyClosed({ ...session, status }, person.id);
  const mode = useChat((state) => state.modes[sessionId] ?? null);
  const editing = mode?.kind === 'edit';
  const store = useChatStore();
  const { setDraft, typing, beginEdit, leaveMode } = useActions();
  const [tray, setTray] = useState<TrayHandle | null>(null);
  const [held, setHeld] = useState<Held | null>(null);
  const composing = useRef(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const hints = useMemo(
    () => createTypingHints(systemClock, (on) => typing(sessionId, on)),
    [sessionId, typing],
  );

  useEffect(() => hints.ended, [hints]);
  useEffect(() => {
    // Whoever goes from one found message to the next stays there.
    const searching = document.activeElement?.closest('search') != null;
    if (searching || !window.matchMedia(DESKTOP).matches) return;
    box.current?.focus({ preventScroll: true });
  }, [sessionId]);

  // Whoever answers or edits goes on in the box, at the end of what is there.
  const modeBefore = useRef(mode);
  useEffect(() => {
    const { current } = box;
    if (mode !== null && mode !== modeBefore.current && current !== null) {
      current.focus({ preventScroll: true });
      current.setSelectionRange(current.value.length, current.value.length);
    }
    modeBefore.current = mode;
  }, [mode]);

  const { complaint, waits, submit, forget } = useSubmit(sessionId, tray, hints.ended);
  const change = (next: string): void => {
    setDraft(sessionId, next);
    forget();
    if (editing || next.trim() === '') hints.ended();
    else hints.typed();
  };

  const onSubmit = (): void => {
    if (submit()) hints.ended();
    box.current?.focus({ preventScroll: true });
  };
  const leave = (): void => {
    leaveMode(sessionId);
    forget();
    box.current?.focus({ preventScroll: true });
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    // Safari ends the composition before the Enter that ends it, but marks that key with 229.
    const byInputMethod =
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else tells it apart
      composing.current || event.nativeEvent.isComposing || event.keyCode === IME_KEY_CODE;
    if (byInputMethod) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      onSubmit();
    }
    if (event.key === 'Escape') {
      if (mode !== null) leave();
      else if (!window.matchMedia(DESKTOP).matches) onLeave();
    }
    if (event.key === 'ArrowUp' && text === '' && mode === null) {
      const last = lastEditable(store.getState(), sessionId, systemClock.now());
      if (last === null) return;
      event.preventDefault();
      beginEdit(sessionId, last);
    }
  };

  // With something in the box its placeholder, which says why it is closed, cannot be read.
  const reason = closed !== null && text !== '' ? closed : null;

  return (
    <form
      className="shrink-0 px-4 pb-[max(0.75rem,env(safe-area-inset-bottom))] max-pane:px-2"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <div className="mx-auto max-w-230">
        {mode !== null && (
          <Suspense fallback={<div className="h-13" />}>
            <ModeBar sessionId={sessionId} mode={mode} id={`${id}-mode`} onLeave={leave} />
          </Suspense>
        )}
        <Suspense fallback={null}>
          <TrayList sessionId={sessionId} />
        </Suspense>
      </div>
      <div className="relative mx-auto flex max-w-230 items-end gap-2">
        <Suspense fallback={<span className="size-11 shrink-0" />}>
          <AttachButton
            sessionId={sessionId}
            disabled={closed !== null || editing}
            handle={setTray}
          />
        </Suspense>
        <Suspense fallback={null}>
          <WritingAids box={box} tray={tray} sessionId={sessionId} text={text} held={held} />
        </Suspense>
        <p role="status" className="sr-only">
          {waits && 'This goes as soon as your files are ready.'}
        </p>
        <Remark text={reason} />
        <Complaint text={complaint} id={`${id}-complaint`} />
        <div
          className={clsx(
            'flex min-w-0 grow rounded-bubble border focus-within:border-accent focus-within:outline-1 focus-within:outline-accent',
            closed === null ? 'border-edge bg-raised' : 'border-line bg-sunken',
          )}
        >
          <div
            data-text={(text || (closed ?? '')).slice(0, GROWS_WITH)}
            className="growing-text min-w-0 grow"
          >
            <textarea
              ref={box}
              rows={1}
              aria-label="Message"
              aria-describedby={mode === null ? `${id}-about` : `${id}-mode ${id}-about`}
              aria-invalid={complaint !== null}
              {...(complaint === null ? {} : { 'aria-errormessage': `${id}-complaint` })}
              dir="auto"
              enterKeyHint="send"
              placeholder={closed ?? 'Write a message'}
              disabled={closed !== null}
              value={text}
              onChange={(event) => change(event.target.value)}
              onKeyDown={onKeyDown}
              onPaste={(event) => {
                const long = longText(event.clipboardData);
                if (long === null) return;
                // Held until the help with writing is there, which may offer more than to put it in.
                event.preventDefault();
                setHeld(long);
              }}
              onCompositionStart={() => {
                composing.current = true;
              }}
              onCompositionEnd={() => {
                composing.current = false;
              }}
              onBlur={hints.ended}
              className="col-start-1 row-start-1 max-h-50 min-h-10.5 w-full resize-none overflow-y-auto bg-transparent px-3.5 py-2.25 text-base outline-none scroll-quiet placeholder:text-soft pane:text-body"
            />
          </div>
          {/* One above the other: a text long enough to be counted is high, and needs its width. */}
          <div className="flex shrink-0 flex-col items-end justify-end">
            <Remaining text={text} id={`${id}-about`} />
            <EmojiButton box={box} disabled={closed !== null} />
          </div>
        </div>
        <Button
          type="submit"
          look="primary"
          size="square"
          aria-label={editing ? 'Save' : 'Send'}
          disabled={closed !== null}
        >
          {editing ? (
            <Check size={19} aria-hidden="true" />
          ) : waits ? (
            <span
              aria-hidden="true"
              className="size-4.5 animate-spin rounded-full border-2 border-current border-t-transparent"
            />
          ) : (
            <SendHorizontal size={19} aria-hidden="true" className="rtl:-scale-x-100" />
          )}
        </Button>
      </div>
      <StorageNote />
    </form>
  );
}
