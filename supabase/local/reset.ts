import { rm } from 'node:fs/promises';
import path from 'node:path';
import { prepareDataDirectory } from './data-directory.ts';
import { postgresRunAs } from './postgres-binaries.ts';
import { clearLeftovers } from './postgres-lock.ts';

/**
 * Deletes the cluster of a data directory. Throws a StackError while a stack is using it.
 * Uploaded files lie in it and go with it.
 */
export async function dropData(dataDir: string): Promise<void> {
  const log = (line: string) => console.error(line);
  const directory = await prepareDataDirectory(path.resolve(dataDir), postgresRunAs(), log);
  await clearLeftovers(directory);
  await rm(directory, { recursive: true, force: true });
}
