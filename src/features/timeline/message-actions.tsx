import {
  createContext,
  Suspense,
  useContext,
  useEffect,
  useRef,
  useState,
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type ReactNode,
} from 'react';
import type { Stop } from '../../lib/stop.ts';
import { ActiveMessageContext, createActiveMessage } from './active-message.ts';
import { keepFocusOf } from './kept-focus.ts';
import { messageIdAt, moveByKey } from './message-keys.ts';

/** A message that comes to lie under a pointer at rest shows its actions when it stays so long. */
const PASSING_MS = 120;

/** Draws a dialog; `close` takes it away. */
type Dialog = (close: () => void) => ReactNode;

const DialogContext = createContext<(dialog: Dialog) => void>(() => undefined);

/**
 * Opens a dialog about a message. It outlives the row it was opened from, which may be scrolled out
 * of what is drawn.
 */
export const useLogDialog = (): ((dialog: Dialog) => void) => useContext(DialogContext);

/**
 * Around the log: notices by pointer, focus and keys which message shows its actions, leads the
 * focus from message to message, and holds the dialogs that these actions open.
 */
export function MessageActions({ children }: { children: ReactNode }) {
  const [active] = useState(createActiveMessage);
  const [dialog, setDialog] = useState<{ draw: Dialog } | null>(null);
  const [open] = useState(() => (draw: Dialog) => setDialog({ draw }));
  const touch = useRef(false);
  const letGo = useRef<Stop>(() => undefined);
  const passing = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(
    () => () => {
      letGo.current();
      clearTimeout(passing.current);
    },
    [],
  );

  const onPointerMove = (event: PointerEvent): void => {
    if (event.pointerType === 'touch') return;
    clearTimeout(passing.current);
    const id = messageIdAt(event.target);
    if (event.movementX !== 0 || event.movementY !== 0) {
      active.byKeyboard(false);
      active.hover(id);
    } else {
      // The page that moves under a pointer at rest is not its owner's doing. To draw the actions of
      // every message that passes there would make scrolling heavy.
      passing.current = setTimeout(() => active.hover(id), PASSING_MS);
    }
  };
  const onFocus = (event: FocusEvent): void => {
    const seen = touch.current || event.target.matches(':focus-visible');
    active.focus(seen ? messageIdAt(event.target) : null);
    letGo.current();
    letGo.current = keepFocusOf(event.target);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    touch.current = false;
    active.byKeyboard(true);
    const plain = !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (plain && moveByKey(event.key, event.target)) event.preventDefault();
  };
  const onClick = (event: MouseEvent): void => {
    // A tap shows a message's actions, where there is no pointer to hover with.
    if (!touch.current || !(event.target instanceof HTMLElement)) return;
    if (event.target.closest('a, button, input, [role="menu"], [role="dialog"]') !== null) return;
    event.target.closest<HTMLElement>('article')?.focus({ preventScroll: true });
  };

  return (
    <ActiveMessageContext value={active}>
      <DialogContext value={open}>
        {/* Only listens to what happens within; everything that can be operated is in there. */}
        {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions */}
        <div
          className="contents"
          onPointerDown={(event) => {
            touch.current = event.pointerType === 'touch';
          }}
          onPointerMove={onPointerMove}
          onPointerLeave={() => {
            clearTimeout(passing.current);
            active.hover(null);
          }}
          onFocus={onFocus}
          onBlur={(event) => {
            letGo.current();
            // Within a message the focus moves on: its actions, which may have it next, stay.
            if (messageIdAt(event.relatedTarget) === null) active.focus(null);
          }}
          onKeyDown={onKeyDown}
          onClick={onClick}
        >
          {children}
        </div>
        {dialog !== null && (
          <Suspense fallback={null}>{dialog.draw(() => setDialog(null))}</Suspense>
        )}
      </DialogContext>
    </ActiveMessageContext>
  );
}
