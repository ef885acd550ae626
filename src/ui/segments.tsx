import { useId } from 'react';

/** One of a few, side by side; the arrow keys go through them. */
export function Segments<T extends string>(props: {
  /** What is chosen, for people who listen. */
  label: string;
  value: T;
  options: readonly { readonly value: T; readonly text: string }[];
  onChange: (value: T) => void;
}) {
  const name = useId();
  return (
    <fieldset className="flex w-fit max-w-full min-w-0 rounded-control border border-line bg-raised p-0.5">
      <legend className="sr-only">{props.label}</legend>
      {props.options.map(({ value, text }) => (
        <label
          key={value}
          className="flex h-7 min-w-0 cursor-pointer items-center rounded-[6px] px-2.5 text-meta text-soft has-checked:bg-tint has-checked:font-medium has-checked:text-accent has-focus-visible:outline-2 has-focus-visible:outline-accent pointer-coarse:h-10"
        >
          <input
            type="radio"
            name={name}
            checked={value === props.value}
            onChange={() => props.onChange(value)}
            className="sr-only"
          />
          <bdi className="truncate">{text}</bdi>
        </label>
      ))}
    </fieldset>
  );
}
