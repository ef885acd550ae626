import type postgres from 'postgres';
import { faults, fromDatabase } from './errors.ts';
import type { Requester } from './requester.ts';

export type Tx = postgres.TransactionSql;

export interface ObjectMetadata {
  eTag: string;
  size: number;
  mimetype: string;
  cacheControl: string;
  lastModified: string;
  contentLength: number;
  httpStatusCode: number;
}

export interface ObjectRow {
  id: string;
  bucket_id: string;
  name: string;
  version: string;
  owner_id: string | null;
  metadata: ObjectMetadata | null;
  user_metadata: Record<string, unknown> | null;
  created_at: Date;
  updated_at: Date;
}

export interface BucketRow {
  id: string;
  public: boolean;
  file_size_limit: number | null;
  allowed_mime_types: string[] | null;
}

/** Carries the end of a rehearsal out of a transaction that must not commit. */
class RollBack extends Error {}

/**
 * Every statement runs in a transaction under the role and the claims of whoever asks, so that the
 * project's own policies on storage.objects and storage.buckets decide. Database refusals leave as
 * StorageFaults.
 */
export class StorageDatabase {
  private readonly sql: postgres.Sql;

  constructor(sql: postgres.Sql) {
    this.sql = sql;
  }

  /** @param operation storage-api's name of the operation, for policies that call storage.operation() */
  async as<T>(requester: Requester, operation: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    let result: { value: T } | undefined;
    try {
      await this.sql.begin(async (tx) => {
        await become(tx, requester, operation);
        result = { value: await work(tx) };
      });
    } catch (error) {
      throw fromDatabase(error);
    }
    if (result === undefined) throw new Error('The transaction ended without a result.');
    return result.value;
  }

  /** Whether the policies would allow `work`: it runs and is rolled back. Throws the refusal. */
  async rehearse(
    requester: Requester,
    operation: string,
    work: (tx: Tx) => Promise<unknown>,
  ): Promise<void> {
    try {
      await this.sql.begin(async (tx) => {
        await become(tx, requester, operation);
        await work(tx);
        throw new RollBack();
      });
    } catch (error) {
      if (!(error instanceof RollBack)) throw fromDatabase(error);
    }
  }
}

async function become(tx: Tx, requester: Requester, operation: string): Promise<void> {
  const { claims, headers, method, path } = requester;
  const subject = typeof claims['sub'] === 'string' ? claims['sub'] : '';
  await tx`
    select
      set_config('role', ${claims.role}, true),
      set_config('request.jwt.claim.role', ${claims.role}, true),
      set_config('request.jwt.claim.sub', ${subject}, true),
      set_config('request.jwt.claims', ${JSON.stringify(claims)}, true),
      set_config('request.headers', ${JSON.stringify(headers)}, true),
      set_config('request.method', ${method}, true),
      set_config('request.path', ${path}, true),
      set_config('storage.operation', ${operation}, true),
      set_config('storage.allow_delete_query', 'true', true)`;
}

/** The bucket as the server sees it. Throws NoSuchBucket. */
export async function findBucket(tx: Tx, id: string): Promise<BucketRow> {
  const [bucket] = await tx<BucketRow[]>`
    select id, public, file_size_limit::float8 as file_size_limit, allowed_mime_types
    from storage.buckets where id = ${id}`;
  if (bucket === undefined) throw faults.noBucket();
  return bucket;
}

/** The object as whoever is asking sees it. Throws NoSuchKey: not there and not yours are alike. */
export async function findObject(tx: Tx, bucketId: string, name: string): Promise<ObjectRow> {
  const [object] = await tx<ObjectRow[]>`
    select id, bucket_id, name, version, owner_id, metadata, user_metadata, created_at, updated_at
    from storage.objects where bucket_id = ${bucketId} and name = ${name}`;
  if (object === undefined) throw faults.noObject();
  return object;
}
