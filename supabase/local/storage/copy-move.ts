import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { readJson } from './body.ts';
import type { Call, StorageContext } from './context.ts';
import { findObject, type ObjectMetadata } from './database.ts';
import { faults } from './errors.ts';
import { requireKey } from './names.ts';
import { lockName, type NewObject } from './object-rows.ts';
import { asServer, requireToken } from './requester.ts';
import { commit, rehearseUpload } from './upload.ts';

const Move = v.object({
  bucketId: v.string(),
  sourceKey: v.string(),
  destinationBucket: v.optional(v.string()),
  destinationKey: v.string(),
});
const Copy = v.object({
  ...Move.entries,
  copyMetadata: v.optional(v.boolean(), true),
  metadata: v.optional(
    v.object({ cacheControl: v.optional(v.string()), mimetype: v.optional(v.string()) }),
    {},
  ),
});

/** POST copy: needs the right to read the source and to upload the destination. */
export async function copy(context: StorageContext, call: Call): Promise<Response> {
  const requester = requireToken(call.authentication);
  const body = await readJson(call.request, Copy);
  const bucketId = body.destinationBucket ?? body.bucketId;
  requireKey(body.destinationKey);
  const operation = 'storage.object.copy';
  const source = await context.database.as(requester, operation, (tx) =>
    findObject(tx, body.bucketId, body.sourceKey),
  );
  if (source.metadata === null) throw faults.noObject();
  const changed = Object.fromEntries(
    Object.entries(body.copyMetadata ? {} : body.metadata).filter(([, value]) => value),
  ) as Partial<ObjectMetadata>;
  const version = randomUUID();
  const object: NewObject = {
    bucketId,
    name: body.destinationKey,
    version,
    owner: requester.owner,
    metadata: { ...source.metadata, ...changed, lastModified: new Date().toISOString() },
    userMetadata: body.copyMetadata ? source.user_metadata : null,
  };
  const upsert = call.request.headers.get('x-upsert') === 'true';
  await rehearseUpload(context, requester, operation, object, upsert);
  await context.files.copy(source.version, version);
  const row = await commit(context, requester, object);
  return Response.json({ Id: row.id, Key: `${bucketId}/${body.destinationKey}`, ...row });
}

/** POST move: an UPDATE of the row; without an UPDATE policy nothing is found to move. */
export async function move(context: StorageContext, call: Call): Promise<Response> {
  const requester = requireToken(call.authentication);
  const body = await readJson(call.request, Move);
  const bucketId = body.destinationBucket ?? body.bucketId;
  const { sourceKey, destinationKey } = body;
  requireKey(destinationKey);
  const operation = 'storage.object.move';
  await context.database.rehearse(requester, operation, async (tx) => {
    await findObject(tx, body.bucketId, sourceKey);
    const moved = await tx`
      update storage.objects set name = ${destinationKey}, bucket_id = ${bucketId}
      where bucket_id = ${body.bucketId} and name = ${sourceKey} returning *`;
    if (moved.length === 0) throw faults.noObject();
  });
  // The file is named by its version, so only the row moves.
  const row = await context.database.as(asServer(requester), operation, async (tx) => {
    await lockName(tx, bucketId, destinationKey);
    const [moved] = await tx<{ id: string }[]>`
      update storage.objects
      set name = ${destinationKey}, bucket_id = ${bucketId}, owner_id = ${requester.owner}
      where bucket_id = ${body.bucketId} and name = ${sourceKey} returning id`;
    if (moved === undefined) throw faults.noObject();
    return moved;
  });
  return Response.json({ message: 'Successfully moved', Id: row.id, Key: destinationKey });
}
