import { stopAll, type Stop } from '../lib/stop.ts';
import { startConnection, type Connection } from './connection.ts';
import type { SyncContext } from './context.ts';
import type { Files } from './disk/files.ts';
import type { Ear } from './ear.ts';
import { startOutbox } from './outbox.ts';
import { startPresence } from './presence.ts';
import { startReceipts } from './receipts.ts';
import { startRooms, type Rooms } from './rooms.ts';
import { chatEventsOf } from './user-events.ts';

/** A timer this late was not merely slowed down: hidden tabs get one turn a minute. */
const SLEPT_MS = 90_000;

export interface Lead {
  readonly reconnect: Connection['reconnect'];
  readonly sendTyping: Rooms['sendTyping'];
  readonly openElsewhere: Rooms['openElsewhere'];
  stop: Stop;
}

/**
 * What one tab does for all tabs of the browser: it holds the only socket, sends what is in the
 * outbox, reports what has arrived and been read, and looks at the server when something suggests it.
 */
export function startLead(
  context: SyncContext,
  parts: {
    ear: Ear;
    catchUp: () => Promise<void>;
    /** Whether no other tab has taken the lead meanwhile. */
    maySend: () => Promise<boolean>;
    files: Files;
    quiet: boolean;
    /** Hears what the server tells of notifications. */
    onNotification: (told: unknown) => void;
  },
): Lead {
  const { store, clock, environment, waits, me } = context;
  const outbox = startOutbox(context, {
    ...parts,
    onSuspended: () => connection.reconnect(false),
  });
  const connection = startConnection(context, {
    catchUp: async () => {
      await parts.catchUp();
      outbox.flush();
    },
    onEvent: (event) => {
      parts.ear.hear(chatEventsOf(event, me.id, clock.now()));
      if (event.type === 'notification') parts.onNotification(event.told);
      else if (event.type === 'message' && event.notification !== null) {
        parts.onNotification({ notification: event.notification });
      }
    },
    quiet: parts.quiet,
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
      if (clock.now() - due > SLEPT_MS) connection.reconnect(false);
      due = clock.now() + waits.wakeTickMs;
      cancel = clock.after(waits.wakeTickMs, tick);
    };
    cancel = clock.after(waits.wakeTickMs, tick);
    return () => cancel();
  }

  return {
    reconnect: connection.reconnect,
    sendTyping: rooms.sendTyping,
    openElsewhere: rooms.openElsewhere,
    stop: stopAll([
      outbox.stop,
      startReceipts(context),
      startPresence(context),
      rooms.stop,
      connection.stop,
      environment.onChange(noticeEnvironment),
      startPoll(),
      startWakeWatch(),
    ]),
  };
}
