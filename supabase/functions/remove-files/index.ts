/**
 * The worker for hosted projects: an edge function, called every minute by a cron job of the project.
 * It does the same whoever calls it, and nothing when nothing is due.
 */
import postgres from 'postgres';
import { removeQueuedFiles } from './remove-queued-files.ts';

declare const Deno: {
  serve(handler: () => Promise<Response>): void;
  env: { get(name: string): string | undefined };
};

/** Each is there by itself in every edge function. */
function environment(name: string): string {
  const value = Deno.env.get(name);
  if (value === undefined) throw new Error(`${name} is missing.`);
  return value;
}

Deno.serve(async () => {
  const sql = postgres(environment('SUPABASE_DB_URL'), { max: 1, prepare: false });
  try {
    const removed = await removeQueuedFiles(sql, {
      apiUrl: environment('SUPABASE_URL'),
      secretKey: environment('SUPABASE_SERVICE_ROLE_KEY'),
    });
    return Response.json({ removed });
  } finally {
    await sql.end();
  }
});
