import { chatError, ChatFailure, type ChatError } from '../core/errors.ts';
import type { ChatClient } from './client.ts';
import { loadStorage } from './storage-client.ts';
import { BUCKET } from './upload.ts';

const HTTP = { badRequest: 400, unauthorized: 401, notFound: 404, tooMany: 429 } as const;

/** What storage-js gives as an error; without a status the server was not reached. */
interface StorageRefusal {
  readonly message: string;
  readonly status?: number | undefined;
  readonly statusCode?: string | undefined;
}

function errorOf({ status, statusCode }: StorageRefusal): ChatError {
  // The status in the body is the true one, HTTP's is 400 for most refusals.
  const told = Number(statusCode);
  const code = Number.isInteger(told) && told > 0 ? told : status;
  if (code === HTTP.unauthorized) return chatError('Unauthorized', 'Please sign in again.');
  if (code === HTTP.tooMany) return chatError('RateLimited', 'Too many files at once.');
  // What is not there and what is not for the viewer are answered alike.
  if (code === HTTP.notFound || code === HTTP.badRequest) {
    return chatError('NotFound', 'This file is not available any more.');
  }
  return chatError('Offline', 'The server cannot be reached right now.');
}

/** Addresses for those of `paths` that the person may read, in one request. Rejects with `ChatFailure`. */
export async function signFiles(
  client: ChatClient,
  paths: readonly string[],
  seconds: number,
): Promise<ReadonlyMap<string, string>> {
  const files = (await loadStorage(client)).from(BUCKET);
  const { data, error } = await files.createSignedUrls([...paths], seconds);
  if (error !== null) throw new ChatFailure(errorOf(error), { cause: error });
  return new Map(
    data.flatMap((one) =>
      one.path !== null && one.signedUrl !== null ? [[one.path, one.signedUrl] as const] : [],
    ),
  );
}

/** A file's bytes, with the stored type. Rejects with `ChatFailure`. */
export async function downloadFile(client: ChatClient, path: string): Promise<Blob> {
  const files = (await loadStorage(client)).from(BUCKET);
  const { data, error } = await files.download(path);
  if (error !== null) throw new ChatFailure(errorOf(error), { cause: error });
  return data;
}

/** Deletes what the person may of `paths`; what a message names stays. Rejects with `ChatFailure`. */
export async function withdrawFiles(client: ChatClient, paths: readonly string[]): Promise<void> {
  const files = (await loadStorage(client)).from(BUCKET);
  const { error } = await files.remove([...paths]);
  if (error !== null) throw new ChatFailure(errorOf(error), { cause: error });
}
