import { clsx } from 'clsx';
import { useId } from 'react';

/** Something that is on or off, at once. */
export function Switch(props: {
  label: string;
  hint: string;
  on: boolean;
  /** Not known yet, or on its way. */
  busy?: boolean;
  onChange: (on: boolean) => void;
}) {
  const id = useId();
  const { busy = false, on } = props;
  return (
    <div className="flex items-start justify-between gap-4">
      <div className="min-w-0">
        <p id={`${id}-label`} className="font-medium">
          {props.label}
        </p>
        <p id={`${id}-hint`} className="text-meta text-soft">
          {props.hint}
        </p>
      </div>
      <button
        type="button"
        role="switch"
        aria-checked={on}
        aria-labelledby={`${id}-label`}
        aria-describedby={`${id}-hint`}
        aria-disabled={busy}
        onClick={() => !busy && props.onChange(!on)}
        className={clsx(
          'relative h-6 w-11 shrink-0 cursor-pointer rounded-full border transition-colors after:absolute after:-inset-2.5 aria-disabled:cursor-default aria-disabled:opacity-55',
          on ? 'border-accent bg-accent' : 'border-edge bg-raised',
        )}
      >
        <span
          className={clsx(
            'absolute top-1/2 left-1 size-4 -translate-y-1/2 rounded-full transition-transform',
            on ? 'translate-x-4.5 bg-on-accent' : 'bg-edge',
          )}
        />
      </button>
    </div>
  );
}
