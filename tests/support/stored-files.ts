import { randomUUID } from 'node:crypto';
import type { Sql } from './database.ts';

export interface StoredFile {
  extension?: string;
  size?: number;
  mime?: string;
}

/** A path for a new file of this person in this session. */
export const filePath = (sessionId: string, userId: string, extension = 'pdf'): string =>
  `${sessionId}/${userId}/${randomUUID()}.${extension}`;

/** The row that an upload to the bucket `attachments` leaves (no bytes). Returns its path. */
export async function putFile(
  sql: Sql,
  sessionId: string,
  userId: string,
  { extension = 'pdf', size = 1000, mime = 'application/pdf' }: StoredFile = {},
): Promise<string> {
  const path = filePath(sessionId, userId, extension);
  await sql`
    insert into storage.objects (bucket_id, name, owner_id, metadata)
    values ('attachments', ${path}, ${userId}, ${sql.json({ size, mimetype: mime })})`;
  return path;
}

/** What the Storage API does to delete: it alone sets the switch. */
export async function dropFile(sql: Sql, path: string): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`select set_config('storage.allow_delete_query', 'true', true)`;
    await tx`delete from storage.objects where bucket_id = 'attachments' and name = ${path}`;
  });
}
