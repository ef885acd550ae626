import { App } from '@supabase/lite';
import { createPostgresConnection, type PostgresConnection } from '@supabase/lite/postgres';
import postgres from 'postgres';
import { refuseForeignRole } from './api-role.ts';
import { LOCAL_JWT_SECRET, LOCAL_PUBLISHABLE_KEY, LOCAL_SECRET_KEY } from './local-keys.ts';

export interface RestServer {
  /** Answers `/rest/v1` and `/auth/v1`. `peerAddress` is that of the client's socket. */
  fetch(request: Request, peerAddress: string | null): Promise<Response>;
  stop(): Promise<void>;
}

export interface RestOptions {
  superUrl: string;
  jwtExpirySeconds: number;
}

const POOL_SIZE = 20;
const SCHEMA_CHANNEL = 'pgrst';

/** PostgreSQL type numbers of the values that the driver and PostgREST write differently. */
const JSON_OID = 114;
const JSONB_OID = 3802;
const TIMESTAMP_OID = 1114;
const TIMESTAMPTZ_OID = 1184;

/** The REST and Auth APIs on a bootstrapped and migrated database. */
export async function startRest(options: RestOptions): Promise<RestServer> {
  const connection = createPostgresConnection({
    url: options.superUrl,
    postgresOptions: { max: POOL_SIZE, onnotice: () => undefined, types: wireTypes },
  });
  keepGrants(connection);
  const app = new App({
    connection,
    auth: {
      enabled: true,
      jwt_secret: LOCAL_JWT_SECRET,
      jwt_expiry: options.jwtExpirySeconds,
      publishable_key: LOCAL_PUBLISHABLE_KEY,
      secret_key: LOCAL_SECRET_KEY,
      enable_signup: true,
      email: { enable_confirmations: false },
    },
    api: { schemas: ['public'] },
    db: { migrations: { enabled: false } },
    studio: { enabled: false },
    // Without this a request without any key would be served as service_role.
    options: { server: { admin: false } },
  });
  await app.init();

  const listener = postgres(options.superUrl, { max: 1, onnotice: () => undefined });
  await listener.listen(SCHEMA_CHANNEL, () => void connection.clearSchemaCache());

  return {
    fetch: async (request, peerAddress) =>
      refuseForeignRole(request, LOCAL_JWT_SECRET) ?? app.fetch(request, { peerAddress }),
    async stop() {
      await listener.end();
      await connection.close();
    },
  };
}

/**
 * On its first request the library grants ALL on every table of every schema with row level
 * security to the API roles, which would undo each column grant. Telling it that this was done
 * already keeps the project's own grants.
 */
function keepGrants(connection: PostgresConnection): void {
  (connection as unknown as { rlsState: string }).rlsState = 'active';
}

/**
 * The library hands over some JSON as text already (user metadata) and some as values (request
 * bodies). Encoding the former again would store a string; so text that is a JSON object or array
 * passes as it is. A JSON string that looks like one is the price.
 */
function jsonText(value: unknown): string {
  if (typeof value === 'string' && /^\s*[[{]/.test(value)) {
    try {
      JSON.parse(value);
      return value;
    } catch {
      // Text that merely begins like JSON.
    }
  }
  return JSON.stringify(value);
}

/** `2026-11-22 05:48:31.1+00` as PostgREST writes it: `2026-11-22T05:48:31.1+00:00`. */
function isoTime(text: string): string {
  return text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00');
}

const wireTypes: Record<string, postgres.PostgresType> = {
  json: { to: JSON_OID, from: [JSON_OID], serialize: jsonText, parse: JSON.parse },
  jsonb: { to: JSONB_OID, from: [JSONB_OID], serialize: jsonText, parse: JSON.parse },
  timestamp: {
    to: TIMESTAMP_OID,
    from: [TIMESTAMP_OID],
    serialize: (value: unknown) => value,
    parse: isoTime,
  },
  timestamptz: {
    to: TIMESTAMPTZ_OID,
    from: [TIMESTAMPTZ_OID],
    serialize: (value: unknown) => value,
    parse: isoTime,
  },
};
