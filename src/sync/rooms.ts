import { backoffMs } from '../lib/backoff.ts';
import type { Stop } from '../lib/stop.ts';
import type { SyncContext } from './context.ts';

export interface Rooms {
  sendTyping: (sessionId: string, typing: boolean) => void;
  /** The sessions on the screens of the browser's other tabs. */
  openElsewhere: (sessionIds: ReadonlySet<string>) => void;
  stop: Stop;
}

/** One session's channel, joined or waiting to be joined again after the server closed it. */
interface Held {
  sendTyping: (typing: boolean) => void;
  leave: Stop;
}

/** Holds the channels of the sessions on screen: who is here, who types. Hints, never state. */
export function startRooms(context: SyncContext): Rooms {
  const { store, backend, clock, random, me } = context;
  const held = new Map<string, Held>();
  let elsewhere: ReadonlySet<string> = new Set();
  let cancelExpiry: Stop = () => undefined;
  let stopped = false;

  function hold(sessionId: string): Held {
    let failures = 0;
    let left = false;
    let cancelRejoin: Stop = () => undefined;
    const join = () => {
      const room = backend.joinRoom(sessionId, me.id, {
        onTyping: (userId, typing) => {
          if (left || userId === me.id) return;
          store.dispatch({ type: 'typing/changed', sessionId, userId, typing, at: clock.now() });
        },
        onHere: (userIds) => {
          if (!left) store.dispatch({ type: 'here/changed', sessionId, userIds });
        },
        onStatus: (status) => {
          if (left) return;
          if (status.status === 'joined') failures = 0;
          if (status.status !== 'closed') return;
          room.stop();
          store.dispatch({ type: 'here/changed', sessionId, userIds: [] });
          failures += 1;
          cancelRejoin = clock.after(backoffMs(failures, random), () => {
            current = join();
          });
        },
      });
      return room;
    };
    let current = join();
    return {
      sendTyping: (typing) => current.sendTyping(typing),
      leave: () => {
        left = true;
        cancelRejoin();
        current.stop();
      },
    };
  }

  /**
   * Joins what is on screen, if the person may: a session that is not in the list is not theirs, and
   * who is suspended is nowhere.
   */
  function follow(): void {
    if (stopped) return;
    const { openSessionId, sessions, connection } = store.getState();
    const shown = [...elsewhere, ...(openSessionId === null ? [] : [openSessionId])];
    const wanted = new Set(connection.status === 'suspended' ? [] : shown);
    for (const [sessionId, room] of held) {
      if (wanted.has(sessionId) && sessions[sessionId] !== undefined) continue;
      held.delete(sessionId);
      room.leave();
      store.dispatch({ type: 'here/changed', sessionId, userIds: [] });
    }
    for (const sessionId of wanted) {
      if (sessions[sessionId] !== undefined && !held.has(sessionId)) {
        held.set(sessionId, hold(sessionId));
      }
    }
  }

  function scheduleExpiry(): void {
    cancelExpiry();
    const ends = Object.values(store.getState().typing).flatMap((people) => Object.values(people));
    if (ends.length === 0) return;
    const at = Math.min(...ends);
    cancelExpiry = clock.after(Math.max(0, at - clock.now()), () =>
      store.dispatch({ type: 'typing/expired', at: clock.now() }),
    );
  }

  const unsubscribe = store.subscribe((state, before) => {
    if (
      state.openSessionId !== before.openSessionId ||
      state.sessions !== before.sessions ||
      state.connection !== before.connection
    ) {
      follow();
    }
    if (state.typing !== before.typing) scheduleExpiry();
  });
  follow();
  // Another tab may have heard the last hint before it handed over.
  scheduleExpiry();

  return {
    sendTyping: (sessionId, typing) => held.get(sessionId)?.sendTyping(typing),
    openElsewhere: (sessionIds) => {
      elsewhere = sessionIds;
      follow();
    },
    stop: () => {
      stopped = true;
      unsubscribe();
      cancelExpiry();
      for (const room of held.values()) room.leave();
    },
  };
}
