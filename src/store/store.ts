import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ChatEvent } from '../core/events.ts';
import { reduce } from '../core/reduce.ts';
import type { Stop } from '../lib/stop.ts';
import { initialState, type ChatState } from '../core/state.ts';

/** Read-only to everybody: `dispatch` is the only way in. */
export interface ChatStore {
  getState: StoreApi<ChatState>['getState'];
  getInitialState: StoreApi<ChatState>['getInitialState'];
  /** Calls back after every change with the new and the old state; returns the unsubscribe. */
  subscribe: StoreApi<ChatState>['subscribe'];
  dispatch: (event: ChatEvent) => void;
  /**
   * Calls back with every event, in the order of dispatch, and the state after it, before anybody
   * hears of that state; so the listener may not dispatch. Returns the unsubscribe.
   */
  onEvent: (listener: (event: ChatEvent, state: ChatState) => void) => Stop;
}

export function createChatStore(): ChatStore {
  const store = createStore<ChatState>(() => initialState);
  const listeners = new Set<(event: ChatEvent, state: ChatState) => void>();
  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    dispatch: (event) => {
      const state = reduce(store.getState(), event);
      for (const listener of listeners) listener(event, state);
      store.setState(state, true);
    },
    onEvent: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
