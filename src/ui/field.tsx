import { useId, type ComponentProps } from 'react';

/** A labelled input; `hint` stands below it. */
export function Field({
  label,
  hint,
  ...rest
}: ComponentProps<'input'> & { label: string; hint?: string }) {
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-meta font-medium">
        {label}
      </label>
      <input
        id={id}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        className="h-11 w-full rounded-control border border-edge bg-raised px-3 text-base placeholder:text-soft focus-visible:outline-offset-0 pane:text-body"
        {...rest}
      />
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-meta text-soft">
          {hint}
        </p>
      )}
    </div>
  );
}
