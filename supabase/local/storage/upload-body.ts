import { faults } from './errors.ts';
import { DRAIN_LIMIT_BYTES, PROJECT_FILE_SIZE_LIMIT_BYTES } from './limits.ts';
import { isFolderPlaceholder } from './names.ts';

/** What a form may hold besides its file: boundaries, names, 1 MiB of metadata. */
const FORM_OVERHEAD_BYTES = 1024 * 1024 + 64 * 1024;

export interface UploadBody {
  content: ReadableStream<Uint8Array> | Uint8Array | null;
  /** What the client declared; storage-api never looks into the file. */
  mimeType: string;
  cacheControl: string;
  /** What the request said it would send, for policies; null when it did not. */
  declaredBytes: number | null;
  maxBytes: number;
  userMetadata: Record<string, unknown> | null;
}

export interface BucketRules {
  file_size_limit: number | null;
  allowed_mime_types: string[] | null;
}

/**
 * Reads an upload: a form (supabase-js gives the file an empty field name) or the plain bytes.
 * Throws InvalidMimeType, EntityTooLarge, or InvalidRequest for a form that cannot be read.
 */
export async function readUpload(
  request: Request,
  bucket: BucketRules,
  key: string,
): Promise<UploadBody> {
  const placeholder = isFolderPlaceholder(key);
  const maxBytes = placeholder
    ? 0
    : Math.min(bucket.file_size_limit ?? Infinity, PROJECT_FILE_SIZE_LIMIT_BYTES);
  const allowed = placeholder ? [] : (bucket.allowed_mime_types ?? []);
  const type = request.headers.get('content-type');
  const body = type?.startsWith('multipart/form-data')
    ? await readForm(request, type, maxBytes)
    : readRaw(request, type, maxBytes);
  requireMimeType(body.mimeType, allowed);
  return body;
}

function readRaw(request: Request, type: string | null, maxBytes: number): UploadBody {
  const declaredBytes = contentLength(request);
  if (declaredBytes !== null && declaredBytes > maxBytes) throw faults.tooLarge();
  const metadata = request.headers.get('x-metadata');
  return {
    content: request.body,
    mimeType: type ?? 'application/octet-stream',
    cacheControl: request.headers.get('cache-control') ?? 'no-cache',
    declaredBytes,
    maxBytes,
    userMetadata:
      metadata === null ? null : jsonObject(Buffer.from(metadata, 'base64').toString('utf8')),
  };
}

async function readForm(request: Request, type: string, maxBytes: number): Promise<UploadBody> {
  const bytes = await readAll(request, maxBytes + FORM_OVERHEAD_BYTES);
  const form = await new Response(bytes, { headers: { 'content-type': type } })
    .formData()
    .catch(() => {
      throw faults.invalidRequest('The form could not be read');
    });
  const file = [...form.values()].find((value) => typeof value !== 'string');
  if (file === undefined) throw faults.invalidRequest('No content provided');
  const field = (name: string) => {
    const value = form.get(name);
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const seconds = field('cacheControl');
  const metadata = field('metadata') ?? field('userMetadata');
  // The form parser of storage-api drops parameters such as the charset.
  const partType = (file.type || 'application/octet-stream').split(';')[0]?.trim() ?? '';
  return {
    content: new Uint8Array(await file.arrayBuffer()),
    mimeType: field('contentType') ?? partType,
    cacheControl: seconds === null ? 'no-cache' : `max-age=${seconds}`,
    declaredBytes: contentLength(request),
    maxBytes,
    userMetadata: metadata === null ? null : jsonObject(metadata),
  };
}

async function readAll(request: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength;
      if (size > DRAIN_LIMIT_BYTES) break;
      if (size <= maxBytes) chunks.push(chunk);
    }
  } catch {
    throw faults.invalidRequest('The request ended before its body');
  }
  if (size > maxBytes) throw faults.tooLarge();
  return new Uint8Array(Buffer.concat(chunks));
}

/** Exactly as strict as storage-api: parameters count, so `text/plain;charset=UTF-8` is no `text/plain`. */
function requireMimeType(declared: string, allowed: readonly string[]): void {
  if (allowed.length === 0) return;
  const [type, subtype] = declared.split('/');
  const matches = (entry: string) => {
    const [allowedType, allowedSubtype] = entry.split('/');
    return allowedType === type && (allowedSubtype === '*' || allowedSubtype === subtype);
  };
  if (subtype === undefined || !allowed.some(matches)) throw faults.mimeType(declared);
}

function contentLength(request: Request): number | null {
  const text = request.headers.get('content-length');
  const length = Number(text);
  return text !== null && Number.isFinite(length) && length >= 0 ? length : null;
}

function jsonObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    // storage-api ignores metadata it cannot read.
    return null;
  }
}
