import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import type { SupabaseConfig } from './config.ts';
import type { Database } from './database.types.ts';
import { guardedFetch, type PersonGuard } from './person-guard.ts';

export type ChatClient = SupabaseClient<Database>;

/** Where supabase-js keeps the sign-in, in `localStorage`. */
export const AUTH_STORAGE_KEY = 'chat.auth';

/** No request may hang longer than this; the caller hears `Offline` and tries again. */
const REQUEST_TIMEOUT_MS = 15_000;

const guards = new WeakMap<ChatClient, PersonGuard>();

/** The guard of a client made by `createChatClient`; any other client has one that guards nothing. */
export const guardOf = (client: ChatClient): PersonGuard => guards.get(client) ?? { userId: null };

const fetchWithTimeout: typeof fetch = (input, init) => {
  const timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
  const signal = init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
  return fetch(input, { ...init, signal });
};

export function createChatClient(config: SupabaseConfig): ChatClient {
  const guard: PersonGuard = { userId: null };
  const client = createClient<Database>(config.url, config.publishableKey, {
    auth: { storageKey: AUTH_STORAGE_KEY, flowType: 'pkce' },
    // The engine decides when to try again; retries below it would only make it wait.
    db: { retry: false },
    global: { fetch: guardedFetch(guard, fetchWithTimeout) },
  });
  guards.set(client, guard);
  return client;
}
