import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { ChatState } from '../core/state.ts';
import type { Actions } from './actions.ts';
import type { ChatStore } from './store.ts';

export interface ChatContextValue {
  readonly store: ChatStore;
  readonly actions: Actions;
}

/** Filled once by `main.tsx`. */
export const ChatContext = createContext<ChatContextValue | null>(null);

function useChatContext(): ChatContextValue {
  const value = useContext(ChatContext);
  if (value === null) throw new Error('ChatContext is missing: render inside <ChatProvider>.');
  return value;
}

/** Selects from the state; re-renders when the result changes (by identity). */
export const useChat = <T>(selector: (state: ChatState) => T): T =>
  useStore(useChatContext().store, selector);

/** As `useChat`, for selectors that build a new array or object each time. */
export const useChatShallow = <T>(selector: (state: ChatState) => T): T =>
  useChat(useShallow(selector));

export const useActions = (): Actions => useChatContext().actions;

/** The store itself, for what must see each step of the state rather than render it. */
export const useChatStore = (): ChatStore => useChatContext().store;
