import { useMemo, type ReactNode } from 'react';
import type { Actions } from '../store/actions.ts';
import { ChatContext } from '../store/hooks.ts';
import type { ChatStore } from '../store/store.ts';

/** Gives every face below it the state and the actions. */
export function ChatProvider(props: { store: ChatStore; actions: Actions; children: ReactNode }) {
  const { store, actions, children } = props;
  const value = useMemo(() => ({ store, actions }), [store, actions]);
  return <ChatContext value={value}>{children}</ChatContext>;
}
