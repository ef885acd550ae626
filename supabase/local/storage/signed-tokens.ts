import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Call } from './context.ts';
import { faults } from './errors.ts';

export type Scope = 'download' | 'upload';

const MS_PER_SECOND = 1000;

/**
 * A token for one object and one purpose, valid for `seconds`. It never carries a role, so that it is
 * no sign-in.
 */
export function signObjectToken(
  secret: string,
  url: string,
  scope: Scope,
  seconds: number,
  more: Record<string, unknown> = {},
): string {
  const now = Math.floor(Date.now() / MS_PER_SECOND);
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { ...more, url, scope, iat: now, exp: now + seconds };
  const body = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${body}.${sign(secret, body).toString('base64url')}`;
}

/**
 * The claims of the `token` of a signed URL. Throws InvalidJWT for a token that is forged, broken or
 * over, InvalidSignature for one of another object or purpose.
 */
export function verifyObjectToken(
  secret: string,
  call: Call,
  scope: Scope,
): Record<string, unknown> {
  const token = call.query.get('token');
  if (token === null)
    throw faults.invalidRequest("querystring must have required property 'token'");
  const claims = verifyClaims(secret, token);
  if (claims['scope'] !== scope) throw faults.invalidSignature(`Token is not scoped for ${scope}`);
  if (claims['url'] !== `${call.bucketId}/${call.key}`) throw faults.invalidSignature();
  return claims;
}

function verifyClaims(secret: string, token: string): Record<string, unknown> {
  const [head, body, signature, ...rest] = token.split('.');
  const header = jsonPart(head);
  const claims = jsonPart(body);
  if (header === null || claims === null || signature === undefined || rest.length > 0)
    throw faults.invalidJwt('Invalid Compact JWS');
  const given = Buffer.from(signature, 'base64url');
  const expected = sign(secret, `${head}.${body}`);
  const genuine = given.length === expected.length && timingSafeEqual(given, expected);
  if (header['alg'] !== 'HS256' || !genuine)
    throw faults.invalidJwt('signature verification failed');
  const end = claims['exp'];
  if (typeof end !== 'number' || end * MS_PER_SECOND <= Date.now())
    throw faults.invalidJwt('"exp" claim timestamp check failed');
  return claims;
}

function sign(secret: string, text: string): Buffer {
  return createHmac('sha256', secret).update(text).digest();
}

function jsonPart(part: string | undefined): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
