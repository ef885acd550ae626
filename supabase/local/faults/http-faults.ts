import { setTimeout as delay } from 'node:timers/promises';
import type { FaultSet } from './fault-set.ts';

/** As PostgREST answers while it cannot reach its database. */
const UNAVAILABLE = {
  code: 'PGRST002',
  details: null,
  hint: null,
  message: 'Could not query the database for the schema cache. Retrying.',
};

/**
 * Serves a request, broken as the faults of kind `http` say.
 * @param serve what would answer it otherwise
 * @param cut ends the client's connection
 */
export async function serveBroken(
  faults: FaultSet,
  request: Request,
  serve: () => Promise<Response>,
  cut: () => void,
): Promise<Response> {
  const { pathname } = new URL(request.url);
  const fault = faults.take(
    ['http'],
    (one) =>
      // A browser's preflight is nothing that its application did.
      request.method !== 'OPTIONS' &&
      pathname.startsWith(one.path) &&
      (one.method === undefined || one.method.toUpperCase() === request.method),
  );
  if (fault === null) return serve();
  if (fault.ms !== undefined) await delay(fault.ms);
  if (fault.effect === 'unavailable')
    return Response.json(UNAVAILABLE, {
      status: 503,
      headers: { 'access-control-allow-origin': '*' },
    });
  const response = await serve();
  if (fault.effect === 'lost') {
    // Only what was answered to the end is surely committed.
    await response.arrayBuffer();
    cut();
    return new Response(null, { status: 503 });
  }
  return response;
}
