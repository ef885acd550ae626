import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import postgres from 'postgres';
import { StackError } from '../local/stack-error.ts';
import { connectTo, placeOf } from './connect.ts';

const SQL_DIR = path.join(import.meta.dirname, 'sql');
/** Any number that is the same in every process: imports into one database take turns. */
const IMPORT_LOCK = 6_202_611;
/** A killed import's connection may hold the lock until PostgreSQL notices. */
const LOCK_WAIT = '30s';
const LOCK_NOT_AVAILABLE = '55P03';

export type Tx = postgres.TransactionSql;

export interface NewDatabase {
  sql: postgres.Sql;
  close: () => Promise<void>;
}

/**
 * Connects as the owner and keeps other imports out until it is closed. Throws a StackError when that
 * cannot be, or when the database has not the schema of this project.
 */
export async function openNewDatabase(url: string): Promise<NewDatabase> {
  const sql = await connectTo(url, 'The new database', { lock_timeout: LOCK_WAIT });
  try {
    const [facts] = await sql<{ user: string; ready: boolean }[]>`
      select current_user as "user", to_regprocedure('private.settle_sessions(uuid[])') is not null as ready`;
    if (facts?.ready !== true)
      throw new StackError(
        `The database at ${placeOf(url)} has not the schema of this chat: apply its migrations first.`,
      );
    if (facts.user !== 'postgres')
      throw new StackError(
        `The import must write as the owner of the new database, postgres, not as ${facts.user}.`,
      );
    await sql`select pg_advisory_lock(${IMPORT_LOCK})`;
    return { sql, close: () => sql.end() };
  } catch (error) {
    await sql.end();
    if (error instanceof postgres.PostgresError && error.code === LOCK_NOT_AVAILABLE)
      throw new StackError('Another import into this database is running.');
    throw error;
  }
}

/** Makes the schema `legacy_import` with its functions, or brings the functions up to date. */
export async function prepare(tx: Tx): Promise<void> {
  for (const file of (await readdir(SQL_DIR)).sort())
    await tx.unsafe(await readFile(path.join(SQL_DIR, file), 'utf8'));
}

/** The run that was interrupted, or a new one. What a new one sets aside, it sets aside anew. */
export async function beginRun(
  tx: Tx,
  timeZone: string,
): Promise<{ id: number; resumed: boolean }> {
  const [open] = await tx<{ id: number; time_zone: string }[]>`
    select id, time_zone from legacy_import.runs where finished_at is null order by id desc limit 1`;
  if (open !== undefined) {
    if (open.time_zone !== timeZone)
      throw new StackError(
        `The import that was interrupted took the times to be of ${open.time_zone}: go on with that --time-zone.`,
      );
    await tx`update legacy_import.runs set conversations_read = 0 where id = ${open.id}`;
    return { id: open.id, resumed: true };
  }
  await tx`delete from legacy_import.rejects`;
  const [made] = await tx<{ id: number }[]>`
    insert into legacy_import.runs (time_zone) values (${timeZone}) returning id`;
  if (made === undefined) throw new Error('The run was not recorded.');
  return { id: made.id, resumed: false };
}

/** Puts rows of the old database where the functions of `legacy_import` expect them. */
export async function stage(tx: Tx, batches: AsyncIterable<string[]>): Promise<void> {
  await tx`truncate legacy_import.staged`;
  for await (const rows of batches)
    await tx`insert into legacy_import.staged ("row")
             select value from jsonb_array_elements(${`[${rows.join(',')}]`}::text::jsonb)`;
  await tx`analyze legacy_import.staged`;
}
