import { createContext, useMemo } from 'react';
import { me } from '../../core/selectors.ts';
import { useChat, useChatShallow } from '../../store/hooks.ts';

/** Whom a text can mention: everybody in the session by name, and the reader among them. */
interface Names {
  readonly all: readonly string[];
  readonly mine: string | null;
}

const nobody: readonly string[] = [];

export const MentionNames = createContext<Names>({ all: nobody, mine: null });

/** Names of the people in a session, the reader's first; nobody's where a text has no `wanted`. */
export function useMentionNames(sessionId: string, wanted: boolean): Names {
  const mine = useChat((state) => me(state)?.fullName ?? null);
  const all = useChatShallow((state) => {
    if (!wanted) return nobody;
    const peers = (state.sessions[sessionId]?.peers ?? []).map((peer) => peer.fullName);
    return mine === null ? peers : [mine, ...peers];
  });
  return useMemo(() => ({ all, mine }), [all, mine]);
}
