import type { Call, StorageContext } from './context.ts';
import { findBucket, findObject, type ObjectRow } from './database.ts';
import { faults } from './errors.ts';
import { requireKey } from './names.ts';
import { parseRange } from './ranges.ts';
import { asServer } from './requester.ts';
import { verifyObjectToken } from './signed-tokens.ts';

const MS_PER_SECOND = 1000;

/** GET and HEAD of an object, as whoever asks; objects of public buckets are everybody's. */
export async function download(context: StorageContext, call: Call): Promise<Response> {
  return render(context, call, await readable(context, call, 'storage.object.get_authenticated'));
}

/** GET and HEAD without any key; public buckets only. */
export async function downloadPublic(context: StorageContext, call: Call): Promise<Response> {
  return render(context, call, await publicObject(context, call));
}

/** GET with a signed URL: the token stands for the right to read. */
export async function downloadSigned(context: StorageContext, call: Call): Promise<Response> {
  const { exp } = verifyObjectToken(context.keys.jwtSecret, call, 'download');
  const server = asServer(call.authentication.requester);
  const object = await context.database.as(server, 'storage.object.get_signed', (tx) =>
    findObject(tx, call.bucketId, call.key),
  );
  const response = render(context, call, object);
  response.headers.delete('cache-control');
  response.headers.set('expires', new Date(Number(exp) * MS_PER_SECOND).toUTCString());
  return response;
}

/** GET info/{bucket}/{key}. */
export async function info(context: StorageContext, call: Call): Promise<Response> {
  return describe(await readable(context, call, 'object.get_authenticated_info'));
}

/** GET info/public/{bucket}/{key}. */
export async function infoPublic(context: StorageContext, call: Call): Promise<Response> {
  return describe(await publicObject(context, call));
}

async function readable(
  { database }: StorageContext,
  { authentication, bucketId, key }: Call,
  operation: string,
): Promise<ObjectRow> {
  const { requester } = authentication;
  const server = asServer(requester);
  const bucket = await database.as(server, operation, (tx) => findBucket(tx, bucketId));
  // Without a valid token a private bucket is not even there.
  if (!bucket.public && !authentication.ok) throw faults.noBucket();
  requireKey(key);
  const reader = bucket.public ? server : requester;
  return database.as(reader, operation, (tx) => findObject(tx, bucketId, key));
}

function publicObject(
  { database }: StorageContext,
  { authentication, bucketId, key }: Call,
): Promise<ObjectRow> {
  return database.as(
    asServer(authentication.requester),
    'storage.object.get_public',
    async (tx) => {
      const bucket = await findBucket(tx, bucketId);
      if (!bucket.public) throw faults.noBucket();
      requireKey(key);
      return findObject(tx, bucketId, key);
    },
  );
}

function render({ files }: StorageContext, call: Call, object: ObjectRow): Response {
  const { metadata } = object;
  if (metadata === null) throw faults.noObject();
  const headers = new Headers({
    'accept-ranges': 'bytes',
    // As storage-api: nothing it serves becomes a page of its own.
    'content-type': metadata.mimetype.includes('text/html') ? 'text/plain' : metadata.mimetype,
    etag: metadata.eTag,
    'last-modified': new Date(metadata.lastModified).toUTCString(),
    'cache-control': metadata.cacheControl,
    'x-robots-tag': 'none',
  });
  const name = call.query.get('download');
  if (name !== null) headers.set('content-disposition', disposition(name));
  if (call.request.headers.get('if-none-match') === metadata.eTag)
    return new Response(null, { status: 304, headers });

  const whole = { start: 0, end: metadata.size - 1 };
  const range = parseRange(call.request.headers.get('range'), metadata.size);
  const { start, end } = range ?? whole;
  headers.set('content-length', String(end - start + 1));
  if (range) headers.set('content-range', `bytes ${start}-${end}/${metadata.size}`);
  const empty = call.request.method === 'HEAD' || metadata.size === 0;
  const body = empty ? null : files.read(object.version, start, end);
  return new Response(body, { status: range ? 206 : 200, headers });
}

function disposition(name: string): string {
  if (name === '') return 'attachment;';
  const encoded = encodeURIComponent(name);
  return `attachment; filename=${encoded}; filename*=UTF-8''${encoded}`;
}

function describe(object: ObjectRow): Response {
  const { metadata } = object;
  return Response.json({
    id: object.id,
    name: object.name,
    version: object.version,
    bucket_id: object.bucket_id,
    size: metadata?.size ?? null,
    content_type: metadata?.mimetype ?? null,
    cache_control: metadata?.cacheControl ?? null,
    etag: metadata?.eTag ?? null,
    metadata: object.user_metadata,
    last_modified: object.updated_at,
    created_at: object.created_at,
  });
}
