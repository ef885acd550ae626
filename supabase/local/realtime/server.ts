import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import postgres from 'postgres';
import { WebSocketServer } from 'ws';
import { identify, type KeyRing } from './api-keys.ts';
import { Authorization } from './authorization.ts';
import { DatabaseFeed } from './database-feed.ts';
import { connectText, type Identity } from './jwt.ts';
import { DEFAULT_LIMITS, type RealtimeLimits } from './limits.ts';
import { Presence } from './presence.ts';
import { RateWindow } from './rate-window.ts';
import { Registry } from './registry.ts';
import { Replay } from './replay.ts';
import { handleRestBroadcast } from './rest-broadcast.ts';
import type { ServerContext } from './server-context.ts';
import { Socket } from './socket.ts';
import type { Wire } from './wire.ts';

export interface RealtimeOptions {
  /** As `supabase_admin`: policies are asked by taking on other roles. */
  superUrl: string;
  keys: KeyRing;
  limits?: Partial<RealtimeLimits>;
  log?: (line: string) => void;
  /** Lets fault hooks stand between the server and its connections. */
  wrap?: (wire: Wire) => Wire;
}

export interface RealtimeServer {
  /** Takes over an HTTP upgrade; false when the path is not Realtime's. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Answers the REST broadcast paths; null for any other path. */
  fetch(request: Request): Promise<Response | null>;
  /** Tells every client that the server goes away and is expected back. */
  dismiss(): void;
  stop(): Promise<void>;
}

/** Makes an URL of a request's path; the host does not matter. */
const BASE_URL = 'http://localhost';
const SOCKET_PATH = '/realtime/v1/websocket';
const PROTOCOL = '2.0.0';
/** Connections for asking policies and fetching messages. */
const POOL_SIZE = 6;
const MAINTENANCE_MS = 60 * 60 * 1000;
/** The close code of a server that goes away and expects its clients back. */
const SERVICE_RESTART = 1012;
const STATUS_TEXT: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  429: 'Too Many Requests',
};

/** A Realtime server on a bootstrapped database. Resolves when committed rows are delivered. */
export async function startRealtime(options: RealtimeOptions): Promise<RealtimeServer> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const sql = postgres(options.superUrl, { max: POOL_SIZE, onnotice: () => undefined });
  const registry = new Registry();
  const rate = (perSecond: number | null) => new RateWindow(perSecond, limits.rateWindowMs);
  const shared = {
    keys: options.keys,
    limits,
    rates: {
      joins: rate(limits.joinsPerSecond),
      messages: rate(limits.messagesPerSecond),
      presence: rate(limits.presencePerSecond),
    },
    registry,
    presence: new Presence(registry),
    authorization: new Authorization(sql),
    replay: new Replay(sql),
    log: options.log ?? ((line: string) => console.error(line)),
  };
  const feed = new DatabaseFeed(options.superUrl, sql, shared);
  const context: ServerContext = { ...shared, feed };
  const sockets = new Set<Socket>();
  const server = new WebSocketServer({ noServer: true, maxPayload: limits.maxFrameBytes });
  const keepPartitions = () => sql`select local_stack.keep_message_partitions()`;
  await keepPartitions();
  await context.feed.ready();
  const maintenance = setInterval(
    () => void keepPartitions().catch(() => undefined),
    MAINTENANCE_MS,
  );

  const accept = (request: IncomingMessage, stream: Duplex, head: Buffer, identity: Identity) =>
    server.handleUpgrade(request, stream, head, (ws) => {
      const wire = options.wrap?.(ws) ?? ws;
      const socket = new Socket(wire, identity, policyHeaders(request), context);
      sockets.add(socket);
      ws.once('close', () => sockets.delete(socket));
    });

  const dismiss = (): void => {
    for (const socket of sockets) socket.close(SERVICE_RESTART, 'stack stopped');
  };

  return {
    upgrade(request, stream, head) {
      const path = request.url ?? '/';
      if (!URL.canParse(path, BASE_URL)) return false;
      const url = new URL(path, BASE_URL);
      if (url.pathname !== SOCKET_PATH) return false;
      stream.on('error', () => stream.destroy());
      const busy = tooBusy(sockets.size, context);
      const admitted =
        busy === null ? admit(url, request, options.keys) : refusal(429, { error: busy });
      if (admitted.ok) accept(request, stream, head, admitted.identity);
      else
        void delay(limits.connectErrorBackoffMs).then(() =>
          refuse(stream, admitted.status, admitted.body),
        );
      return true;
    },
    fetch: (request) => handleRestBroadcast(request, context),
    dismiss,
    async stop() {
      clearInterval(maintenance);
      dismiss();
      server.close();
      await context.feed.stop();
      await sql.end({ timeout: 1 });
    },
  };
}

type Admission = { ok: true; identity: Identity } | { ok: false; status: number; body: unknown };

function admit(url: URL, request: IncomingMessage, keys: KeyRing): Admission {
  if (url.searchParams.get('vsn') !== PROTOCOL)
    return refusal(400, { error: `The local stack speaks protocol version ${PROTOCOL} only` });
  const header = request.headers['x-api-key'];
  const key = typeof header === 'string' ? header : url.searchParams.get('apikey');
  if (key === null || key === '') return refusal(401, { error: 'API key is missing' });
  const verified = identify(key, keys, Date.now());
  // A key of another project never gets past the gateway, whose answer differs in shape.
  if (verified === null) return refusal(401, { message: 'Invalid API key' });
  if (!verified.ok) return refusal(401, { error: connectText(verified.fault) });
  return { ok: true, identity: verified.identity };
}

/** The text of a refusal that any client would get now; null when there is room. */
function tooBusy(connections: number, context: ServerContext): string | null {
  if (connections >= context.limits.connections) return 'Too many connected users';
  return context.rates.joins.exceeded() ? 'Too many joins per second' : null;
}

function refusal(status: number, body: unknown): Admission {
  return { ok: false, status, body };
}

function policyHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) =>
      name.startsWith('x-') && typeof value === 'string' ? [[name, value]] : [],
    ),
  );
}

function refuse(stream: Duplex, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  stream.end(
    [
      `HTTP/1.1 ${status} ${STATUS_TEXT[status] ?? 'Error'}`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(text)}`,
      'Connection: close',
      '',
      text,
    ].join('\r\n'),
  );
}
