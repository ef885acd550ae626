import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ChatEvent } from '../core/events.ts';
import { reduce } from '../core/reduce.ts';
import type { Stop } from '../lib/stop.ts';
import { initialState, type ChatState } from '../core/state.ts';

type Follow = (state: ChatState, event: ChatEvent) => ChatState;

/** Read-only to everybody: `dispatch` is the only way in. */
export interface ChatStore {
  getState: StoreApi<ChatState>['getState'];
  getInitialState: StoreApi<ChatState>['getInitialState'];
  /** Calls back after every change with the new and the old state; returns the unsubscribe. */
  subscribe: StoreApi<ChatState>['subscribe'];
  dispatch: (event: ChatEvent) => void;
  /**
   * From now on `follow` says, after everything else, what events make of the state: for parts whose
   * code is fetched later than the rest. What happened before has to be asked for. Repeating it
   * changes nothing.
   */
  extend: (follow: Follow) => void;
  /**
   * Calls back with every event, in the order of dispatch, and the state after it, before anybody
   * hears of that state; so the listener may not dispatch. Returns the unsubscribe.
   */
  onEvent: (listener: (event: ChatEvent, state: ChatState) => void) => Stop;
}

export function createChatStore(): ChatStore {
  const store = createStore<ChatState>(() => initialState);
  const listeners = new Set<(event: ChatEvent, state: ChatState) => void>();
  const further = new Set<Follow>();
  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    dispatch: (event) => {
      let state = reduce(store.getState(), event);
      for (const follow of further) state = follow(state, event);
      for (const listener of listeners) listener(event, state);
      store.setState(state, true);
    },
    extend: (follow) => {
      further.add(follow);
    },
    onEvent: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
