import { spawn, type ChildProcess } from 'node:child_process';
import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { RealtimeLimits } from '../../supabase/local/realtime/limits.ts';

/** How to reach the Supabase under test. */
export interface StackFacts {
  apiUrl: string;
  publishableKey: string;
  secretKey: string;
  /** As `postgres`. */
  dbUrl: string;
  /** Where e-mail is shown instead of sent; null when a foreign project really sends it. */
  mailUrl: string | null;
  /** For forging tokens; null when a foreign project keeps it. */
  jwtSecret: string | null;
  /** Whether these tests started it, so that they may look behind it and restart it. */
  own: boolean;
}

export interface TestStackOptions {
  jwtExpirySeconds?: number;
  migrationsDir?: string;
  seedFile?: string;
  /** Serves `/__faults`; see faults.ts. */
  faults?: boolean;
  realtimeLimits?: Partial<RealtimeLimits>;
}

export interface TestStack {
  facts: StackFacts;
  dataDir: string;
  /** The process that serves it now. */
  pid(): number | undefined;
  /**
   * Ends the stack and starts it again on the same ports and data. With `kill` everything gets
   * SIGKILL: the servers and PostgreSQL.
   */
  restart(options?: { kill?: boolean }): Promise<void>;
  /** Ends it with SIGKILL, servers and PostgreSQL, and leaves it down until `restart`. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

const CLI_FILE = path.resolve(import.meta.dirname, '../../supabase/local/cli.ts');
/** For a stack whose database may be restarted. */
const MEND_DRIVER = pathToFileURL(
  path.resolve(import.meta.dirname, '../../supabase/local/faults/mend-driver.ts'),
).href;
const READY = 'The local stack is ready';
const START_TIMEOUT_MS = 60_000;

/** The project named by the environment, or null when none is. Throws when it is half named. */
export function factsFromEnvironment(): StackFacts | null {
  const names = [
    'SUPABASE_URL',
    'SUPABASE_PUBLISHABLE_KEY',
    'SUPABASE_SECRET_KEY',
    'SUPABASE_DB_URL',
  ] as const;
  const [apiUrl, publishableKey, secretKey, dbUrl] = names.map((name) => process.env[name] ?? '');
  if (!apiUrl) return null;
  if (!publishableKey || !secretKey || !dbUrl)
    throw new Error(`SUPABASE_URL is set: ${names.slice(1).join(', ')} must be set too.`);
  const jwtSecret = process.env['SUPABASE_JWT_SECRET'] ?? null;
  const mailUrl = process.env['SUPABASE_MAIL_URL'] ?? null;
  return { apiUrl, publishableKey, secretKey, dbUrl, mailUrl, jwtSecret, own: false };
}

/**
 * Starts a stack of its own in a child process, on free ports, with its own data directory, which
 * is deleted by `stop`. A child, so that a kill is a real one.
 */
export async function startTestStack(options: TestStackOptions = {}): Promise<TestStack> {
  const folder = await mkdtemp(path.join(tmpdir(), 'chat-stack-'));
  const stackFile = path.join(tmpdir(), `${path.basename(folder)}.json`);
  const environment = (apiPort: string, dbPort: string): NodeJS.ProcessEnv => ({
    ...process.env,
    STACK_API_PORT: apiPort,
    STACK_DB_PORT: dbPort,
    STACK_DATA_DIR: folder,
    STACK_FILE: stackFile,
    STACK_DURABILITY: 'test',
    STACK_STOP_WITH_STDIN: '1',
    ...(options.faults === true ? { STACK_FAULTS: '1' } : {}),
    ...(options.realtimeLimits === undefined
      ? {}
      : { STACK_REALTIME_LIMITS: JSON.stringify(options.realtimeLimits) }),
    ...(options.jwtExpirySeconds === undefined
      ? {}
      : { STACK_JWT_EXPIRY_SECONDS: String(options.jwtExpirySeconds) }),
    ...(options.migrationsDir === undefined ? {} : { STACK_MIGRATIONS_DIR: options.migrationsDir }),
    ...(options.seedFile === undefined ? {} : { STACK_SEED_FILE: options.seedFile }),
  });

  let child = await launch(environment('0', '0'));
  const facts = await readFacts(stackFile);
  const api = new URL(facts.apiUrl).port;
  const db = new URL(facts.dbUrl).port;
  const killAll = async () => {
    // PostgreSQL first: once Node is gone nothing else knows its number.
    const postmaster = Number.parseInt(
      await readFile(path.join(folder, 'postmaster.pid'), 'utf8'),
      10,
    );
    process.kill(postmaster, 'SIGKILL');
    await end(child, 'SIGKILL');
  };
  return {
    facts,
    dataDir: folder,
    pid: () => child.pid,
    async restart({ kill = false } = {}) {
      if (kill) await killAll();
      else await end(child, 'SIGTERM');
      child = await launch(environment(api, db));
    },
    kill: killAll,
    async stop() {
      await end(child, 'SIGTERM');
      await rm(folder, { recursive: true, force: true });
      await rm(stackFile, { force: true });
    },
  };
}

async function readFacts(file: string): Promise<StackFacts> {
  const text = await readFile(file, 'utf8');
  return { ...(JSON.parse(text) as Omit<StackFacts, 'own'>), own: true };
}

function launch(env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  return new Promise((resolve, reject) => {
    const mended = env['STACK_FAULTS'] === '1' ? ['--import', MEND_DRIVER] : [];
    const child = spawn(process.execPath, ['--import', 'tsx', ...mended, CLI_FILE, 'start'], {
      env,
      // Its standard input ends with this process, however that ends; then it stops by itself.
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let output = '';
    const timer = setTimeout(() => child.kill('SIGKILL'), START_TIMEOUT_MS);
    const collect = (text: string) => {
      output += text;
      if (!output.includes(READY)) return;
      clearTimeout(timer);
      resolve(child);
    };
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    child.once('error', reject);
    child.once('exit', () => {
      clearTimeout(timer);
      reject(new Error(`The stack under test did not start:\n${output}`));
    });
  });
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill(signal);
  await exited;
}
