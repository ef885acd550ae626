import { clsx } from 'clsx';
import { useEffect, useEffectEvent, useId, useState, type RefObject } from 'react';
import { mentionable, openMention, type OpenMention } from '../../core/mentions.ts';
import type { Peer } from '../../core/model.ts';
import { useChatShallow } from '../../store/hooks.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { insertText } from './insert-text.ts';
import { IME_KEY_CODE } from './ime.ts';

/** So many people are offered at a time. */
const OFFERED_MAX = 6;
const nobody: readonly Peer[] = [];

interface MentionsProps {
  box: RefObject<HTMLTextAreaElement | null>;
  sessionId: string;
}

/**
 * Offers the people of the session while `@` and a part of a name stand before the cursor. The box
 * stays a text box and keeps the focus; what is chosen there is told through `aria-activedescendant`.
 * It listens to the box itself, ahead of the composer: Enter is to choose then, and Esc to close.
 */
export function Mentions({ box, sessionId }: MentionsProps) {
  const peers = useChatShallow((state) => state.sessions[sessionId]?.peers ?? nobody);
  const [open, setOpen] = useState<OpenMention | null>(null);
  const [dismissed, setDismissed] = useState(false);
  const [chosen, setChosen] = useState(0);
  const id = useId();
  const people =
    open === null || dismissed ? nobody : mentionable(peers, open.query).slice(0, OFFERED_MAX);
  const active = Math.min(chosen, people.length - 1);

  const look = useEffectEvent((): void => {
    const { current } = box;
    if (current === null) return;
    const { value, selectionStart, selectionEnd } = current;
    const next = selectionStart === selectionEnd ? openMention(value, selectionStart) : null;
    if (next?.from === open?.from && next?.query === open?.query) return;
    // Closed by Esc, it stays closed until another `@` is typed.
    if (next?.from !== open?.from) setDismissed(false);
    setOpen(next);
    setChosen(0);
  });

  const choose = (person: Peer): void => {
    const { current } = box;
    if (current === null || open === null) return;
    const end = open.from + 1 + open.query.length;
    current.setSelectionRange(open.from, end);
    const spaced = /^\s/.test(current.value.slice(end));
    insertText(current, `@${person.fullName}${spaced ? '' : ' '}`);
  };

  const onKey = useEffectEvent((event: KeyboardEvent): void => {
    const person = people[active];
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- as in the composer
    if (person === undefined || event.isComposing || event.keyCode === IME_KEY_CODE) return;
    if (event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setChosen((active + step + people.length) % people.length);
    else if (event.key === 'Enter' || event.key === 'Tab') choose(person);
    else if (event.key === 'Escape') setDismissed(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  useEffect(() => {
    const { current } = box;
    if (current === null) return;
    const done = new AbortController();
    const listening = { signal: done.signal };
    current.setAttribute('aria-autocomplete', 'list');
    current.setAttribute('aria-haspopup', 'listbox');
    for (const deed of ['input', 'keyup', 'pointerup', 'focus'] as const) {
      current.addEventListener(deed, () => look(), listening);
    }
    current.addEventListener('blur', () => setOpen(null), listening);
    current.addEventListener('keydown', (event) => onKey(event), listening);
    return () => {
      done.abort();
      current.removeAttribute('aria-autocomplete');
      current.removeAttribute('aria-haspopup');
    };
  }, [box]);

  const listId = people.length > 0 ? `${id}-list` : null;
  const activeId = people.length > 0 ? `${id}-${active}` : null;
  useEffect(() => {
    const { current } = box;
    if (current === null || listId === null || activeId === null) return;
    current.setAttribute('aria-controls', listId);
    current.setAttribute('aria-activedescendant', activeId);
    return () => {
      current.removeAttribute('aria-controls');
      current.removeAttribute('aria-activedescendant');
    };
  }, [box, listId, activeId]);

  return (
    <div className="absolute bottom-full left-0 z-20 mb-2 w-80 max-w-full">
      <p role="status" className="sr-only">
        {people.length > 0 &&
          `${people.length} to mention: arrow keys choose, Enter inserts, Escape closes`}
      </p>
      {listId !== null && (
        <div
          id={listId}
          role="listbox"
          aria-label="Mention"
          className="animate-appear rounded-control border border-line bg-raised p-1 shadow-float"
        >
          {people.map((person, index) => (
            // Keys go to the box, which keeps the focus.
            // eslint-disable-next-line jsx-a11y/click-events-have-key-events
            <div
              key={person.userId}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => choose(person)}
              className={clsx(
                'flex cursor-pointer items-center gap-2.5 rounded-joined px-2 py-1.5 pointer-coarse:py-2.5',
                index === active ? 'bg-own' : 'hover:bg-hover',
              )}
            >
              <Avatar name={person.fullName} url={person.avatarUrl} size="small" />
              <bdi className="min-w-0 truncate">{person.fullName}</bdi>
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
