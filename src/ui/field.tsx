import { useId, type ComponentProps } from 'react';

/** A labelled input; `hint` stands below it, or `error` in its place. */
export function Field({
  label,
  hint,
  error,
  ...rest
}: ComponentProps<'input'> & { label: string; hint?: string; error?: string | undefined }) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-meta font-medium">
        {label}
      </label>
      <input
        id={id}
        aria-invalid={error !== undefined}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
        className="h-11 w-full rounded-control border border-edge bg-raised px-3 text-base placeholder:text-soft focus-visible:outline-offset-0 aria-invalid:border-danger pane:text-body"
        {...rest}
      />
      {note !== undefined && (
        <p
          id={`${id}-note`}
          className={error === undefined ? 'text-meta text-soft' : 'text-meta text-danger'}
        >
          {note}
        </p>
      )}
    </div>
  );
}
