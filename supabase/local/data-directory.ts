import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import {
  access,
  chown,
  mkdir,
  readFile,
  readdir,
  rename,
  rm,
  rmdir,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { canEnter, type PostgresBinaries, type RunAs } from './postgres-binaries.ts';
import { StackError, systemErrorCode } from './stack-error.ts';

const POSTGRES_MAJOR = '17';

/**
 * The directory PostgreSQL will really use: `wanted`, created if missing, or a directory under the
 * system's temp directory when the user that runs PostgreSQL cannot reach it.
 * Throws a StackError when it may not be created or written.
 */
export async function prepareDataDirectory(
  wanted: string,
  runAs: RunAs,
  log: (line: string) => void,
): Promise<string> {
  await makeDirectory(wanted);
  if (runAs.uid === undefined || runAs.gid === undefined) {
    await requireWritable(wanted);
    return wanted;
  }
  if (canEnter(path.dirname(wanted), runAs)) {
    await chown(wanted, runAs.uid, runAs.gid);
    return wanted;
  }
  const digest = createHash('sha256').update(path.resolve(wanted)).digest('hex').slice(0, 12);
  const fallback = path.join(tmpdir(), `supabase-local-${digest}`);
  log(`The user "postgres" cannot reach ${wanted}; the database lives in ${fallback}.`);
  await makeDirectory(fallback);
  await chown(fallback, runAs.uid, runAs.gid);
  return fallback;
}

async function makeDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
  } catch (error) {
    throw directoryError(error, directory, 'created');
  }
}

async function requireWritable(directory: string): Promise<void> {
  try {
    await access(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw directoryError(error, directory, 'written');
  }
}

function directoryError(error: unknown, directory: string, verb: string): unknown {
  const code = systemErrorCode(error);
  if (code === null) return error;
  const why =
    code === 'EACCES' || code === 'EPERM'
      ? 'permission denied'
      : code === 'EROFS'
        ? 'the file system is read-only'
        : code === 'ENOTDIR' || code === 'EEXIST'
          ? 'a file is in the way'
          : code;
  return new StackError(
    `The database directory ${directory} cannot be ${verb} (${why}): allow it or choose another with STACK_DATA_DIR.`,
  );
}

/**
 * Makes a cluster in `directory` unless there is one. The cluster is built beside it and renamed
 * into place, so that a kill in the middle never leaves half a cluster behind.
 * @returns whether the cluster is new
 */
export async function initCluster(
  directory: string,
  superuser: { name: string; password: string },
  binaries: PostgresBinaries,
  runAs: RunAs,
): Promise<boolean> {
  const version = await readFile(path.join(directory, 'PG_VERSION'), 'utf8').catch(() => null);
  if (version !== null) {
    if (version.trim() === POSTGRES_MAJOR) return false;
    throw new StackError(
      `The database directory ${directory} belongs to PostgreSQL ${version.trim()}, this stack needs ${POSTGRES_MAJOR}: move it away or choose another with STACK_DATA_DIR.`,
    );
  }
  if ((await readdir(directory)).length > 0)
    throw new StackError(
      `The directory ${directory} is not empty and holds no database: choose another with STACK_DATA_DIR.`,
    );

  const building = `${directory}.initializing`;
  await rm(building, { recursive: true, force: true });
  await makeDirectory(building);
  if (runAs.uid !== undefined && runAs.gid !== undefined)
    await chown(building, runAs.uid, runAs.gid);
  const passwordFile = path.join(tmpdir(), `postgres-password-${randomUUID()}`);
  await writeFile(passwordFile, `${superuser.password}\n`, { mode: 0o600 });
  if (runAs.uid !== undefined && runAs.gid !== undefined)
    await chown(passwordFile, runAs.uid, runAs.gid);
  try {
    await runInitdb(binaries.initdb, runAs, [
      `--pgdata=${building}`,
      `--username=${superuser.name}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      // Unicode-aware lower() and upper() as on hosted, on every platform, without system locales.
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      // A kill in this phase is healed by starting over, so initdb need not sync.
      '--no-sync',
    ]);
    await rmdir(directory);
    await rename(building, directory);
  } finally {
    await rm(passwordFile, { force: true });
    await rm(building, { recursive: true, force: true });
  }
  return true;
}

function runInitdb(program: string, runAs: RunAs, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...runAs,
      cwd: tmpdir(),
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else
        reject(new StackError(`PostgreSQL could not make its data directory: ${lastLine(errors)}`));
    });
  });
}

/** The last line that says something, for one-sentence errors. */
export function lastLine(text: string): string {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return lines.at(-1)?.trim() ?? 'no message';
}
