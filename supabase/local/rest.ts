import { App } from '@supabase/lite';
import { createPostgresConnection, type PostgresConnection } from '@supabase/lite/postgres';
import postgres from 'postgres';
import { serveAuth, type AuthOptions } from './auth/gateway.ts';
import type { Mailer } from './auth/mail-links.ts';
import { LOCAL_JWT_SECRET, LOCAL_PUBLISHABLE_KEY, LOCAL_SECRET_KEY } from './local-keys.ts';
import { createRestConnection } from './rest-connection.ts';
import { forwardRest } from './rest-forward.ts';
import { encodeJsonValues } from './rest-json.ts';
import { observeRefusals, withRefusals } from './rest-refusals.ts';
import { wireTypes } from './wire-types.ts';

export interface RestServer {
  /** Answers `/rest/v1` and `/auth/v1`. `peerAddress` is that of the client's socket. */
  fetch(request: Request, peerAddress: string | null): Promise<Response>;
  stop(): Promise<void>;
}

export interface RestOptions {
  superUrl: string;
  jwtExpirySeconds: number;
  /** Where links in e-mails lead in the end. */
  siteUrl: string;
  mailer: Mailer;
  /** A real PostgREST on the same database, to answer in place of the library; null = none. */
  restUrl: string | null;
}

const KEYS = {
  publishableKey: LOCAL_PUBLISHABLE_KEY,
  secretKey: LOCAL_SECRET_KEY,
  jwtSecret: LOCAL_JWT_SECRET,
};
const AUTH_PREFIX = '/auth/v1/';
const AUTH_POOL_SIZE = 10;
const SCHEMA_CHANNEL = 'pgrst';
/** Also what `minimum_password_length` in supabase/config.toml says. */
const MINIMUM_PASSWORD_LENGTH = 8;
/** Rows that one answer has at most, however many are asked for; also `max_rows` in supabase/config.toml. */
export const MAX_ROWS = 1000;

/** The REST and Auth APIs on a bootstrapped and migrated database. */
export async function startRest(options: RestOptions): Promise<RestServer> {
  const authConnection = createPostgresConnection({
    url: options.superUrl,
    postgresOptions: { max: AUTH_POOL_SIZE, onnotice: () => undefined, types: wireTypes },
  });
  const restConnection = createRestConnection(options.superUrl, authConnection);
  observeRefusals(restConnection);
  const auth = await createApp(authConnection, options);
  const rest = await createApp(restConnection, options);

  const sql = postgres(options.superUrl, { max: AUTH_POOL_SIZE, onnotice: () => undefined });
  const authOptions = (peerAddress: string | null): AuthOptions => ({
    sql,
    mailer: options.mailer,
    jwtSecret: LOCAL_JWT_SECRET,
    secretKey: LOCAL_SECRET_KEY,
    siteUrl: options.siteUrl,
    serve: async (request) => auth.fetch(request, { peerAddress }),
  });
  const listener = postgres(options.superUrl, { max: 1, onnotice: () => undefined });
  await listener.listen(SCHEMA_CHANNEL, () => void authConnection.clearSchemaCache());

  return {
    fetch: async (request, peerAddress) => {
      if (new URL(request.url).pathname.startsWith(AUTH_PREFIX))
        return serveAuth(authOptions(peerAddress), request);
      if (options.restUrl !== null) return forwardRest(options.restUrl, KEYS, request);
      const encoded = await encodeJsonValues(request, restConnection).catch(refuseTooDeep);
      if (encoded instanceof Response) return encoded;
      return withRefusals(async () => rest.fetch(encoded, { peerAddress }));
    },
    async stop() {
      await Promise.all([listener.end({ timeout: 1 }), sql.end({ timeout: 1 })]);
      // Nobody is left to hear the answers; running statements are cut off.
      const now = { timeout: 0 };
      await Promise.all([authConnection.driver.end(now), restConnection.driver.end(now)]);
    },
  };
}

/** JSON nested deeper than the stack goes is refused as PostgreSQL refuses it. */
function refuseTooDeep(error: unknown): Response {
  if (!(error instanceof RangeError)) throw error;
  return Response.json(
    { code: '54001', message: 'stack depth limit exceeded', details: null, hint: null },
    { status: 413, headers: { 'access-control-allow-origin': '*' } },
  );
}

async function createApp(connection: PostgresConnection, options: RestOptions): Promise<App> {
  keepGrants(connection);
  const app = new App({
    connection,
    auth: {
      enabled: true,
      jwt_secret: LOCAL_JWT_SECRET,
      jwt_expiry: options.jwtExpirySeconds,
      publishable_key: LOCAL_PUBLISHABLE_KEY,
      secret_key: LOCAL_SECRET_KEY,
      site_url: options.siteUrl,
      enable_signup: true,
      minimum_password_length: MINIMUM_PASSWORD_LENGTH,
      email: { enable_confirmations: false, double_confirm_changes: true },
    },
    api: { schemas: ['public'], max_rows: MAX_ROWS },
    db: { migrations: { enabled: false } },
    studio: { enabled: false },
    // Without this a request without any key would be served as service_role.
    options: { server: { admin: false }, drivers: { email: options.mailer } },
  });
  await app.init();
  return app;
}

/**
 * On its first request the library grants ALL on every table of every schema with row level
 * security to the API roles, which would undo each column grant. Telling it that this was done
 * already keeps the project's own grants.
 */
function keepGrants(connection: PostgresConnection): void {
  (connection as unknown as { rlsState: string }).rlsState = 'active';
}
