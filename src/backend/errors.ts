import * as v from 'valibot';
import { chatError, ChatFailure, type ChatError } from '../core/errors.ts';

const MS_PER_SECOND = 1000;

/** What PostgREST and GoTrue answer on failure, as supabase-js hands it on. */
export interface Refusal {
  readonly message: string;
  readonly code?: string | undefined;
  readonly details?: string | null | undefined;
  readonly status?: number | undefined;
}

const Detail = v.looseObject({
  code: v.string(),
  retry_after: v.optional(v.number()),
  rev: v.optional(v.number()),
  content: v.nullish(v.string()),
  fields: v.optional(v.record(v.string(), v.string())),
});

function readDetail(details: string | null | undefined): v.InferOutput<typeof Detail> | null {
  if (details === null || details === undefined || !details.startsWith('{')) return null;
  let json: unknown;
  try {
    json = JSON.parse(details);
  } catch {
    return null;
  }
  const parsed = v.safeParse(Detail, json);
  return parsed.success ? parsed.output : null;
}

/** Postgres conditions that pass by themselves: serialization, deadlock, shutdown, timeout, lock timeout, no room. */
const TRANSIENT_SQLSTATES = new Set([
  '40001',
  '40P01',
  '53300',
  '55P03',
  '57014',
  '57P01',
  '57P03',
  '08006',
]);
const FORBIDDEN = '42501';
/** Text that is no id at all, as in an address typed by hand: it names nothing. */
const INVALID_TEXT = '22P02';

/**
 * Sorts a refused request into the chat's errors. `status` 0 means that no answer came.
 * Server faults (5xx) count as `Offline`: the same request may well succeed later.
 */
export function fromRefusal(refusal: Refusal, status: number): ChatError {
  const detail = readDetail(refusal.details);
  const more = detail === null ? {} : { code: detail.code };
  const code = refusal.code ?? '';
  if (status === 0 || TRANSIENT_SQLSTATES.has(code)) {
    return chatError('Offline', 'The server cannot be reached right now.', more);
  }
  if (status === 429) {
    const seconds = detail?.retry_after;
    return chatError('RateLimited', refusal.message, {
      ...more,
      ...(seconds === undefined ? {} : { retryAfterMs: seconds * MS_PER_SECOND }),
    });
  }
  if (status >= 500) return chatError('Offline', 'The server has trouble right now.', more);
  // Without a valid sign-in the refusal of a grant is 401, with one it is 403.
  if (status === 401) return chatError('Unauthorized', 'Please sign in again.', more);
  if (code === FORBIDDEN || status === 403) {
    // A refusal of our own says why; those of grants and policies are not for people.
    const why = detail === null ? 'You are not allowed to do this.' : refusal.message;
    return chatError('Denied', why, more);
  }
  if (code === INVALID_TEXT) return chatError('NotFound', 'This does not exist.', more);
  if (status === 404) return chatError('NotFound', refusal.message, more);
  if (status === 409) {
    const { code: word, rev, content } = detail ?? {};
    // A message whose text was taken out, leaving its files, has none.
    const theirs = word === 'stale' && rev !== undefined ? { rev, content: content ?? '' } : null;
    return chatError('Conflict', refusal.message, theirs === null ? more : { ...more, theirs });
  }
  if (status === 422 || (status === 400 && detail !== null)) {
    const fields = detail?.fields;
    return chatError('Invalid', refusal.message, fields === undefined ? more : { ...more, fields });
  }
  return chatError('Bug', refusal.message, more);
}

/** The data of an answer, or a `ChatFailure`. */
export function unwrap<T>(answer: { data: T; error: Refusal | null; status: number }): T {
  if (answer.error !== null) {
    throw new ChatFailure(fromRefusal(answer.error, answer.status), { cause: answer.error });
  }
  return answer.data;
}
