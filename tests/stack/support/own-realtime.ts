import { getRequestListener } from '@hono/node-server';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { onTestFinished } from 'vitest';
import type { RealtimeLimits } from '../../../supabase/local/realtime/limits.ts';
import { startRealtime } from '../../../supabase/local/realtime/server.ts';
import type { StackFacts } from '../../support/stack.ts';

export interface OwnRealtime {
  apiUrl: string;
  /** What the server had to say so far. */
  log: string[];
}

/** A Realtime server with limits of its own on the database under test, until the test ends. */
export async function startOwnRealtime(
  facts: StackFacts,
  limits: Partial<RealtimeLimits>,
): Promise<OwnRealtime> {
  const { publishableKey, secretKey, jwtSecret } = facts;
  if (jwtSecret === null) throw new Error('Only an own stack has its database opened up.');
  const log: string[] = [];
  const realtime = await startRealtime({
    superUrl: superUrlOf(facts),
    keys: { publishableKey, secretKey, jwtSecret },
    limits,
    log: (line) => log.push(line),
  });
  const answer = getRequestListener(
    async (request) => (await realtime.fetch(request)) ?? new Response(null, { status: 404 }),
  );
  const server = createServer((request, response) => void answer(request, response));
  server.on('upgrade', (request, socket, head) => {
    if (!realtime.upgrade(request, socket, head)) socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    await realtime.stop();
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { apiUrl: `http://127.0.0.1:${port}`, log };
}

/** The database as its superuser, which only an own stack lets in. */
export function superUrlOf(facts: StackFacts): string {
  const url = new URL(facts.dbUrl);
  url.username = 'supabase_admin';
  return url.href;
}
