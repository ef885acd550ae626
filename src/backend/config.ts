import * as v from 'valibot';
import { chatError, ChatFailure } from '../core/errors.ts';
import { readClaims } from './person-guard.ts';

/**
 * The publishable key that every local Supabase (`npx supabase start`) and the embedded stack
 * have in common. It is public by design and opens nothing but a stack on this machine.
 */
const LOCAL_PUBLISHABLE_KEY = 'sb_publishable_ACJWlzQHlZjBrEguHvfOxg_3BJgxAaH';

export interface SupabaseConfig {
  readonly url: string;
  readonly publishableKey: string;
}

/**
 * Where Supabase is: `VITE_SUPABASE_URL` and `VITE_SUPABASE_PUBLISHABLE_KEY`, or the page's own
 * origin (which the dev and preview servers forward to the local stack).
 * Throws `ChatFailure` with a sentence about what is wrong with the settings.
 */
export function readConfig(
  env: { VITE_SUPABASE_URL?: string; VITE_SUPABASE_PUBLISHABLE_KEY?: string },
  origin: string,
): SupabaseConfig {
  const url = env.VITE_SUPABASE_URL?.trim() ?? '';
  const key = env.VITE_SUPABASE_PUBLISHABLE_KEY?.trim() ?? '';
  if (url === '') return { url: origin, publishableKey: key === '' ? LOCAL_PUBLISHABLE_KEY : key };
  if (!URL.canParse(url) || !/^https?:/i.test(url)) {
    throw wrong(`VITE_SUPABASE_URL is not a web address: “${url}”.`);
  }
  if (key === '') throw wrong('VITE_SUPABASE_URL is set but VITE_SUPABASE_PUBLISHABLE_KEY is not.');
  if (key.startsWith('sb_secret_') || isServiceRole(key)) {
    throw wrong(
      'VITE_SUPABASE_PUBLISHABLE_KEY holds a secret key, which must never reach a browser.',
    );
  }
  // A self-hosted gateway may live under a path.
  return { url: url.replace(/\/+$/, ''), publishableKey: key };
}

/** Older projects have JWTs for keys; the one that bypasses every policy says so inside. */
const isServiceRole = (key: string): boolean =>
  v.is(v.object({ role: v.literal('service_role') }), readClaims(key));

const wrong = (message: string): ChatFailure => new ChatFailure(chatError('Invalid', message));
