import type { Backend } from '../backend/backend.ts';
import type { Clock } from '../lib/clock.ts';
import { stopAll, type Stop } from '../lib/stop.ts';
import type { Commands } from '../store/commands.ts';
import type { ChatStore } from '../store/store.ts';
import type { Disk } from './disk/disk.ts';
import { startKeeper } from './disk/keeper.ts';
import type { Environment } from './environment.ts';
import { startSignedIn, type SignedIn } from './signed-in.ts';
import { defaultWaits, type Waits } from './waits.ts';

/** Signing out waits no longer than this for a server that does not answer, in milliseconds. */
const RELEASE_WAIT_MS = 2_000;

export interface Engine {
  readonly commands: Commands;
  stop: Stop;
}

/** Follows who is signed in, and runs the sync for that person and nobody else. */
export function startEngine(parts: {
  store: ChatStore;
  backend: Backend;
  clock: Clock;
  environment: Environment;
  random: () => number;
  waits?: Waits;
  /** Where the outbox is kept; opened once. */
  openDisk: () => Promise<Disk>;
}): Engine {
  const { store, backend } = parts;
  const disk = parts.openDisk();
  let running: (SignedIn & { userId: string; authSessionId: string }) | null = null;

  const end = (): void => {
    running?.stop();
    running = null;
  };

  const stopAuth = backend.onAuthChange((me) => {
    if (me === null) {
      end();
      store.dispatch({ type: 'auth/signedOut' });
      return;
    }
    // A refreshed token is the same sign-in: nothing restarts.
    const same = running?.userId === me.id && running.authSessionId === me.authSessionId;
    if (!same) end();
    store.dispatch({ type: 'auth/signedIn', me });
    if (same) return;
    store.dispatch({
      type: 'connection/changed',
      change: { online: parts.environment.online() },
    });
    const keeper = startKeeper(store, disk, me.id);
    const signedIn = startSignedIn({ ...parts, waits: parts.waits ?? defaultWaits, me });
    running = {
      ...signedIn,
      userId: me.id,
      authSessionId: me.authSessionId,
      // First of all: the outbox that signing out empties must stay on the disk.
      stop: stopAll([signedIn.stop, keeper.stop]),
    };
  });

  const commands: Commands = {
    signIn: (email, password) => backend.signIn(email, password),
    signUp: (form) => backend.signUp(form),
    signOut: async () => {
      end();
      // Frees the device's place at once; if that fails it frees itself when it goes stale.
      let stopWaiting: Stop = () => undefined;
      await Promise.race([
        backend.releaseConnection().catch(() => undefined),
        new Promise<void>((resolve) => {
          stopWaiting = parts.clock.after(RELEASE_WAIT_MS, resolve);
        }),
      ]);
      stopWaiting();
      await backend.signOut();
    },
    contactSupport: async () => {
      const session = await backend.contactSupport();
      store.dispatch({ type: 'session/changed', session });
      return session.id;
    },
    reconnect: (takeOver) => running?.reconnect(takeOver),
    typing: (sessionId, typing) => running?.sendTyping(sessionId, typing),
  };

  return {
    commands,
    stop: () => {
      end();
      stopAuth();
      void disk.then((opened) => opened.close()).catch(() => undefined);
    },
  };
}
