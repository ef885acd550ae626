import type { Room } from '../backend/backend.ts';
import { backoffMs } from '../lib/backoff.ts';
import type { Stop } from '../lib/stop.ts';
import type { SyncContext } from './context.ts';

export interface Rooms {
  sendTyping: (sessionId: string, typing: boolean) => void;
  stop: Stop;
}

/** Holds the channel of the session on screen: who is here, who is typing. Hints, never state. */
export function startRooms(context: SyncContext): Rooms {
  const { store, backend, clock, random, me } = context;
  let stopped = false;
  let current: { sessionId: string; room: Room } | null = null;
  let cancelRejoin: Stop = () => undefined;
  let cancelExpiry: Stop = () => undefined;
  let failures = 0;
  /** The session whose channel was closed by the server; joined again when its pause is over. */
  let pausing: string | null = null;

  function leave(): void {
    cancelRejoin();
    if (current === null) return;
    const { sessionId, room } = current;
    current = null;
    room.stop();
    store.dispatch({ type: 'here/changed', sessionId, userIds: [] });
  }

  function join(sessionId: string): void {
    leave();
    pausing = null;
    const isCurrent = (): boolean => !stopped && current?.sessionId === sessionId;
    const room = backend.joinRoom(sessionId, me.id, {
      onTyping: (userId, typing) => {
        if (!isCurrent() || userId === me.id) return;
        store.dispatch({ type: 'typing/changed', sessionId, userId, typing, at: clock.now() });
      },
      onHere: (userIds) => {
        if (isCurrent()) store.dispatch({ type: 'here/changed', sessionId, userIds });
      },
      onStatus: (status) => {
        if (!isCurrent()) return;
        if (status.status === 'joined') failures = 0;
        if (status.status !== 'closed') return;
        leave();
        failures += 1;
        pausing = sessionId;
        cancelRejoin = clock.after(backoffMs(failures, random), () => {
          pausing = null;
          follow();
        });
      },
    });
    current = { sessionId, room };
  }

  /** Joins what is on screen, if the person may: a session that is not in the list is not theirs. */
  function follow(): void {
    if (stopped) return;
    const { openSessionId, sessions } = store.getState();
    const wanted =
      openSessionId !== null && sessions[openSessionId] !== undefined ? openSessionId : null;
    if (wanted === (current?.sessionId ?? null) || (wanted !== null && wanted === pausing)) return;
    if (wanted === null) leave();
    else join(wanted);
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
    if (state.openSessionId !== before.openSessionId || state.sessions !== before.sessions) {
      follow();
    }
    if (state.typing !== before.typing) scheduleExpiry();
  });
  follow();

  return {
    sendTyping: (sessionId, typing) => {
      if (current?.sessionId === sessionId) current.room.sendTyping(typing);
    },
    stop: () => {
      stopped = true;
      unsubscribe();
      cancelExpiry();
      leave();
    },
  };
}
