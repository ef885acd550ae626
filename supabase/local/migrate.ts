import { readFile } from 'node:fs/promises';
import path from 'node:path';
import postgres from 'postgres';
import { migrationState, type Migration } from './migration-files.ts';
import { splitStatements } from './split-sql.ts';
import { StackError } from './stack-error.ts';

const LINE_END = /\r\n|\r|\n/g;

/**
 * Applies the pending files `<version>_<name>.sql` of a directory in order, each in one transaction
 * as the user of `dbUrl`, and records them in `supabase_migrations.schema_migrations` as the
 * official CLI does. Throws a StackError naming file and line for the first one that fails (those
 * before it stay applied), or the file that was changed after it had been applied.
 * @returns the versions applied by this call
 */
export async function migrate(
  dbUrl: string,
  migrationsDir: string,
): Promise<{ applied: string[] }> {
  const sql = connect(dbUrl);
  const applied: string[] = [];
  try {
    await sql.unsafe(`
      create schema if not exists supabase_migrations;
      create table if not exists supabase_migrations.schema_migrations (
        version text not null primary key,
        statements text[],
        name text
      );`);
    const { pending, changed } = await migrationState(sql, migrationsDir);
    const [first] = changed;
    if (first !== undefined)
      throw new StackError(
        `${path.relative(process.cwd(), first.file)} was changed after it had been applied: run "npm run stack:reset" (it drops the local data), or undo the change and write a new migration.`,
      );
    for (const migration of pending) {
      await apply(sql, migration);
      applied.push(migration.version);
    }
  } finally {
    await sql.end();
  }
  return { applied };
}

/**
 * Runs a seed file in one transaction as the user of `dbUrl`; a missing file is no error.
 * Throws a StackError naming file and line.
 */
export async function seed(dbUrl: string, file: string): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return;
  const sql = connect(dbUrl);
  try {
    await sql.begin((tx) => tx.unsafe(text));
  } catch (error) {
    throw await failure(sql, error, file, text);
  } finally {
    await sql.end();
  }
}

function connect(url: string) {
  return postgres(url, { max: 1, onnotice: () => undefined });
}

async function apply(sql: postgres.Sql, migration: Migration): Promise<void> {
  const text = await readFile(migration.file, 'utf8');
  try {
    await sql.begin(async (tx) => {
      // One simple-protocol query: PostgreSQL parses it, so no splitting can go wrong.
      await tx.unsafe(text);
      await tx`reset all`;
      await tx`
        insert into supabase_migrations.schema_migrations (version, statements, name)
        values (${migration.version}, ${splitStatements(text)}, ${migration.name})`;
    });
  } catch (error) {
    throw await failure(sql, error, migration.file, text);
  }
}

async function failure(
  sql: postgres.Sql,
  error: unknown,
  file: string,
  text: string,
): Promise<unknown> {
  if (!(error instanceof postgres.PostgresError)) return error;
  const shown = path.relative(process.cwd(), file);
  const position = Number.parseInt(error.position, 10);
  const offset = Number.isNaN(position) ? await failingOffset(sql, text) : position - 1;
  const line =
    offset === null ? '' : `:${(text.slice(0, offset).match(LINE_END)?.length ?? 0) + 1}`;
  const where = error.where ? ` (${error.where.split('\n')[0] ?? ''})` : '';
  const hint = error.hint ? ` – ${error.hint}` : '';
  return new StackError(`${shown}${line} failed: ${error.message}${where}${hint}`);
}

/**
 * Run-time errors carry no position, so the statements are run again one by one, in a transaction
 * that never commits, to find the one that fails. Returns its offset in the text, or null.
 */
async function failingOffset(sql: postgres.Sql, text: string): Promise<number | null> {
  let offset = 0;
  let failedAt: number | null = null;
  await sql
    .begin(async (tx) => {
      for (const statement of splitStatements(text)) {
        const at = text.indexOf(statement, offset);
        failedAt = at + leadingComments(statement);
        await tx.unsafe(statement);
        offset = at + statement.length;
      }
      failedAt = null;
      throw new Error('the file passes in pieces; nothing may be kept');
    })
    .catch(() => undefined);
  return failedAt;
}

function leadingComments(statement: string): number {
  return /^(?:\s|--[^\n]*(?:\n|$))*/.exec(statement)?.[0].length ?? 0;
}
