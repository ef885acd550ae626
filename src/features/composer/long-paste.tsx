import { useEffect, useEffectEvent, useRef, useState, type RefObject } from 'react';
import { characterCount } from '../../core/compose.ts';
import { MAX_MESSAGE_CHARACTERS } from '../../core/model.ts';
import { useChat } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import type { TrayHandle } from './attach-parts.ts';
import { insertText } from './insert-text.ts';
import type { Held } from './long-text.ts';

/** A longer text, in UTF-16 units, is not put into the box at all: laying it out halts browsers. */
const PASTED_MAX = 5 * MAX_MESSAGE_CHARACTERS;
const FILE_NAME = 'Pasted text.txt';
const number = new Intl.NumberFormat();

interface LongPasteProps {
  box: RefObject<HTMLTextAreaElement | null>;
  tray: TrayHandle | null;
  sessionId: string;
  /** What is in the box. */
  text: string;
  /** The long text that was pasted last; it is not in the box yet. */
  held: Held | null;
}

interface Pasted {
  readonly text: string;
  /** Where in the box it went; null if it was held back, because no message can be that long. */
  readonly at: number | null;
}

/** Whether a message may have `length` UTF-16 units; counts only where that does not decide it. */
const fits = (text: string): boolean =>
  text.length <= 2 * MAX_MESSAGE_CHARACTERS && characterCount(text) <= MAX_MESSAGE_CHARACTERS;

/** Offers to send a long text that is pasted as a text file, and holds back what no message can be. */
export function LongPaste({ box, tray, sessionId, text, held }: LongPasteProps) {
  const [pasted, setPasted] = useState<Pasted | null>(null);
  const editing = useChat((state) => state.modes[sessionId]?.kind === 'edit');

  const take = useEffectEvent((long: string): void => {
    const { current } = box;
    if (current === null) return;
    const { value, selectionStart, selectionEnd } = current;
    const whole = fits(value.slice(0, selectionStart) + long + value.slice(selectionEnd));
    if (whole) insertText(current, long);
    setPasted({ text: long, at: whole ? selectionStart : null });
  });
  const taken = useRef<Held | null>(null);
  useEffect(() => {
    if (held === null || held === taken.current) return;
    taken.current = held;
    take(held.text);
  }, [held]);

  if (pasted === null) return null;
  const { at } = pasted;
  const end = at === null ? 0 : at + pasted.text.length;
  // Sent, or changed, it is a text like any other.
  if (at !== null && text.slice(at, end) !== pasted.text) return null;
  // A message that is edited takes no files.
  const takesFile = tray !== null && !editing;
  if (at !== null && !takesFile) return null;

  const asFile = (): void => {
    const { current } = box;
    tray?.add([new File([pasted.text], FILE_NAME, { type: 'text/plain' })]);
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
      {takesFile && (
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
