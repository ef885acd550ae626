/**
 * Limits and waits of the Realtime server; anything may be changed. The defaults are those of
 * hosted's Pro plan without spend cap, and no waits. Rates are averages over `rateWindowMs`; null
 * switches a limit off.
 */
export interface RealtimeLimits {
  /** Largest frame a client may send. */
  maxFrameBytes: number;
  /** Largest payload of one broadcast. */
  maxPayloadBytes: number;
  connections: number;
  channelsPerSocket: number;
  joinsPerSecond: number | null;
  /** Every message counts once when sent and once per delivery. */
  messagesPerSecond: number | null;
  presencePerSecond: number | null;
  rateWindowMs: number;
  /** Presence calls a channel may make within the window. */
  presenceCalls: number | null;
  presenceWindowMs: number;
  /** Whether the project refuses public channels. */
  privateOnly: boolean;
  /** How long a connection may be silent. */
  idleTimeoutMs: number;
  /** What may wait for a slow reader before its connection is ended. */
  maxBufferedBytes: number;
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
  connections: 10_000,
  channelsPerSocket: 100,
  joinsPerSecond: 2_500,
  messagesPerSecond: 2_500,
  presencePerSecond: 1_000,
  rateWindowMs: 60_000,
  presenceCalls: 5,
  presenceWindowMs: 30_000,
  privateOnly: false,
  idleTimeoutMs: 60_000,
  maxBufferedBytes: 32_000_000,
  connectErrorBackoffMs: 0,
  joinErrorBackoffMs: 0,
  replicationReadyTimeoutMs: 60_000,
};

/** Numbers that may also be null, which switches them off. */
const NULLABLE = ['joinsPerSecond', 'messagesPerSecond', 'presencePerSecond', 'presenceCalls'];

/** Reads changed limits from JSON; null when a name or a value is no good. */
export function parseLimits(text: string): Partial<RealtimeLimits> | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const fits = Object.entries(value).every(([name, given]) => {
    if (!Object.hasOwn(DEFAULT_LIMITS, name)) return false;
    if (name === 'privateOnly') return typeof given === 'boolean';
    if (given === null) return NULLABLE.includes(name);
    return typeof given === 'number' && given >= 0;
  });
  return fits ? value : null;
}
