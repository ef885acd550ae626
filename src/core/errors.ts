/**
 * Everything that can go wrong, sorted by what the app does about it:
 * `Offline` and `RateLimited` are tried again, `Unauthorized` waits for a sign-in, `Denied`,
 * `NotFound`, `Invalid` and `Conflict` are shown, `Bug` is ours and is reported.
 */
export type ChatErrorKind =
  | 'Offline'
  | 'Unauthorized'
  | 'Denied'
  | 'NotFound'
  | 'Invalid'
  | 'RateLimited'
  | 'Conflict'
  | 'Bug';

export interface ChatError {
  readonly kind: ChatErrorKind;
  /** One sentence for people. */
  readonly message: string;
  /** The database's word for it (`session_closed`, `too_many_connections` …), where it gave one. */
  readonly code: string | null;
  /** How long the server asked to wait, in milliseconds. */
  readonly retryAfterMs: number | null;
  /** Of an edit that came too late: what the message says now. */
  readonly theirs?: Theirs;
  /** Of `Invalid`: what is wrong with which field, by the database's name for it. */
  readonly fields?: Readonly<Record<string, string>>;
}

/** The state of a message that somebody changed meanwhile. */
export interface Theirs {
  readonly rev: number;
  readonly content: string;
}

export function chatError(
  kind: ChatErrorKind,
  message: string,
  more: { code?: string; retryAfterMs?: number } & Pick<ChatError, 'theirs' | 'fields'> = {},
): ChatError {
  return {
    kind,
    message,
    code: more.code ?? null,
    retryAfterMs: more.retryAfterMs ?? null,
    ...(more.theirs === undefined ? {} : { theirs: more.theirs }),
    ...(more.fields === undefined ? {} : { fields: more.fields }),
  };
}

/** `ChatError.code` of what a suspended account is refused. */
export const SUSPENDED = 'suspended';

/** What `backend/` throws; anything else that is thrown is a bug. */
export class ChatFailure extends Error {
  readonly error: ChatError;

  constructor(error: ChatError, options?: ErrorOptions) {
    super(error.message, options);
    this.name = 'ChatFailure';
    this.error = error;
  }
}

/** The `ChatError` in whatever was thrown; unknown throwables become `Bug`. */
export function toChatError(thrown: unknown): ChatError {
  if (thrown instanceof ChatFailure) return thrown.error;
  return chatError('Bug', thrown instanceof Error ? thrown.message : 'Something went wrong.');
}

/** Whether trying the same thing again later can succeed without anybody doing anything. */
export const isTransient = (error: ChatError): boolean =>
  error.kind === 'Offline' || error.kind === 'RateLimited';
