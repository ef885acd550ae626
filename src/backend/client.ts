import { PostgrestClient } from '@supabase/postgrest-js';
import { GoTrueClient, type RealtimeClient, type SupabaseClient } from '@supabase/supabase-js';
import { whenIdle } from '../lib/when-idle.ts';
import { setStorageUrl } from './avatar-address.ts';
import type { SupabaseConfig } from './config.ts';
import type { Database } from './database.types.ts';
import type { PersonGuard } from './person-guard.ts';
import { AUTH_STORAGE_KEY } from './remembered.ts';
import { createRenewal } from './renewal.ts';
import { createRequests, fetchWithin, REQUEST_TIMEOUT_MS, type Requests } from './requests.ts';

/** What the shell needs of supabase-js's client; one made by its `createClient` fits as well. */
export type ChatClient = Pick<SupabaseClient<Database>, 'from' | 'rpc'> & {
  readonly auth: GoTrueClient;
};

interface Known {
  readonly requests: Requests;
  readonly live: () => Promise<RealtimeClient>;
}

const known = new WeakMap<ChatClient, Known>();

/** How a client made by `createChatClient` sends requests; null for any other client. */
export const requestsOf = (client: ChatClient): Requests | null =>
  known.get(client)?.requests ?? null;

/** The guard of a client made by `createChatClient`; any other client has one that guards nothing. */
export const guardOf = (client: ChatClient): PersonGuard =>
  requestsOf(client)?.guard ?? { userId: null };

/** The client's Realtime part, which loads apart; rejects while it cannot be fetched. */
export const liveOf = (client: ChatClient): Promise<RealtimeClient> =>
  known.get(client)?.live() ?? Promise.resolve((client as SupabaseClient<Database>).realtime);

/**
 * supabase-js's own parts, put together as its `createClient` does. That one brings Storage and
 * Functions into every first load (docs/decisions/004). Storage is in `storage-client.ts`, Realtime in
 * `live-client.ts`.
 */
export function createChatClient(config: SupabaseConfig): ChatClient {
  const { url, publishableKey } = config;
  setStorageUrl(url);
  const renewal = createRenewal(fetchWithin(REQUEST_TIMEOUT_MS));
  const auth = new GoTrueClient({
    url: `${url}/auth/v1`,
    headers: { apikey: publishableKey, Authorization: `Bearer ${publishableKey}` },
    storageKey: AUTH_STORAGE_KEY,
    flowType: 'pkce',
    fetch: renewal.fetch,
  });
  const requests = createRequests(config, auth, renewal);
  const rest = new PostgrestClient<Database>(`${url}/rest/v1`, {
    schema: 'public',
    fetch: requests.asPerson(REQUEST_TIMEOUT_MS),
    // The engine decides when to try again; retries below it would only make it wait.
    retry: false,
  });

  let loading: Promise<RealtimeClient> | null = null;
  const live = (): Promise<RealtimeClient> => {
    loading ??= import('./live-client.ts').then(({ createLiveClient }) =>
      createLiveClient(auth, requests),
    );
    // A failure is not kept: the network may be back when somebody asks again.
    loading.catch(() => {
      loading = null;
    });
    return loading;
  };
  // Every visit needs it, only not for its first paint.
  whenIdle(() => void live().catch(() => undefined));

  const client: ChatClient = {
    auth,
    from: rest.from.bind(rest),
    rpc: rest.rpc.bind(rest),
  };
  known.set(client, { requests, live });
  return client;
}
