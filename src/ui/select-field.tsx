import { useId } from 'react';

/** A labelled choice out of a list; `hint` stands below it, or `error` in its place. */
export function SelectField(props: {
  label: string;
  value: string;
  options: readonly { readonly value: string; readonly text: string }[];
  hint?: string | undefined;
  error?: string | undefined;
  onChange: (value: string) => void;
}) {
  const { label, value, options, hint, error, onChange } = props;
  const id = useId();
  const note = error ?? hint;
  return (
    <div className="grid min-w-0 grid-cols-1 gap-1.5">
      <label htmlFor={id} className="text-meta font-medium">
        {label}
      </label>
      <select
        id={id}
        value={value}
        aria-invalid={error !== undefined}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
        onChange={({ target }) => onChange(target.value)}
        className="h-11 w-full min-w-0 rounded-control border border-edge bg-raised px-2 text-base aria-invalid:border-danger pane:text-body"
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
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
