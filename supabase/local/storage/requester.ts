import { identify, isOpaqueKey, type KeyRing } from '../realtime/api-keys.ts';
import type { Claims, TokenFault } from '../realtime/jwt.ts';
import { faults } from './errors.ts';

/** Who asks, for the database. */
export interface Requester {
  claims: Claims;
  /** The person's id, which becomes the owner of what they upload; null for keys. */
  owner: string | null;
  headers: Record<string, string>;
  method: string;
  path: string;
}

export type Authentication =
  { ok: true; requester: Requester } | { ok: false; message: string; requester: Requester };

const NO_TOKEN = "headers must have required property 'authorization'";

/**
 * Who a request comes from. As at the gateway of a hosted project, an `sb_` key stands for a role,
 * in `apikey` as well as in `authorization`.
 */
export function authenticate(request: Request, keys: KeyRing): Authentication {
  const bearer = (request.headers.get('authorization') ?? '').replace(/^Bearer(\s+|$)/i, '');
  const apiKey = request.headers.get('apikey') ?? '';
  const token = bearer === '' || isOpaqueKey(bearer) ? apiKey || bearer : bearer;
  const base = {
    headers: Object.fromEntries(request.headers),
    method: request.method,
    path: new URL(request.url).pathname,
  };
  const anonymous = { ...base, claims: { role: 'anon' }, owner: null };
  if (token === '') return { ok: false, message: NO_TOKEN, requester: anonymous };
  const verified = identify(token, keys, Date.now());
  if (verified?.ok !== true) {
    const message = verified === null ? 'Invalid API key' : faultText(verified.fault);
    return { ok: false, message, requester: anonymous };
  }
  const { claims } = verified.identity;
  const owner = typeof claims['sub'] === 'string' ? claims['sub'] : null;
  return { ok: true, requester: { ...base, claims, owner } };
}

/** The requester of a route that needs a token. Throws AccessDenied. */
export function requireToken(authentication: Authentication): Requester {
  if (!authentication.ok) throw faults.denied(authentication.message);
  return authentication.requester;
}

/** The server itself: what policies have decided already is carried out as service_role. */
export function asServer(requester: Requester): Requester {
  return { ...requester, claims: { role: 'service_role' } };
}

function faultText(fault: TokenFault): string {
  switch (fault.kind) {
    case 'expired':
      return '"exp" claim timestamp check failed';
    case 'malformed':
      return 'Invalid Compact JWS';
    case 'signature':
      return 'signature verification failed';
    case 'claims':
    case 'expiration':
      return '"exp" claim must be a number';
  }
}
