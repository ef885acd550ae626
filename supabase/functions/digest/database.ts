import type { DigestSettings } from './settings.ts';
import type { Digest } from './write-mail.ts';

/** A question to the database takes no longer; then the next round asks again. */
const TIMEOUT_MS = 10_000;

/** The functions of the database that this one needs. Each rejects with what the API said. */
export interface Outbox {
  /** Up to `limit` mails that are due, for nobody else for `mail_lease` seconds. */
  claim(limit: number): Promise<Digest[]>;
  /** @param error null: it was sent */
  finish(id: string, error: string | null): Promise<void>;
  /** Whether there was such a token. */
  unsubscribe(token: string): Promise<boolean>;
}

const NOT_FOUND = 404;
/** No token: as if it were an unknown one. */
const BAD_REQUEST = 400;

/** Calls PostgREST by hand, so that the function needs no package. */
export function createOutbox({ apiUrl, secretKey, publishableKey }: DigestSettings): Outbox {
  const call = (name: string, body: object, key: string): Promise<Response> =>
    fetch(`${apiUrl}/rest/v1/rpc/${name}`, {
      method: 'POST',
      headers: {
        apikey: key,
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  const demand = async (name: string, body: object, key: string): Promise<Response> => {
    const response = await call(name, body, key);
    if (!response.ok) throw new Error(`${name}: ${response.status} ${await response.text()}`);
    return response;
  };
  return {
    claim: async (limit) =>
      (await (await demand('claim_mails', { p_limit: limit }, secretKey)).json()) as Digest[],
    finish: async (id, error) => {
      await demand('finish_mail', { p_id: id, p_error: error }, secretKey);
    },
    unsubscribe: async (token) => {
      const response = await call('unsubscribe', { p_token: token }, publishableKey);
      if (response.ok) return true;
      if (response.status === NOT_FOUND || response.status === BAD_REQUEST) return false;
      throw new Error(`unsubscribe: ${response.status} ${await response.text()}`);
    },
  };
}
