import path from 'node:path';
import { createHandler } from '../functions/digest/handler.ts';
import { LOCAL_MAIL_KEY, MAIL_API_PATH } from './auth/mail-api.ts';
import { Mailer } from './auth/mail-links.ts';
import { Mailbox } from './auth/mailbox.ts';
import { startMailboxServer } from './auth/mailbox-server.ts';
import { bootstrapDatabase } from './bootstrap.ts';
import { createFaults } from './faults/faults.ts';
import { DIGEST_PATH, startHttp } from './http.ts';
import { LOCAL_JWT_SECRET, LOCAL_PUBLISHABLE_KEY, LOCAL_SECRET_KEY } from './local-keys.ts';
import { createLog, type Log } from './log.ts';
import { migrate, seed } from './migrate.ts';
import { LOOPBACK, requireFreePort } from './ports.ts';
import { startPostgres } from './postgres.ts';
import type { RealtimeLimits } from './realtime/limits.ts';
import { startRealtime } from './realtime/server.ts';
import { startRest } from './rest.ts';
import { startScheduledWork } from './scheduled-work.ts';
import { withMark } from './seed-mark.ts';
import { startStorage } from './storage/server.ts';

export const PROJECT_DIR = path.resolve(import.meta.dirname, '../..');
export const MIGRATIONS_DIR = path.join(PROJECT_DIR, 'supabase/migrations');
export const SEED_FILE = path.join(PROJECT_DIR, 'supabase/seed.sql');

export interface StackOptions {
  /** 0 = any free port. */
  apiPort: number;
  /** 0 = any free port. */
  dbPort: number;
  /** 0 = any free port. */
  mailPort: number;
  dataDir: string;
  migrationsDir?: string;
  seedFile?: string;
  durability?: 'safe' | 'test';
  /** Default: warnings only. */
  log?: Log;
  /** How long access tokens live; default one hour. */
  jwtExpirySeconds?: number;
  realtimeLimits?: Partial<RealtimeLimits>;
  /** A real PostgREST on this database, which then answers `/rest/v1`. */
  restUrl?: string;
  /** Serves `/__faults`, with which tests break the stack on purpose. */
  faults?: boolean;
}

export interface Stack {
  apiUrl: string;
  /** The page that shows the e-mail nobody was really sent. */
  mailUrl: string;
  /** As `postgres`, not a superuser. */
  dbUrl: string;
  /** As `supabase_admin`; for tests of the stack itself only. */
  superUrl: string;
  publishableKey: string;
  secretKey: string;
  jwtSecret: string;
  /** Versions of the migrations this start applied. */
  applied: string[];
  /** Ends everything in order; may be called twice. */
  stop: () => Promise<void>;
}

/** As `auth.site_url` in supabase/config.toml: where links lead that name no other place. */
const SITE_URL = 'http://localhost:5173';
const DEFAULT_JWT_EXPIRY_SECONDS = 3600;

/**
 * Starts PostgreSQL, applies pending migrations, seeds a new database, and serves REST, Auth, Storage
 * and Realtime on 127.0.0.1. What was started is stopped again when a later part fails.
 * Throws a StackError (one sentence) for what a person can mend.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const log = options.log ?? createLog('warn');
  const stops: (() => Promise<void>)[] = [];
  const stopAll = async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  try {
    // Before the database is touched: a taken API port should not cost a migration.
    if (options.apiPort !== 0) await requireFreePort(options.apiPort, 'the API', 'STACK_API_PORT');
    if (options.mailPort !== 0)
      await requireFreePort(options.mailPort, 'the mailbox', 'STACK_MAIL_PORT');
    const database = await startPostgres({
      dataDir: options.dataDir,
      port: options.dbPort,
      durability: options.durability ?? 'safe',
      log: log.warn,
    });
    stops.push(() => database.stop());
    await bootstrapDatabase(database.superUrl, 'postgres');
    const { applied } = await migrate(database.dbUrl, options.migrationsDir ?? MIGRATIONS_DIR);
    await withMark(database.superUrl, () => seed(database.dbUrl, options.seedFile ?? SEED_FILE));

    const keys = {
      publishableKey: LOCAL_PUBLISHABLE_KEY,
      secretKey: LOCAL_SECRET_KEY,
      jwtSecret: LOCAL_JWT_SECRET,
    };
    const mailbox = new Mailbox();
    const faults =
      options.faults === true
        ? createFaults({ jwtSecret: LOCAL_JWT_SECRET, restartDatabase: () => database.restart() })
        : null;
    const mailServer = await startMailboxServer(
      options.mailPort,
      mailbox,
      () => faults?.isMailDown() ?? false,
    );
    const mailUrl = `http://${LOOPBACK}:${mailServer.port}`;
    stops.push(() => mailServer.stop());
    // Letters are written only once requests are served, and then it is known.
    let apiUrl = '';
    const rest = await startRest({
      superUrl: database.superUrl,
      jwtExpirySeconds: options.jwtExpirySeconds ?? DEFAULT_JWT_EXPIRY_SECONDS,
      siteUrl: SITE_URL,
      mailer: new Mailer(mailbox, () => apiUrl),
      restUrl: options.restUrl ?? null,
    });
    stops.push(() => rest.stop());
    const realtime = await startRealtime({
      superUrl: database.superUrl,
      keys,
      limits: options.realtimeLimits ?? {},
      log: log.warn,
      ...(faults === null ? {} : { wrap: (wire) => faults.wrap(wire) }),
    });
    stops.push(() => realtime.stop());
    const storage = await startStorage({
      superUrl: database.superUrl,
      keys,
      dataDir: database.dataDir,
    });
    stops.push(() => storage.stop());
    const digest = (request: Request) =>
      createHandler({
        apiUrl,
        ...keys,
        functionUrl: `${apiUrl}${DIGEST_PATH}`,
        appUrl: SITE_URL,
        mailApiUrl: `${mailUrl}${MAIL_API_PATH}`,
        mailApiKey: LOCAL_MAIL_KEY,
        from: 'Chat <chat@example.com>',
      })(request);
    const http = await startHttp(
      options.apiPort,
      rest,
      faults?.around(realtime) ?? realtime,
      storage,
      digest,
      faults,
      log,
    );
    stops.push(() => http.stop());
    apiUrl = `http://${LOOPBACK}:${http.port}`;
    const work = startScheduledWork(database.dbUrl, { apiUrl, secretKey: keys.secretKey }, digest);
    stops.push(() => work.stop());
    return {
      apiUrl,
      mailUrl,
      dbUrl: database.dbUrl,
      superUrl: database.superUrl,
      ...keys,
      applied,
      stop: stopAll,
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}
