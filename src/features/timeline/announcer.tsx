import { useEffect } from 'react';
import { announcements } from '../../core/announcements.ts';
import { me } from '../../core/selectors.ts';
import { useChatStore } from '../../store/hooks.ts';
import { useSpoken } from '../../ui/use-spoken.ts';

/** The one voice that tells people who listen about new messages. */
export function Announcer() {
  const store = useChatStore();
  const [text, say] = useSpoken();
  useEffect(
    () =>
      store.subscribe((state, before) => {
        const person = me(state);
        if (person !== null) say(announcements(before.sessions, state.sessions, person.id));
      }),
    [store, say],
  );
  return (
    <div role="status" aria-label="New messages" className="sr-only">
      {text}
    </div>
  );
}
