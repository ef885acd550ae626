import * as v from 'valibot';
import { readJson } from './body.ts';
import type { Call, StorageContext } from './context.ts';
import { findBucket } from './database.ts';
import { faults } from './errors.ts';
import { requireBucketName } from './names.ts';
import { removeFiles } from './remove.ts';
import { asServer, requireToken } from './requester.ts';

const Rules = v.object({
  public: v.optional(v.boolean()),
  file_size_limit: v.optional(v.nullable(v.union([v.number(), v.string()]))),
  allowed_mime_types: v.optional(v.nullable(v.array(v.string()))),
});
const NewBucket = v.object({ ...Rules.entries, name: v.string(), id: v.optional(v.string()) });

const UNITS: Record<string, number> = { gb: 1e9, mb: 1e6, kb: 1000, b: 1 };

/** Columns of a bucket as the API shows them. */
interface Shown {
  id: string;
}

/** GET bucket, as the caller's policies on storage.buckets allow. */
export async function listBuckets(context: StorageContext, call: Call): Promise<Response> {
  const requester = requireToken(call.authentication);
  const rows = await context.database.as(
    requester,
    'storage.bucket.list',
    (tx) => tx<Shown[]>`
      select id, name, type, public, owner, created_at, updated_at,
        file_size_limit::float8 as file_size_limit, allowed_mime_types
      from storage.buckets order by id`,
  );
  return Response.json(rows);
}

/** GET bucket/{id}. */
export async function getBucket(context: StorageContext, call: Call): Promise<Response> {
  const requester = requireToken(call.authentication);
  const [row] = await context.database.as(
    requester,
    'storage.bucket.get',
    (tx) => tx<Shown[]>`
      select id, name, owner, public, created_at, updated_at,
        file_size_limit::float8 as file_size_limit, allowed_mime_types
      from storage.buckets where id = ${call.bucketId}`,
  );
  if (row === undefined) throw faults.noBucket();
  return Response.json(row);
}

/** POST bucket. */
export async function createBucket(context: StorageContext, call: Call): Promise<Response> {
  const requester = requireToken(call.authentication);
  const body = await readJson(call.request, NewBucket);
  requireBucketName(body.name);
  await context.database.as(
    requester,
    'storage.bucket.create',
    (tx) => tx`
      insert into storage.buckets (id, name, owner_id, public, file_size_limit, allowed_mime_types)
      values (${body.id ?? body.name}, ${body.name}, ${requester.owner}, ${body.public ?? false},
        ${bytes(body.file_size_limit ?? null)}, ${body.allowed_mime_types ?? null})`,
  );
  return Response.json({ name: body.name });
}

/** PUT bucket/{id}: properties that are not named stay. */
export async function updateBucket(context: StorageContext, call: Call): Promise<Response> {
  const requester = requireToken(call.authentication);
  const body = await readJson(call.request, Rules);
  const changes = {
    ...(body.public === undefined ? {} : { public: body.public }),
    ...(body.file_size_limit === undefined ? {} : { file_size_limit: bytes(body.file_size_limit) }),
    ...(body.allowed_mime_types === undefined
      ? {}
      : { allowed_mime_types: body.allowed_mime_types }),
  };
  if (Object.keys(changes).length === 0) throw faults.invalidRequest('body must name a property');
  const rows = await context.database.as(
    requester,
    'storage.bucket.update',
    (tx) => tx`update storage.buckets set ${tx(changes)} where id = ${call.bucketId} returning id`,
  );
  if (rows.length === 0) throw faults.noBucket();
  return Response.json({ message: 'Successfully updated' });
}

/** DELETE bucket/{id}; only an empty one. */
export async function deleteBucket(context: StorageContext, call: Call): Promise<Response> {
  const requester = requireToken(call.authentication);
  const operation = 'storage.bucket.delete';
  await context.database.as(asServer(requester), operation, async (tx) => {
    await findBucket(tx, call.bucketId);
    const held = await tx`select from storage.objects where bucket_id = ${call.bucketId} limit 1`;
    if (held.length > 0) throw faults.bucketNotEmpty();
  });
  const rows = await context.database.as(
    requester,
    operation,
    (tx) => tx`delete from storage.buckets where id = ${call.bucketId} returning id`,
  );
  if (rows.length === 0) throw faults.noBucket();
  return Response.json({ message: 'Successfully deleted' });
}

/** POST bucket/{id}/empty, for whom the policies show the bucket; done at once, not queued. */
export async function emptyBucket(context: StorageContext, call: Call): Promise<Response> {
  const requester = requireToken(call.authentication);
  const operation = 'storage.bucket.empty';
  await context.database.as(requester, operation, (tx) => findBucket(tx, call.bucketId));
  const rows = await context.database.as(
    asServer(requester),
    operation,
    (tx) => tx<{ version: string }[]>`
      delete from storage.objects where bucket_id = ${call.bucketId} returning version`,
  );
  await removeFiles(context, rows);
  return Response.json({
    message: 'Empty bucket has been queued. Completion may take up to an hour.',
  });
}

function bytes(limit: number | string | null): number | null {
  if (limit === null || typeof limit === 'number') return limit;
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(gb|mb|kb|b)?$/i.exec(limit) ?? [];
  if (amount === undefined)
    throw faults.invalidRequest('Invalid file size format, hint: use 20GB / 20MB / 30KB / 3B');
  return Math.floor(Number(amount) * (UNITS[(unit ?? 'b').toLowerCase()] ?? 1));
}
