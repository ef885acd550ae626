import type { Backend } from '../backend/backend.ts';
import { chatError, ChatFailure, toChatError } from '../core/errors.ts';
import type { Clock } from '../lib/clock.ts';
import { stopAll, type Stop } from '../lib/stop.ts';
import type { Commands } from '../store/commands.ts';
import type { ChatStore } from '../store/store.ts';
import { forgetCache, startCache } from './disk/cache.ts';
import type { Disk } from './disk/disk.ts';
import type { Tabs } from './tabs/tabs.ts';
import { filesOn } from './disk/files.ts';
import { startKeeper } from './disk/keeper.ts';
import type { Environment } from './environment.ts';
import { startSignedIn, type SignedIn } from './signed-in.ts';
import { defaultWaits, type Waits } from './waits.ts';

export interface Engine {
  readonly commands: Commands;
  stop: Stop;
}

/** A store whose `dispatch` can be ended: answers that come late must not reach the next person. */
function mortal(store: ChatStore): { store: ChatStore; die: Stop } {
  let alive = true;
  return {
    store: {
      ...store,
      dispatch: (event) => {
        if (alive) store.dispatch(event);
      },
    },
    die: () => {
      alive = false;
    },
  };
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
  /** The browser's other tabs; null where they cannot be reached. */
  tabs: Tabs | null;
  /** The session that the page shows first, where it shows one: it is read from the disk at once. */
  opensFirst: string | null;
}): Engine {
  const { store, backend } = parts;
  const disk = parts.openDisk();
  let running: (SignedIn & { userId: string; authSessionId: string }) | null = null;

  let leaving = false;

  const end = (): void => {
    running?.stop();
    running = null;
  };

  const stopAuth = backend.onAuthChange((me) => {
    // A token that is renewed while the person is on their way out brings nobody back.
    if (leaving && me !== null) return;
    if (me === null) {
      end();
      forgetCache(disk);
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
    const { store: own, die } = mortal(store);
    const keeper = startKeeper(own, disk, me.id);
    const cache = startCache({ ...parts, store: own, disk, userId: me.id });
    const context = { ...parts, store: own, waits: parts.waits ?? defaultWaits, me };
    const signedIn = startSignedIn(context, { tabs: parts.tabs, disk, reread: keeper.reread });
    running = {
      ...signedIn,
      userId: me.id,
      authSessionId: me.authSessionId,
      // The keeper first: the outbox that signing out empties must stay on the disk.
      stop: stopAll([die, signedIn.stop, cache.stop, keeper.stop]),
    };
  });

  const signedOut = (): Promise<never> =>
    Promise.reject(new ChatFailure(chatError('Unauthorized', 'Please sign in again.')));

  /** They note by themselves what goes wrong, once their code is there. */
  const noted = (work: Promise<void> = signedOut()): Promise<void> =>
    work.catch((thrown: unknown) =>
      store.dispatch({ type: 'note/changed', text: toChatError(thrown).message }),
    );

  const commands: Commands = {
    signIn: (email, password) => backend.signIn(email, password),
    signUp: (form) => backend.signUp(form),
    signOut: async () => {
      leaving = true;
      end();
      // The screen goes at once; what follows needs no watching.
      store.dispatch({ type: 'auth/signedOut', byPerson: true });
      // Frees the device's place at once; if that fails it frees itself when it goes stale. It
      // takes the token along before the next line forgets it, and is not waited for.
      void backend.releaseConnection().catch(() => undefined);
      await backend.signOut().finally(() => {
        leaving = false;
      });
    },
    contactSupport: () => running?.contactSupport() ?? signedOut(),
    fileUrl: (path, options) => running?.files.urlOf(path, options) ?? signedOut(),
    fileUrlNow: (path) => running?.files.urlNow(path) ?? null,
    copyFile: (file) => running?.files.copy(file) ?? signedOut(),
    keptFile: (fileId) => filesOn(disk).read(fileId),
    pinMessage: (...args) => noted(running?.more.pinMessage(...args)),
    bookmark: (...args) => noted(running?.more.bookmark(...args)),
    markUnreadFrom: (...args) => noted(running?.more.markUnreadFrom(...args)),
    deliveriesOf: (messageId) => running?.more.deliveriesOf(messageId) ?? signedOut(),
    versionsOf: (messageId) => running?.more.versionsOf(messageId) ?? signedOut(),
    arrangeSession: (...args) => running?.further.arrangeSession(...args) ?? signedOut(),
    sharedIn: (...args) => running?.further.sharedIn(...args) ?? signedOut(),
    transcriptOf: (...args) => running?.further.transcriptOf(...args) ?? signedOut(),
    readReceipts: () => running?.further.readReceipts() ?? signedOut(),
    setReadReceipts: (on) => running?.further.setReadReceipts(on) ?? signedOut(),
    lifecycle: () => running?.lifecycle() ?? signedOut(),
    people: () => running?.people() ?? signedOut(),
    notifications: () => running?.notifications() ?? signedOut(),
    unsubscribe: async (token) => (await backend.notifications()).unsubscribe(token),
    searchMessages: (search, cursor) =>
      running?.further.searchMessages(search, cursor) ?? signedOut(),
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
