import { clsx } from 'clsx';

/** A switch alone, for where its words stand elsewhere; as large as a finger, drawn smaller. */
export function Toggle(props: {
  /** Ids of the elements with its name. */
  labelledBy: string;
  describedBy?: string | undefined;
  on: boolean;
  /** Cannot be changed now. */
  busy?: boolean;
  onChange: (on: boolean) => void;
}) {
  const { labelledBy, describedBy, busy = false, on } = props;
  return (
    <button
      type="button"
      role="switch"
      aria-checked={on}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
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
  );
}
