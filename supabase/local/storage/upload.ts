import { randomUUID } from 'node:crypto';
import type { Call, StorageContext } from './context.ts';
import { findBucket, type ObjectRow } from './database.ts';
import { requireKey } from './names.ts';
import {
  currentVersion,
  insertObject,
  lockName,
  upsertObject,
  type NewObject,
} from './object-rows.ts';
import { asServer, requireToken, type Requester } from './requester.ts';
import { verifyObjectToken } from './signed-tokens.ts';
import { readUpload } from './upload-body.ts';

/** POST (insert, or upsert with `x-upsert: true`) and PUT (upsert) of an object. */
export async function upload(context: StorageContext, call: Call): Promise<Response> {
  const requester = requireToken(call.authentication);
  const upsert = call.request.method === 'PUT' || call.request.headers.get('x-upsert') === 'true';
  const row = await store(context, call, requester, requester.owner, upsert);
  return Response.json({ Id: row.id, Key: `${call.bucketId}/${call.key}` });
}

/** PUT to a signed URL: the token says who may write what; no policy is asked again. */
export async function uploadSigned(context: StorageContext, call: Call): Promise<Response> {
  const claims = verifyObjectToken(context.keys.jwtSecret, call, 'upload');
  const server = asServer(call.authentication.requester);
  const owner = typeof claims['owner'] === 'string' ? claims['owner'] : null;
  await store(context, call, server, owner, claims['upsert'] === true);
  return Response.json({ Key: `${call.bucketId}/${call.key}` });
}

/** Asks the policies whether this object could be written. Throws their refusal. */
export async function rehearseUpload(
  context: StorageContext,
  requester: Requester,
  operation: string,
  object: NewObject,
  upsert: boolean,
): Promise<void> {
  await context.database.rehearse(requester, operation, (tx) =>
    upsert ? upsertObject(tx, object) : insertObject(tx, object),
  );
}

async function store(
  context: StorageContext,
  { request, bucketId, key }: Call,
  requester: Requester,
  owner: string | null,
  upsert: boolean,
): Promise<ObjectRow> {
  const operation = 'storage.object.upload';
  const { database, files } = context;
  const bucket = await database.as(asServer(requester), operation, (tx) =>
    findBucket(tx, bucketId),
  );
  const body = await readUpload(request, bucket, key);
  requireKey(key);
  const version = randomUUID();
  const object: NewObject = {
    bucketId,
    name: key,
    version,
    owner,
    metadata: {
      mimetype: body.mimeType,
      ...(body.declaredBytes === null ? {} : { contentLength: body.declaredBytes }),
    },
    userMetadata: body.userMetadata,
  };
  await rehearseUpload(context, requester, operation, object, upsert);
  const { size, eTag } = await files.receive(version, body.content, body.maxBytes);
  const metadata = {
    eTag,
    size,
    mimetype: body.mimeType,
    cacheControl: body.cacheControl,
    lastModified: new Date().toISOString(),
    contentLength: size,
    httpStatusCode: 200,
  };
  return commit(context, requester, { ...object, metadata });
}

/** Writes the row for a received file, keeps the file and removes the one it replaces. */
export async function commit(
  { database, files }: StorageContext,
  requester: Requester,
  object: NewObject,
): Promise<ObjectRow> {
  const { bucketId, name, version } = object;
  try {
    const { row, replaced } = await database.as(
      asServer(requester),
      'storage.object.upload',
      async (tx) => {
        await lockName(tx, bucketId, name);
        const before = await currentVersion(tx, bucketId, name);
        return { row: await upsertObject(tx, object), replaced: before };
      },
    );
    await files.keep(version);
    if (replaced !== null) await files.remove(replaced);
    return row;
  } catch (error) {
    await files.discard(version);
    throw error;
  }
}
