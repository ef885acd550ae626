import type postgres from 'postgres';
import type { ObjectMetadata, ObjectRow, Tx } from './database.ts';

export interface NewObject {
  bucketId: string;
  name: string;
  version: string;
  owner: string | null;
  /** Before the file is there: what policies may know of it. */
  metadata: Partial<ObjectMetadata>;
  userMetadata: Record<string, unknown> | null;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function columns(tx: Tx, object: NewObject) {
  const { owner, userMetadata } = object;
  return {
    bucket_id: object.bucketId,
    name: object.name,
    version: object.version,
    owner: owner !== null && UUID.test(owner) ? owner : null,
    owner_id: owner,
    metadata: tx.json(object.metadata),
    user_metadata: userMetadata === null ? null : tx.json(userMetadata as postgres.JSONValue),
  };
}

/** Without `returning`, so that only the INSERT policy is asked. Throws Duplicate. */
export async function insertObject(tx: Tx, object: NewObject): Promise<void> {
  await tx`insert into storage.objects ${tx(columns(tx, object))}`;
}

/** Needs INSERT, UPDATE and SELECT policies, as PostgreSQL's own upsert does. */
export async function upsertObject(tx: Tx, object: NewObject): Promise<ObjectRow> {
  const [row] = await tx<ObjectRow[]>`
    insert into storage.objects ${tx(columns(tx, object))}
    on conflict (bucket_id, name) do update set
      version = excluded.version, owner = excluded.owner, owner_id = excluded.owner_id,
      metadata = excluded.metadata, user_metadata = excluded.user_metadata
    returning *`;
  if (row === undefined) throw new Error('An upsert returned no row.');
  return row;
}

/** Uploads, copies and moves to one name take turns until the end of the transaction. */
export async function lockName(tx: Tx, bucketId: string, name: string): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`${bucketId}/${name}`}, 0))`;
}

/** The version that a write is about to replace; locked. Null when the name is free. */
export async function currentVersion(
  tx: Tx,
  bucketId: string,
  name: string,
): Promise<string | null> {
  const [row] = await tx<{ version: string }[]>`
    select version from storage.objects
    where bucket_id = ${bucketId} and name = ${name} for update`;
  return row?.version ?? null;
}
