import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { platform, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { initCluster, lastLine, prepareDataDirectory } from './data-directory.ts';
import { freePort, LOOPBACK, requireFreePort } from './ports.ts';
import {
  findPostgresBinaries,
  postgresRunAs,
  type PostgresBinaries,
  type RunAs,
} from './postgres-binaries.ts';
import { claimDirectory, clearLeftovers, releaseDirectory } from './postgres-lock.ts';
import { StackError } from './stack-error.ts';

export interface PostgresOptions {
  /** Where the cluster lives; made on first use. */
  dataDir: string;
  /** 0 = any free port. */
  port: number;
  /** `test` trades crash safety for speed and is for throwaway directories only. */
  durability?: 'safe' | 'test';
  log?: (line: string) => void;
}

export interface RunningPostgres {
  port: number;
  /** As `supabase_admin`, superuser: for the bootstrap and the servers of the stack only. */
  superUrl: string;
  /** As `postgres`, not a superuser, as on hosted: for migrations, seeds and people. */
  dbUrl: string;
  /** The directory really used, which may be a fallback of the one asked for. */
  dataDir: string;
  /** Whether the cluster was made by this start. */
  isNew: boolean;
  /** Ends the server as a host would and starts it again on the same port; for tests. */
  restart(): Promise<void>;
  /** Ends the server in an orderly way; may be called twice. */
  stop(): Promise<void>;
}

export const SUPERUSER = 'supabase_admin';
export const LOCAL_PASSWORD = 'postgres';

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 10_000;
/** How long the shared memory of a killed server may linger before its last child is gone. */
const LINGER_ATTEMPTS = 40;
const LINGER_WAIT_MS = 250;
const FREE_PORT_ATTEMPTS = 5;
const MAX_CONNECTIONS = 150;
const READY = 'database system is ready to accept connections';

const SETTINGS: Record<string, string> = {
  listen_addresses: LOOPBACK,
  unix_socket_directories: '',
  max_connections: String(MAX_CONNECTIONS),
  wal_level: 'logical',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  // Failed statements are the clients' business; the terminal shows only what breaks the server.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
};
const TEST_SETTINGS: Record<string, string> = {
  // synchronous_commit stays on: after kill -9 of the server nothing committed may be missing.
  fsync: 'off',
  full_page_writes: 'off',
  shared_buffers: '64MB',
};

/**
 * Starts an embedded PostgreSQL 17 on 127.0.0.1, making its cluster on first use and ending what a
 * killed predecessor left running. Throws a StackError (one sentence) for a taken port, a directory
 * that may not be used, or a server that does not come up.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const log = options.log ?? (() => undefined);
  const runAs = postgresRunAs();
  const binaries = await findPostgresBinaries(runAs, log);
  const dataDir = await prepareDataDirectory(path.resolve(options.dataDir), runAs, log);
  await clearLeftovers(dataDir);
  if (options.port !== 0) await requireFreePort(options.port, 'PostgreSQL', 'STACK_DB_PORT');
  const superuser = { name: SUPERUSER, password: LOCAL_PASSWORD };
  const isNew = await initCluster(dataDir, superuser, binaries, runAs);
  const settings = options.durability === 'test' ? { ...SETTINGS, ...TEST_SETTINGS } : SETTINGS;
  const launchAt = (wanted: number) =>
    launchWithRetries(wanted, (port) => launch(binaries, runAs, dataDir, port, settings, log));
  let server = await launchAt(options.port);
  await claimDirectory(dataDir);

  // The operating system ends children of a crashed parent only sometimes; this covers process.exit.
  const killOnExit = () => server.child.kill('SIGQUIT');
  process.once('exit', killOnExit);
  let stopping: Promise<void> | null = null;
  const url = (user: string) =>
    `postgresql://${user}:${LOCAL_PASSWORD}@${LOOPBACK}:${server.port}/postgres`;
  return {
    port: server.port,
    superUrl: url(SUPERUSER),
    dbUrl: url('postgres'),
    dataDir,
    isNew,
    async restart() {
      await endServer(server.child, binaries, dataDir);
      server = await launchAt(server.port);
    },
    stop() {
      stopping ??= endServer(server.child, binaries, dataDir).then(async () => {
        process.off('exit', killOnExit);
        await releaseDirectory(dataDir);
      });
      return stopping;
    },
  };
}

interface Server {
  child: ChildProcess;
  port: number;
}

class LaunchError extends Error {
  readonly output: string;
  constructor(output: string) {
    super(output);
    this.output = output;
  }
}

async function launchWithRetries(
  wantedPort: number,
  start: (port: number) => Promise<ChildProcess>,
): Promise<Server> {
  let lingered = 0;
  let portsTried = 0;
  for (;;) {
    const port = wantedPort === 0 ? await freePort() : wantedPort;
    try {
      return { child: await start(port), port };
    } catch (error) {
      if (!(error instanceof LaunchError)) throw error;
      if (/shared memory block|lock file "postmaster.pid"/.test(error.output)) {
        if (++lingered < LINGER_ATTEMPTS) {
          await delay(LINGER_WAIT_MS);
          continue;
        }
      }
      // Between the look for a free port and the server's bind another process took it.
      const taken = /could not bind|Address already in use/i.test(error.output);
      if (taken && wantedPort === 0 && ++portsTried < FREE_PORT_ATTEMPTS) continue;
      if (taken) await requireFreePort(port, 'PostgreSQL', 'STACK_DB_PORT');
      const fatal = error.output.split('\n').findLast((line) => /FATAL|PANIC/.test(line));
      throw new StackError(`PostgreSQL did not start: ${lastLine(fatal ?? error.output)}`);
    }
  }
}

function launch(
  binaries: PostgresBinaries,
  runAs: RunAs,
  dataDir: string,
  port: number,
  settings: Record<string, string>,
  log: (line: string) => void,
): Promise<ChildProcess> {
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return new Promise((resolve, reject) => {
    const child = spawn(binaries.postgres, ['-D', dataDir, '-p', String(port), ...flags], {
      ...runAs,
      cwd: tmpdir(),
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['ignore', 'ignore', 'pipe'],
      // Its own group: Ctrl-C in the terminal reaches Node, which stops PostgreSQL in order.
      detached: platform() !== 'win32',
    });
    let output = '';
    let ready = false;
    const timer = setTimeout(() => child.kill('SIGQUIT'), START_TIMEOUT_MS);
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (ready) {
        // Clients cut off by a stop are no news.
        if (/FATAL|PANIC/.test(text) && !text.includes('terminating connection'))
          log(text.trimEnd());
        return;
      }
      output += text;
      if (!output.includes(READY)) return;
      ready = true;
      clearTimeout(timer);
      resolve(child);
    });
    child.once('error', (error) => reject(new LaunchError(error.message)));
    child.once('close', () => {
      clearTimeout(timer);
      reject(new LaunchError(output));
    });
  });
}

async function endServer(
  child: ChildProcess,
  binaries: PostgresBinaries,
  dataDir: string,
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  if (platform() === 'win32') spawnSync(binaries.pgCtl, ['stop', '-m', 'fast', '-D', dataDir]);
  else child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGQUIT'), STOP_TIMEOUT_MS);
  await closed;
  clearTimeout(timer);
}
