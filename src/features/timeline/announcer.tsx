import { useEffect } from 'react';
import { announcements } from '../../core/announcements.ts';
import { me } from '../../core/selectors.ts';
import { systemClock } from '../../lib/clock.ts';
import { useChatStore } from '../../store/hooks.ts';
import { useSpoken } from '../../ui/use-spoken.ts';

/** The one voice that tells people who listen about new messages. */
export function Announcer() {
  const store = useChatStore();
  const [{ text, turn }, say] = useSpoken();
  useEffect(
    () =>
      store.subscribe((state, before) => {
        // What has changed since an earlier visit is no news; the list shows it.
        if (me(state) !== null && !before.list.fromCache)
          say(
            announcements(before.sessions, state.sessions, {
              now: systemClock.now(),
              openId: state.openSessionId,
            }),
          );
      }),
    [store, say],
  );
  return (
    <div role="status" aria-label="New messages" className="sr-only">
      <p key={turn}>{text}</p>
    </div>
  );
}
