import { toChatError } from '../../core/errors.ts';
import type { Message } from '../../core/model.ts';
import type { FoundWithSessions, MessageSearch } from '../../core/search.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Stop } from '../../lib/stop.ts';
import { nothingAsked, reduceSearch, type SearchEvent, type SearchState } from './search-state.ts';

/** How long somebody must have stopped typing before the server is asked. */
export const TYPING_PAUSE_MS = 200;

export interface Searcher {
  readonly get: () => SearchState;
  readonly subscribe: (listener: () => void) => Stop;
  readonly ask: (search: MessageSearch) => void;
  /** Loads the page after the last one, if there is one. */
  readonly more: () => void;
  readonly retry: () => void;
  /** Keeps what was found true. */
  readonly changed: (message: Message) => void;
  readonly stop: Stop;
}

/** Asks for what is typed once it has been typed, and holds what was found. */
export function createSearcher(parts: {
  find: (search: MessageSearch, cursor: string | null) => Promise<FoundWithSessions>;
  clock: Clock;
  first: MessageSearch;
}): Searcher {
  const { find, clock } = parts;
  const listeners = new Set<() => void>();
  let state = nothingAsked(parts.first);
  let cancel: Stop = () => undefined;

  function dispatch(event: SearchEvent): void {
    const next = reduceSearch(state, event);
    if (next === state) return;
    state = next;
    for (const listener of listeners) listener();
  }

  async function load(search: MessageSearch, cursor: string | null): Promise<void> {
    try {
      dispatch({ type: 'found', search, cursor, page: await find(search, cursor) });
    } catch (thrown) {
      dispatch({ type: 'failed', search, cursor, error: toChatError(thrown) });
    }
  }

  /** Does `event`, and loads what is thereby wanted. */
  function want(event: SearchEvent): void {
    const before = state;
    dispatch(event);
    if (state === before) return;
    if (state.status === 'searching') void load(state.asked, null);
    else if (state.more === 'loading') void load(state.asked, state.nextCursor);
  }

  return {
    get: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ask: (search) => {
      const before = state;
      dispatch({ type: 'asked', search });
      if (state === before) return;
      cancel();
      if (state.status === 'waiting')
        cancel = clock.after(TYPING_PAUSE_MS, () => want({ type: 'due' }));
    },
    more: () => want({ type: 'moreWanted' }),
    retry: () => want({ type: 'retried' }),
    changed: (message) => dispatch({ type: 'changed', message }),
    stop: () => {
      cancel();
      listeners.clear();
    },
  };
}
