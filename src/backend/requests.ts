import type { GoTrueClient } from '@supabase/supabase-js';
import type { SupabaseConfig } from './config.ts';
import { guardedFetch, type PersonGuard } from './person-guard.ts';
import { isExpired, readSignIn } from './remembered.ts';
import type { Renewal } from './renewal.ts';

/** No request may hang longer than this; the caller hears `Offline` and tries again. */
export const REQUEST_TIMEOUT_MS = 15_000;

/** A token that the server refuses is renewed at most this often, in milliseconds. */
const RENEW_REFUSED_EVERY_MS = 10_000;
const HTTP_UNAUTHORIZED = 401;

/** `fetch` that gives up after `timeoutMs`, the reading of the answer included. */
export const fetchWithin =
  (timeoutMs: number): typeof fetch =>
  (input, init) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
    return fetch(input, { ...init, signal });
  };

/** How the requests of one client go out. */
export interface Requests {
  readonly config: SupabaseConfig;
  readonly guard: PersonGuard;
  readonly renewal: Renewal;
  /**
   * The person's token, renewed if it has run out; the bare key while nobody is signed in. Rejects
   * as `fetch` does where the server that renews cannot be reached.
   */
  readonly bearer: () => Promise<string>;
  /** `fetch` with that token, guarded, and within `timeoutMs`. */
  readonly asPerson: (timeoutMs: number) => typeof fetch;
}

export function createRequests(
  config: SupabaseConfig,
  auth: GoTrueClient,
  renewal: Renewal,
): Requests {
  const guard: PersonGuard = { userId: null };

  async function bearer(): Promise<string> {
    try {
      const { data } = await renewal.need(() => auth.getSession());
      return data.session?.access_token ?? config.publishableKey;
    } catch (thrown) {
      // Renewed before its time; until then the old one is good.
      const signIn = readSignIn();
      if (signIn !== null && !isExpired(signIn)) return signIn.access_token;
      throw thrown;
    }
  }

  let renewedAt = 0;

  /** The server takes a token for ended that this device believes in: their clocks disagree. */
  function renewRefused(): void {
    const now = Date.now();
    if (guard.userId === null || now - renewedAt < RENEW_REFUSED_EVERY_MS) return;
    renewedAt = now;
    // Whoever waits hears of the new sign-in, or of its end, as of any other.
    auth.refreshSession().catch(() => undefined);
  }

  return {
    config,
    guard,
    renewal,
    bearer,
    asPerson: (timeoutMs) => {
      const send = guardedFetch(guard, fetchWithin(timeoutMs));
      return async (input, init) => {
        const headers = new Headers(init?.headers);
        headers.set('apikey', config.publishableKey);
        const token = await bearer();
        headers.set('authorization', `Bearer ${token}`);
        const response = await send(input, { ...init, headers });
        const stored = readSignIn();
        // Not the guard's own refusal, and not a token that has been replaced meanwhile.
        if (response.status === HTTP_UNAUTHORIZED && stored?.access_token === token) {
          if (stored.user.id === guard.userId) renewRefused();
        }
        return response;
      };
    },
  };
}
