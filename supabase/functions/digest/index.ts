/**
 * Sends the digests on hosted projects: an edge function that a cron job of the database calls every
 * minute, and that mail programs call when somebody unsubscribes by one click.
 * How it is set up: docs/notifications.md
 */
import { createHandler } from './handler.ts';

declare const Deno: {
  serve(handler: (request: Request) => Promise<Response>): void;
  env: { get(name: string): string | undefined };
};

/** Those of Supabase are there by themselves; the others are secrets of the function. */
function environment(name: string): string {
  const value = Deno.env.get(name);
  if (value === undefined || value === '') throw new Error(`${name} is missing.`);
  return value;
}

const apiUrl = environment('SUPABASE_URL');

Deno.serve(
  createHandler({
    apiUrl,
    secretKey: environment('SUPABASE_SERVICE_ROLE_KEY'),
    publishableKey: environment('SUPABASE_ANON_KEY'),
    functionUrl: `${apiUrl}/functions/v1/digest`,
    appUrl: environment('APP_URL'),
    mailApiUrl: environment('MAIL_API_URL'),
    mailApiKey: environment('MAIL_API_KEY'),
    from: environment('MAIL_FROM'),
  }),
);
