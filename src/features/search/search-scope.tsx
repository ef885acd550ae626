import type { MessageSearch } from '../../core/search.ts';
import { Segments } from '../../ui/segments.tsx';
import type { SearchPeer } from './search-wish.ts';

type Place = Pick<MessageSearch, 'sessionId' | 'peerId'>;

interface SearchScopeProps {
  /** The session that can be searched alone, and what it is called. */
  session: { readonly id: string; readonly label: string } | null;
  /** With whom all sessions can be searched. */
  peer: SearchPeer | null;
  value: Place;
  onChange: (place: Place) => void;
}

/** Whether one session is searched, all with one person, or all. */
export function SearchScope({ session, peer, value, onChange }: SearchScopeProps) {
  const choices = [
    ...(session === null
      ? []
      : [
          { value: 'session', text: session.label, place: { sessionId: session.id, peerId: null } },
        ]),
    ...(peer === null
      ? []
      : [
          { value: 'peer', text: `With ${peer.name}`, place: { sessionId: null, peerId: peer.id } },
        ]),
    { value: 'all', text: 'All sessions', place: { sessionId: null, peerId: null } },
  ];
  const chosen = value.sessionId !== null ? 'session' : value.peerId !== null ? 'peer' : 'all';
  return (
    <Segments
      label="Where to search"
      value={chosen}
      options={choices}
      onChange={(next) => {
        const choice = choices.find((one) => one.value === next);
        if (choice !== undefined) onChange(choice.place);
      }}
    />
  );
}
