import { createHmac } from 'node:crypto';
import { isOpaqueKey, type KeyRing } from './realtime/api-keys.ts';

const PREFIX = '/rest/v1';
const MS_PER_SECOND = 1000;
const TOKEN_SECONDS = 60;
/** Headers that belong to one connection. */
const HOP_BY_HOP = ['host', 'connection', 'content-length', 'transfer-encoding', 'accept-encoding'];

/**
 * Answers `/rest/v1` from a real PostgREST on the same database, as the gateway of a hosted project
 * does: `sb_` keys become signed tokens of their role, people's tokens pass as they are.
 * @param restUrl where PostgREST listens, without a path
 */
export async function forwardRest(
  restUrl: string,
  keys: KeyRing,
  request: Request,
): Promise<Response> {
  const url = new URL(request.url);
  const key = request.headers.get('apikey') ?? url.searchParams.get('apikey') ?? '';
  const role =
    key === keys.publishableKey ? 'anon' : key === keys.secretKey ? 'service_role' : null;
  if (role === null)
    return Response.json({ message: 'Invalid API key' }, { status: 401, headers: CORS });
  url.searchParams.delete('apikey');

  const headers = new Headers(request.headers);
  for (const name of HOP_BY_HOP) headers.delete(name);
  const bearer = (headers.get('authorization') ?? '').replace(/^Bearer(\s+|$)/i, '');
  if (bearer === '' || isOpaqueKey(bearer))
    headers.set('authorization', `Bearer ${roleToken(role, keys.jwtSecret)}`);
  const body = request.body === null ? {} : { body: await request.arrayBuffer() };
  const target = new URL(`${url.pathname.slice(PREFIX.length) || '/'}${url.search}`, restUrl);
  const answer = await fetch(target, { method: request.method, headers, ...body });
  const response = new Response(answer.body, answer);
  for (const name of ['content-encoding', 'transfer-encoding']) response.headers.delete(name);
  for (const [name, value] of Object.entries(CORS)) response.headers.set(name, value);
  return response;
}

const CORS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'content-range, content-location, location, preference-applied',
};

function roleToken(role: string, secret: string): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(Date.now() / MS_PER_SECOND) + TOKEN_SECONDS;
  const body = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ role, exp })}`;
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
}
