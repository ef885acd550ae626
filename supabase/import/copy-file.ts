import { cleanFileName, HEAD_BYTES, judgeFile, MAX_FILE_BYTES } from '../../src/core/file-kinds.ts';
import { StackError } from '../local/stack-error.ts';

/** A file as a message names it. */
export interface Attachment {
  path: string;
  name: string;
  size: number;
  mime: string;
}

/** Why a file was not copied; it is tried again by the next run. */
export class NotCopied extends Error {
  readonly reason: string;
  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

export interface StorageAccess {
  apiUrl: string;
  secretKey: string;
}

const DOWNLOAD_TIMEOUT_MS = 60_000;
const UPLOAD_TIMEOUT_MS = 60_000;
const GO_ON = 'Start the import again to go on where it is.';

/**
 * Fetches a file of the old system and puts it into Storage, over what an interrupted run may have
 * put there. Its type is what its bytes say. Throws NotCopied where the file is at fault, and a
 * StackError where Storage is.
 * @param hosts the hosts that may be asked: addresses in messages were written by anybody
 */
export async function copyFile(
  url: string,
  folder: string,
  fileId: string,
  hosts: readonly string[],
  access: StorageAccess,
): Promise<Attachment> {
  const from = addressOf(url, hosts);
  const bytes = await download(from);
  const judged = judgeFile(nameOf(from), bytes.subarray(0, HEAD_BYTES));
  if (!judged.ok) throw new NotCopied(judged.why === 'type' ? 'file_type' : 'file_mismatch');
  const extension = judged.name.slice(judged.name.lastIndexOf('.') + 1).toLowerCase();
  const path = `${folder}/${fileId}.${extension}`;
  await upload(access, path, bytes, judged.mime);
  return { path, name: cleanFileName(judged.name), size: bytes.length, mime: judged.mime };
}

function addressOf(text: string, hosts: readonly string[]): URL {
  if (!URL.canParse(text)) throw new NotCopied('url_unusable');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new NotCopied('url_unusable');
  if (!hosts.includes(url.host)) throw new NotCopied('host_not_named');
  return url;
}

function nameOf(url: URL): string {
  const last = url.pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

async function download(url: URL): Promise<Uint8Array> {
  try {
    // A redirect may lead to a host that nobody named.
    const response = await fetch(url, {
      redirect: 'error',
      signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS),
    });
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      throw new NotCopied(`file_status_${response.status}`);
    }
    return await read(response.body);
  } catch (error) {
    if (error instanceof NotCopied) throw error;
    throw new NotCopied('file_unreachable');
  }
}

async function read(body: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.length;
    // Leaving the loop ends the download: what the server says of its length is not believed.
    if (size > MAX_FILE_BYTES) throw new NotCopied('file_too_large');
    parts.push(part);
  }
  if (size === 0) throw new NotCopied('file_empty');
  return Buffer.concat(parts);
}

async function upload(
  { apiUrl, secretKey }: StorageAccess,
  path: string,
  bytes: Uint8Array,
  mime: string,
): Promise<void> {
  const response = await fetch(`${apiUrl}/storage/v1/object/attachments/${path}`, {
    method: 'POST',
    headers: {
      apikey: secretKey,
      authorization: `Bearer ${secretKey}`,
      'content-type': mime,
      'x-upsert': 'true',
    },
    body: Buffer.from(bytes),
    signal: AbortSignal.timeout(UPLOAD_TIMEOUT_MS),
  }).catch((error: unknown) => {
    throw new StackError(`Storage at ${apiUrl} cannot be reached (${String(error)}). ${GO_ON}`);
  });
  const answer = await response.text();
  if (!response.ok)
    throw new StackError(`Storage took no file: ${response.status} ${answer} ${GO_ON}`);
}
