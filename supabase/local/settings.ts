import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createLog, logLevelFrom } from './log.ts';
import { parseLimits, type RealtimeLimits } from './realtime/limits.ts';
import { StackError } from './stack-error.ts';
import { PROJECT_DIR, type Stack, type StackOptions } from './stack.ts';

const DEFAULT_API_PORT = 54321;
const DEFAULT_DB_PORT = 54322;
const DEFAULT_MAIL_PORT = 54324;
const MAX_PORT = 65_535;
export const TEMP_DIR = path.join(PROJECT_DIR, 'supabase/.temp');

/** The stack's options from `STACK_API_PORT`, `STACK_DB_PORT` and `STACK_DATA_DIR`. */
export function stackOptionsFromEnvironment(): StackOptions {
  const limits = process.env['STACK_REALTIME_LIMITS'];
  const apiPort = portFrom('STACK_API_PORT', DEFAULT_API_PORT);
  const restUrl = process.env['STACK_REST_URL'];
  const expiry = process.env['STACK_JWT_EXPIRY_SECONDS'];
  return {
    apiPort,
    dbPort: portFrom('STACK_DB_PORT', DEFAULT_DB_PORT),
    // Whoever asks for any free port for the API runs beside another stack.
    mailPort: portFrom('STACK_MAIL_PORT', apiPort === 0 ? 0 : DEFAULT_MAIL_PORT),
    dataDir: process.env['STACK_DATA_DIR'] ?? path.join(TEMP_DIR, 'data'),
    log: createLog(logLevelFrom(process.env['STACK_LOG'])),
    ...(process.env['STACK_DURABILITY'] === 'test' ? { durability: 'test' } : {}),
    ...(process.env['STACK_MIGRATIONS_DIR'] === undefined
      ? {}
      : { migrationsDir: process.env['STACK_MIGRATIONS_DIR'] }),
    ...(process.env['STACK_SEED_FILE'] === undefined
      ? {}
      : { seedFile: process.env['STACK_SEED_FILE'] }),
    ...(process.env['STACK_FAULTS'] === '1' ? { faults: true } : {}),
    ...(limits === undefined ? {} : { realtimeLimits: realtimeLimitsFrom(limits) }),
    ...(restUrl === undefined || restUrl === '' ? {} : { restUrl }),
    ...(expiry === undefined ? {} : { jwtExpirySeconds: Number.parseInt(expiry, 10) }),
  };
}

function realtimeLimitsFrom(text: string): Partial<RealtimeLimits> {
  const limits = parseLimits(text);
  if (limits !== null) return limits;
  throw new StackError(
    `STACK_REALTIME_LIMITS must be JSON such as {"channelsPerSocket":10} with names of realtime/limits.ts, not ${text}.`,
  );
}

function portFrom(name: string, fallback: number): number {
  const text = process.env[name];
  if (text === undefined || text === '') return fallback;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= MAX_PORT) return port;
  throw new StackError(`${name} must be a port number between 0 and ${MAX_PORT}, not "${text}".`);
}

/** Where the running stack says how to reach it; `STACK_FILE` moves it. */
export function stackFile(): string {
  return process.env['STACK_FILE'] ?? path.join(TEMP_DIR, 'stack.json');
}

/** Writes the connection facts for other programs to `supabase/.temp/stack.json`. */
export async function writeStackFile(stack: Stack): Promise<void> {
  await mkdir(TEMP_DIR, { recursive: true });
  const { apiUrl, dbUrl, mailUrl, publishableKey, secretKey, jwtSecret } = stack;
  await writeFile(
    stackFile(),
    `${JSON.stringify({ apiUrl, dbUrl, mailUrl, publishableKey, secretKey, jwtSecret }, null, 2)}\n`,
  );
}
