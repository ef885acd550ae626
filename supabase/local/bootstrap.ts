import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { App } from '@supabase/lite';
import { createPostgresConnection } from '@supabase/lite/postgres';
import postgres from 'postgres';

const SQL_DIR = path.join(import.meta.dirname, 'bootstrap');
/** Any number that is the same in every process: bootstraps of one cluster take turns. */
const BOOTSTRAP_LOCK = 5_432_101;

/**
 * Brings one database of the cluster to the state in which a hosted project starts: roles, schemas,
 * the auth tables, storage and realtime. Creates the database (owned by `postgres`) if missing.
 * Idempotent, and safe to call for several databases at once.
 * @param superUrl URL of any database of the cluster as `supabase_admin`
 */
export async function bootstrapDatabase(superUrl: string, databaseName: string): Promise<void> {
  const cluster = postgres(superUrl, { max: 1, onnotice: () => undefined });
  try {
    await cluster`select pg_advisory_lock(${BOOTSTRAP_LOCK})`;
    await cluster.unsafe(await sqlFile('1-roles.sql'));
    const [existing] = await cluster<{ owner: string }[]>`
      select datdba::regrole::text as owner from pg_database where datname = ${databaseName}`;
    if (!existing) await cluster`create database ${cluster(databaseName)} owner postgres`;
    else if (existing.owner !== 'postgres')
      await cluster`alter database ${cluster(databaseName)} owner to postgres`;
    await fillDatabase(databaseUrl(superUrl, databaseName));
  } finally {
    // Ending the connection also ends the session's lock.
    await cluster.end();
  }
}

/** The same server and user, another database. */
export function databaseUrl(url: string, databaseName: string): string {
  const other = new URL(url);
  other.pathname = `/${encodeURIComponent(databaseName)}`;
  return other.href;
}

async function fillDatabase(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await sql.unsafe(await sqlFile('2-schemas.sql'));
    const [users] = await sql<{ made: boolean }[]>`
      select to_regclass('auth.users') is not null as made`;
    if (users?.made !== true) await makeAuthTables(url);
    await sql.unsafe(await sqlFile('3-auth.sql'));
    await sql.unsafe(await sqlFile('4-storage.sql'));
    await sql.unsafe(await sqlFile('5-realtime.sql'));
  } finally {
    await sql.end();
  }
}

/** The auth tables are those that the auth server of the stack expects, made by itself. */
async function makeAuthTables(url: string): Promise<void> {
  const connection = createPostgresConnection({
    url,
    postgresOptions: { max: 1, onnotice: () => undefined },
  });
  const app = new App({
    connection,
    auth: { enabled: true },
    // Migrations are recorded by migrate.ts, in the shape of the official CLI.
    db: { migrations: { enabled: false } },
  });
  try {
    await app.ensureSystemSchema();
  } finally {
    await connection.close();
  }
}

function sqlFile(name: string): Promise<string> {
  return readFile(path.join(SQL_DIR, name), 'utf8');
}
