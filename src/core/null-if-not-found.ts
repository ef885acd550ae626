import { toChatError } from './errors.ts';

/** For whom the absence of something is an answer: null for `NotFound`, the rest goes on. */
export function nullIfNotFound(thrown: unknown): null {
  if (toChatError(thrown).kind !== 'NotFound') throw thrown;
  return null;
}
