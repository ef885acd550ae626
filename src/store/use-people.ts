import { useCallback } from 'react';
import { useActions } from './hooks.ts';
import type { PeopleCommands } from './people-commands.ts';

type Ask = <T>(work: (people: PeopleCommands) => Promise<T>) => Promise<T>;

/** Asks or does something about people or products; the code for it loads with the first question. */
export function usePeople(): Ask {
  const { people } = useActions();
  return useCallback(async (work) => work(await people()), [people]);
}
