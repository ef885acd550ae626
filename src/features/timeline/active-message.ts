import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';
import type { Stop } from '../../lib/stop.ts';

/**
 * Which message of a log shows its actions: at most one, so that they cost nothing in the others.
 * Kept apart from React's state: moving the pointer redraws two messages and not the log.
 */
export interface ActiveMessage {
  readonly get: () => string | null;
  readonly subscribe: (listener: () => void) => Stop;
  /** The pointer is over this message, or over none. */
  readonly hover: (id: string | null) => void;
  /** The focus is in this message and ought to be seen, or in none. */
  readonly focus: (id: string | null) => void;
  /** A person uses the keyboard: what has the focus comes before what is under the pointer. */
  readonly byKeyboard: (keyboard: boolean) => void;
  /** Something that hangs on its actions is open: they stay until `release`. */
  readonly hold: (id: string) => void;
  readonly release: (id: string) => void;
}

export function createActiveMessage(): ActiveMessage {
  const listeners = new Set<() => void>();
  let hovered: string | null = null;
  let focused: string | null = null;
  let held: string | null = null;
  let keyboard = false;
  let active: string | null = null;

  const settle = (): void => {
    const next = held ?? (keyboard ? (focused ?? hovered) : (hovered ?? focused));
    if (next === active) return;
    active = next;
    for (const listener of listeners) listener();
  };

  return {
    get: () => active,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    hover: (id) => {
      hovered = id;
      settle();
    },
    focus: (id) => {
      focused = id;
      settle();
    },
    byKeyboard: (next) => {
      keyboard = next;
      settle();
    },
    hold: (id) => {
      held = id;
      settle();
    },
    release: (id) => {
      if (held === id) held = null;
      settle();
    },
  };
}

export const ActiveMessageContext = createContext<ActiveMessage>(createActiveMessage());

export const useActiveMessage = (): ActiveMessage => useContext(ActiveMessageContext);

/** Whether the message `id` is the one that shows its actions. */
export function useIsActive(id: string): boolean {
  const { get, subscribe } = useActiveMessage();
  return useSyncExternalStore(
    subscribe,
    useCallback(() => get() === id, [get, id]),
  );
}
