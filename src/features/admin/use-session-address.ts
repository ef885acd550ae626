import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { readSessionAddress, sessionAddress } from '../../core/admin-session-address.ts';
import type { AdminSessionFilter, SessionSort } from '../../core/admin-sessions.ts';

export interface SessionAddress {
  readonly filter: AdminSessionFilter;
  readonly sort: SessionSort;
  /** Equal for two addresses exactly if they ask for the same. */
  readonly key: string;
  /** `replace`: the browser's way back does not lead to what was before. */
  readonly change: (
    next: { filter?: Partial<AdminSessionFilter>; sort?: SessionSort },
    replace?: boolean,
  ) => void;
}

/** What the address asks for, so that what somebody looks at can be sent to somebody else. */
export function useSessionAddress(): SessionAddress {
  const [query, setQuery] = useSearchParams();
  const text = query.toString();
  const { filter, sort } = useMemo(() => readSessionAddress(new URLSearchParams(text)), [text]);
  return {
    filter,
    sort,
    key: sessionAddress(filter, sort).toString(),
    change: (next, replace = false) =>
      setQuery(sessionAddress({ ...filter, ...next.filter }, next.sort ?? sort), { replace }),
  };
}
