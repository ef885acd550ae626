import { createPostgresConnection, type PostgresConnection } from '@supabase/lite/postgres';
import { wireTypes } from './wire-types.ts';

const POOL_SIZE = 20;
const AUTH_SCHEMA = 'auth';

/**
 * The database as PostgREST sees it: logged in as `authenticator`, who may do nothing but become
 * anon, authenticated or service_role. So `set role` inside a function reaches no further than on
 * hosted.
 * @param observer a superuser's connection, which looks at the schema in its place
 */
export function createRestConnection(
  superUrl: string,
  observer: PostgresConnection,
): PostgresConnection {
  const url = new URL(superUrl);
  url.username = 'authenticator';
  const connection = createPostgresConnection({
    url: url.href,
    postgresOptions: { max: POOL_SIZE, onnotice: () => undefined, types: wireTypes },
  });
  const hooks = connection as unknown as Hooks;
  // The catalogue views show a role only what it owns or may use, and this one may use nothing.
  hooks.introspect = (options) => observer.introspect(options);
  hooks.clearSchemaCache = () => observer.clearSchemaCache();
  // The library looks up the person and the session of every token, and goes on without them.
  const withSchema = connection.kysely.withSchema.bind(connection.kysely);
  connection.kysely.withSchema = (schema) =>
    schema === AUTH_SCHEMA ? observer.kysely.withSchema(schema) : withSchema(schema);
  const setContext = hooks.applyJwtSessionContext.bind(connection);
  hooks.applyJwtSessionContext = async (executor, context, becomes) => {
    await setContext(executor, context, becomes);
    await applyRoleSettings(executor, context.auth?.role ?? 'anon');
  };
  return connection;
}

/** Parts of the library's connection that its types keep to themselves. */
interface Hooks {
  introspect: PostgresConnection['introspect'];
  clearSchemaCache: PostgresConnection['clearSchemaCache'];
  applyJwtSessionContext: (
    executor: Executor,
    context: { auth?: { role?: string } },
    becomes: boolean,
  ) => Promise<void>;
}

interface Executor {
  executeQuery(query: {
    sql: string;
    parameters: unknown[];
    query: { kind: 'RawNode'; sqlFragments: string[]; parameters: [] };
    queryId: { queryId: string };
  }): Promise<unknown>;
}

/** As PostgREST: `alter role … set statement_timeout` holds for every request of that role. */
const ROLE_SETTINGS = `
  select set_config(split_part(line, '=', 1), substr(line, strpos(line, '=') + 1), true)
  from pg_catalog.pg_db_role_setting s
  cross join unnest(s.setconfig) as line
  join pg_catalog.pg_settings known on known.name = split_part(line, '=', 1)
  where s.setrole = (select oid from pg_catalog.pg_roles where rolname = $1)
    and s.setdatabase in (0, (select oid from pg_catalog.pg_database where datname = current_database()))
    and known.context = 'user'`;

async function applyRoleSettings(executor: Executor, role: string): Promise<void> {
  await executor.executeQuery({
    sql: ROLE_SETTINGS,
    parameters: [role],
    query: { kind: 'RawNode', sqlFragments: [ROLE_SETTINGS], parameters: [] },
    queryId: { queryId: 'role-settings' },
  });
}
