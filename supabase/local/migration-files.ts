import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type postgres from 'postgres';
import { splitStatements } from './split-sql.ts';
import { StackError } from './stack-error.ts';

const MIGRATION_FILE = /^(\d+)_(.+)\.sql$/;

export interface Migration {
  version: string;
  name: string;
  file: string;
}

export interface MigrationState {
  applied: Migration[];
  pending: Migration[];
  /** Applied once, and since then another text. */
  changed: Migration[];
}

/** The migrations of a directory in order. Throws a StackError for an unreadable or ambiguous one. */
export async function listMigrations(directory: string): Promise<Migration[]> {
  const names = await readdir(directory).catch(() => {
    throw new StackError(`The migrations directory ${directory} cannot be read.`);
  });
  const migrations = names.flatMap((file) => {
    const [, version, name] = MIGRATION_FILE.exec(file) ?? [];
    return version === undefined || name === undefined
      ? []
      : [{ version, name, file: path.join(directory, file) }];
  });
  migrations.sort((a, b) => (a.version < b.version ? -1 : a.version > b.version ? 1 : 0));
  for (const [index, migration] of migrations.entries()) {
    const next = migrations[index + 1];
    if (next?.version === migration.version)
      throw new StackError(
        `The migrations ${path.basename(migration.file)} and ${path.basename(next.file)} have the same version.`,
      );
  }
  return migrations;
}

/** Compares the files of a directory with what the database has recorded. */
export async function migrationState(
  sql: postgres.Sql,
  directory: string,
): Promise<MigrationState> {
  const migrations = await listMigrations(directory);
  const rows = await sql<{ version: string; statements: string[] | null }[]>`
    select version, statements from supabase_migrations.schema_migrations`;
  const recorded = new Map(rows.map((row) => [row.version, row.statements]));
  const state: MigrationState = { applied: [], pending: [], changed: [] };
  for (const migration of migrations) {
    const statements = recorded.get(migration.version);
    if (statements === undefined) state.pending.push(migration);
    else {
      state.applied.push(migration);
      const text = await readFile(migration.file, 'utf8');
      // Other tools may record no text; then nothing can be compared.
      if (statements !== null && essence(splitStatements(text)) !== essence(statements))
        state.changed.push(migration);
    }
  }
  return state;
}

/** The statements without what changes nothing: line comments, spaces and line ends. */
function essence(statements: readonly string[]): string {
  return statements
    .map((statement) =>
      statement
        .replaceAll(/^\s*--.*$/gm, '')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    )
    .filter((statement) => statement !== '')
    .join('\n');
}
