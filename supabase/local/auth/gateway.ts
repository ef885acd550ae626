import type postgres from 'postgres';
import { adminUsers } from './admin-users.ts';
import { asObject, asText, authError } from './answers.ts';
import { refuseBanned } from './bans.ts';
import { writeToNewAddress } from './email-change.ts';
import { rememberChallenge } from './flow-states.ts';
import type { LinkContext, Mailer } from './mail-links.ts';
import { completeTokens, decodeClaims } from './tokens.ts';
import { followLink, verifyCode } from './verify.ts';

export interface AuthOptions {
  sql: postgres.Sql;
  mailer: Mailer;
  jwtSecret: string;
  secretKey: string;
  siteUrl: string;
  /** The library's own auth server. */
  serve: (request: Request) => Promise<Response>;
}

const PREFIX = '/auth/v1';
/** Where links may lead: the development servers of this machine, on any port. */
const LOCAL_HOSTS = new Set(['localhost', '127.0.0.1']);
/** What `amr` says; of a refreshed session the first way is not known any more. */
const SIGN_IN_METHODS: Record<string, string> = { password: 'password', refresh_token: 'password' };
const LETTER_ROUTES = new Set(['/recover', '/otp', '/magiclink', '/signup', '/resend', '/user']);

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What hosted's auth service does and the library does not, around the library. */
export async function serveAuth(options: AuthOptions, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const route = url.pathname.slice(PREFIX.length);
  if (route.startsWith('/admin/users')) return adminUsers(options, request);
  if (route === '/verify' && request.method === 'GET')
    return followLink(options.sql, request, redirectOf(url, options.siteUrl), options.serve);

  const text = request.method === 'POST' || request.method === 'PUT' ? await request.text() : null;
  const body = parse(text);
  const grant = url.searchParams.get('grant_type');
  const userId = route === '/user' ? asText(decodeClaims(bearer(request))['sub']) : null;
  if (userId !== null && !UUID.test(userId))
    return authError(403, 'bad_jwt', 'invalid claim: sub claim must be a UUID');
  const refusal = await refuseBanned(options.sql, {
    email: grant === 'password' ? asText(body['email']) : null,
    refreshToken: grant === 'refresh_token' ? asText(body['refresh_token']) : null,
    userId,
  });
  if (refusal !== null) return refusal;

  const again = text === null ? request : copyOf(request, text);
  const pass = async () => {
    if (route === '/verify') return verifyCode(options.sql, again, body, options.serve);
    if (LETTER_ROUTES.has(route) && text !== null)
      return writing(options, url, route, body, again, userId);
    return options.serve(again);
  };
  const issuer = `${url.origin}${PREFIX}`;
  return completeTokens(
    await pass(),
    options.jwtSecret,
    issuer,
    SIGN_IN_METHODS[grant ?? ''] ?? 'otp',
  );
}

/** Requests that send letters: their links lead where the client said, the way it said. */
async function writing(
  { sql, mailer, siteUrl, serve }: AuthOptions,
  url: URL,
  route: string,
  body: Record<string, unknown>,
  request: Request,
  userId: string | null,
): Promise<Response> {
  const pkce = asText(body['code_challenge']) !== null;
  const context: LinkContext = { redirectTo: redirectOf(url, siteUrl), pkce };
  const response = await mailer.during(context, () => serve(request));
  const email = asText(body['email']);
  if (!response.ok || email === null) return response;
  if (route === '/user' && userId !== null) {
    await writeToNewAddress(sql, mailer, userId, email, context);
    const [user] = await sql<
      { email: string }[]
    >`select email from auth.users where id = ${userId}`;
    if (pkce && user !== undefined) await rememberChallenge(sql, user.email, body);
  } else if (pkce && route !== '/signup') await rememberChallenge(sql, email, body);
  return response;
}

function redirectOf(url: URL, siteUrl: string): string {
  const wanted = url.searchParams.get('redirect_to');
  if (wanted === null || !URL.canParse(wanted)) return siteUrl;
  const { protocol, hostname } = new URL(wanted);
  const local = LOCAL_HOSTS.has(hostname) && /^https?:$/.test(protocol);
  return local || wanted.startsWith(`${siteUrl}/`) ? wanted : siteUrl;
}

function bearer(request: Request): string {
  return (request.headers.get('authorization') ?? '').replace(/^Bearer\s+/i, '');
}

function copyOf(request: Request, text: string): Request {
  const { method, headers } = request;
  return new Request(request.url, { method, headers, ...(text === '' ? {} : { body: text }) });
}

function parse(text: string | null): Record<string, unknown> {
  try {
    return asObject(JSON.parse(text ?? '{}'));
  } catch {
    // The library has the words for it.
    return {};
  }
}
