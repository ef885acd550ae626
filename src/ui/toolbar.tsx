import type { KeyboardEvent, ReactNode } from 'react';

/** What the keys lead to; disabled ones too, so that they can be found and say why. */
const STOPS = 'button';

const steps: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowRight: (at, count) => (at + 1) % count,
  ArrowLeft: (at, count) => (at - 1 + count) % count,
  Home: () => 0,
  End: (_at, count) => count - 1,
};

/**
 * A row of buttons that is one stop of the Tab key: the arrows, Home and End lead through it. Of its
 * buttons one should have `tabIndex={0}` and the others −1; which one has it is corrected here.
 */
export function Toolbar(props: { label: string; className?: string; children: ReactNode }) {
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const bar = event.currentTarget;
    const buttons = [...bar.querySelectorAll<HTMLButtonElement>(STOPS)];
    const at = buttons.findIndex((button) => button === event.target);
    const rtl = getComputedStyle(bar).direction === 'rtl';
    const mirrored = { ArrowLeft: 'ArrowRight', ArrowRight: 'ArrowLeft' }[event.key];
    const step = steps[rtl ? (mirrored ?? event.key) : event.key];
    // Keys within a menu or a popover that hangs on a button come by here as well.
    if (at === -1 || step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const next = buttons[step(at, buttons.length)];
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
    next?.focus();
  };
  return (
    // The toolbar only passes on what its buttons hear.

    <div role="toolbar" aria-label={props.label} className={props.className} onKeyDown={onKeyDown}>
      {props.children}
    </div>
  );
}
