import * as v from 'valibot';
import { readJson } from './body.ts';
import type { Call, StorageContext } from './context.ts';
import { findObject, type ObjectRow, type Tx } from './database.ts';
import { faults } from './errors.ts';
import { asServer, requireToken } from './requester.ts';

const MAX_NAMES = 1000;
const Names = v.object({
  prefixes: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(MAX_NAMES)),
});

/**
 * DELETE {bucket}: removes what the policies let the caller see and delete, and answers with the
 * rows removed. Names that are not there or not theirs are left out alike.
 */
export async function removeMany(context: StorageContext, call: Call): Promise<Response> {
  const requester = requireToken(call.authentication);
  const { prefixes } = await readJson(call.request, Names);
  const rows = await context.database.as(requester, 'storage.object.delete_many', (tx) =>
    deleteRows(tx, call.bucketId, prefixes),
  );
  await removeFiles(context, rows);
  return Response.json(rows);
}

/** DELETE {bucket}/{key}. Throws NoSuchKey, or AccessDenied when a policy keeps it. */
export async function removeOne(context: StorageContext, call: Call): Promise<Response> {
  const requester = requireToken(call.authentication);
  const operation = 'storage.object.delete';
  await context.database.as(asServer(requester), operation, (tx) =>
    findObject(tx, call.bucketId, call.key),
  );
  const rows = await context.database.as(requester, operation, (tx) =>
    deleteRows(tx, call.bucketId, [call.key]),
  );
  if (rows.length === 0) throw faults.denied('Access denied');
  await removeFiles(context, rows);
  return Response.json({ message: 'Successfully deleted' });
}

/** A kill before the last file is gone leaves it to the reconciliation at the next start. */
export async function removeFiles(
  { files }: StorageContext,
  rows: readonly { version: string }[],
): Promise<void> {
  for (const { version } of rows) await files.remove(version);
}

function deleteRows(tx: Tx, bucketId: string, names: string[]): Promise<ObjectRow[]> {
  return tx<ObjectRow[]>`
    delete from storage.objects
    where bucket_id = ${bucketId} and name = any(${names}::text[])
    returning id, bucket_id, name, version, owner, owner_id, metadata, user_metadata,
      created_at, updated_at, last_accessed_at`;
}
