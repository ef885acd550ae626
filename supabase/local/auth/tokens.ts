import { createHmac } from 'node:crypto';
import { asObject, asText, replaceBody } from './answers.ts';

const MS_PER_SECOND = 1000;

/**
 * Access tokens as hosted's: with issuer, e-mail, metadata, assurance level and way of signing in.
 * Answers without a session pass unchanged.
 * @param method how the person signed in, for `amr`
 */
export async function completeTokens(
  response: Response,
  secret: string,
  issuer: string,
  method: string,
): Promise<Response> {
  if (!response.ok || !response.headers.get('content-type')?.includes('json')) return response;
  const body = asObject(await response.clone().json());
  const token = asText(body['access_token']);
  if (token === null) return response;
  const user = asObject(body['user']);
  const claims = {
    iss: issuer,
    ...decodeClaims(token),
    email: user['email'] ?? '',
    phone: user['phone'] ?? '',
    app_metadata: user['app_metadata'] ?? {},
    user_metadata: user['user_metadata'] ?? {},
    aal: 'aal1',
    amr: [{ method, timestamp: Math.floor(Date.now() / MS_PER_SECOND) }],
    is_anonymous: false,
  };
  return replaceBody(response, { ...body, access_token: sign(claims, secret) });
}

/** The claims of a token, unchecked. */
export function decodeClaims(token: string): Record<string, unknown> {
  try {
    const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
    return asObject(JSON.parse(payload));
  } catch {
    return {};
  }
}

function sign(claims: object, secret: string): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
}
