import * as v from 'valibot';

const HTTP_UNAUTHORIZED = 401;
/** What is read and written in somebody's name; signing in is nobody's yet. */
const GUARDED = ['/rest/v1/', '/storage/v1/'];
const Claims = v.object({ sub: v.optional(v.string()) });

/** The claims of a JWT, unverified; null if it is none. */
export function readClaims(token: string): unknown {
  const payload = token.split('.')[1];
  if (payload === undefined) return null;
  try {
    return JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
  } catch {
    return null;
  }
}

/**
 * Binds requests to the person whom this tab shows. All tabs of a browser share one sign-in: if
 * another tab signs in as somebody else, a message that waits here would go out in their name.
 */
export interface PersonGuard {
  /** Null while nobody is signed in: then nothing is compared. */
  userId: string | null;
}

/** Wraps `fetch` so that data requests with anybody else's token are answered 401, unsent. */
export function guardedFetch(guard: PersonGuard, send: typeof fetch): typeof fetch {
  return (input, init) => {
    const address = input instanceof Request ? input.url : String(input);
    const guarded = GUARDED.some((path) => address.includes(path));
    if (guard.userId === null || !guarded) return send(input, init);
    const bearer = new Headers(init?.headers).get('authorization')?.replace(/^Bearer /i, '') ?? '';
    const claims = v.safeParse(Claims, readClaims(bearer));
    if (claims.success && claims.output.sub === guard.userId) return send(input, init);
    const refusal = { code: 'PGRST301', message: 'Another person is signed in in this browser.' };
    return Promise.resolve(Response.json(refusal, { status: HTTP_UNAUTHORIZED }));
  };
}
