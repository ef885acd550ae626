import { useCallback } from 'react';
import { useActions } from './hooks.ts';
import type { LifecycleCommands } from './lifecycle-commands.ts';

type Ask = <T>(work: (lifecycle: LifecycleCommands) => Promise<T>) => Promise<T>;

/** Asks or does something about the life of sessions; the code for it loads with the first question. */
export function useLifecycle(): Ask {
  const { lifecycle } = useActions();
  return useCallback(async (work) => work(await lifecycle()), [lifecycle]);
}
