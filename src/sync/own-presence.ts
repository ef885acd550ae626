import { stopAll, type Stop } from '../lib/stop.ts';
import type { SyncContext } from './context.ts';

/**
 * Notes when the person does something in this tab, and what they want others to see of them. Both
 * are true for all tabs of the browser, of which one tells the server (see presence.ts).
 */
export function startOwnPresence(context: SyncContext): Stop {
  const { store, clock, environment, waits, me } = context;

  function note(): void {
    const now = clock.now();
    if (now - store.getState().activeAt < waits.activityMs) return;
    store.dispatch({ type: 'person/active', at: now });
  }

  let wasVisible = environment.visible();
  const noticeVisible = (): void => {
    const visible = environment.visible();
    if (visible && !wasVisible) note();
    wasVisible = visible;
  };

  store.dispatch({ type: 'presence/chosen', choice: environment.presenceChoice(me.id) });
  // Whoever opens or reloads a tab is there.
  if (wasVisible) note();

  return stopAll([
    environment.onInput(note),
    environment.onChange(noticeVisible),
    store.subscribe(({ presence }, before) => {
      if (presence !== before.presence) environment.keepPresenceChoice(me.id, presence);
    }),
  ]);
}
