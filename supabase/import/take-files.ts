import type postgres from 'postgres';
import { copyFile, NotCopied, type StorageAccess } from './copy-file.ts';

const FILES_AT_ONCE = 100;

interface WaitingFile {
  message_id: string;
  n: number;
  url: string;
  folder: string;
  file_id: string;
}

/**
 * Copies the files that were not copied yet, and lets their messages name them. One after the other:
 * the old system is still serving people. Whatever cannot be copied is set aside with the reason.
 * @param hosts that files are copied from
 */
export async function takeFiles(
  sql: postgres.Sql,
  runId: number,
  hosts: readonly string[],
  access: StorageAccess | null,
  say: (line: string) => void,
): Promise<void> {
  let after = { message_id: '00000000-0000-0000-0000-000000000000', n: 0 };
  let done = 0;
  for (;;) {
    const files = await sql<WaitingFile[]>`
      select message_id, n, url, folder, file_id from legacy_import.files
      where file is null and (message_id, n) > (${after.message_id}, ${after.n})
      order by message_id, n limit ${FILES_AT_ONCE}`;
    for (const file of files) {
      await takeFile(sql, runId, file, hosts, access);
      after = file;
    }
    done += files.length;
    if (files.length > 0) say(`Files: ${done} looked at.`);
    if (files.length < FILES_AT_ONCE) return;
  }
}

async function takeFile(
  sql: postgres.Sql,
  runId: number,
  file: WaitingFile,
  hosts: readonly string[],
  access: StorageAccess | null,
): Promise<void> {
  try {
    const copied = await copyFile(
      file.url,
      file.folder,
      file.file_id,
      access === null ? [] : hosts,
      access ?? { apiUrl: '', secretKey: '' },
    );
    // Both or neither: a file that is recorded is one that its message names.
    await sql.begin(async (tx) => {
      await tx`
        update legacy_import.files set file = ${tx.json({ ...copied })}, run_id = ${runId}
        where message_id = ${file.message_id} and n = ${file.n}`;
      await tx`select legacy_import.attach_files(${file.message_id})`;
    });
  } catch (error) {
    if (!(error instanceof NotCopied)) throw error;
    await sql`
      insert into legacy_import.rejects (source, row_key, reason, legacy_id, kept, "row", run_id)
      values ('files', ${`${file.message_id}:${file.n}`}, ${error.reason}, null, true,
              ${sql.json({ message_id: file.message_id, url: file.url })}, ${runId})
      on conflict (source, row_key, reason) do nothing`;
  }
}
