import { useId } from 'react';

interface SearchScopeProps {
  /** The session that can be searched alone. */
  sessionId: string;
  /** What that one is called. */
  label: string;
  value: string | null;
  onChange: (sessionId: string | null) => void;
}

/** Whether one session is searched, or all. */
export function SearchScope({ sessionId, label, value, onChange }: SearchScopeProps) {
  const name = useId();
  const choices = [
    { text: label, choice: sessionId },
    { text: 'All sessions', choice: null },
  ];
  return (
    <fieldset className="flex min-w-0 rounded-control border border-line bg-raised p-0.5">
      <legend className="sr-only">Where to search</legend>
      {choices.map(({ text, choice }) => (
        <label
          key={text}
          className="flex h-7 min-w-0 cursor-pointer items-center rounded-[6px] px-2.5 text-meta text-soft has-checked:bg-tint has-checked:font-medium has-checked:text-accent has-focus-visible:outline-2 has-focus-visible:outline-accent pointer-coarse:h-10"
        >
          <input
            type="radio"
            name={name}
            checked={value === choice}
            onChange={() => onChange(choice)}
            className="sr-only"
          />
          <bdi className="truncate">{text}</bdi>
        </label>
      ))}
    </fieldset>
  );
}
