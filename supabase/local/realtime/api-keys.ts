import { verifyToken, type Identity, type Verified } from './jwt.ts';

export interface KeyRing {
  publishableKey: string;
  secretKey: string;
  jwtSecret: string;
}

const OPAQUE_PREFIX = 'sb_';

/** Whether a token is an API key of the newer, opaque form. */
export function isOpaqueKey(token: string): boolean {
  return token.startsWith(OPAQUE_PREFIX);
}

/**
 * What the gateway of a hosted project does: an opaque key stands for a role, anything else has to
 * be a signed token. Null: an opaque key that is not ours.
 */
export function identify(token: string, keys: KeyRing, nowMs: number): Verified | null {
  if (token === keys.publishableKey) return { ok: true, identity: keyIdentity(token, 'anon') };
  if (token === keys.secretKey) return { ok: true, identity: keyIdentity(token, 'service_role') };
  if (isOpaqueKey(token)) return null;
  return verifyToken(token, keys.jwtSecret, nowMs);
}

function keyIdentity(token: string, role: string): Identity {
  return { token, claims: { role }, expiresAt: null };
}
