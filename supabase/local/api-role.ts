import { verifyToken } from './realtime/jwt.ts';

/** The roles that PostgREST's own login may take on; a token for any other is refused. */
const API_ROLES: ReadonlySet<string> = new Set(['anon', 'authenticated', 'service_role']);
const FORBIDDEN = '42501';

/**
 * The refusal of a request whose (well-signed) token names a role that the REST API cannot become,
 * or null. Here the database is used as its superuser, who could become anybody.
 */
export function refuseForeignRole(request: Request, jwtSecret: string): Response | null {
  const token = /^Bearer\s+(.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (token === undefined) return null;
  const verified = verifyToken(token, jwtSecret, Date.now());
  if (!verified.ok || API_ROLES.has(verified.identity.claims.role)) return null;
  const message = `permission denied to set role "${verified.identity.claims.role}"`;
  return Response.json(
    { code: FORBIDDEN, details: null, hint: null, message },
    { status: 403, headers: { 'access-control-allow-origin': '*' } },
  );
}
