import { toChatError } from '../core/errors.ts';
import { stopAll, type Stop } from '../lib/stop.ts';
import { startConnection, type Connection } from './connection.ts';
import type { SyncContext } from './context.ts';
import { createEar } from './ear.ts';
import { startOutbox } from './outbox.ts';
import { startPager } from './pager.ts';
import { startPresence } from './presence.ts';
import { startReceipts } from './receipts.ts';
import { startRooms } from './rooms.ts';
import { startSyncer } from './syncer.ts';
import { LIST_PAGE } from './waits.ts';

export interface SignedIn {
  readonly reconnect: Connection['reconnect'];
  readonly sendTyping: (sessionId: string, typing: boolean) => void;
  stop: Stop;
}

/** Everything that runs while one person is signed in. */
export function startSignedIn(context: SyncContext): SignedIn {
  const { store, backend, clock, environment, waits } = context;
  let stopped = false;

  const ear = createEar(context);
  const syncer = startSyncer(context);
  const outbox = startOutbox(context);

  /** The list's first page tells how far each session is; then what is loaded follows. */
  async function catchUp(): Promise<void> {
    try {
      await ear.whileFetching(
        () => backend.listSessions(null, LIST_PAGE),
        (page) => {
          if (!stopped) store.dispatch({ type: 'list/loaded', ...page, more: false });
        },
      );
    } catch (thrown) {
      if (!stopped) store.dispatch({ type: 'list/failed', error: toChatError(thrown) });
      throw thrown;
    }
    if (stopped) return;
    await syncer.syncAll();
    outbox.flush();
  }

  const connection = startConnection(context, {
    catchUp,
    onEvent: ear.hear,
  });
  const rooms = startRooms(context);

  function noticeEnvironment(): void {
    const { connection: state } = store.getState();
    const online = environment.online();
    if (online !== state.online) {
      store.dispatch({ type: 'connection/changed', change: { online } });
      if (online) connection.reconnect(false);
      if (online) outbox.flush();
    } else if (environment.visible()) connection.poke();
  }

  function startPoll(): Stop {
    let cancel = (): void => undefined;
    const tick = (): void => {
      connection.poke();
      cancel = clock.after(waits.pollMs, tick);
    };
    cancel = clock.after(waits.pollMs, tick);
    return () => cancel();
  }

  /** A timer that comes late tells that the device slept: sockets look alive but are not. */
  function startWakeWatch(): Stop {
    let due = clock.now() + waits.wakeTickMs;
    let cancel = (): void => undefined;
    const tick = (): void => {
      if (clock.now() - due > waits.wakeTickMs) connection.reconnect(false);
      due = clock.now() + waits.wakeTickMs;
      cancel = clock.after(waits.wakeTickMs, tick);
    };
    cancel = clock.after(waits.wakeTickMs, tick);
    return () => cancel();
  }

  /** `Try again` on a failed list is a wish in the state. */
  const unsubscribe = store.subscribe((state, before) => {
    if (state.list.status === 'loading' && before.list.status === 'error') {
      catchUp().catch(() => undefined);
    }
  });

  const stop = stopAll([
    syncer.stop,
    outbox.stop,
    startPager(context, ear),
    startReceipts(context),
    startPresence(context),
    rooms.stop,
    connection.stop,
    environment.onChange(noticeEnvironment),
    startPoll(),
    startWakeWatch(),
    unsubscribe,
  ]);

  return {
    reconnect: connection.reconnect,
    sendTyping: rooms.sendTyping,
    stop: () => {
      stopped = true;
      stop();
    },
  };
}
