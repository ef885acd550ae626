import { createContext, useMemo } from 'react';
import { me } from '../../core/selectors.ts';
import { useChatShallow } from '../../store/hooks.ts';

/** Whom a text can mention: everybody in the session by name, and the reader among them. */
interface Names {
  readonly all: readonly string[];
  readonly mine: string | null;
}

const nobody: readonly string[] = [];

export const MentionNames = createContext<Names>({ all: nobody, mine: null });

/** Names of the people in a session, the reader's first; nobody's where a text has no `wanted`. */
export function useMentionNames(sessionId: string, wanted: boolean): Names {
  const all = useChatShallow((state) => {
    const person = me(state);
    if (!wanted || person === null) return nobody;
    const peers = state.sessions[sessionId]?.peers ?? [];
    return [person.fullName, ...peers.map((peer) => peer.fullName)];
  });
  return useMemo(() => ({ all, mine: all[0] ?? null }), [all]);
}
