/** Limits and waits of the Realtime server, as hosted has them; tests may change any of them. */
export interface RealtimeLimits {
  /** Largest frame a client may send. */
  maxFrameBytes: number;
  /** Largest payload of one broadcast. */
  maxPayloadBytes: number;
  channelsPerSocket: number;
  /** Presence calls a channel may make within the window; null switches the limit off. */
  presenceCalls: number | null;
  presenceWindowMs: number;
  /** Hosted waits 2 s before it refuses a connection; 0 keeps development quick. */
  connectErrorBackoffMs: number;
  /** Hosted waits 5 s before it refuses a join. */
  joinErrorBackoffMs: number;
  /** How long a channel that asked for `replication_ready` waits for the database feed. */
  replicationReadyTimeoutMs: number;
}

export const DEFAULT_LIMITS: RealtimeLimits = {
  maxFrameBytes: 5_000_000,
  maxPayloadBytes: 3_000_500,
  channelsPerSocket: 100,
  presenceCalls: 5,
  presenceWindowMs: 30_000,
  connectErrorBackoffMs: 0,
  joinErrorBackoffMs: 0,
  replicationReadyTimeoutMs: 60_000,
};
