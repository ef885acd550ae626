import type { ChannelStatus, UserEvent } from '../backend/backend.ts';
import { SUSPENDED, toChatError, type ChatError } from '../core/errors.ts';
import type { ConnectionState } from '../core/state.ts';
import { backoffMs } from '../lib/backoff.ts';
import type { Stop } from '../lib/stop.ts';
import type { SyncContext } from './context.ts';

export interface Connection {
  /** Looks at the server now: something suggests that the link's silence means nothing. */
  poke: () => void;
  /**
   * Starts over at once, on a new socket if the old one is dead; `takeOver` ends the oldest of the
   * person's other connections.
   */
  reconnect: (takeOver: boolean) => void;
  stop: Stop;
}

const TOO_MANY = 'too_many_connections';

/**
 * Keeps the person's channel up (see `ConnectionStatus` for the states): claim a connection, join,
 * catch up, stay live; on every loss again, for ever. Joining comes before catching up, so that
 * nothing falls between the two.
 */
export function startConnection(
  context: SyncContext,
  parts: {
    catchUp: () => Promise<void>;
    onEvent: (event: UserEvent) => void;
    /** Another tab was live until now: nothing is said unless the first try fails. */
    quiet: boolean;
  },
): Connection {
  const { store, backend, clock, environment, random, waits, me } = context;
  let stopped = false;
  /** Rises with every new start, so that answers to an older one are ignored. */
  let turn = 0;
  let joined = false;
  let wasLive = false;
  let { quiet } = parts;
  let leave: Stop = () => undefined;
  let cancelRetry: Stop = () => undefined;
  let cancelNotice: Stop = () => undefined;

  const change = (to: Partial<ConnectionState>): void => {
    if (!stopped) store.dispatch({ type: 'connection/changed', change: to });
  };

  function tearDown(): void {
    turn += 1;
    joined = false;
    cancelRetry();
    leave();
    leave = () => undefined;
  }

  function lost(error: ChatError): void {
    joined = false;
    quiet = false;
    const { attempts } = store.getState().connection;
    change({ status: 'stale', attempts: attempts + 1, recovered: false, reason: error.message });
  }

  function retryLater(error: ChatError): void {
    tearDown();
    lost(error);
    const { attempts } = store.getState().connection;
    cancelRetry = clock.after(error.retryAfterMs ?? backoffMs(attempts, random), () => {
      void start(false);
    });
  }

  async function start(force: boolean): Promise<void> {
    tearDown();
    const mine = turn;
    // Who is suspended reads that until they are not.
    if (!quiet && store.getState().connection.status !== SUSPENDED) change({ status: 'joining' });
    try {
      await backend.claimConnection(environment.deviceName, force);
    } catch (thrown) {
      if (stopped || mine !== turn) return;
      const error = toChatError(thrown);
      if (error.code === TOO_MANY) refuse(error.message);
      else if (error.code === SUSPENDED) refuse(error.message, SUSPENDED);
      else retryLater(error);
      return;
    }
    if (stopped || mine !== turn) return;
    leave = backend.joinUser(me.id, {
      onEvent: (event) => {
        if (stopped || mine !== turn) return;
        if (event.type === 'revoked') revoked(event);
        else parts.onEvent(event);
      },
      onStatus: (status) => {
        if (!stopped && mine === turn) hear(status);
      },
    });
  }

  function hear(status: ChannelStatus): void {
    switch (status.status) {
      case 'joined':
        joined = true;
        void catchUp();
        return;
      case 'lost':
        // The channel retries by itself; but what the database refuses needs a new claim.
        if (status.error.kind === 'Denied') retryLater(status.error);
        else lost(status.error);
        return;
      case 'closed':
        retryLater({
          kind: 'Offline',
          message: 'The live connection was closed.',
          code: null,
          retryAfterMs: null,
        });
        return;
    }
  }

  function refuse(reason: string, status: 'refused' | 'suspended' = 'refused'): void {
    quiet = false;
    change({ status, reason });
  }

  function revoked(event: { authSessionId: string; suspended: boolean }): void {
    if (event.authSessionId !== me.authSessionId) return;
    tearDown();
    // The next claim says whether it is so still.
    if (event.suspended) void start(false);
    else refuse('This chat is now in use on another device.');
  }

  async function catchUp(): Promise<void> {
    const mine = turn;
    if (!quiet) change({ status: 'catchingUp' });
    try {
      await parts.catchUp();
    } catch (thrown) {
      if (stopped || mine !== turn) return;
      retryLater(toChatError(thrown));
      return;
    }
    if (stopped || mine !== turn || !joined) return;
    change({ status: 'live', attempts: 0, recovered: wasLive && !quiet, reason: null });
    wasLive = true;
    quiet = false;
    cancelNotice();
    cancelNotice = clock.after(waits.reconnectedMs, () => change({ recovered: false }));
  }

  /**
   * A look in passing, whatever the channel says: with Realtime down the chat goes on by looking.
   * What fails now is left to the next look and to the channel.
   */
  function poke(): void {
    const { status } = store.getState().connection;
    if (status === 'idle') return;
    backend.probeLive();
    if (status === 'stale' || status === SUSPENDED) void start(false);
    if (status !== 'catchingUp') void parts.catchUp().catch(() => undefined);
  }

  void start(false);

  return {
    poke,
    reconnect: (takeOver) => {
      backend.probeLive();
      void start(takeOver);
    },
    // What is said of the link stays: either the person leaves, or another tab goes on from here.
    stop: () => {
      stopped = true;
      tearDown();
      cancelNotice();
    },
  };
}
