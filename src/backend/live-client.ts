import { RealtimeClient, type GoTrueClient } from '@supabase/supabase-js';
import { REQUEST_TIMEOUT_MS, type Requests } from './requests.ts';

/** A socket that no channel uses is closed after this long, in milliseconds: another tab has its own. */
const IDLE_SOCKET_MS = 1_000;

/** The client of Realtime, for whoever is signed in. Loaded apart: the first paint does not need it. */
export function createLiveClient(auth: GoTrueClient, requests: Requests): RealtimeClient {
  const { url, publishableKey } = requests.config;
  const realtime = new RealtimeClient(`${url.replace(/^http/i, 'ws')}/realtime/v1`, {
    params: { apikey: publishableKey },
    accessToken: requests.bearer,
    fetch: requests.asPerson(REQUEST_TIMEOUT_MS),
    disconnectOnEmptyChannelsAfterMs: IDLE_SOCKET_MS,
  });
  // Open channels outlive a token: each new one is told to them, and the end of the sign-in.
  auth.onAuthStateChange((event, session) => {
    if (session !== null) void realtime.setAuth(session.access_token);
    else if (event === 'SIGNED_OUT') void realtime.setAuth(publishableKey);
  });
  return realtime;
}
