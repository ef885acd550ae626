import type { PresenceStatus } from '../core/model.ts';
import type { Stop } from '../lib/stop.ts';
import type { SyncContext } from './context.ts';

/** A tab in view speaks for the whole browser for this many of its beats. */
const VISIBLE_FOR_BEATS = 2;

/**
 * Tells the server that this person is here: online while a tab is in view, away when none has been
 * for a while. Hidden tabs keep quiet as long as another one is in view, so that the two do not
 * contradict each other. A missed beat is nothing; the database counts a silent person as offline.
 */
export function startPresence(context: SyncContext): Stop {
  const { store, backend, clock, environment, waits } = context;
  let cancel: Stop = () => undefined;
  let stopped = false;

  /** What this tab has to say, or null if another one speaks. */
  function status(): PresenceStatus | null {
    const now = clock.now();
    if (environment.visible()) {
      environment.noteVisible(now);
      return 'online';
    }
    const quiet = now - environment.lastVisibleAt() < VISIBLE_FOR_BEATS * waits.heartbeatMs;
    return quiet ? null : 'away';
  }

  function beat(): void {
    cancel();
    if (stopped) return;
    const says = status();
    if (says !== null) {
      void backend.heartbeat(says, store.getState().openSessionId).catch(() => undefined);
    }
    cancel = clock.after(waits.heartbeatMs, beat);
  }

  let wasVisible = environment.visible();
  const stopListening = environment.onChange(() => {
    const visible = environment.visible();
    if (visible && !wasVisible) beat();
    wasVisible = visible;
  });
  beat();

  return () => {
    stopped = true;
    cancel();
    stopListening();
  };
}
