import { AsyncLocalStorage } from 'node:async_hooks';
import type { PostgresConnection } from '@supabase/lite/postgres';
import postgres from 'postgres';

/** What the library answers a refusal with that it does not know: 500 and no SQLSTATE. */
const UNKNOWN = 'SUP';

/**
 * Statuses by the beginning of an SQLSTATE, the longest first, for what the library leaves out:
 * those that PostgREST documents.
 */
const STATUSES: readonly (readonly [state: string, status: number])[] = [
  ['54', 413],
  ['57P01', 503],
  ['57P03', 503],
  ['57', 500],
  ['23', 400],
  ['22', 400],
  ['21', 400],
];
const OTHERWISE = 500;

interface Outcome {
  refused: postgres.PostgresError | null;
}

const current = new AsyncLocalStorage<Outcome>();

/** Lets `withRefusals` see what the database refuses on this connection. */
export function observeRefusals(connection: PostgresConnection): void {
  const normalize = connection.normalizeDbError.bind(connection);
  connection.normalizeDbError = (error) => {
    const outcome = current.getStore();
    if (outcome !== undefined && error instanceof postgres.PostgresError) outcome.refused = error;
    return normalize(error);
  };
}

/**
 * Serves a request, and gives refusals that the library does not know the status and SQLSTATE of
 * PostgREST: a check constraint that is violated is the client's mistake, not the server's.
 */
export async function withRefusals(serve: () => Promise<Response>): Promise<Response> {
  const outcome: Outcome = { refused: null };
  const response = await current.run(outcome, serve);
  const { refused } = outcome;
  if (response.status !== OTHERWISE || refused === null) return response;
  const body = (await response.clone().json()) as { code?: unknown };
  if (body.code !== UNKNOWN) return response;
  const status = STATUSES.find(([state]) => refused.code.startsWith(state))?.[1] ?? OTHERWISE;
  const { code, message, detail, hint } = refused;
  const headers = new Headers(response.headers);
  headers.delete('content-length');
  return Response.json(
    { code, message, details: detail ?? null, hint: hint ?? null },
    { status, headers },
  );
}
