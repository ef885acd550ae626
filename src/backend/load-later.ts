import { chatError, ChatFailure } from '../core/errors.ts';

/** Code that few visits need, fetched by the first that does; `Offline` with `words` while it cannot be. */
export async function loadLater<T>(load: () => Promise<T>, words: string): Promise<T> {
  try {
    return await load();
  } catch (thrown) {
    throw new ChatFailure(chatError('Offline', words), { cause: thrown });
  }
}
