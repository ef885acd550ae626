import type postgres from 'postgres';

export interface StorageAccess {
  /** Of the project, such as `https://abc.supabase.co`. */
  apiUrl: string;
  /** The secret (service role) key: files are removed against nobody's policies. */
  secretKey: string;
}

/** As many paths in one request; Storage takes 1,000. */
const BATCH = 100;

/**
 * Deletes the stored files of removed messages and former pictures of people. May run anywhere, any number of times, also at once:
 * the database gives each path to one worker at a time and forgets it when its object is gone.
 * Throws when Storage refuses; what it was asked to delete is due again later.
 * @param sql as the owner of the database
 * @returns how many paths left the queue
 */
export async function removeQueuedFiles(sql: postgres.Sql, access: StorageAccess): Promise<number> {
  let taken: number;
  do {
    const rows = await sql<{ bucket: string; path: string }[]>`
      select bucket, path from private.take_file_deletions(${BATCH})`;
    taken = rows.length;
    for (const bucket of new Set(rows.map((row) => row.bucket)))
      await deleteFiles(
        access,
        bucket,
        rows.filter((row) => row.bucket === bucket).map((row) => row.path),
      );
  } while (taken === BATCH);
  // Also when there was nothing to do: an earlier answer of Storage may have been lost.
  const [done] = await sql<{ count: number }[]>`select private.finish_file_deletions() as count`;
  return done?.count ?? 0;
}

async function deleteFiles(
  { apiUrl, secretKey }: StorageAccess,
  bucket: string,
  paths: string[],
): Promise<void> {
  const response = await fetch(`${apiUrl}/storage/v1/object/${bucket}`, {
    method: 'DELETE',
    headers: {
      apikey: secretKey,
      authorization: `Bearer ${secretKey}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ prefixes: paths }),
  });
  if (!response.ok)
    throw new Error(`Storage removed no files: ${response.status} ${await response.text()}`);
}
