import { createOutbox } from './database.ts';
import { sendDigests } from './send-digests.ts';
import type { DigestSettings } from './settings.ts';

const encoder = new TextEncoder();

/** In the same time whatever the first difference is; both are hashed to the same length. */
async function isSame(given: string, expected: string): Promise<boolean> {
  const [a, b] = await Promise.all(
    [given, expected].map(
      async (text) => new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(text))),
    ),
  );
  return (
    a !== undefined &&
    b !== undefined &&
    a.reduce((diff, byte, n) => diff | (byte ^ (b[n] ?? 0)), 0) === 0
  );
}

const bearerOf = (request: Request): string =>
  request.headers.get('authorization')?.replace(/^Bearer +/i, '') ?? '';

const answer = (status: number, message: string): Response =>
  Response.json({ message }, { status });

/**
 * What the function answers, wherever it runs:
 * - `POST …/unsubscribe?token=…` by anybody: stops that person's mails (RFC 8058). `GET` changes
 *   nothing, because programs follow links to look at them; it leads to the page that asks.
 * - `POST` with the secret key: sends what is due and answers `{sent, failed}`. It may be called any
 *   number of times, also at once.
 */
export function createHandler(settings: DigestSettings): (request: Request) => Promise<Response> {
  const outbox = createOutbox(settings);

  async function unsubscribe(request: Request, token: string): Promise<Response> {
    if (request.method === 'GET' || request.method === 'HEAD')
      return new Response(null, {
        status: 303,
        headers: { location: `${settings.appUrl}/unsubscribe?token=${encodeURIComponent(token)}` },
      });
    if (request.method !== 'POST') return answer(405, 'Only POST does something here.');
    return (await outbox.unsubscribe(token))
      ? answer(200, 'You get no more e-mails.')
      : answer(404, 'This link is not valid.');
  }

  return async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    try {
      if (pathname.endsWith('/unsubscribe'))
        return await unsubscribe(request, searchParams.get('token') ?? '');
      if (!(await isSame(bearerOf(request), settings.secretKey)))
        return answer(401, 'This needs the secret key.');
      if (request.method !== 'POST') return answer(405, 'Only POST does something here.');
      return Response.json(await sendDigests(outbox, settings));
    } catch (error) {
      // The caller is a timer, and comes again.
      console.error('Digests:', error);
      return answer(502, 'The database could not be asked.');
    }
  };
}
