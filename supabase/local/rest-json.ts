import type { PostgresConnection } from '@supabase/lite/postgres';

const TARGET = /^\/rest\/v1\/(rpc\/)?([^/]+)$/;
const WRITES = new Set(['POST', 'PATCH', 'PUT']);
const JSON_TYPES = new Set(['json', 'jsonb']);

/**
 * The library takes a JSON column's string for JSON text and an argument's for the text itself, so
 * that the string "null" and the value null, or "7" and 7, would become one. Values for JSON columns
 * and arguments are therefore encoded beforehand, once more than it decodes, and always reach the
 * driver as JSON text. Everything else passes untouched.
 */
export async function encodeJsonValues(
  request: Request,
  connection: PostgresConnection,
): Promise<Request> {
  const [, rpc, target] = TARGET.exec(new URL(request.url).pathname) ?? [];
  const type = request.headers.get('content-type') ?? 'application/json';
  if (target === undefined || !WRITES.has(request.method) || !type.includes('json')) return request;
  const schema = request.headers.get('content-profile') ?? 'public';
  const name = decodeURIComponent(target);
  const names =
    rpc === undefined
      ? await jsonColumns(connection, schema, name)
      : await jsonArguments(connection, schema, name);
  if (names.size === 0) return request;

  const encode = rpc === undefined ? encodeColumn : JSON.stringify;
  const text = await request.text();
  const headers = new Headers(request.headers);
  headers.delete('content-length');
  return new Request(request.url, {
    method: request.method,
    headers,
    body: rewrite(text, (key, value) => (names.has(key) && value !== null ? encode(value) : value)),
  });
}

const encodeColumn = (value: unknown): string => JSON.stringify(JSON.stringify(value));

async function jsonColumns(
  connection: PostgresConnection,
  schema: string,
  table: string,
): Promise<Set<string>> {
  const { columns } = await connection.introspect({ useCache: true });
  return new Set(
    columns
      .filter((column) => column.schema === schema && column.table === table)
      .filter((column) => JSON_TYPES.has(column.type))
      .map((column) => column.name),
  );
}

async function jsonArguments(
  connection: PostgresConnection,
  schema: string,
  name: string,
): Promise<Set<string>> {
  const { functions } = await connection.introspect({ useCache: true });
  return new Set(
    (functions ?? [])
      .filter((routine) => routine.schema === schema && routine.name === name)
      .flatMap((routine) =>
        routine.arg_names.filter((_, index) => JSON_TYPES.has(routine.arg_types[index] ?? '')),
      ),
  );
}

/** Replaces the properties of an object or of each object of an array; other text stays. */
function rewrite(text: string, replace: (key: string, value: unknown) => unknown): string {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return text;
  }
  const row = (value: unknown) =>
    typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replace(key, inner)]))
      : value;
  return JSON.stringify(Array.isArray(body) ? body.map(row) : row(body));
}
