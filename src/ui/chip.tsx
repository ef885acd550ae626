import { clsx } from 'clsx';
import type { ReactNode } from 'react';

/** A small button that is pressed or not: one of several things to ask for. */
export const Chip = (props: {
  on: boolean;
  disabled?: boolean;
  onClick: () => void;
  children: ReactNode;
}) => (
  <button
    type="button"
    aria-pressed={props.on}
    disabled={props.disabled ?? false}
    onClick={props.onClick}
    className={clsx(
      'touch-taller flex h-8 max-w-full shrink-0 cursor-pointer items-center gap-1.5 rounded-full border px-3 text-meta disabled:cursor-default disabled:opacity-55 pointer-coarse:h-10',
      props.on
        ? 'border-accent bg-tint font-medium text-accent'
        : 'border-line bg-raised hover:bg-hover',
    )}
  >
    {props.children}
  </button>
);
