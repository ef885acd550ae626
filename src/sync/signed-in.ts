import { isTransient, toChatError } from '../core/errors.ts';
import type { SessionPage } from '../backend/backend.ts';
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
  readonly contactSupport: () => Promise<string>;
  stop: Stop;
}

/** A timer this late was not merely slowed down: hidden tabs get one turn a minute. */
const SLEPT_MS = 90_000;

/** Everything that runs while one person is signed in. */
export function startSignedIn(context: SyncContext): SignedIn {
  const { store, backend, clock, environment, waits } = context;
  let stopped = false;

  const ear = createEar(context);
  const syncer = startSyncer(context);
  const outbox = startOutbox(context);

  /** Sessions that this device knows and that should be on the page, but are not. */
  function missingFrom(page: SessionPage): readonly string[] {
    const listed = new Set(page.sessions.map((session) => session.id));
    const reach = page.hasMore ? (page.sessions.at(-1)?.sortAt ?? Infinity) : -Infinity;
    return Object.values(store.getState().sessions)
      .filter((session) => session.sortAt > reach && !listed.has(session.id))
      .map((session) => session.id);
  }

  /** It may be gone for this person, or newer than the page. */
  async function askAfter(sessionId: string): Promise<void> {
    try {
      await ear.whileFetching(
        () => backend.getSession(sessionId),
        (session) => store.dispatch({ type: 'session/changed', session }),
      );
    } catch (thrown) {
      const { kind } = toChatError(thrown);
      if (kind === 'NotFound') store.dispatch({ type: 'session/removed', sessionId });
      else if (isTransient(toChatError(thrown))) throw thrown;
    }
  }

  /** The list's first page tells how far each session is; then what is loaded follows. */
  async function catchUp(): Promise<void> {
    let missing: readonly string[] = [];
    try {
      await ear.whileFetching(
        () => backend.listSessions(null, LIST_PAGE),
        (page) => {
          store.dispatch({ type: 'list/loaded', ...page, more: false });
          missing = missingFrom(page);
        },
      );
    } catch (thrown) {
      if (!stopped)
        store.dispatch({ type: 'list/failed', error: toChatError(thrown), more: false });
      throw thrown;
    }
    if (stopped) return;
    await Promise.all(missing.map(askAfter));
    await syncer.syncAll();
    outbox.flush();
  }

  const connection = startConnection(context, {
    catchUp,
    onEvent: ear.hear,
  });
  const rooms = startRooms(context);
  // The list does not wait for the live connection: with Realtime down, or this device refused, the
  // chat still shows what is there.
  catchUp().catch(() => undefined);

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
      if (clock.now() - due > SLEPT_MS) connection.reconnect(false);
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
    contactSupport: async () => {
      const session = await backend.contactSupport();
      store.dispatch({ type: 'session/changed', session });
      return session.id;
    },
    stop: () => {
      stopped = true;
      stop();
    },
  };
}
