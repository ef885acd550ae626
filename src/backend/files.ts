import type { Backend } from './backend.ts';
import type { ChatClient } from './client.ts';
import { chatError, ChatFailure } from '../core/errors.ts';

type FilesBackend = Pick<Backend, 'signFiles' | 'downloadFile' | 'withdrawFiles'>;

/** Files of messages, but for sending them. The code that speaks to Storage is fetched by the first that is shown. */
export const createFiles = (client: ChatClient): FilesBackend => ({
  signFiles: async (paths, seconds) => (await load()).signFiles(client, paths, seconds),
  withdrawFiles: async (paths) => (await load()).withdrawFiles(client, paths),
  downloadFile: async (path) => (await load()).downloadFile(client, path),
});

async function load() {
  try {
    return await import('./stored-files.ts');
  } catch (thrown) {
    const error = chatError('Offline', 'Files cannot be reached right now.');
    throw new ChatFailure(error, { cause: thrown });
  }
}
