import { ChatFailure, type ChatError } from '../../src/core/errors.ts';

/** Waits for a refusal and yields it; fails if the request was accepted or threw anything else. */
export async function refused(request: Promise<unknown>): Promise<ChatError> {
  try {
    await request;
  } catch (error) {
    if (error instanceof ChatFailure) return error.error;
    throw error;
  }
  throw new Error('expected a refusal, but the request was accepted');
}
