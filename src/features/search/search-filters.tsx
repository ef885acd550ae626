import { useId, useMemo, type ComponentProps } from 'react';
import type { Peer, Session } from '../../core/model.ts';
import type { MessageSearch } from '../../core/search.ts';
import { me } from '../../core/selectors.ts';
import { useChat } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { hasFilters } from './search-state.ts';

const controlClass =
  'h-9 w-full min-w-0 rounded-control border border-edge bg-raised px-2 text-base pointer-coarse:h-11 pane:text-meta';

interface SearchFiltersProps {
  id: string;
  search: MessageSearch;
  onChange: (change: Partial<MessageSearch>) => void;
}

/** Everybody whose messages may be found, by name. */
function usePeopleToFind(sessionId: string | null): readonly Peer[] {
  const sessions = useChat((state) => state.sessions);
  return useMemo(() => {
    const within: readonly Session[] =
      sessionId === null ? Object.values(sessions) : [sessions[sessionId]].filter((s) => s != null);
    const people = new Map(within.flatMap(({ peers }) => peers.map((peer) => [peer.userId, peer])));
    return [...people.values()].sort((a, b) => a.fullName.localeCompare(b.fullName));
  }, [sessions, sessionId]);
}

/** The local midnight that a day begins with, as a date field gives it (`2026-03-12`); null for none. */
function dayStart(value: string): number | null {
  const at = value === '' ? NaN : new Date(`${value}T00:00`).getTime();
  return Number.isNaN(at) ? null : at;
}

const twoDigits = (value: number): string => value.toString().padStart(2, '0');
const fourDigits = (value: number): string => value.toString().padStart(4, '0');

function dayValue(at: number | null): string {
  if (at === null) return '';
  const day = new Date(at);
  return `${fourDigits(day.getFullYear())}-${twoDigits(day.getMonth() + 1)}-${twoDigits(day.getDate())}`;
}

function DayField({ label, ...rest }: ComponentProps<'input'> & { label: string }) {
  const id = useId();
  return (
    <div className="grid min-w-0 gap-1">
      <label htmlFor={id} className="text-meta text-soft">
        {label}
      </label>
      <input id={id} type="date" max="9999-12-31" className={controlClass} {...rest} />
    </div>
  );
}

/** What narrows a search down besides words. */
export function SearchFilters({ id, search, onChange }: SearchFiltersProps) {
  const myId = useChat((state) => me(state)?.id ?? '');
  const people = usePeopleToFind(search.sessionId);
  const fromId = useId();
  return (
    <div id={id} className="grid grid-cols-2 gap-x-2 gap-y-2.5 px-4 pb-3">
      <div className="col-span-2 grid gap-1">
        <label htmlFor={fromId} className="text-meta text-soft">
          From
        </label>
        <select
          id={fromId}
          value={search.senderId ?? ''}
          onChange={({ target }) =>
            onChange({ senderId: target.value === '' ? null : target.value })
          }
          className={controlClass}
        >
          <option value="">Anyone</option>
          <option value={myId}>You</option>
          {people.map((peer) => (
            <option key={peer.userId} value={peer.userId}>
              {peer.fullName}
            </option>
          ))}
        </select>
      </div>
      <DayField
        label="On or after"
        defaultValue={dayValue(search.since)}
        onChange={({ target }) => onChange({ since: dayStart(target.value) })}
      />
      <DayField
        label="Before"
        defaultValue={dayValue(search.before)}
        onChange={({ target }) => onChange({ before: dayStart(target.value) })}
      />
      <label className="flex h-9 cursor-pointer items-center gap-2 text-meta pointer-coarse:h-11">
        <input
          type="checkbox"
          checked={search.hasFile}
          onChange={({ target }) => onChange({ hasFile: target.checked })}
          className="size-4"
        />
        Has a file
      </label>
      {hasFilters(search) && (
        <Button
          look="link"
          size="small"
          className="justify-self-end"
          onClick={() => onChange({ senderId: null, hasFile: false, since: null, before: null })}
        >
          Clear filters
        </Button>
      )}
    </div>
  );
}
