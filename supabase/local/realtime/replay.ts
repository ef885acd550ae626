import type postgres from 'postgres';

export interface ReplayParams {
  /** Unix milliseconds. */
  since: number;
  limit: number;
}

export interface ReplayedRow {
  id: string;
  event: string;
  /** JSON, or null for a binary message. */
  payload: unknown;
  binaryPayload: Buffer | null;
}

const MAX_ROWS = 25;
/** The last moment that hosted can read: the end of the year 9999. */
const MAX_UNIX_MS = 253_402_300_799_999;

/** What a join asked for, or null when it is no good. A missing limit is the largest one. */
export function parseReplay(value: unknown): ReplayParams | null {
  if (typeof value !== 'object' || value === null) return null;
  const { since, limit = MAX_ROWS } = value as { since?: unknown; limit?: unknown };
  if (!Number.isInteger(since) || !Number.isInteger(limit)) return null;
  if (Math.abs(since as number) > MAX_UNIX_MS) return null;
  return { since: since as number, limit: Math.min(Math.max(limit as number, 1), MAX_ROWS) };
}

/** Stored private broadcasts for channels that join late. */
export class Replay {
  private readonly sql: postgres.Sql;

  constructor(sql: postgres.Sql) {
    this.sql = sql;
  }

  /** The newest messages of a private topic, oldest first; null when the database does not answer. */
  async rows(topic: string, { since, limit }: ReplayParams): Promise<ReplayedRow[] | null> {
    try {
      const rows = await this.sql<ReplayedRow[]>`
        select id, event, payload, binary_payload as "binaryPayload"
        from realtime.messages
        where topic = ${topic} and private and extension = 'broadcast' and event is not null
          and inserted_at >= to_timestamp(${since}::float8 / 1000) at time zone 'utc'
          and inserted_at < (now() at time zone 'utc') + interval '1 minute'
        order by inserted_at desc
        limit ${limit}`;
      return rows.toReversed();
    } catch {
      return null;
    }
  }
}
