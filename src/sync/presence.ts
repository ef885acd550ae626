import type { Stop } from '../lib/stop.ts';
import type { SyncContext } from './context.ts';

/**
 * Tells the server that this person is here: online while the page is visible, away while it is
 * not. A missed beat is nothing; the database counts a silent person as offline by itself.
 */
export function startPresence(context: SyncContext): Stop {
  const { store, backend, clock, environment, waits } = context;
  let cancel: Stop = () => undefined;
  let stopped = false;
  let said: string | null = null;

  function beat(): void {
    cancel();
    if (stopped) return;
    const status = environment.visible() ? 'online' : 'away';
    const sessionId = store.getState().openSessionId;
    said = status;
    void backend.heartbeat(status, sessionId).catch(() => undefined);
    cancel = clock.after(waits.heartbeatMs, beat);
  }

  const stopListening = environment.onChange(() => {
    if ((environment.visible() ? 'online' : 'away') !== said) beat();
  });
  beat();

  return () => {
    stopped = true;
    cancel();
    stopListening();
  };
}
