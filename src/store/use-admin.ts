import { useCallback } from 'react';
import type { AdminQuestions } from '../core/admin.ts';
import { usePeople } from './use-people.ts';

type Ask = <T>(work: (admin: AdminQuestions) => Promise<T>) => Promise<T>;

/** Asks or does something as an admin; the code for it loads with the first question. Stable. */
export function useAdmin(): Ask {
  const ask = usePeople();
  return useCallback((work) => ask(async (people) => work(await people.admin())), [ask]);
}
