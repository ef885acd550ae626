import { randomUUID } from 'node:crypto';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { Fixture } from './support/fixture.ts';

interface Letter {
  id: number;
  to: string;
  subject: string;
  text: string;
  sentAt: string;
}

const APP = 'http://localhost:5173/settings?tab=1';
const PASSWORD = 'correct horse battery';

let fixture: Fixture;
let admin: SupabaseClient;
beforeAll(async () => {
  fixture = await Fixture.prepare();
  admin = fixture.client(fixture.facts.secretKey);
});
afterAll(() => fixture.dispose());

/** A client that keeps its session in memory, as one browser does. */
function device(flowType: 'implicit' | 'pkce' = 'pkce'): SupabaseClient {
  const kept = new Map<string, string>();
  return createClient(fixture.facts.apiUrl, fixture.facts.publishableKey, {
    auth: {
      flowType,
      autoRefreshToken: false,
      detectSessionInUrl: false,
      storage: {
        getItem: (key) => kept.get(key) ?? null,
        setItem: (key, value) => void kept.set(key, value),
        removeItem: (key) => void kept.delete(key),
      },
    },
    realtime: { transport: WebSocket as never },
  }) as SupabaseClient;
}

async function signedUp(client = device()): Promise<{ id: string; email: string }> {
  const email = `${randomUUID()}@example.com`;
  const { data, error } = await client.auth.signUp({
    email,
    password: PASSWORD,
    options: { data: { full_name: 'Ada', nested: { a: [1, true, null] } } },
  });
  expect(error).toBeNull();
  return { id: data.user?.id ?? '', email };
}

async function letters(to: string): Promise<Letter[]> {
  const url = `${fixture.facts.mailUrl ?? ''}/api/messages?to=${encodeURIComponent(to)}`;
  return (await (await fetch(url)).json()) as Letter[];
}

async function newest(to: string): Promise<{ letter: Letter; link: string; code: string }> {
  const [letter] = await letters(to);
  if (letter === undefined) throw new Error(`There is no letter to ${to}.`);
  const link = /https?:\/\/\S+/.exec(letter.text)?.[0] ?? '';
  return { letter, link, code: /\b\d{6}\b/.exec(letter.text.replace(link, ''))?.[0] ?? '' };
}

/** Where following a link leads to. */
async function follow(link: string): Promise<URL> {
  const response = await fetch(link, { redirect: 'manual' });
  expect(response.status).toBe(303);
  return new URL(response.headers.get('location') ?? '');
}

const signIn = (client: SupabaseClient, email: string, password = PASSWORD) =>
  client.auth.signInWithPassword({ email, password });

describe('password recovery', () => {
  test('by PKCE: the link leads to the app with a code, which sets a new password', async () => {
    const client = device();
    const { id, email } = await signedUp(client);
    await client.auth.signOut();
    const sent = await client.auth.resetPasswordForEmail(email, { redirectTo: APP });
    expect(sent.error).toBeNull();
    const { link } = await newest(email);
    expect(link.startsWith(`${fixture.facts.apiUrl}/auth/v1/verify?`)).toBe(true);
    const target = await follow(link);
    const sessions = await fixture.sql`select from auth.sessions where user_id = ${id}`;
    expect(sessions).toHaveLength(0);
    expect(target.href.startsWith('http://localhost:5173/settings?tab=1&code=')).toBe(true);
    expect(target.hash).toBe('');
    const code = target.searchParams.get('code') ?? '';
    expect((await device().auth.exchangeCodeForSession(code)).error).not.toBeNull();
    const { data, error } = await client.auth.exchangeCodeForSession(code);
    expect(error).toBeNull();
    expect(data.user?.id).toBe(id);
    expect((await client.auth.updateUser({ password: 'another long one' })).error).toBeNull();
    expect((await signIn(device(), email)).error?.code).toBe('invalid_credentials');
    expect((await signIn(device(), email, 'another long one')).error).toBeNull();
    expect((await client.auth.exchangeCodeForSession(code)).error).not.toBeNull();
  });

  test('implicit: tokens in the fragment; the link works once', async () => {
    const client = device('implicit');
    const { email } = await signedUp(client);
    await client.auth.resetPasswordForEmail(email, { redirectTo: APP });
    const { link } = await newest(email);
    const target = await follow(link);
    const facts = new URLSearchParams(target.hash.slice(1));
    expect(facts.get('type')).toBe('recovery');
    const session = await device().auth.setSession({
      access_token: facts.get('access_token') ?? '',
      refresh_token: facts.get('refresh_token') ?? '',
    });
    expect(session.error).toBeNull();
    expect((await follow(link)).hash).toContain('error_code=otp_expired');
  });

  test('by code and by token hash', async () => {
    const client = device();
    const { email } = await signedUp(client);
    await client.auth.resetPasswordForEmail(email);
    const { code } = await newest(email);
    const wrong = await device().auth.verifyOtp({ email, token: '000000x', type: 'recovery' });
    expect(wrong.error?.code).toBe('otp_expired');
    const right = await device().auth.verifyOtp({ email, token: code, type: 'recovery' });
    expect(right.error).toBeNull();
    await client.auth.resetPasswordForEmail(email);
    const { link } = await newest(email);
    const token_hash = new URL(link).searchParams.get('token') ?? '';
    const hashed = await device().auth.verifyOtp({ token_hash, type: 'recovery' });
    expect(hashed.error).toBeNull();
  });

  test('an unknown address gets the same answer and no letter', async () => {
    const email = `${randomUUID()}@example.com`;
    expect((await device().auth.resetPasswordForEmail(email)).error).toBeNull();
    expect(await letters(email)).toEqual([]);
  });

  test('a link never leads to a foreign site', async () => {
    const client = device();
    const { email } = await signedUp(client);
    await client.auth.resetPasswordForEmail(email, { redirectTo: 'https://evil.example/x' });
    const { link } = await newest(email);
    expect((await follow(link)).origin).toBe('http://localhost:5173');
    const changed = new URL(link);
    changed.searchParams.set('redirect_to', 'javascript:alert(1)//localhost');
    expect((await follow(changed.href)).origin).toBe('http://localhost:5173');
  });
});

describe('changing the e-mail address', () => {
  test('both addresses have to agree, in any order', async () => {
    for (const first of ['old', 'new'] as const) {
      const client = device();
      const { id, email } = await signedUp(client);
      const changed = `${randomUUID()}@example.com`;
      const { data, error } = await client.auth.updateUser(
        { email: changed },
        { emailRedirectTo: APP },
      );
      expect([error, data.user?.new_email]).toEqual([null, changed]);
      const links = { old: (await newest(email)).link, new: (await newest(changed)).link };
      const half = await follow(links[first]);
      expect(half.searchParams.get('message')).toContain(
        'proceed to confirm link sent to the other',
      );
      expect((await admin.auth.admin.getUserById(id)).data.user?.email).toBe(email);
      expect((await follow(links[first])).searchParams.get('error_code')).toBe('otp_expired');
      const whole = await follow(links[first === 'old' ? 'new' : 'old']);
      expect(whole.searchParams.get('code')).toMatch(/^[0-9a-f-]{36}$/);
      expect((await signIn(device(), changed)).error).toBeNull();
      expect((await signIn(device(), email)).error?.code).toBe('invalid_credentials');
    }
  });

  test('the codes in the letters do the same', async () => {
    const client = device();
    const { email } = await signedUp(client);
    const changed = `${randomUUID()}@example.com`;
    await client.auth.updateUser({ email: changed });
    const { code: oldCode } = await newest(email);
    const { code: newCode } = await newest(changed);
    const verify = (address: string, token: string) =>
      client.auth.verifyOtp({ email: address, token, type: 'email_change' });
    expect(await verify(email, oldCode)).toMatchObject({ data: { session: null }, error: null });
    expect((await verify(changed, newCode)).data.user?.email).toBe(changed);
  });
});

test('magic link and code sign in', async () => {
  const client = device();
  const { email } = await signedUp(client);
  await client.auth.signOut();
  await client.auth.signInWithOtp({ email, options: { emailRedirectTo: APP } });
  const target = await follow((await newest(email)).link);
  const code = target.searchParams.get('code') ?? '';
  expect((await client.auth.exchangeCodeForSession(code)).data.user?.email).toBe(email);
  await client.auth.signInWithOtp({ email });
  const { code: token } = await newest(email);
  expect((await device().auth.verifyOtp({ email, token, type: 'email' })).error).toBeNull();
});

test('the mailbox is readable as pages, and a letter cannot bring its own script', async () => {
  const client = device();
  const { email } = await signedUp(client);
  await client.auth.resetPasswordForEmail(email);
  const { letter } = await newest(email);
  const base = fixture.facts.mailUrl ?? '';
  const list = await fetch(base);
  expect(list.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await list.text()).toContain(`href="/messages/${letter.id}"`);
  const one = await (await fetch(`${base}/messages/${letter.id}`)).text();
  expect(one).toContain('<a href="http://127.0.0.1');
  expect(new Date(letter.sentAt).toISOString()).toBe(letter.sentAt);
  expect((await fetch(`${base}/messages/999999`)).status).toBe(404);
});

describe('sessions', () => {
  test('signing out everywhere ends the refresh tokens of all devices, others spares this one', async () => {
    const [one, two] = [device(), device()];
    const { email } = await signedUp(one);
    await signIn(two, email);
    expect((await one.auth.signOut({ scope: 'others' })).error).toBeNull();
    expect((await two.auth.refreshSession()).error?.code).toBe('refresh_token_not_found');
    expect((await one.auth.refreshSession()).error).toBeNull();
    await signIn(two, email);
    expect((await two.auth.signOut({ scope: 'global' })).error).toBeNull();
    expect((await one.auth.refreshSession()).error?.code).toBe('refresh_token_not_found');
    expect((await one.auth.getUser()).error).not.toBeNull();
  });

  test('a suspended person is refused at sign-in, refresh and their account, until it is lifted', async () => {
    const client = device();
    const { id, email } = await signedUp(client);
    await fixture.sql`update auth.users set banned_until = now() + interval '1 hour' where id = ${id}`;
    expect((await signIn(device(), email)).error?.code).toBe('user_banned');
    expect((await client.auth.getUser()).error?.code).toBe('user_banned');
    expect((await client.auth.refreshSession()).error?.code).toBe('user_banned');
    await fixture.sql`update auth.users set banned_until = now() - interval '1 s' where id = ${id}`;
    expect((await signIn(device(), email)).error).toBeNull();
  });

  test('a deleted person is refused at sign-in, refresh and their account', async () => {
    const client = device();
    const { id, email } = await signedUp(client);
    expect((await admin.auth.admin.deleteUser(id)).error).toBeNull();
    expect((await signIn(device(), email)).error?.code).toBe('invalid_credentials');
    expect((await client.auth.getUser()).error).not.toBeNull();
    expect((await client.auth.refreshSession()).error?.code).toBe('refresh_token_not_found');
  });

  test('tokens and users are as hosted writes them: ISO times, metadata, level and method', async () => {
    const client = device();
    await signedUp(client);
    const { data } = await client.auth.refreshSession();
    const claims = JSON.parse(
      Buffer.from(data.session?.access_token.split('.')[1] ?? '', 'base64url').toString(),
    ) as Record<string, unknown>;
    expect(claims).toMatchObject({
      iss: `${fixture.facts.apiUrl}/auth/v1`,
      aal: 'aal1',
      is_anonymous: false,
      app_metadata: { provider: 'email', providers: ['email'] },
      user_metadata: { full_name: 'Ada', nested: { a: [1, true, null] } },
    });
    expect(data.user?.user_metadata).toMatchObject({ nested: { a: [1, true, null] } });
    for (const time of [data.user?.created_at, data.user?.updated_at, data.user?.last_sign_in_at])
      expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)$/);
    expect((await client.from('profiles').select('id')).error).toBeNull();
  });
});

describe('seeded people', () => {
  test('all of them sign in', async () => {
    for (const name of ['student', 'student2', 'mentor', 'mentor2', 'buyer', 'supplier', 'admin'])
      expect((await signIn(device(), `${name}@example.com`, 'password')).error).toBeNull();
  });

  test('their rows are ones that GoTrue can read: no null where it wants text', async () => {
    const rows = await fixture.sql`
      select email from auth.users
      where email like '%@example.com' and length(split_part(email, '@', 1)) < 10 and (
        instance_id <> '00000000-0000-0000-0000-000000000000' or instance_id is null
        or confirmation_token is null or recovery_token is null or email_change is null
        or email_change_token_new is null or email_change_token_current is null
        or phone_change is null or phone_change_token is null or reauthentication_token is null
        or aud is null or role is null or encrypted_password not like '$2a$10$%'
        or not exists (select from auth.identities i where i.user_id = users.id
          and i.provider = 'email' and i.provider_id = users.id::text)
      )`;
    expect(rows).toEqual([]);
  });
});

describe('the admin API', () => {
  test('creates, lists, shows, changes, suspends and deletes people', async () => {
    const email = `${randomUUID()}@example.com`;
    const created = await admin.auth.admin.createUser({
      email,
      password: PASSWORD,
      email_confirm: true,
      user_metadata: { full_name: 'Made by a script' },
      app_metadata: { team: 'x' },
    });
    expect(created.error).toBeNull();
    const id = created.data.user?.id ?? '';
    expect(created.data.user).toMatchObject({
      email,
      user_metadata: { full_name: 'Made by a script' },
      app_metadata: { team: 'x', provider: 'email' },
    });
    expect((await signIn(device(), email)).error).toBeNull();
    expect((await admin.auth.admin.createUser({ email })).error?.code).toBe('email_exists');
    expect((await admin.auth.admin.createUser({ email: 'no' })).error?.code).toBe(
      'validation_failed',
    );
    const listed = await admin.auth.admin.listUsers({ page: 1, perPage: 1000 });
    expect(listed.data.users.map((user) => user.id)).toContain(id);
    const updated = await admin.auth.admin.updateUserById(id, {
      password: 'changed by a script',
      user_metadata: { more: 1 },
      ban_duration: '1h',
    });
    expect(updated.data.user?.user_metadata).toEqual({ full_name: 'Made by a script', more: 1 });
    expect((await signIn(device(), email)).error?.code).toBe('user_banned');
    await admin.auth.admin.updateUserById(id, { ban_duration: 'none' });
    expect((await signIn(device(), email, 'changed by a script')).error).toBeNull();
    expect((await admin.auth.admin.deleteUser(id)).error).toBeNull();
    expect((await admin.auth.admin.getUserById(id)).error?.code).toBe('user_not_found');
  });

  test('is closed to everybody else', async () => {
    const client = device();
    const { id } = await signedUp(client);
    for (const caller of [client, device()]) {
      expect((await caller.auth.admin.listUsers()).error?.status).toBe(403);
      expect((await caller.auth.admin.deleteUser(id)).error?.status).toBe(403);
    }
  });
});
