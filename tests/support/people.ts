import { randomUUID } from 'node:crypto';
import { createClient, type RealtimeClient } from '@supabase/supabase-js';
import { afterAll, afterEach, beforeEach, vi } from 'vitest';
import type { Backend } from '../../src/backend/backend.ts';
import { createChatClient, liveOf, type ChatClient } from '../../src/backend/client.ts';
import type { Database } from '../../src/backend/database.types.ts';
import { createSupabaseBackend } from '../../src/backend/supabase.ts';
import type { AppRole } from './database.ts';
import type { StackFacts } from './stack.ts';

/** One sign-in: a client of its own, as in a browser of its own. */
export interface Device {
  client: ChatClient;
  live: RealtimeClient;
  backend: Backend;
  userId: string;
  accessToken: string;
  /** The JWT's `session_id`. */
  authSessionId: string;
}

/** Somebody who signed up for one test, with the sign-in that came with it. */
export interface Person extends Device {
  id: string;
  email: string;
  password: string;
  fullName: string;
}

/** Longest wait for something that must happen, in milliseconds; generous for noisy machines. */
export const HAPPENS_WITHIN_MS = 20_000;
const LOOK_EVERY_MS = 10;

/** Waits until `check` no longer throws, and yields what it returns. */
export const eventually = <T>(check: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(check, { timeout: HAPPENS_WITHIN_MS, interval: LOOK_EVERY_MS });

/** Clients made in `beforeAll` live as long as the file, those made in a test as long as the test. */
const ofFile = new Set<ChatClient>();
const ofTest = new Set<ChatClient>();
let scope = ofFile;

beforeEach(() => {
  scope = ofTest;
});

afterEach(async () => {
  scope = ofFile;
  await close(ofTest);
});

afterAll(() => close(ofFile));

async function close(clients: Set<ChatClient>): Promise<void> {
  const closing = [...clients];
  clients.clear();
  await Promise.all(
    closing.map(async (client) => {
      const live = await liveOf(client);
      await live.removeAllChannels();
      await live.disconnect();
      // A client that was given its token has no sign-in to refresh.
      if (!withoutSignIn.has(client)) await client.auth.stopAutoRefresh();
    }),
  );
}

const withoutSignIn = new WeakSet<ChatClient>();

const keep = (client: ChatClient): ChatClient => {
  scope.add(client);
  return client;
};

/** Where a client connects to; with another `apiUrl`, through a proxy. */
export type Address = Pick<StackFacts, 'apiUrl' | 'publishableKey'>;

const configOf = (address: Address) => ({
  url: address.apiUrl,
  publishableKey: address.publishableKey,
});

/** A client that nobody signed in to. */
export const createVisitor = (address: Address): ChatClient =>
  keep(createChatClient(configOf(address)));

/** A client that shows `token` with every request, whatever it is worth. */
export function createTokenHolder(address: Address, token: string): ChatClient {
  const client = keep(
    createClient<Database>(address.apiUrl, address.publishableKey, {
      accessToken: () => Promise.resolve(token),
    }),
  );
  withoutSignIn.add(client);
  return client;
}

async function describeDevice(client: ChatClient): Promise<Device> {
  const { data, error } = await client.auth.getSession();
  if (data.session === null) throw error ?? new Error('Nobody is signed in.');
  const { access_token: accessToken, user } = data.session;
  const claims = Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString();
  const { session_id: authSessionId } = JSON.parse(claims) as { session_id: string };
  const backend = createSupabaseBackend(client);
  const live = await liveOf(client);
  return { client, live, backend, userId: user.id, accessToken, authSessionId };
}

/** Signs somebody in once more, on a client of its own. */
export async function signIn(
  address: Address,
  who: Pick<Person, 'email' | 'password'>,
): Promise<Device> {
  const client = createVisitor(address);
  await createSupabaseBackend(client).signIn(who.email, who.password);
  return describeDevice(client);
}

/**
 * Signs up somebody new, through the API as the form does; an admin is then made one by the
 * operator's key. Closed by itself at the end of the test or file that made it.
 */
export async function createPerson(
  facts: StackFacts,
  { role = 'student', fullName = 'Test Person' }: { role?: AppRole; fullName?: string } = {},
): Promise<Person> {
  const email = `${randomUUID()}@example.com`;
  const password = 'a long enough password';
  const client = createVisitor(facts);
  const wish = role === 'admin' ? 'student' : role;
  await createSupabaseBackend(client).signUp({ email, password, fullName, role: wish });
  const device = await describeDevice(client);
  if (role === 'admin') {
    const operator = createClient<Database>(facts.apiUrl, facts.secretKey);
    const { error } = await operator.from('profiles').update({ role }).eq('id', device.userId);
    if (error !== null) throw error;
  }
  return { ...device, id: device.userId, email, password, fullName };
}
