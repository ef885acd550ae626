import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ChatEvent } from '../core/events.ts';
import { reduce } from '../core/reduce.ts';
import { initialState, type ChatState } from '../core/state.ts';

/** Read-only to everybody: `dispatch` is the only way in. */
export interface ChatStore {
  getState: StoreApi<ChatState>['getState'];
  getInitialState: StoreApi<ChatState>['getInitialState'];
  /** Calls back after every change with the new and the old state; returns the unsubscribe. */
  subscribe: StoreApi<ChatState>['subscribe'];
  dispatch: (event: ChatEvent) => void;
}

export function createChatStore(): ChatStore {
  const store = createStore<ChatState>(() => initialState);
  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    dispatch: (event) => store.setState((state) => reduce(state, event), true),
  };
}
