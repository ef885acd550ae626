/**
 * What may be broken on purpose. Lasting faults apply until they are cleared or used up (`times`);
 * `topic` is the full one (`realtime:…`), and without it every topic is meant.
 */
export type LastingFault =
  /** Answers WebSocket upgrades with this status instead (503 unless given). */
  | { kind: 'refuse-upgrade'; status?: number; times?: number }
  /** Holds a join, and what its client sends to the topic meanwhile, back for `ms`. */
  | { kind: 'delay-join'; ms: number; topic?: string; times?: number }
  /** Broadcasts to clients; `times` counts each delivery. Reordered ones come after the next. */
  | { kind: 'drop' | 'duplicate' | 'reorder'; topic?: string; event?: string; times?: number }
  /** Broadcasts to clients come late by `ms`; others may overtake them. */
  | { kind: 'delay'; ms: number; topic?: string; event?: string; times?: number }
  /** The mail service refuses what the project sends; letters about sign-in still come. */
  | { kind: 'mail-down'; times?: number }
  /** Leaves heartbeats unanswered. */
  | { kind: 'ignore-heartbeats'; times?: number }
  /**
   * Requests whose path begins with `path`: answered late by `ms`, refused with 503 before anything
   * happens, or served and committed with the connection cut instead of an answer.
   */
  | {
      kind: 'http';
      path: string;
      method?: string;
      effect: 'latency' | 'unavailable' | 'lost';
      ms?: number;
      times?: number;
    };

/** Happens once, at once. */
export type ImmediateFault =
  /** Ends all connections: 1006 without a word, 1012 as a server that restarts does. */
  | { kind: 'kill-sockets'; code: 1006 | 1012 }
  /** From now on nothing gets through on the connections that are open; they stay so. */
  | { kind: 'half-open' }
  /** Ends channels as an expired token does: system error and phx_close. */
  | { kind: 'expire-token'; topic?: string }
  /** Ends channels as a crash of the server does: phx_error. */
  | { kind: 'crash-channel'; topic?: string }
  /** Restarts PostgreSQL; answered when it takes connections again. */
  | { kind: 'restart-database' };

export type Fault = LastingFault | ImmediateFault;

/** A lasting fault as `GET /__faults` lists it; `times` counts down. */
export type ActiveFault = LastingFault & { id: number };
