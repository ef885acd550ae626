import { PostgrestClient } from '@supabase/postgrest-js';
import { GoTrueClient, RealtimeClient, type SupabaseClient } from '@supabase/supabase-js';
import type { SupabaseConfig } from './config.ts';
import type { Database } from './database.types.ts';
import type { PersonGuard } from './person-guard.ts';
import { AUTH_STORAGE_KEY } from './remembered.ts';
import { createRenewal } from './renewal.ts';
import { createRequests, fetchWithin, REQUEST_TIMEOUT_MS, type Requests } from './requests.ts';

/** What the shell needs of supabase-js's client; one made by its `createClient` fits as well. */
export type ChatClient = Pick<
  SupabaseClient<Database>,
  'from' | 'rpc' | 'realtime' | 'channel' | 'getChannels' | 'removeChannel' | 'removeAllChannels'
> & { readonly auth: GoTrueClient };

/** A socket that no channel uses is closed after this long, in milliseconds: another tab has its own. */
const IDLE_SOCKET_MS = 1_000;

const known = new WeakMap<ChatClient, Requests>();

/** How a client made by `createChatClient` sends requests; null for any other client. */
export const requestsOf = (client: ChatClient): Requests | null => known.get(client) ?? null;

/** The guard of a client made by `createChatClient`; any other client has one that guards nothing. */
export const guardOf = (client: ChatClient): PersonGuard =>
  requestsOf(client)?.guard ?? { userId: null };

/**
 * supabase-js's own parts, put together as its `createClient` does. That one brings Storage and
 * Functions into every first load (docs/decisions/004); Storage is in `storage-client.ts`.
 */
export function createChatClient(config: SupabaseConfig): ChatClient {
  const { url, publishableKey } = config;
  const renewal = createRenewal(fetchWithin(REQUEST_TIMEOUT_MS));
  const auth = new GoTrueClient({
    url: `${url}/auth/v1`,
    headers: { apikey: publishableKey, Authorization: `Bearer ${publishableKey}` },
    storageKey: AUTH_STORAGE_KEY,
    flowType: 'pkce',
    fetch: renewal.fetch,
  });
  const requests = createRequests(config, auth, renewal);
  const asPerson = requests.asPerson(REQUEST_TIMEOUT_MS);
  const rest = new PostgrestClient<Database>(`${url}/rest/v1`, {
    schema: 'public',
    fetch: asPerson,
    // The engine decides when to try again; retries below it would only make it wait.
    retry: false,
  });
  const realtime = new RealtimeClient(`${url.replace(/^http/i, 'ws')}/realtime/v1`, {
    params: { apikey: publishableKey },
    accessToken: requests.bearer,
    fetch: asPerson,
    disconnectOnEmptyChannelsAfterMs: IDLE_SOCKET_MS,
  });

  // Open channels outlive a token: each new one is told to them, and the end of the sign-in.
  auth.onAuthStateChange((event, session) => {
    if (session !== null) void realtime.setAuth(session.access_token);
    else if (event === 'SIGNED_OUT') void realtime.setAuth(publishableKey);
  });

  const client: ChatClient = {
    auth,
    realtime,
    from: rest.from.bind(rest),
    rpc: rest.rpc.bind(rest),
    channel: realtime.channel.bind(realtime),
    getChannels: realtime.getChannels.bind(realtime),
    removeChannel: realtime.removeChannel.bind(realtime),
    removeAllChannels: realtime.removeAllChannels.bind(realtime),
  };
  known.set(client, requests);
  return client;
}
