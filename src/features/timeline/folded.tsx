import { clsx } from 'clsx';
import { useLayoutEffect, useRef, useState, type FocusEvent, type ReactNode } from 'react';
import { FOLDED_LINES } from '../../core/message-shape.ts';
import { useChat } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';

/** Of the text, as `--text-body--line-height`; the folded box is as many times its font high. */
const LINE_EM = 1.5;
const FOLDED_EM = FOLDED_LINES * LINE_EM;
/** A text that is not much longer than what a folded one shows is not folded. */
const WORTH_FOLDING = 1.2;

/** Messages that the reader unfolded, by id: so they stay while rows come and go. */
const unfolded = new Set<string>();

/**
 * Keeps `anchor` where it is on screen while its row changes its height: whether that row grows up or
 * down is for the log to decide, but this change was asked for by somebody who looks right here.
 */
function holdPlace(anchor: HTMLElement): void {
  const log = anchor.closest('[role="log"]');
  if (log === null) return;
  const before = anchor.getBoundingClientRect().top;
  // Observers are told in the order in which they were made: by now the log has moved its rows.
  const resized = new ResizeObserver(() => {
    resized.disconnect();
    log.scrollTop += anchor.getBoundingClientRect().top - before;
  });
  resized.observe(anchor);
}

/** Text of which only the beginning shows, with a button for the rest, if there is much more of it. */
export function Folded({ id, children }: { id: string; children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const inner = useRef<HTMLDivElement>(null);
  const toggle = useRef<HTMLButtonElement>(null);
  const [long, setLong] = useState(true);
  const [open, setOpen] = useState(() => unfolded.has(id));
  // Somebody is taken to this message, by a search perhaps: what they look for may be anywhere in it.
  const sought = useChat(
    ({ jump }) => jump !== null && 'messageId' in jump.target && jump.target.messageId === id,
  );
  if (sought && !open) setOpen(true);
  const folded = long && !open;

  useLayoutEffect(() => {
    if (sought) unfolded.add(id);
  }, [sought, id]);

  useLayoutEffect(() => {
    const text = inner.current;
    if (text === null) return;
    const measure = (): void => {
      const fontSize = Number.parseFloat(getComputedStyle(text).fontSize);
      setLong(text.offsetHeight > fontSize * FOLDED_EM * WORTH_FOLDING);
    };
    measure();
    const resized = new ResizeObserver(measure);
    resized.observe(text);
    return () => resized.disconnect();
  }, []);

  const show = (whole: boolean): void => {
    const text = box.current;
    const log = text?.closest('[role="log"]');
    if (text !== null && toggle.current !== null && log) {
      const begins = text.getBoundingClientRect().top >= log.getBoundingClientRect().top;
      holdPlace(whole || begins ? text : toggle.current);
    }
    if (whole) unfolded.add(id);
    else unfolded.delete(id);
    setOpen(whole);
  };

  /** A link below the fold has been reached by keyboard: it must be seen. */
  const onFocus = (event: FocusEvent): void => {
    const end = box.current?.getBoundingClientRect().bottom ?? Infinity;
    if (folded && event.target.getBoundingClientRect().bottom > end) show(true);
  };

  return (
    <>
      <div
        ref={box}
        // Only listens for what goes on in it; nothing is done with the element itself.
        role="presentation"
        onFocus={onFocus}
        className={clsx('text-body', folded && 'folded-text')}
        style={folded ? { maxHeight: `${FOLDED_EM}em` } : undefined}
      >
        <div ref={inner} className="flow-root">
          {children}
        </div>
      </div>
      {long && (
        <Button
          ref={toggle}
          look="link"
          size="inline"
          aria-expanded={open}
          onClick={() => show(!open)}
          className="mt-1"
        >
          {open ? 'Show less' : 'Show more'}
        </Button>
      )}
    </>
  );
}
