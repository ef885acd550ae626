import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import type { SupabaseConfig } from './config.ts';
import type { Database } from './database.types.ts';

export type ChatClient = SupabaseClient<Database>;

/** No request may hang longer than this; the caller hears `Offline` and tries again. */
const REQUEST_TIMEOUT_MS = 15_000;

const fetchWithTimeout: typeof fetch = (input, init) => {
  const timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
  const signal = init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
  return fetch(input, { ...init, signal });
};

export const createChatClient = (config: SupabaseConfig): ChatClient =>
  createClient<Database>(config.url, config.publishableKey, {
    auth: { storageKey: 'chat.auth', flowType: 'pkce' },
    global: { fetch: fetchWithTimeout },
  });
