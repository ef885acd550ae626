import { createHmac, timingSafeEqual } from 'node:crypto';

export type Claims = Record<string, unknown> & { role: string };

/** Who speaks: verified claims, the token they came from, and when it ends (unix seconds). */
export interface Identity {
  token: string;
  claims: Claims;
  /** null: an API key, which does not expire. */
  expiresAt: number | null;
}

export type TokenFault =
  | { kind: 'expired'; seconds: number }
  | { kind: 'claims' }
  | { kind: 'expiration' }
  | { kind: 'malformed' }
  | { kind: 'signature' };

export type Verified = { ok: true; identity: Identity } | { ok: false; fault: TokenFault };

const HASHES: Record<string, string> = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' };

/** Checks signature (HMAC with the project's secret) and the mandatory claims `role` and `exp`. */
export function verifyToken(token: string, secret: string, nowMs: number): Verified {
  const clean = safeDecode(token).replace(/\s/g, '');
  const [head, body, signature, ...rest] = clean.split('.');
  const header = parseObject(head);
  const claims = parseObject(body);
  if (!head || !body || !signature || rest.length > 0 || header === null || claims === null)
    return fail({ kind: 'malformed' });
  const hash = HASHES[String(header['alg'])];
  // `none` and asymmetric algorithms have no signer here.
  if (hash === undefined) return fail({ kind: 'signature' });
  const expected = createHmac(hash, secret).update(`${head}.${body}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    return fail({ kind: 'signature' });

  const { role, exp } = claims;
  if (typeof role !== 'string' || exp === undefined || exp === null)
    return fail({ kind: 'claims' });
  if (typeof exp !== 'number' || exp <= 0) return fail({ kind: 'expiration' });
  const expiresAt = Math.round(exp);
  const seconds = Math.floor(nowMs / 1000) - expiresAt;
  if (seconds >= 0) return fail({ kind: 'expired', seconds });
  return { ok: true, identity: { token: clean, claims: { ...claims, role }, expiresAt } };
}

function fail(fault: TokenFault): Verified {
  return { ok: false, fault };
}

function safeDecode(token: string): string {
  try {
    return decodeURIComponent(token);
  } catch {
    return token;
  }
}

function parseObject(part: string | undefined): Record<string, unknown> | null {
  if (part === undefined || part === '') return null;
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

const NOT_A_JWT = 'The token provided is not a valid JWT';
const MISSING_CLAIMS = 'Fields `role` and `exp` are required in JWT';
const BAD_SIGNATURE = 'Failed to validate JWT signature';
const BAD_EXPIRATION = 'Token expiration time is invalid';

/** The text of a refused connection. */
export function connectText(fault: TokenFault): string {
  switch (fault.kind) {
    case 'expired':
      return 'Token has expired';
    case 'claims':
      return MISSING_CLAIMS;
    case 'expiration':
      return BAD_EXPIRATION;
    case 'malformed':
      return NOT_A_JWT;
    case 'signature':
      return BAD_SIGNATURE;
  }
}

/** The `reason` of a refused join. */
export function joinReason(fault: TokenFault): string {
  switch (fault.kind) {
    case 'expired':
      return `InvalidJWTToken: ${expiredText(fault.seconds)}`;
    case 'claims':
      return `InvalidJWTToken: ${MISSING_CLAIMS}`;
    case 'expiration':
      return `InvalidJWTToken: ${BAD_EXPIRATION}`;
    case 'malformed':
      return `MalformedJWT: ${NOT_A_JWT}`;
    case 'signature':
      return `JwtSignatureError: ${BAD_SIGNATURE}`;
  }
}

/** The message of the `system` error that answers a bad `access_token` event. */
export function refreshText(fault: TokenFault): string {
  switch (fault.kind) {
    case 'expired':
      return expiredText(fault.seconds);
    case 'claims':
      return MISSING_CLAIMS;
    case 'expiration':
      return BAD_EXPIRATION;
    case 'malformed':
      return NOT_A_JWT;
    case 'signature':
      // The real server leaks its own notation here, and clients may compare with it.
      return ':signature_error';
  }
}

export function expiredText(seconds: number): string {
  return `Token has expired ${seconds} seconds ago`;
}
