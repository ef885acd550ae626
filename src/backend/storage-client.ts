import type { StorageClient } from '@supabase/storage-js';
import { chatError, ChatFailure } from '../core/errors.ts';
import { requestsOf, type ChatClient } from './client.ts';
import { REQUEST_TIMEOUT_MS, type Requests } from './requests.ts';

/** A file takes longer than a question: 10 MB at 1 Mbit/s are 80 s. */
const TRANSFER_TIMEOUT_MS = 120_000;

/**
 * Storage of the client's project, with the token of whoever is signed in when a request goes out;
 * one in somebody else's name is answered 401, unsent. It is no part of the first load: its code is
 * fetched by the first call. Throws `ChatFailure`: `Offline` if it cannot be fetched, `Bug` for a
 * client that `createChatClient` did not make.
 */
export async function loadStorage(client: ChatClient): Promise<StorageClient> {
  const requests = requestsOf(client);
  if (requests === null) {
    throw new ChatFailure(chatError('Bug', 'Storage needs a client made by createChatClient.'));
  }
  const { StorageClient } = await importStorage();
  return new StorageClient(`${requests.config.url}/storage/v1`, {}, fetchFor(requests));
}

async function importStorage() {
  try {
    return await import('@supabase/storage-js');
  } catch (thrown) {
    const error = chatError('Offline', 'Files cannot be reached right now.');
    throw new ChatFailure(error, { cause: thrown });
  }
}

/** storage-js asks its questions (sign, list, remove) in JSON text; all else may carry a file. */
function fetchFor(requests: Requests): typeof fetch {
  const ask = requests.asPerson(REQUEST_TIMEOUT_MS);
  const transfer = requests.asPerson(TRANSFER_TIMEOUT_MS);
  return (input, init) =>
    typeof init?.body === 'string' ? ask(input, init) : transfer(input, init);
}
