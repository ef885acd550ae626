import { clsx } from 'clsx';
import { SendHorizontal } from 'lucide-react';
import { Suspense, useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { characterCount } from '../../core/compose.ts';
import { MAX_MESSAGE_CHARACTERS } from '../../core/model.ts';
import { me } from '../../core/selectors.ts';
import { whyClosed } from '../../core/session-words.ts';
import { systemClock } from '../../lib/clock.ts';
import { useActions, useChat } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { AttachButton, TrayList, WritingAids, type TrayHandle } from './attach-parts.ts';
import { IME_KEY_CODE } from './ime.ts';
import { createTypingHints } from './typing-hints.ts';

/** The count appears when this many characters, or fewer, are left. */
const COUNT_FROM_LEFT = 500;
/** More of a text, in UTF-16 units, than the box shows at its highest; the rest makes it no higher. */
const GROWS_WITH = 4_000;
/** Where a keyboard is likely: here opening a session puts the cursor into the box. */
const DESKTOP = '(min-width: 720px) and (pointer: fine)';

/** Where messages are written. `onLeave` is for Esc on a phone. */
export function Composer({ sessionId, onLeave }: { sessionId: string; onLeave: () => void }) {
  const text = useChat((state) => state.drafts[sessionId] ?? '');
  const closed = useChat((state) => {
    const session = state.sessions[sessionId];
    const person = me(state);
    return session === undefined || person === null ? null : whyClosed(session, person.id);
  });
  const { send, setDraft, typing } = useActions();
  const [complaint, setComplaint] = useState<string | null>(null);
  const composing = useRef(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const tray = useRef<TrayHandle>(null);
  const id = useId();
  const hints = useMemo(
    () => createTypingHints(systemClock, (on) => typing(sessionId, on)),
    [sessionId, typing],
  );

  useEffect(() => hints.ended, [hints]);
  useEffect(() => {
    if (window.matchMedia(DESKTOP).matches) box.current?.focus({ preventScroll: true });
  }, [sessionId]);

  const change = (next: string): void => {
    setDraft(sessionId, next);
    setComplaint(null);
    if (next.trim() === '') hints.ended();
    else hints.typed();
  };

  const submit = (): void => {
    const files = tray.current?.files() ?? [];
    if (typeof files === 'string') {
      setComplaint(files);
      return;
    }
    const error = send(sessionId, text, { files });
    setComplaint(error?.message ?? null);
    if (error === null) {
      tray.current?.clear();
      hints.ended();
    }
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
      submit();
    }
    if (event.key === 'Escape' && !window.matchMedia(DESKTOP).matches) onLeave();
  };

  return (
    <form
      className="shrink-0 px-4 pb-[max(0.75rem,env(safe-area-inset-bottom))] max-pane:px-2"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className="mx-auto max-w-230">
        <Suspense fallback={null}>
          <TrayList sessionId={sessionId} />
        </Suspense>
      </div>
      <div className="relative mx-auto flex max-w-230 items-end gap-2">
        <Suspense fallback={<span className="size-11 shrink-0" />}>
          <AttachButton sessionId={sessionId} disabled={closed !== null} handle={tray} />
        </Suspense>
        <Suspense fallback={null}>
          <WritingAids box={box} tray={tray} sessionId={sessionId} text={text} />
        </Suspense>
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
              aria-describedby={`${id}-about`}
              aria-invalid={complaint !== null}
              {...(complaint === null ? {} : { 'aria-errormessage': `${id}-complaint` })}
              dir="auto"
              enterKeyHint="send"
              placeholder={closed ?? 'Write a message'}
              disabled={closed !== null}
              value={text}
              onChange={(event) => change(event.target.value)}
              onKeyDown={onKeyDown}
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
          <Remaining text={text} id={`${id}-about`} />
        </div>
        <Button
          type="submit"
          look="primary"
          size="square"
          aria-label="Send"
          disabled={closed !== null}
        >
          <SendHorizontal size={19} aria-hidden="true" className="rtl:-scale-x-100" />
        </Button>
      </div>
      <StorageNote />
    </form>
  );
}

/** Why the message was not sent; floats above the box so that nothing moves. */
const Complaint = ({ text, id }: { text: string | null; id: string }) => (
  <div role="alert" id={id} className="absolute bottom-full left-0 mb-2 max-w-full">
    {text !== null && (
      <p className="animate-appear rounded-control bg-danger-tint px-3 py-1.5 text-meta text-danger shadow-float">
        {text}
      </p>
    )}
  </div>
);

/** Said once, quietly, where it matters: this device will not remember what is not sent. */
function StorageNote() {
  const trouble = useChat((state) => state.storageTrouble);
  return trouble === null ? null : (
    <p role="note" className="mx-auto max-w-230 pt-1.5 text-meta text-soft">
      {trouble}
    </p>
  );
}

/** How many characters are left, once that matters. */
function Remaining({ text, id }: { text: string; id: string }) {
  // Code points never outnumber UTF-16 units: short texts need no counting.
  const near = text.length > MAX_MESSAGE_CHARACTERS - COUNT_FROM_LEFT;
  const left = near ? MAX_MESSAGE_CHARACTERS - characterCount(text) : null;
  const shown = left !== null && left <= COUNT_FROM_LEFT;
  return (
    <span
      id={id}
      className={clsx(
        'shrink-0 self-end pr-3 pb-2.5 text-meta whitespace-nowrap tabular-nums',
        (left ?? 0) < 0 ? 'font-medium text-danger' : 'text-soft',
        !shown && 'sr-only',
      )}
    >
      {shown ? `${left} left` : 'Enter sends, Shift and Enter breaks the line'}
    </span>
  );
}
