import { useId, type ReactNode } from 'react';

interface Option<T extends string> {
  readonly value: T;
  readonly text: string;
  readonly hint?: string;
  /** Decoration. */
  readonly icon?: ReactNode;
}

/** One choice out of a few, all in view; the arrow keys go through them. */
export function Choice<T extends string>(props: {
  label: string;
  value: T;
  options: readonly Option<T>[];
  onChange: (value: T) => void;
}) {
  const name = useId();
  return (
    <fieldset className="grid gap-1">
      <legend className="mb-1 font-medium">{props.label}</legend>
      {props.options.map(({ value, text, hint, icon }) => (
        <label
          key={value}
          className="-mx-2 flex min-h-9 cursor-pointer items-start gap-3 rounded-control px-2 py-1.5 hover:bg-hover pointer-coarse:min-h-11"
        >
          <input
            type="radio"
            name={name}
            className="mt-1 size-4 shrink-0"
            checked={value === props.value}
            aria-describedby={hint === undefined ? undefined : `${name}-${value}`}
            onChange={() => props.onChange(value)}
          />
          <span className="min-w-0">
            <span className="flex items-center gap-2">
              {icon !== undefined && (
                <span aria-hidden="true" className="text-soft">
                  {icon}
                </span>
              )}
              {text}
            </span>
            {hint !== undefined && (
              <span
                id={`${name}-${value}`}
                aria-hidden="true"
                className="block text-meta text-soft"
              >
                {hint}
              </span>
            )}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
