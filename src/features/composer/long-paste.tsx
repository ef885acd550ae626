import { useEffect, useEffectEvent, useState, type RefObject } from 'react';
import { characterCount } from '../../core/compose.ts';
import { MAX_MESSAGE_CHARACTERS } from '../../core/model.ts';
import { useChat } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import type { TrayHandle } from './attach-parts.ts';
import { insertText } from './insert-text.ts';

/** A pasted text longer than this, in UTF-16 units, is offered to be sent as a file. */
const LONG_PASTE = 4_000;
/** A longer one, in UTF-16 units, is not put into the box at all: laying it out halts browsers. */
const PASTED_MAX = 5 * MAX_MESSAGE_CHARACTERS;
const FILE_NAME = 'Pasted text.txt';
const number = new Intl.NumberFormat();

interface LongPasteProps {
  box: RefObject<HTMLTextAreaElement | null>;
  tray: RefObject<TrayHandle | null>;
  sessionId: string;
  /** What is in the box. */
  text: string;
}

interface Pasted {
  readonly text: string;
  /** Where in the box it went; null if it was held back, because no message can be that long. */
  readonly at: number | null;
  /** Whether it can go as a file: a message that is edited takes none. */
  readonly asFile: boolean;
}

/** Whether a message may have `length` UTF-16 units; counts only where that does not decide it. */
const fits = (text: string): boolean =>
  text.length <= 2 * MAX_MESSAGE_CHARACTERS && characterCount(text) <= MAX_MESSAGE_CHARACTERS;

/** Offers to send a long text that is pasted as a text file, and holds back what no message can be. */
export function LongPaste({ box, tray, sessionId, text }: LongPasteProps) {
  const [pasted, setPasted] = useState<Pasted | null>(null);
  const editing = useChat((state) => state.modes[sessionId]?.kind === 'edit');

  const onPaste = useEffectEvent((event: ClipboardEvent): void => {
    const { current } = box;
    const long = (event.clipboardData?.getData('text/plain') ?? '').replace(/\r\n?/g, '\n');
    if (current === null || long.length <= LONG_PASTE) return;
    const withFile = tray.current !== null && !editing;
    const { value, selectionStart, selectionEnd } = current;
    const held = !fits(value.slice(0, selectionStart) + long + value.slice(selectionEnd));
    if (held) event.preventDefault();
    setPasted(
      held || withFile ? { text: long, at: held ? null : selectionStart, asFile: withFile } : null,
    );
  });

  useEffect(() => {
    const { current } = box;
    if (current === null) return;
    const listener = (event: ClipboardEvent): void => onPaste(event);
    current.addEventListener('paste', listener);
    return () => current.removeEventListener('paste', listener);
  }, [box]);

  if (pasted === null) return null;
  const { at } = pasted;
  const end = at === null ? 0 : at + pasted.text.length;
  // Sent, or changed, it is a text like any other.
  if (at !== null && text.slice(at, end) !== pasted.text) return null;

  const asFile = (): void => {
    const { current } = box;
    tray.current?.add([new File([pasted.text], FILE_NAME, { type: 'text/plain' })]);
    if (current !== null && at !== null) {
      current.setSelectionRange(at, end);
      insertText(current, '');
    }
    setPasted(null);
    current?.focus();
  };
  const dismiss = (): void => {
    setPasted(null);
    box.current?.focus();
  };
  const pasteAnyway = (): void => {
    if (box.current !== null) insertText(box.current, pasted.text);
    dismiss();
  };
  const has = `The pasted text has ${number.format(characterCount(pasted.text))} characters`;

  return (
    <div
      role="group"
      aria-label="Long text"
      className="absolute bottom-full left-0 z-10 mb-2 flex max-w-full animate-appear flex-wrap items-center gap-x-4 gap-y-1 rounded-control border border-line bg-raised px-3 py-2 text-meta shadow-float"
    >
      <span role="status">
        {at === null
          ? `${has}; a message has at most ${number.format(MAX_MESSAGE_CHARACTERS)}.`
          : `${has}.`}
      </span>
      {pasted.asFile && !editing && (
        <Button look="link" size="inline" onClick={asFile}>
          Send as a file
        </Button>
      )}
      {at === null && pasted.text.length <= PASTED_MAX && (
        <Button look="link" size="inline" onClick={pasteAnyway}>
          Paste it all the same
        </Button>
      )}
      <Button look="link" size="inline" onClick={dismiss}>
        {at === null ? 'Discard' : 'Keep it as text'}
      </Button>
    </div>
  );
}
