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
import { groupFound, type MessageSearch } from '../../core/search.ts';
import { sessionTitle } from '../../core/selectors.ts';
import { useActions, useChat } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { FoundList } from './found-list.tsx';
import { SearchFilters } from './search-filters.tsx';
import { SearchBox } from './search-box.tsx';
import { countWords, MoreNote, SearchNote } from './search-notes.tsx';
import { SearchScope } from './search-scope.tsx';
import { hasFilters } from './search-state.ts';
import type { SearchWish } from './search-wish.ts';
import { useSearcher } from './use-searcher.ts';
import { useSearchSteps } from './use-search-steps.ts';

interface SearchPaneProps {
  wish: SearchWish;
  /** The session on screen, which can be searched alone. */
  openId: string | null;
  onClose: () => void;
  /** There is nothing beside it, as on a phone. */
  alone: boolean;
  /** The conversation that was jumped to lies over it, or no more. */
  onCover: (covered: boolean) => void;
}

/** Finds messages by words, in one session or all, and leads to them. */
export default function SearchPane(props: SearchPaneProps) {
  const { wish, openId } = props;
  const { close, jump } = useSearchSteps(props);
  const [search, setSearch] = useState<MessageSearch>(() => ({
    text: '',
    sessionId: wish.sessionId,
    peerId: wish.peer?.id ?? null,
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
  // Stays among the choices when the person searches elsewhere.
  const [peer, setPeer] = useState(wish.peer);
  if (wished !== wish) {
    setWished(wish);
    setSearch((now) => ({
      ...now,
      sessionId: wish.sessionId,
      peerId: wish.peer?.id ?? null,
    }));
    if (wish.peer !== null) setPeer(wish.peer);
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
      jump(message.sessionId);
    },
    [jumpTo, jump],
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
        close();
      }}
    >
      <div className="flex h-14 shrink-0 items-center gap-1 px-2">
        <Button look="quiet" size="icon" aria-label="Close search" onClick={close}>
          <ArrowLeft size={19} aria-hidden="true" />
        </Button>
        <SearchBox
          box={box}
          listId={`${id}-list`}
          countId={`${id}-count`}
          activeOptionId={active === null ? null : optionId(active.id)}
          expanded={found.length > 0}
          text={search.text}
          onChange={(text) => change({ text })}
          onKeyDown={onKeyDown}
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
      {(scope !== null || peer !== null) && (
        <div className="flex px-4 pb-2">
          <SearchScope
            session={
              scope === null
                ? null
                : {
                    id: scope,
                    label:
                      scope === openId || scopeSession === undefined
                        ? 'This session'
                        : sessionTitle(scopeSession),
                  }
            }
            peer={peer}
            value={search}
            onChange={(place) => change({ ...place, senderId: null })}
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
          onEverywhere={
            search.sessionId === null && search.peerId === null
              ? null
              : () => change({ sessionId: null, peerId: null })
          }
          onRetry={searcher.retry}
        />
      )}
      <MoreNote state={state} onRetry={searcher.retry} />
    </search>
  );
}
