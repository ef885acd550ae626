/** What a client asks for when it joins; malformed parts fall back to their defaults. */
export interface JoinConfig {
  accessToken: string | null;
  isPrivate: boolean;
  ack: boolean;
  self: boolean;
  replicationReady: boolean;
  /** As sent; null or undefined when not asked for. */
  replay: unknown;
  presenceEnabled: boolean;
  /** '' = the server chooses one. */
  presenceKey: string;
  postgresChanges: Record<string, unknown>[];
}

export function parseJoin(payload: unknown): JoinConfig {
  const root = asObject(payload);
  const config = asObject(root['config']);
  const broadcast = asObject(config['broadcast']);
  const presence = asObject(config['presence']);
  const changes = config['postgres_changes'];
  const key = presence['key'];
  return {
    accessToken: firstString(root['user_token'], root['access_token']),
    isPrivate: asBoolean(config['private']),
    ack: asBoolean(broadcast['ack']),
    self: asBoolean(broadcast['self']),
    replicationReady: asBoolean(broadcast['replication_ready']),
    replay: broadcast['replay'],
    presenceEnabled: asBoolean(presence['enabled']),
    presenceKey: typeof key === 'string' || typeof key === 'number' ? String(key) : '',
    postgresChanges: Array.isArray(changes)
      ? changes.filter((entry) => entry !== null && entry !== undefined).map(asObject)
      : [],
  };
}

/** The value if it is an object, else an empty one. */
export function asObject(value: unknown): Record<string, unknown> {
  return isObject(value) ? value : {};
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asBoolean(value: unknown): boolean {
  if (typeof value === 'string') return value.toLowerCase() === 'true';
  return value === true;
}

function firstString(...values: unknown[]): string | null {
  for (const value of values) if (typeof value === 'string') return value;
  return null;
}
