import { createStore } from 'zustand/vanilla';
import type { ChatState } from '../../core/state.ts';
import type { Stop } from '../../lib/stop.ts';
import type { ChatStore } from '../../store/store.ts';

/**
 * A store that shows another one through `see`. What happens to it happens to that one. `refresh`
 * looks again, after `see` itself has changed what it makes of a state.
 */
export function createLens(
  inner: ChatStore,
  see: (state: ChatState) => ChatState,
): { readonly store: ChatStore; readonly refresh: () => void; readonly stop: Stop } {
  const shown = createStore<ChatState>(() => see(inner.getState()));
  const refresh = (): void => shown.setState(see(inner.getState()), true);
  const stop = inner.subscribe(refresh);
  const { dispatch, extend, onEvent } = inner;
  const { getState, getInitialState, subscribe } = shown;
  return {
    store: { getState, getInitialState, subscribe, dispatch, extend, onEvent },
    refresh,
    stop,
  };
}
