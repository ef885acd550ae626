import { Search } from 'lucide-react';

/** A box to find something in a list; the list follows what is typed. */
export function SearchField(props: {
  label: string;
  placeholder: string;
  value: string;
  maxLength: number;
  onChange: (value: string) => void;
}) {
  return (
    <label className="relative block">
      <span className="sr-only">{props.label}</span>
      <Search
        size={17}
        aria-hidden="true"
        className="pointer-events-none absolute top-1/2 left-3 -translate-y-1/2 text-soft"
      />
      <input
        type="search"
        dir="auto"
        autoComplete="off"
        enterKeyHint="search"
        placeholder={props.placeholder}
        maxLength={props.maxLength}
        value={props.value}
        onChange={({ target }) => props.onChange(target.value)}
        className="h-11 w-full rounded-control border border-edge bg-raised pr-3 pl-9 text-base placeholder:text-soft focus-visible:outline-offset-0 pane:text-body"
      />
    </label>
  );
}
