import { getRequestListener } from '@hono/node-server';
import { createServer, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Log } from './log.ts';
import { LOOPBACK, portError } from './ports.ts';
import type { Faults } from './faults/faults.ts';
import type { RealtimeServer } from './realtime/server.ts';
import { logged } from './request-log.ts';
import type { RestServer } from './rest.ts';
import { STORAGE_PREFIX, type StorageServer } from './storage/server.ts';

export interface HttpServer {
  port: number;
  stop(): Promise<void>;
}

type FetchCallback = Parameters<typeof getRequestListener>[0];

const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET,POST,PATCH,PUT,DELETE,OPTIONS,HEAD',
  'access-control-max-age': '86400',
};
const DEFAULT_ALLOWED_HEADERS = 'authorization, apikey, content-type, x-client-info';
/** As the Edge Functions of a project. */
export const DIGEST_PATH = '/functions/v1/digest';
const REALTIME_PREFIX = '/realtime/v1/';

/**
 * The gateway: one address for REST, Auth, Storage and Realtime, as a project has. Throws a
 * StackError when the port is taken.
 * @param port 0 = any free port
 * @param digest the function of that name
 * @param faults null: nothing can be broken on purpose
 */
export async function startHttp(
  port: number,
  rest: RestServer,
  realtime: RealtimeServer,
  storage: StorageServer,
  digest: (request: Request) => Promise<Response>,
  faults: Faults | null,
  log: Log,
): Promise<HttpServer> {
  const route = async (request: Request, peer: string | null): Promise<Response> => {
    if (request.method === 'OPTIONS') return preflight(request);
    if (new URL(request.url).pathname.startsWith(REALTIME_PREFIX)) {
      const response = (await realtime.fetch(request)) ?? new Response(null, { status: 404 });
      response.headers.set('access-control-allow-origin', '*');
      return response;
    }
    if (new URL(request.url).pathname.startsWith(STORAGE_PREFIX)) return storage.fetch(request);
    if (isBelow(DIGEST_PATH, request)) return digest(request);
    return rest.fetch(request, peer);
  };
  const serve: FetchCallback = (request, env) => {
    const peer = 'incoming' in env ? (env.incoming.socket.remoteAddress ?? null) : null;
    return logged(log, request, () => route(request, peer));
  };
  const listener = getRequestListener(faults === null ? serve : withFaults(faults, serve));
  const server = createServer((request, response) => void listener(request, response));
  const upgraded = new Set<Duplex>();
  server.on('upgrade', (request, socket, head) => {
    upgraded.add(socket);
    socket.once('close', () => upgraded.delete(socket));
    if (!realtime.upgrade(request, socket, head)) socket.destroy();
  });
  await listen(server, port);
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        // WebSockets are not among those, and yet the server would wait until their clients leave.
        realtime.dismiss();
        for (const socket of upgraded) socket.end(() => socket.destroy());
      }),
  };
}

function isBelow(path: string, request: Request): boolean {
  return `${new URL(request.url).pathname}/`.startsWith(`${path}/`);
}

function withFaults(faults: Faults, serve: FetchCallback): FetchCallback {
  return (request, env) =>
    faults.serve(
      request,
      async () => (await serve(request, env)) as Response,
      () => {
        if ('incoming' in env) env.incoming.socket.destroy();
      },
    );
}

function preflight(request: Request): Response {
  const asked = request.headers.get('access-control-request-headers');
  return new Response(null, {
    status: 204,
    headers: { ...CORS, 'access-control-allow-headers': asked ?? DEFAULT_ALLOWED_HEADERS },
  });
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(portError(error, port, 'the API', 'STACK_API_PORT')));
    server.listen(port, LOOPBACK, () => resolve());
  });
}
