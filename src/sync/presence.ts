import type { PresenceStatus } from '../core/model.ts';
import type { Stop } from '../lib/stop.ts';
import type { SyncContext } from './context.ts';

/** A tab in view speaks for the whole browser for this many of its beats. */
const VISIBLE_FOR_BEATS = 2;

/** Differences of the clocks below this, in milliseconds, may be the network's. */
const CLOCK_STEP_MS = 1_000;
/** An answer that took longer, in milliseconds, says little about the time. */
const CLOCK_TRUSTED_MS = 5_000;

/**
 * Tells the server that this person is here. What they chose themselves goes first; otherwise they
 * are online while a tab is in view and they have done something lately in one of the tabs, and away
 * when not. Hidden tabs keep quiet as long as another one is in view, so that the two do not
 * contradict each other. A missed beat is nothing; the database counts a silent person as offline.
 */
export function startPresence(context: SyncContext): Stop {
  const { store, backend, clock, environment, waits } = context;
  let cancel: Stop = () => undefined;
  let stopped = false;
  let said: PresenceStatus | null = null;

  const idleIn = (now: number): number => store.getState().activeAt + waits.idleMs - now;

  /** What this tab has to say, or null if another one speaks. */
  function status(now: number): PresenceStatus | null {
    const { presence } = store.getState();
    const visible = environment.visible();
    if (visible) environment.noteVisible(now);
    if (presence !== 'online') return presence;
    if (visible) return idleIn(now) > 0 ? 'online' : 'away';
    const quiet = now - environment.lastVisibleAt() < VISIBLE_FOR_BEATS * waits.heartbeatMs;
    return quiet ? null : 'away';
  }

  /** The answer also tells how far the two clocks are apart: by the server's it is decided what may be edited. */
  async function tell(says: PresenceStatus): Promise<void> {
    const asked = clock.now();
    const serverTime = await backend.heartbeat(says, store.getState().openSessionId);
    const answered = clock.now();
    if (stopped || answered - asked > CLOCK_TRUSTED_MS) return;
    const aheadMs = Math.round(serverTime - (asked + answered) / 2);
    if (Math.abs(aheadMs - store.getState().serverAheadMs) < CLOCK_STEP_MS) return;
    store.dispatch({ type: 'clock/compared', aheadMs });
  }

  function beat(): void {
    cancel();
    if (stopped) return;
    const now = clock.now();
    const says = status(now);
    if (says !== null) {
      said = says;
      tell(says).catch(() => undefined);
    }
    const idle = idleIn(now);
    cancel = clock.after(idle > 0 ? Math.min(idle, waits.heartbeatMs) : waits.heartbeatMs, beat);
  }

  let wasVisible = environment.visible();
  const stopListening = environment.onChange(() => {
    const visible = environment.visible();
    if (visible && !wasVisible) beat();
    wasVisible = visible;
  });
  const unsubscribe = store.subscribe((state, before) => {
    const chose = state.presence !== before.presence;
    const woke = state.activeAt !== before.activeAt && said === 'away' && environment.visible();
    // A claim counts as being online.
    const claimed =
      state.connection.status === 'live' && before.connection.status !== 'live' && said === 'away';
    if (chose || woke || claimed) beat();
  });
  beat();

  return () => {
    stopped = true;
    cancel();
    stopListening();
    unsubscribe();
  };
}
