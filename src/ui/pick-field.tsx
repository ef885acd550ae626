import { clsx } from 'clsx';
import { X } from 'lucide-react';
import { useId, useState, type KeyboardEvent } from 'react';
import { Button } from './button.tsx';
import { useAnswer } from './use-answer.ts';
import { useSettled } from './use-settled.ts';

/** How long somebody must have stopped typing before it is looked for, in milliseconds. */
const TYPING_PAUSE_MS = 200;

interface Option {
  readonly id: string;
  readonly text: string;
  /** Tells namesakes apart. */
  readonly hint?: string;
}

/**
 * One thing out of very many, found by typing part of its name. The arrows lead through what was
 * found, Enter takes it, Esc closes the list; emptying the box chooses nothing.
 */
export function PickField(props: {
  label: string;
  placeholder: string;
  /** What is chosen, by the words that stand in the box; null for nothing. */
  chosen: string | null;
  /** What is said when nothing was found. */
  nothing: string;
  find: (text: string) => Promise<readonly Option[]>;
  onChoose: (option: Option | null) => void;
}) {
  const { label, chosen, find, onChoose } = props;
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [at, setAt] = useState(0);
  const text = useSettled(typed?.trim() ?? '', TYPING_PAUSE_MS);
  const [answer] = useAnswer(() => (text === '' ? Promise.resolve([]) : find(text)), text);
  const isOpen = typed !== null && typed.trim() !== '' && text !== '';
  const found = answer.status === 'ready' ? answer.value : [];
  const open = isOpen && found.length > 0;
  const active = Math.min(at, found.length - 1);

  const choose = (option: Option | null): void => {
    setTyped(null);
    setAt(0);
    onChoose(option);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing || !open) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setAt((active + step + found.length) % found.length);
    } else if (event.key === 'Enter') choose(found[active] ?? null);
    else if (event.key === 'Escape') {
      // It closes the list, not what the box stands in.
      event.stopPropagation();
      setTyped(null);
    } else return;
    event.preventDefault();
  };

  return (
    <div className="relative grid min-w-0 grid-cols-1 gap-1.5">
      <label htmlFor={id} className="text-meta font-medium">
        {label}
      </label>
      <div className="relative">
        <input
          id={id}
          role="combobox"
          aria-expanded={open}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={open ? `${id}-${active}` : undefined}
          autoComplete="off"
          dir="auto"
          placeholder={props.placeholder}
          value={typed ?? chosen ?? ''}
          onChange={({ target }) => {
            if (target.value === '' && chosen !== null) choose(null);
            else setTyped(target.value);
          }}
          onKeyDown={onKeyDown}
          onBlur={() => setTyped(null)}
          className="h-11 w-full rounded-control border border-edge bg-raised pr-11 pl-3 text-base placeholder:text-soft focus-visible:outline-offset-0 pane:text-body"
        />
        {chosen !== null && (
          <Button
            look="quiet"
            size="square"
            aria-label={`Any ${label.toLowerCase()}`}
            className="absolute top-0 right-0"
            onClick={() => choose(null)}
          >
            <X size={16} aria-hidden="true" />
          </Button>
        )}
      </div>
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={label}
        hidden={!open}
        className="absolute inset-x-0 top-full z-30 mt-1 rounded-bubble border border-line bg-raised p-1.5 shadow-float"
      >
        {found.map((option, index) => (
          // The keys are heard by the box, which keeps the focus.
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={option.id}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            // The box would lose the focus before the click arrives.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(option)}
            className={clsx(
              'flex min-h-9 cursor-pointer items-center gap-2 rounded-control px-2.5 py-1.5 pointer-coarse:min-h-11',
              index === active ? 'bg-hover' : 'hover:bg-hover',
            )}
          >
            <bdi className="truncate">{option.text}</bdi>
            {option.hint !== undefined && (
              <span className="ml-auto shrink-0 text-meta text-soft">{option.hint}</span>
            )}
          </div>
        ))}
      </div>
      <p role="status" className={isOpen && !open ? 'text-meta text-soft' : 'sr-only'}>
        {isOpen && answer.status === 'ready' && found.length === 0 ? props.nothing : ''}
        {isOpen && answer.status === 'failed' ? answer.message : ''}
        {open ? `${found.length} found` : ''}
      </p>
    </div>
  );
}
