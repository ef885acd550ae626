import type { KeyboardEvent, RefObject } from 'react';
import { MAX_SEARCH_CHARACTERS } from '../../core/search.ts';

interface SearchBoxProps {
  box: RefObject<HTMLInputElement | null>;
  /** The list of what was found, once there is any. */
  listId: string;
  /** Says how much was found. */
  countId: string;
  /** What the keys have led to in the list. */
  activeOptionId: string | null;
  /** Whether the list is there. */
  expanded: boolean;
  text: string;
  onChange: (text: string) => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

/** Where the words are typed. It keeps the focus while the arrows lead through what was found. */
export const SearchBox = ({ box, ...props }: SearchBoxProps) => (
  <input
    ref={box}
    type="search"
    role="combobox"
    aria-label="Search messages"
    aria-expanded={props.expanded}
    aria-controls={props.listId}
    aria-autocomplete="list"
    {...(props.activeOptionId === null ? {} : { 'aria-activedescendant': props.activeOptionId })}
    aria-describedby={props.countId}
    placeholder="Search messages"
    dir="auto"
    autoComplete="off"
    enterKeyHint="search"
    maxLength={MAX_SEARCH_CHARACTERS}
    value={props.text}
    onChange={({ target }) => props.onChange(target.value)}
    onKeyDown={props.onKeyDown}
    className="h-10 min-w-0 grow rounded-control border border-edge bg-raised px-3 text-base outline-none placeholder:text-soft [&::-webkit-search-cancel-button]:opacity-60 [&::-webkit-search-cancel-button]:grayscale focus-visible:border-accent focus-visible:outline-1 focus-visible:outline-offset-0 focus-visible:outline-accent pane:text-body"
  />
);
