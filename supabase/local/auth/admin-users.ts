import { randomUUID } from 'node:crypto';
import type postgres from 'postgres';
import { asObject, asText, authError } from './answers.ts';

export interface AdminOptions {
  sql: postgres.Sql;
  secretKey: string;
}

const ROUTE = /^\/auth\/v1\/admin\/users(?:\/([0-9a-f-]{36}))?$/;
const PER_PAGE = 50;
const MAX_PER_PAGE = 1000;
const NOT_FOUND = () => authError(404, 'user_not_found', 'User not found');
const FOREVER_HOURS = /^(\d+)h$/;

/**
 * The part of the admin API that scripts and tests need: create, list, get, update and delete
 * people. For the secret key only.
 */
export async function adminUsers(options: AdminOptions, request: Request): Promise<Response> {
  if (!isServer(options, request)) return authError(403, 'not_admin', 'User not allowed');
  const url = new URL(request.url);
  const match = ROUTE.exec(url.pathname);
  if (match === null) return authError(404, 'not_found', 'Not found');
  const id = match[1] ?? null;
  const { sql } = options;
  const body = ['POST', 'PUT'].includes(request.method)
    ? asObject(await request.json().catch(() => null))
    : {};
  switch (`${request.method} ${id === null ? 'all' : 'one'}`) {
    case 'GET all':
      return list(sql, url);
    case 'POST all':
      return create(sql, body);
    case 'GET one':
      return show(await find(sql, id ?? ''));
    case 'PUT one':
      return update(sql, id ?? '', body);
    case 'DELETE one': {
      const rows = await sql`delete from auth.users where id = ${id} returning id`;
      return rows.length === 0 ? NOT_FOUND() : Response.json({});
    }
    default:
      return authError(405, 'method_not_allowed', 'Method not allowed');
  }
}

function isServer({ secretKey }: AdminOptions, request: Request): boolean {
  const given = [
    request.headers.get('authorization')?.slice('Bearer '.length),
    request.headers.get('apikey'),
  ];
  return given.includes(secretKey);
}

async function create(sql: postgres.Sql, body: Record<string, unknown>): Promise<Response> {
  const email = asText(body['email'])?.toLowerCase() ?? null;
  if (email === null || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email))
    return authError(400, 'validation_failed', 'Unable to validate email address: invalid format');
  const id = asText(body['id']) ?? randomUUID();
  const [taken] = await sql`select from auth.users where email = ${email}`;
  if (taken !== undefined)
    return authError(
      422,
      'email_exists',
      'A user with this email address has already been registered',
    );
  const metadata = JSON.stringify(asObject(body['user_metadata']));
  await sql.begin(async (tx) => {
    await tx`
      insert into auth.users (
        instance_id, id, aud, role, email, encrypted_password, email_confirmed_at,
        raw_app_meta_data, raw_user_meta_data, created_at, updated_at,
        confirmation_token, recovery_token, email_change, email_change_token_new,
        email_change_token_current
      ) values (
        '00000000-0000-0000-0000-000000000000', ${id}, 'authenticated', 'authenticated', ${email},
        extensions.crypt(${asText(body['password']) ?? randomUUID()}, extensions.gen_salt('bf')),
        case when ${body['email_confirm'] === true} then now() end,
        '{"provider": "email", "providers": ["email"]}', ${metadata}::text::jsonb,
        now(), now(), '', '', '', '', ''
      )`;
    await tx`
      insert into auth.identities (
        provider_id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at
      ) values (
        ${id}, ${id}, jsonb_build_object('sub', ${id}::text, 'email', ${email}::text), 'email',
        now(), now(), now()
      )`;
  });
  return update(sql, id, {
    app_metadata: body['app_metadata'],
    ban_duration: body['ban_duration'],
  });
}

/** Columns that are not named stay; metadata is merged, as GoTrue does. */
async function update(
  sql: postgres.Sql,
  id: string,
  body: Record<string, unknown>,
): Promise<Response> {
  const json = (name: string) => JSON.stringify(asObject(body[name]));
  const ban = asText(body['ban_duration']);
  const hours = FOREVER_HOURS.exec(ban ?? '')?.[1];
  if (ban !== null && ban !== 'none' && hours === undefined)
    return authError(400, 'validation_failed', 'invalid format for ban duration');
  await sql`
    update auth.users set
      email = coalesce(lower(${asText(body['email'])}), email),
      encrypted_password = coalesce(
        extensions.crypt(${asText(body['password'])}, extensions.gen_salt('bf')), encrypted_password
      ),
      email_confirmed_at = case
        when ${body['email_confirm'] === true} then coalesce(email_confirmed_at, now())
        else email_confirmed_at
      end,
      raw_user_meta_data = raw_user_meta_data || ${json('user_metadata')}::text::jsonb,
      raw_app_meta_data = raw_app_meta_data || ${json('app_metadata')}::text::jsonb,
      banned_until = case
        when ${ban === 'none'} then null
        else coalesce(now() + make_interval(hours => ${hours ?? null}::int), banned_until)
      end,
      updated_at = now()
    where id = ${id}`;
  return show(await find(sql, id));
}

async function list(sql: postgres.Sql, url: URL): Promise<Response> {
  const whole = (name: string, fallback: number) =>
    Math.max(1, Number.parseInt(url.searchParams.get(name) ?? '', 10) || fallback);
  const perPage = Math.min(whole('per_page', PER_PAGE), MAX_PER_PAGE);
  const rows = await sql<{ id: string; total: string }[]>`
    select id, count(*) over () as total from auth.users
    order by created_at desc, id limit ${perPage} offset ${(whole('page', 1) - 1) * perPage}`;
  const users = await Promise.all(rows.map((row) => find(sql, row.id)));
  return Response.json(
    { users, aud: 'authenticated' },
    { headers: { 'x-total-count': rows[0]?.total ?? '0' } },
  );
}

/** One person as GoTrue shows them to an admin. */
async function find(sql: postgres.Sql, id: string): Promise<unknown> {
  const [row] = await sql<{ shown: unknown }[]>`
    select jsonb_strip_nulls(jsonb_build_object(
      'id', u.id, 'aud', u.aud, 'role', u.role, 'email', u.email,
      'email_confirmed_at', u.email_confirmed_at, 'confirmed_at', u.email_confirmed_at,
      'phone', coalesce(u.phone, ''), 'last_sign_in_at', u.last_sign_in_at,
      'app_metadata', u.raw_app_meta_data, 'user_metadata', u.raw_user_meta_data,
      'banned_until', u.banned_until, 'created_at', u.created_at, 'updated_at', u.updated_at,
      'is_anonymous', false,
      'identities', coalesce((
        select jsonb_agg(jsonb_build_object(
          'identity_id', i.id, 'id', i.provider_id, 'user_id', i.user_id, 'provider', i.provider,
          'identity_data', i.identity_data, 'created_at', i.created_at, 'updated_at', i.updated_at
        )) from auth.identities i where i.user_id = u.id
      ), '[]')
    )) as shown
    from auth.users u where u.id = ${id}`;
  return row?.shown ?? null;
}

function show(user: unknown): Response {
  return user === null ? NOT_FOUND() : Response.json(user);
}
