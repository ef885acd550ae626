import { setTimeout as delay } from 'node:timers/promises';
import postgres from 'postgres';
import { publishBroadcast } from './broadcast.ts';
import { JSON_TEXT, RAW } from './frames.ts';
import type { ServerContext } from './server-context.ts';

const FEED_CHANNEL = 'local_stack_messages';
const RECONNECT_MS = 100;
/** How many rows one fetch asks for; more wait for the next round. */
const BATCH_ROWS = 200;

interface Key {
  id: string;
  insertedAt: string;
}

type FeedContext = Pick<ServerContext, 'registry' | 'limits' | 'rates' | 'log'>;

interface Row {
  id: string;
  topic: string | null;
  event: string | null;
  private: boolean | null;
  payload: string | null;
  binary_payload: Buffer | null;
}

/**
 * Delivers the rows of realtime.messages after their commit and in commit order. PostgreSQL sends
 * notifications exactly so; they carry keys only (8000 bytes at most), so rows are fetched in
 * batches and dispatched in the order of the notifications. What is inserted while the connection
 * is down is not delivered, as on hosted: clients catch up from the tables.
 */
export class DatabaseFeed {
  private readonly url: string;
  private readonly rows: postgres.Sql;
  private readonly context: FeedContext;
  private readonly queue: Key[] = [];
  private draining = false;
  private stopped = false;
  private listener: postgres.Sql | null = null;
  private readonly loop: Promise<void>;
  private readonly firstListen: Promise<void>;
  /** Whether rows committed now will be delivered. */
  connected = false;

  /** @param rows connections for fetching, shared with the rest of the server */
  constructor(url: string, rows: postgres.Sql, context: FeedContext) {
    this.url = url;
    this.rows = rows;
    this.context = context;
    let onFirst: () => void = () => undefined;
    this.firstListen = new Promise((resolve) => (onFirst = resolve));
    this.loop = this.listen(onFirst);
  }

  /** Resolves when the feed listens for the first time. */
  ready(): Promise<void> {
    return this.firstListen;
  }

  /** Waits until the feed is connected; false when it is not within `timeoutMs`. */
  async waitConnected(timeoutMs: number): Promise<boolean> {
    const deadline = Date.now() + timeoutMs;
    while (!this.connected && !this.stopped && Date.now() < deadline) await delay(RECONNECT_MS);
    return this.connected;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.listener?.end({ timeout: 0 });
    await this.loop;
  }

  private async listen(onFirst: () => void): Promise<void> {
    while (!this.stopped) {
      let closed: () => void = () => undefined;
      const whenClosed = new Promise<void>((resolve) => (closed = resolve));
      // `onnotify` is missing from the driver's types. Its own listen() is not used: it may lose
      // its listeners when the database is still starting up at the moment it reconnects.
      const options = {
        max: 1,
        idle_timeout: 0,
        max_lifetime: null,
        fetch_types: false,
        onnotice: () => undefined,
        onclose: closed,
        onnotify: (_channel: string, payload: string) => this.enqueue(payload),
      };
      const listener = postgres(this.url, options);
      this.listener = listener;
      try {
        await listener`listen ${listener(FEED_CHANNEL)}`;
        this.connected = true;
        onFirst();
        await whenClosed;
      } catch {
        // The database is away; the next round asks again.
      }
      this.connected = false;
      await listener.end({ timeout: 0 });
      if (!this.isStopped()) await delay(RECONNECT_MS);
    }
  }

  /** Read through a method: the flag changes while `listen` waits, which flow analysis cannot see. */
  private isStopped(): boolean {
    return this.stopped;
  }

  private enqueue(payload: string): void {
    const [id, insertedAt] = payload.split(' ');
    if (id === undefined || insertedAt === undefined) return;
    this.queue.push({ id, insertedAt });
    if (!this.draining) void this.drain();
  }

  private async drain(): Promise<void> {
    this.draining = true;
    while (this.queue.length > 0 && !this.stopped) {
      const keys = this.queue.splice(0, BATCH_ROWS);
      const rows = await this.fetch(keys).catch((error: unknown) => {
        this.context.log(`Realtime lost ${keys.length} committed messages: ${String(error)}`);
        return new Map<string, Row>();
      });
      for (const key of keys) {
        const row = rows.get(key.id);
        if (row) this.deliver(row);
      }
    }
    this.draining = false;
  }

  private async fetch(keys: Key[]): Promise<Map<string, Row>> {
    const found = await this.rows<Row[]>`
      select id, topic, event, private, payload::text as payload, binary_payload
      from realtime.messages
      -- As text: the driver would cut timestamps to milliseconds.
      where (id, inserted_at) in (
        select * from unnest(
          ${keys.map((key) => key.id)}::text[]::uuid[],
          ${keys.map((key) => key.insertedAt)}::text[]::timestamp[]
        )
      )`;
    return new Map(found.map((row) => [row.id, row]));
  }

  private deliver(row: Row): void {
    const { topic, event } = row;
    if (topic === null || event === null || row.private === null) return;
    const payload =
      row.payload !== null ? Buffer.from(row.payload, 'utf8') : (row.binary_payload ?? null);
    const { registry, limits, rates } = this.context;
    if (payload === null || payload.length > limits.maxPayloadBytes) return;
    if (rates.messages.exceeded()) return;
    rates.messages.add();
    publishBroadcast(
      registry,
      { topic, isPrivate: row.private, rowId: row.id },
      {
        event,
        meta: JSON.stringify({ id: row.id }),
        encoding: row.payload !== null ? JSON_TEXT : RAW,
        payload,
      },
    );
  }
}
