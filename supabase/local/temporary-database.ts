import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bootstrapDatabase } from './bootstrap.ts';
import { migrate } from './migrate.ts';
import { startPostgres, type RunningPostgres } from './postgres.ts';
import { MIGRATIONS_DIR } from './stack.ts';

/** Runs `work` on a fresh, migrated, unseeded database that is deleted afterwards. */
export async function withTemporaryDatabase<T>(
  work: (database: RunningPostgres) => Promise<T>,
): Promise<T> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'supabase-local-'));
  try {
    const database = await startPostgres({ dataDir, port: 0, durability: 'test' });
    try {
      await bootstrapDatabase(database.superUrl, 'postgres');
      await migrate(database.dbUrl, MIGRATIONS_DIR);
      return await work(database);
    } finally {
      await database.stop();
      await rm(database.dataDir, { recursive: true, force: true });
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}
