import { useEffect, useState, useSyncExternalStore } from 'react';
import type { MessageSearch } from '../../core/search.ts';
import { systemClock } from '../../lib/clock.ts';
import { useActions, useChatStore } from '../../store/hooks.ts';
import { createSearcher, type Searcher } from './searcher.ts';
import type { SearchState } from './search-state.ts';

/** A searcher for as long as the pane is there, with what it has found, kept true. */
export function useSearcher(first: MessageSearch): readonly [SearchState, Searcher] {
  const store = useChatStore();
  const { searchMessages } = useActions();
  const [searcher] = useState(() =>
    createSearcher({ find: searchMessages, clock: systemClock, first }),
  );
  useEffect(() => {
    const stopHearing = store.onEvent((event) => {
      // Nobody may dispatch here; what was found is not part of the store.
      if (event.type === 'message/received') searcher.changed(event.message);
    });
    return () => {
      stopHearing();
      searcher.stop();
    };
  }, [store, searcher]);
  return [useSyncExternalStore(searcher.subscribe, searcher.get), searcher];
}
