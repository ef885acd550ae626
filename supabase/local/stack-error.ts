/**
 * A failure the person at the keyboard can do something about: its message is one clear sentence,
 * printed without a stack trace. Anything else that is thrown is a bug and keeps its trace.
 */
export class StackError extends Error {
  override readonly name = 'StackError';
}

/** The code of a Node system error (`EACCES`, `EADDRINUSE` …), or null. */
export function systemErrorCode(error: unknown): string | null {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string')
    return error.code;
  return null;
}
