import { ArrowLeft, ListFilter } from 'lucide-react';
import {
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
} from 'react';
import type { Message } from '../../core/model.ts';
import { groupFound, MAX_SEARCH_CHARACTERS, type MessageSearch } from '../../core/search.ts';
import { sessionTitle } from '../../core/selectors.ts';
import { useActions, useChat } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { FoundList } from './found-list.tsx';
import { SearchFilters } from './search-filters.tsx';
import { countWords, SearchNote } from './search-notes.tsx';
import { SearchScope } from './search-scope.tsx';
import { hasFilters } from './search-state.ts';
import type { SearchWish } from './search-wish.ts';
import { useSearcher } from './use-searcher.ts';

interface SearchPaneProps {
  wish: SearchWish;
  /** The session on screen, which can be searched alone. */
  openId: string | null;
  onClose: () => void;
  /** A message was jumped to. */
  onJumped: () => void;
}

/** Finds messages by words, in one session or all, and leads to them. */
export default function SearchPane({ wish, openId, onClose, onJumped }: SearchPaneProps) {
  const [search, setSearch] = useState<MessageSearch>(() => ({
    text: '',
    sessionId: wish.sessionId,
    senderId: null,
    hasFile: false,
    since: null,
    before: null,
  }));
  const [state, searcher] = useSearcher(search);
  const [activeId, setActiveId] = useState<string | null>(null);
  const [filtersOpen, setFiltersOpen] = useState(false);
  const { jumpTo } = useActions();
  const box = useRef<HTMLInputElement>(null);
  const id = useId();

  const change = useCallback(
    (next: Partial<MessageSearch>): void => {
      setSearch((now) => ({ ...now, ...next }));
      setActiveId(null);
    },
    [setSearch],
  );
  useEffect(() => searcher.ask(search), [searcher, search]);

  const [wished, setWished] = useState(wish);
  if (wished !== wish) {
    setWished(wish);
    setSearch((now) => ({ ...now, sessionId: wish.sessionId }));
  }
  useEffect(() => {
    box.current?.focus();
    box.current?.select();
    return () => {
      const taken = document.activeElement;
      if (taken === null || taken === document.body) wish.returnFocus();
    };
  }, [wish]);

  const sessions = useChat((chat) => chat.sessions);
  const sessionOf = useCallback(
    (sessionId: string) => sessions[sessionId] ?? state.sessions[sessionId],
    [sessions, state.sessions],
  );
  const groups = useMemo(() => groupFound(state.pages), [state.pages]);
  const found = useMemo(() => groups.flatMap((group) => group.messages), [groups]);
  const optionId = useCallback((messageId: string) => `${id}-found-${messageId}`, [id]);
  // What was found may have gone meanwhile.
  const active = found.find((message) => message.id === activeId) ?? null;

  const pick = useCallback(
    (message: Message): void => {
      setActiveId(message.id);
      jumpTo(message.sessionId, { messageId: message.id });
      onJumped();
    },
    [jumpTo, onJumped],
  );

  const move = (step: number): void => {
    const at = active === null ? -1 : found.indexOf(active);
    const next = at === -1 && step < 0 ? found.length - 1 : at + step;
    // Before the first one is the box itself.
    setActiveId(next < 0 ? null : (found[Math.min(next, found.length - 1)]?.id ?? null));
    if (next >= found.length - 1) searcher.more();
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      move(event.key === 'ArrowDown' ? 1 : -1);
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      const target = active ?? found[0];
      if (target !== undefined && state.status === 'shown') pick(target);
    }
  };

  const scope = search.sessionId ?? openId;
  const scopeSession = scope === null ? undefined : sessionOf(scope);
  const words = countWords(state);
  return (
    <search
      aria-label="Messages"
      className="flex min-h-0 grow flex-col"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
        event.preventDefault();
        onClose();
      }}
    >
      <div className="flex h-14 shrink-0 items-center gap-1 px-2">
        <Button look="quiet" size="icon" aria-label="Close search" onClick={onClose}>
          <ArrowLeft size={19} aria-hidden="true" />
        </Button>
        <input
          ref={box}
          type="search"
          role="combobox"
          aria-label="Search messages"
          aria-expanded={found.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          {...(active === null ? {} : { 'aria-activedescendant': optionId(active.id) })}
          aria-describedby={`${id}-count`}
          placeholder="Search messages"
          dir="auto"
          autoComplete="off"
          enterKeyHint="search"
          maxLength={MAX_SEARCH_CHARACTERS}
          value={search.text}
          onChange={({ target }) => change({ text: target.value })}
          onKeyDown={onKeyDown}
          className="h-10 min-w-0 grow rounded-control border border-edge bg-raised px-3 text-base outline-none placeholder:text-soft focus-visible:border-accent focus-visible:outline-1 focus-visible:outline-offset-0 focus-visible:outline-accent pane:text-body"
        />
        <Button
          look="quiet"
          size="icon"
          aria-label="Filters"
          aria-expanded={filtersOpen}
          aria-controls={`${id}-filters`}
          className={hasFilters(search) ? 'text-accent' : ''}
          onClick={() => setFiltersOpen(!filtersOpen)}
        >
          <ListFilter size={18} aria-hidden="true" />
        </Button>
      </div>
      {scope !== null && (
        <div className="flex px-4 pb-2">
          <SearchScope
            sessionId={scope}
            label={
              scope === openId || scopeSession === undefined
                ? 'This session'
                : sessionTitle(scopeSession)
            }
            value={search.sessionId}
            onChange={(sessionId) => change({ sessionId, senderId: null })}
          />
        </div>
      )}
      {filtersOpen && <SearchFilters id={`${id}-filters`} search={search} onChange={change} />}
      <p role="status" id={`${id}-count`} className="min-h-6 shrink-0 px-5 text-meta text-soft">
        {words}
      </p>
      {found.length > 0 ? (
        <FoundList
          id={`${id}-list`}
          groups={groups}
          text={state.answered?.text ?? ''}
          sessionOf={sessionOf}
          activeId={active?.id ?? null}
          optionId={optionId}
          onPick={pick}
          onNearEnd={searcher.more}
        />
      ) : (
        <SearchNote
          state={state}
          onEverywhere={search.sessionId === null ? null : () => change({ sessionId: null })}
          onRetry={searcher.retry}
        />
      )}
      {state.more !== 'idle' && (
        <div className="flex min-h-11 shrink-0 items-center justify-center gap-2 px-4 text-meta text-soft safe-bottom">
          {state.more === 'loading' ? (
            <Spinner label="Loading more" />
          ) : (
            <>
              <span role="alert">{state.error?.message}</span>
              <Button look="link" size="inline" onClick={searcher.retry}>
                Try again
              </Button>
            </>
          )}
        </div>
      )}
    </search>
  );
}
