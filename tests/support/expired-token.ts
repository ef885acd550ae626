import { createHmac } from 'node:crypto';
import type { Route } from 'playwright-core';

const HOUR_S = 3600;

/** The same access token, as if it had run out an hour ago; signed with the project's secret. */
export function expiredToken(token: string, jwtSecret: string): string {
  const [header = '', payload = ''] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { iat: number };
  const old = Buffer.from(JSON.stringify({ ...claims, exp: claims.iat - HOUR_S }));
  const body = `${header}.${old.toString('base64url')}`;
  return `${body}.${createHmac('sha256', jwtSecret).update(body).digest('base64url')}`;
}

/** Lets a request go on with its token run out on the way. */
export function withExpiredToken(route: Route, jwtSecret: string): Promise<void> {
  const headers = route.request().headers();
  const token = (headers['authorization'] ?? '').replace(/^Bearer /, '');
  const authorization = `Bearer ${expiredToken(token, jwtSecret)}`;
  // Not `fallback`: of a route that is used up with this request it forgets the headers.
  return route.continue({ headers: { ...headers, authorization } });
}
