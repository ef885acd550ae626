import type { StackFacts } from '../support/stack.ts';

/** What the REST API answered, as somebody sees it who does not use the library. */
export interface Answer {
  status: number;
  text: string;
  /** Parsed, or null where there is no JSON. */
  body: unknown;
  /** The count of `Prefer: count=exact`; null without one. */
  count: number | null;
}

export interface Request {
  method?: string;
  /** Sent as JSON; a string is sent as it is. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** The part of a refusal that must not depend on what exists. */
export function refusalOf(answer: Answer): { status: number; code: unknown; message: unknown } {
  const { code, message } = (answer.body ?? {}) as { code?: unknown; message?: unknown };
  return { status: answer.status, code, message };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/**
 * A request to the REST API by hand.
 * @param token of a sign-in; null shows the publishable key only
 * @param path below `/rest/v1/`, with its query
 */
export async function rest(
  facts: StackFacts,
  token: string | null,
  path: string,
  request: Request = {},
): Promise<Answer> {
  const { body } = request;
  const response = await fetch(`${facts.apiUrl}/rest/v1/${path}`, {
    method: request.method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      apikey: facts.publishableKey,
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...request.headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const total = response.headers.get('content-range')?.split('/')[1];
  return {
    status: response.status,
    text,
    body: parse(text),
    count: total === undefined || total === '*' ? null : Number(total),
  };
}
