import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Fixture, type Person } from './support/fixture.ts';

let fixture: Fixture;
let person: Person;
const table = `rest_test_${randomUUID().slice(0, 8)}`;

beforeAll(async () => {
  fixture = await Fixture.prepare();
  await fixture.sql.unsafe(`
    create table public.${table} (
      id uuid primary key,
      owner uuid not null default auth.uid(),
      body jsonb,
      secret text,
      at timestamptz not null default now()
    );
    alter table public.${table} enable row level security;
    create policy "own rows" on public.${table} for all to authenticated
      using (owner = (select auth.uid())) with check (owner = (select auth.uid()));
    grant select (id, owner, body, at), insert (id, body) on public.${table} to authenticated;
    create function public.${table}_fail(p_code text) returns void language plpgsql as $$
    begin
      raise exception using errcode = p_code, message = 'for people', detail = '{"code":"stale"}';
    end $$;
    revoke execute on function public.${table}_fail(text) from public;
    grant execute on function public.${table}_fail(text) to authenticated;
    create function public.${table}_echo(p_body jsonb) returns jsonb language sql as 'select p_body';
    create function public.${table}_setting(p_name text) returns text language sql
      as 'select current_setting(p_name)';
    create function public.${table}_become(p_role text) returns text language plpgsql as $$
    begin
      perform set_config('role', p_role, true);
      return (select count(*)::text from auth.users);
    end $$;
    grant execute on function public.${table}_echo(jsonb) to authenticated;
    grant execute on function public.${table}_setting(text) to anon, authenticated;
    grant execute on function public.${table}_become(text) to authenticated;
    grant update (body) on public.${table} to authenticated;
    notify pgrst, 'reload schema';`);
  person = await fixture.person();
});

afterAll(async () => {
  await fixture.sql.unsafe(`
    drop table public.${table};
    drop function public.${table}_fail;
    drop function public.${table}_echo;
    drop function public.${table}_setting;
    drop function public.${table}_become;`);
  await fixture.dispose();
});

describe('auth', () => {
  test('sign-up stores the metadata as JSON and signs in', async () => {
    const [row] = await fixture.sql`
      select raw_user_meta_data ->> 'full_name' as name from auth.users where id = ${person.id}`;
    expect(row?.['name']).toBe('Test Person');
  });

  test('the token names person, role, sign-in and end', () => {
    const claims = JSON.parse(
      Buffer.from(person.token.split('.')[1] ?? '', 'base64url').toString(),
    ) as Record<string, unknown>;
    expect(claims).toMatchObject({ sub: person.id, role: 'authenticated' });
    expect(claims['session_id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(claims['exp']).toBeGreaterThan(Date.now() / 1000);
  });

  test('password sign-in, refresh, sign-out', async () => {
    const client = fixture.client();
    const email = `${randomUUID()}@example.com`;
    await client.auth.signUp({ email, password: 'password' });
    expect((await client.auth.signInWithPassword({ email, password: 'wrong' })).error?.code).toBe(
      'invalid_credentials',
    );
    const signedIn = await client.auth.signInWithPassword({ email, password: 'password' });
    expect(signedIn.error).toBeNull();
    const refreshed = await client.auth.refreshSession();
    expect(refreshed.error).toBeNull();
    expect(refreshed.data.session?.refresh_token).not.toBe(signedIn.data.session?.refresh_token);
    expect((await client.auth.signOut()).error).toBeNull();
    expect((await client.auth.getSession()).data.session).toBeNull();
  });

  test('a seeded person of the bcrypt kind signs in', async () => {
    const id = randomUUID();
    const email = `${id}@example.com`;
    await fixture.sql`
      insert into auth.users (id, instance_id, aud, role, email, encrypted_password,
        email_confirmed_at, confirmation_token, recovery_token, email_change_token_new, email_change)
      values (${id}, '00000000-0000-0000-0000-000000000000', 'authenticated', 'authenticated',
        ${email}, extensions.crypt('password', extensions.gen_salt('bf')), now(), '', '', '', '')`;
    const { error } = await fixture
      .client()
      .auth.signInWithPassword({ email, password: 'password' });
    expect(error).toBeNull();
  });
});

describe('REST', () => {
  test('a repeated upsert that ignores duplicates returns no row and changes nothing', async () => {
    const row = { id: randomUUID(), body: { a: 1 } };
    const write = () =>
      person.client.from(table).upsert(row, { ignoreDuplicates: true }).select('id');
    expect((await write()).data).toEqual([{ id: row.id }]);
    const again = await write();
    expect(again.error).toBeNull();
    expect(again.data).toEqual([]);
  });

  test('times are ISO 8601 with T and offset', async () => {
    const id = randomUUID();
    const { data } = await person.client.from(table).insert({ id }).select('at').single();
    expect(data?.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00$/);
  });

  test.each([
    [{ a: [1, { b: null }] }],
    [[1, 2]],
    [[]],
    [[true]],
    ['plain text'],
    ['{"looks":"like"'],
    ['{"is":"json"}'],
    ['[1,2]'],
    ['null'],
    ['true'],
    ['7'],
    [''],
    [7],
    [0.5],
    [true],
    [false],
  ])('JSON %j comes back as it went in', async (body) => {
    const id = randomUUID();
    const { data, error } = await person.client
      .from(table)
      .insert({ id, body })
      .select('body')
      .single();
    expect(error).toBeNull();
    expect(data?.body).toEqual(body);
    await person.client.from(table).update({ body: null }).eq('id', id);
    const changed = await person.client.from(table).update({ body }).eq('id', id).select('body');
    expect(changed.data).toEqual([{ body }]);
    expect((await person.client.rpc(`${table}_echo`, { p_body: body })).data).toEqual(body);
  });

  test('the settings of a role hold for its requests', async () => {
    const setting = async (client = person.client) =>
      (await client.rpc(`${table}_setting`, { p_name: 'statement_timeout' })).data as unknown;
    expect([await setting(), await setting(fixture.client())]).toEqual(['8s', '3s']);
  });

  test('a function that takes another role gets no further than on hosted', async () => {
    for (const role of ['postgres', 'supabase_admin', 'supabase_auth_admin', 'none']) {
      const { error } = await person.client.rpc(`${table}_become`, { p_role: role });
      expect([role, error?.code]).toEqual([role, '42501']);
    }
  });

  test('a column without a grant is refused for reading and writing with 403', async () => {
    const reading = await person.client.from(table).select('secret');
    expect([reading.status, reading.error?.code]).toEqual([403, '42501']);
    const writing = await person.client.from(table).insert({ id: randomUUID(), secret: 'x' });
    expect([writing.status, writing.error?.code]).toEqual([403, '42501']);
  });

  test('anon is refused with 401, on tables and functions', async () => {
    const anon = fixture.client();
    const reading = await anon.from(table).select('id');
    expect([reading.status, reading.error?.code]).toEqual([401, '42501']);
    const calling = await anon.rpc(`${table}_fail`, { p_code: 'PT409' });
    expect([calling.status, calling.error?.code]).toEqual([401, '42501']);
  });

  test("rows are the owner's only", async () => {
    const id = randomUUID();
    await person.client.from(table).insert({ id });
    const other = await fixture.person();
    expect((await other.client.from(table).select('id')).data).toEqual([]);
    expect((await person.client.from(table).select('id').eq('id', id)).data).toEqual([{ id }]);
  });

  test.each([
    ['PT401', 401],
    ['PT403', 403],
    ['PT404', 404],
    ['PT409', 409],
    ['PT422', 422],
    ['PT429', 429],
  ])('an error %s has HTTP status %i and keeps its detail', async (code, status) => {
    const result = await person.client.rpc(`${table}_fail`, { p_code: code });
    expect(result.status).toBe(status);
    expect(result.error).toMatchObject({
      code,
      message: 'for people',
      details: '{"code":"stale"}',
    });
  });

  test('a request without a key, or with a wrong one, is refused', async () => {
    const url = `${fixture.facts.apiUrl}/rest/v1/${table}`;
    expect((await fetch(url)).status).toBe(401);
    expect((await fetch(url, { headers: { apikey: 'sb_publishable_wrong' } })).status).toBe(401);
  });

  test('the secret key is service_role', async () => {
    await fixture.sql.unsafe(`grant select on public.${table} to service_role`);
    const { error } = await fixture.client(fixture.facts.secretKey).from(table).select('id');
    expect(error).toBeNull();
  });

  test('a browser may ask from any origin', async () => {
    for (const path of ['/rest/v1/x', '/auth/v1/token', '/realtime/v1/api/broadcast']) {
      const response = await fetch(`${fixture.facts.apiUrl}${path}`, {
        method: 'OPTIONS',
        headers: {
          origin: 'https://example.com',
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'apikey,authorization,content-type,x-client-info',
        },
      });
      expect(response.ok).toBe(true);
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect(response.headers.get('access-control-allow-headers')).toContain('apikey');
    }
  });
});
