import type { BrowserContextOptions } from 'playwright-core';
import type { Account } from './accounts.ts';
import type { StackFacts } from './stack.ts';

type StorageState = Exclude<BrowserContextOptions['storageState'], string | undefined>;

/** Under which the app keeps the sign-in, as `src/backend/client.ts` says. */
const AUTH_STORAGE_KEY = 'chat.auth';
const MS_PER_SECOND = 1000;

/** The storage of a browser in which `who` has just signed in to the app at `appUrl`. */
export async function signedInStorage(
  { apiUrl, publishableKey }: Pick<StackFacts, 'apiUrl' | 'publishableKey'>,
  appUrl: string,
  who: Pick<Account, 'email' | 'password'>,
): Promise<StorageState> {
  const response = await fetch(`${apiUrl}/auth/v1/token?grant_type=password`, {
    method: 'POST',
    headers: { apikey: publishableKey, 'content-type': 'application/json' },
    body: JSON.stringify({ email: who.email, password: who.password }),
  });
  if (!response.ok) throw new Error(`Sign-in failed: ${await response.text()}`);
  const session = (await response.json()) as { expires_in: number };
  const value = JSON.stringify({
    expires_at: Math.floor(Date.now() / MS_PER_SECOND) + session.expires_in,
    ...session,
  });
  return {
    cookies: [],
    origins: [{ origin: appUrl, localStorage: [{ name: AUTH_STORAGE_KEY, value }] }],
  };
}
