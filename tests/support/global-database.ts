import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { bootstrapDatabase, databaseUrl } from '../../supabase/local/bootstrap.ts';
import { migrate } from '../../supabase/local/migrate.ts';
import { startPostgres } from '../../supabase/local/postgres.ts';

/** What the test files get: where to clone from, or the one database they were given. */
export interface TestServer {
  /** As `postgres`, any database of the server; with `given` the very database to use. */
  dbUrl: string;
  /** As superuser, for cloning; null when the database is somebody else's. */
  superUrl: string | null;
  /** Name of the migrated, empty database that every test file clones. */
  template: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    testServer: TestServer;
  }
}

const TEMPLATE_DATABASE = 'chat_template';

const MIGRATIONS_DIR = path.join(import.meta.dirname, '../../supabase/migrations');

/**
 * Starts one throwaway PostgreSQL for all database tests and prepares the template in it.
 * With SUPABASE_DB_URL the tests run in that (migrated) database instead and leave their rows there.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['SUPABASE_DB_URL'];
  if (given) {
    project.provide('testServer', { dbUrl: given, superUrl: null, template: '' });
    return () => Promise.resolve();
  }
  const dataDir = await mkdtemp(path.join(tmpdir(), 'chat-db-tests-'));
  const server = await startPostgres({ dataDir, port: 0, durability: 'test' });
  const stop = async () => {
    await server.stop();
    await rm(server.dataDir, { recursive: true, force: true });
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    await bootstrapDatabase(server.superUrl, TEMPLATE_DATABASE);
    await migrate(databaseUrl(server.dbUrl, TEMPLATE_DATABASE), MIGRATIONS_DIR);
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide('testServer', {
    dbUrl: server.dbUrl,
    superUrl: server.superUrl,
    template: TEMPLATE_DATABASE,
  });
  return stop;
}
