import { needsRenewal, readSignIn } from './remembered.ts';

const RENEWAL = 'grant_type=refresh_token';
const HTTP_BAD_REQUEST = 400;
const HTTP_SERVER_ERROR = 500;

export interface Renewal {
  /** `fetch` for auth-js. */
  readonly fetch: typeof fetch;
  /**
   * Waits for what `get` yields, which may need a new token; rejects with a `TypeError`, as `fetch`
   * does, once a try to get that one has failed. A renewal that rests is tried again for it.
   */
  readonly need: <T>(get: () => Promise<T>) => Promise<T>;
  /** The sign-in that was to be renewed has changed, or ended. */
  readonly changed: () => void;
}

/**
 * Renews tokens over a network that may be gone. auth-js by itself tries for half a minute, in which
 * every request waits, and then refuses for a whole one, in which none works although the network
 * may be back. Here a renewal that does not reach the server rests until somebody needs a token, and
 * who needs one hears at once that there is none.
 */
export function createRenewal(send: typeof fetch): Renewal {
  const needy = new Set<() => void>();
  let wake = (): void => undefined;

  /** Whether this browser remembers the sign-in that these tokens renew. */
  const isStored = (init: RequestInit | undefined): boolean => {
    const stored = readSignIn();
    const body = init?.body;
    return stored !== null && typeof body === 'string' && body.includes(stored.refresh_token);
  };

  async function renew(...request: Parameters<typeof fetch>): Promise<Response> {
    const wasStored = isStored(request[1]);
    for (;;) {
      const response = await send(...request).catch(() => null);
      if (response !== null && response.status < HTTP_SERVER_ERROR) return response;
      for (const fail of needy) fail();
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      // A token that another tab has used meanwhile must not be used twice: that would end the
      // sign-in everywhere.
      if (wasStored && !isStored(request[1])) return superseded();
    }
  }

  return {
    fetch: (input, init) =>
      String(input instanceof Request ? input.url : input).includes(RENEWAL)
        ? renew(input, init)
        : send(input, init),
    need: (get) =>
      new Promise((resolve, reject) => {
        const fail = (): void => reject(new TypeError('The sign-in could not be renewed.'));
        needy.add(fail);
        wake();
        get()
          .then(resolve, reject)
          .finally(() => needy.delete(fail));
      }),
    changed: () => wake(),
  };
}

/** Sends auth-js back to what is stored now. Throws where it would take a refusal for the end of that. */
function superseded(): Response {
  const stored = readSignIn();
  if (stored !== null && needsRenewal(stored)) throw new TypeError('Superseded.');
  const refusal = { error_code: 'refresh_token_already_used', msg: 'Superseded.' };
  return Response.json(refusal, { status: HTTP_BAD_REQUEST });
}
