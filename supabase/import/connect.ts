import postgres from 'postgres';
import { StackError } from '../local/stack-error.ts';

const CONNECT_TIMEOUT_SECONDS = 15;

/** One connection; throws a StackError (one sentence, without the password) when it cannot be had. */
export async function connectTo(
  url: string,
  what: string,
  settings: Record<string, string> = {},
): Promise<postgres.Sql> {
  const sql = postgres(url, {
    max: 1,
    connect_timeout: CONNECT_TIMEOUT_SECONDS,
    onnotice: () => undefined,
    connection: { application_name: 'import:legacy', ...settings },
  });
  try {
    await sql`select 1`;
    return sql;
  } catch (error) {
    await sql.end({ timeout: 0 });
    const why = error instanceof Error ? error.message || error.name : String(error);
    throw new StackError(`${what} at ${placeOf(url)} cannot be reached: ${why}`);
  }
}

/** Host and database of a URL, for people to read. */
export function placeOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
