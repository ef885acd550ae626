import type postgres from 'postgres';
import { asObject, asText, withBody } from './answers.ts';
import { confirmChange, hashCode } from './email-change.ts';
import { dropSession, issueCode } from './flow-states.ts';
import { PKCE_PREFIX } from './mail-links.ts';
import { decodeClaims } from './tokens.ts';

const HALF_MESSAGE =
  'Confirmation link accepted. Please proceed to confirm link sent to the other email';

type Pass = (request: Request) => Promise<Response>;

/** POST /verify: a code or a token hash for a session. */
export async function verifyCode(
  sql: postgres.Sql,
  request: Request,
  body: Record<string, unknown>,
  pass: Pass,
): Promise<Response> {
  const tokenHash = asText(body['token_hash'])?.replace(PKCE_PREFIX, '') ?? hashOf(body);
  // `email` stands for every code that came by e-mail to sign in.
  const type = body['type'] === 'email' ? 'magiclink' : body['type'];
  if (type === 'email_change' && tokenHash !== null) {
    if ((await confirmChange(sql, tokenHash)) === 'half')
      return Response.json({ code: '200', msg: HALF_MESSAGE });
    return pass(withBody(request, { token_hash: tokenHash, type }));
  }
  const token = asText(body['token_hash']) === null ? {} : { token_hash: tokenHash };
  return pass(withBody(request, { ...body, ...token, type }));
}

/**
 * GET /verify, the link in a letter: leads on to the app with tokens in the fragment or, for a
 * client that asked with PKCE, with a code in the query. Failures are told the same way.
 */
export async function followLink(
  sql: postgres.Sql,
  request: Request,
  redirectTo: string,
  pass: Pass,
): Promise<Response> {
  const url = new URL(request.url);
  const type = url.searchParams.get('type') ?? '';
  const token = url.searchParams.get('token') ?? '';
  const pkce = token.startsWith(PKCE_PREFIX);
  const leadOn = (facts: Record<string, string>, inQuery: boolean) => {
    const target = new URL(redirectTo);
    if (inQuery)
      for (const [name, value] of Object.entries(facts)) target.searchParams.set(name, value);
    else target.hash = new URLSearchParams(facts).toString();
    return new Response(null, { status: 303, headers: { location: target.href } });
  };
  const verifyUrl = new URL('/auth/v1/verify', url);
  const answer = await verifyCode(
    sql,
    new Request(verifyUrl, { method: 'POST', headers: request.headers }),
    { token_hash: token, type },
    pass,
  );
  const body = asObject(await answer.json());
  if (!answer.ok)
    return leadOn(
      {
        error: 'access_denied',
        error_code: asText(body['error_code']) ?? 'server_error',
        error_description: asText(body['msg']) ?? 'Verification failed',
      },
      pkce,
    );
  const accessToken = asText(body['access_token']);
  if (accessToken === null) return leadOn({ message: HALF_MESSAGE }, pkce);
  const userId = asText(asObject(body['user'])['id']) ?? '';
  const code = pkce ? await issueCode(sql, userId) : null;
  if (code !== null) {
    await dropSession(sql, asText(decodeClaims(accessToken)['session_id']) ?? '');
    return leadOn({ code }, true);
  }
  const names = ['access_token', 'refresh_token', 'expires_in', 'expires_at', 'token_type'];
  return leadOn(
    { ...Object.fromEntries(names.map((name) => [name, String(body[name])])), type },
    false,
  );
}

function hashOf(body: Record<string, unknown>): string | null {
  const email = asText(body['email']);
  const code = asText(body['token']);
  return email === null || code === null ? null : hashCode(email, code);
}
