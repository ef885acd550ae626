import { createHmac } from 'node:crypto';
import type { Device } from '../support/people.ts';

const MS_PER_SECOND = 1000;
const HOUR_S = 3600;

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The claims of a sign-in that ended an hour ago. */
export function expiredClaims(device: Pick<Device, 'userId' | 'authSessionId'>) {
  const now = Math.floor(Date.now() / MS_PER_SECOND);
  return {
    sub: device.userId,
    session_id: device.authSessionId,
    role: 'authenticated',
    aud: 'authenticated',
    iat: now - 2 * HOUR_S,
    exp: now - HOUR_S,
  };
}

/** The claims of a sign-in that ends in an hour. */
export const liveClaims = (device: Pick<Device, 'userId' | 'authSessionId'>) => ({
  ...expiredClaims(device),
  exp: Math.floor(Date.now() / MS_PER_SECOND) + HOUR_S,
});

/** A JWT signed with HS256. */
export function signToken(secret: string, claims: object): string {
  const body = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
}

/** A JWT that says of itself that it needs no signature. */
export const unsignedToken = (claims: object): string =>
  `${encode({ alg: 'none', typ: 'JWT' })}.${encode(claims)}.`;
