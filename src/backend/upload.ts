import * as v from 'valibot';
import { chatError, ChatFailure, type ChatError } from '../core/errors.ts';
import type { UploadOptions } from './backend.ts';
import { requestsOf, type ChatClient } from './client.ts';
import { guardedFetch } from './person-guard.ts';

export const BUCKET = 'attachments';
/** Without a byte going up for this long the upload is given up, in milliseconds. */
const STALLED_MS = 30_000;
const UNREACHABLE = 'The server cannot be reached right now.';
const HTTP = {
  unauthorized: 401,
  forbidden: 403,
  conflict: 409,
  tooLarge: 413,
  badType: 415,
  tooMany: 429,
  serverFault: 500,
} as const;
/** Storage's words for a token that has run out, which some versions call forbidden. */
const EXPIRED = /jwt expired|"exp" claim/i;

/** Storage's refusals: the status in the body is the true one, HTTP's is 400 for most of them. */
const Refusal = v.object({
  statusCode: v.optional(v.union([v.string(), v.number()])),
  code: v.optional(v.string(), ''),
  error: v.optional(v.string(), ''),
  message: v.optional(v.string(), ''),
});

/** The refusal in an answer of Storage; null if the file is there all the same. */
async function refusalOf(answer: Response): Promise<ChatError | null> {
  const parsed = v.safeParse(Refusal, await answer.json().catch(() => null));
  const body = parsed.success ? parsed.output : { code: '', error: '', message: '' };
  const status = Number(body.statusCode ?? answer.status);
  // Older versions have their word in `error`, and no code.
  const says = (word: string): boolean => body.code === word || body.error === word;
  // Paths are made of fresh ids: whatever lies at ours was put there by ourselves.
  if (status === HTTP.conflict || says('Duplicate')) return null;
  if (status === HTTP.unauthorized || says('InvalidJWT') || EXPIRED.test(body.message)) {
    return chatError('Unauthorized', 'Please sign in again.');
  }
  if (status === HTTP.forbidden) {
    return chatError('Denied', 'You are not allowed to send files here.');
  }
  if (status === HTTP.tooLarge || says('EntityTooLarge')) {
    return chatError('Invalid', 'This file is too large.', { code: 'file_size' });
  }
  if (status === HTTP.badType || says('InvalidMimeType')) {
    return chatError('Invalid', 'Files of this type cannot be sent.', { code: 'file_type' });
  }
  if (status === HTTP.tooMany) {
    return chatError('RateLimited', 'Too many files at once; they go on in a moment.');
  }
  if (status >= HTTP.serverFault) return chatError('Offline', UNREACHABLE);
  return chatError('Invalid', 'This file was not accepted.', { code: 'file_refused' });
}

/**
 * Puts a file at `path` in the bucket of attachments or another, as whoever is signed in. What lies there
 * already counts as done. Rejects with `ChatFailure`; `Offline` also when `signal` ends it.
 */
export async function uploadFile(
  client: ChatClient,
  path: string,
  bytes: Blob,
  { mime, onProgress, signal, bucket = BUCKET }: UploadOptions & { readonly bucket?: string },
): Promise<void> {
  const requests = requestsOf(client);
  if (requests === null) {
    throw new ChatFailure(chatError('Bug', 'Uploads need a client made by createChatClient.'));
  }
  const { config, guard, bearer } = requests;
  const send = guardedFetch(guard, hasProgress() ? fetchWithProgress(onProgress) : fetch);
  let refusal: ChatError | null;
  try {
    const answer = await send(`${config.url}/storage/v1/object/${bucket}/${path}`, {
      method: 'POST',
      headers: {
        apikey: config.publishableKey,
        authorization: `Bearer ${await bearer()}`,
        'content-type': mime,
        'cache-control': 'max-age=3600',
        'x-upsert': 'false',
      },
      body: bytes,
      ...(signal === undefined ? {} : { signal }),
    });
    refusal = answer.ok ? null : await refusalOf(answer);
  } catch (thrown) {
    throw new ChatFailure(chatError('Offline', UNREACHABLE), { cause: thrown });
  }
  if (refusal !== null) throw new ChatFailure(refusal);
}

/** Not outside of browsers, where nobody looks at progress either. */
const hasProgress = (): boolean => typeof XMLHttpRequest !== 'undefined';

/** As much of `fetch` as an upload needs; browsers tell only XMLHttpRequest how much has gone up. */
function fetchWithProgress(onProgress: ((share: number) => void) | undefined): typeof fetch {
  return (input, init) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      let watch: ReturnType<typeof setTimeout>;
      const stayAwake = (): void => {
        clearTimeout(watch);
        watch = setTimeout(() => request.abort(), STALLED_MS);
      };
      const fail = (): void => reject(new TypeError('The upload was interrupted.'));
      request.open(init?.method ?? 'POST', input instanceof Request ? input.url : String(input));
      new Headers(init?.headers).forEach((value, name) => request.setRequestHeader(name, value));
      request.upload.onprogress = ({ loaded, total }) => {
        stayAwake();
        if (total > 0) onProgress?.(loaded / total);
      };
      request.onload = () =>
        resolve(new Response(request.responseText, { status: request.status }));
      request.onerror = fail;
      request.onabort = fail;
      request.onloadend = () => clearTimeout(watch);
      init?.signal?.addEventListener('abort', () => request.abort(), { once: true });
      if (init?.signal?.aborted === true) {
        fail();
        return;
      }
      stayAwake();
      request.send(init?.body as XMLHttpRequestBodyInit);
    });
}
