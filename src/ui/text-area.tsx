import { useId, type ComponentProps } from 'react';

/** A labelled box for several lines; `hint` stands below it, or `error` in its place. */
export function TextArea(
  props: ComponentProps<'textarea'> & {
    label: string;
    hint?: string | undefined;
    error?: string | undefined;
  },
) {
  const { label, hint, error, ...rest } = props;
  const id = useId();
  const note = error ?? hint;
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-meta font-medium">
        {label}
      </label>
      <textarea
        id={id}
        dir="auto"
        rows={4}
        aria-invalid={error !== undefined}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
        className="w-full resize-y rounded-control border border-edge bg-raised px-3 py-2 text-base placeholder:text-soft focus-visible:outline-offset-0 aria-invalid:border-danger pane:text-body"
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
