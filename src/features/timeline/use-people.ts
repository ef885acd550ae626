import { useMemo } from 'react';
import { me } from '../../core/selectors.ts';
import { FORMER_PARTICIPANT } from '../../core/session-words.ts';
import { useChat, useChatShallow } from '../../store/hooks.ts';

export interface Person {
  readonly name: string;
  readonly avatarUrl: string | null;
}

export interface People {
  readonly of: (userId: string | null) => Person;
  /** More than one other person: groups then carry their sender's name. */
  readonly group: boolean;
}

const system: Person = { name: 'System', avatarUrl: null };
const gone: Person = { name: FORMER_PARTICIPANT, avatarUrl: null };

/** Who is who in a session; stays the same object while names and pictures do. */
export function usePeople(sessionId: string): People {
  const person = useChat(me);
  // Flat and primitive, so that presence and receipts of the same people change nothing here.
  const flat = useChatShallow((state) =>
    (state.sessions[sessionId]?.peers ?? []).flatMap((peer) => [
      peer.userId,
      peer.fullName,
      peer.avatarUrl,
    ]),
  );
  return useMemo(() => {
    const known = new Map<string, Person>();
    for (let at = 0; at < flat.length; at += 3) {
      known.set(flat[at] ?? '', { name: flat[at + 1] ?? '', avatarUrl: flat[at + 2] ?? null });
    }
    const group = known.size > 1;
    if (person !== null) {
      known.set(person.id, { name: person.fullName, avatarUrl: person.avatarUrl });
    }
    return { of: (id) => (id === null ? system : (known.get(id) ?? gone)), group };
  }, [flat, person]);
}
