import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { uuidv7 } from 'uuidv7';
import { afterAll, inject } from 'vitest';
// Its types only: at run time it would load the whole stack into every test file.
import type {} from './global-database.ts';

/** int8 columns arrive as numbers: no test gets near 2^53. */
type Types = Record<'bigint', number>;
export type Sql = postgres.Sql<Types>;
export type Tx = postgres.TransactionSql<Types>;
export type AppRole = 'student' | 'mentor' | 'buyer' | 'supplier' | 'admin';

const INT8 = 20;

/** Connects as the URL's user; `max` is the number of real connections. */
export function connect(url: string, max: number): Sql {
  return postgres(url, {
    max,
    onnotice: () => undefined,
    types: {
      bigint: {
        to: INT8,
        from: [INT8],
        serialize: (value: number) => String(value),
        parse: (text: string) => Number(text),
      },
    },
  });
}

export interface TestDatabase {
  /** As `postgres`, the owner of everything: for factories and for looking. */
  sql: Sql;
  url: string;
}

/**
 * A fresh clone of the migrated template for the calling test file, dropped after it.
 * @param max real connections in the pool; races need as many as they have parties
 */
export async function createTestDatabase(max = 4): Promise<TestDatabase> {
  const server = inject('testServer');
  if (server.superUrl === null) {
    const sql = connect(server.dbUrl, max);
    afterAll(() => sql.end());
    return { sql, url: server.dbUrl };
  }
  const { superUrl } = server;
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await asSuper(superUrl, `create database ${name} template ${server.template} owner postgres`);
  const clone = new URL(server.dbUrl);
  clone.pathname = name;
  const url = clone.href;
  const sql = connect(url, max);
  afterAll(async () => {
    await sql.end();
    await asSuper(superUrl, `drop database ${name} with (force)`);
  });
  return { sql, url };
}

async function asSuper(superUrl: string, statement: string): Promise<void> {
  const sql = postgres(superUrl, { max: 1, onnotice: () => undefined });
  try {
    await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}

export interface AsOptions {
  /** The JWT's session_id: one per sign-in. */
  authSessionId?: string;
  /** Undo everything at the end. */
  rollback?: boolean;
}

class RolledBack extends Error {}

/**
 * Runs `fn` in one transaction exactly as PostgREST would for this person: role and claims set.
 * @param userId null = a visitor without sign-in (role anon)
 */
export async function asUser<T>(
  sql: Sql,
  userId: string | null,
  fn: (tx: Tx) => Promise<T>,
  options: AsOptions = {},
): Promise<T> {
  const role = userId === null ? 'anon' : 'authenticated';
  const claims = { role, sub: userId ?? undefined, session_id: options.authSessionId };
  let result: { value: T } | undefined;
  try {
    await sql.begin(async (tx) => {
      await tx`select set_config('role', ${role}, true),
                      set_config('request.jwt.claims', ${JSON.stringify(claims)}, true)`;
      result = { value: await fn(tx) };
      if (options.rollback === true) throw new RolledBack();
    });
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error;
  }
  return result!.value;
}

export interface Refusal {
  /** SQLSTATE: PT422, 42501, … */
  sqlstate: string;
  message: string;
  /** The program-readable part: {code, …}; empty for plain database errors. */
  detail: Record<string, unknown>;
}

/** Waits for a refusal and returns it; throws if the request was accepted. */
export async function refusal(request: Promise<unknown>): Promise<Refusal> {
  try {
    await request;
  } catch (error) {
    if (!(error instanceof postgres.PostgresError)) throw error;
    const isOurs = error.code.startsWith('PT') || error.detail?.startsWith('{') === true;
    const detail: unknown = isOurs ? JSON.parse(error.detail ?? '') : {};
    return {
      sqlstate: error.code,
      message: error.message,
      detail: detail as Record<string, unknown>,
    };
  }
  throw new Error('expected a refusal, but the request was accepted');
}

/** Signs somebody up; the profile comes from the trigger, as in life. */
export async function makeUser(
  sql: Sql,
  role: AppRole = 'student',
  fullName = 'Test Person',
): Promise<string> {
  const id = randomUUID();
  const metadata = { full_name: fullName, role };
  await sql`insert into auth.users (instance_id, id, aud, role, email, raw_user_meta_data)
            values (${'00000000-0000-0000-0000-000000000000'}, ${id}, 'authenticated', 'authenticated',
                    ${`${id}@example.com`}, ${sql.json(metadata)})`;
  if (role === 'admin') await sql`update public.profiles set role = 'admin' where id = ${id}`;
  return id;
}

export interface SessionOptions {
  kind?: 'mentoring' | 'buyer_supplier' | 'buyer_admin' | 'support';
  status?: 'requested' | 'accepted' | 'declined' | 'in_progress' | 'completed' | 'expired';
  expiresAt?: Date;
  endsAt?: Date;
}

/** A session between two people, as a lifecycle function would have left it. Returns its id. */
export async function makeSession(
  sql: Sql,
  founderA: string,
  founderB: string,
  options: SessionOptions = {},
): Promise<string> {
  const id = randomUUID();
  await sql`insert into public.sessions (id, kind, status, founder_a, founder_b, created_by, expires_at, ends_at)
            values (${id}, ${options.kind ?? 'mentoring'}, ${options.status ?? 'in_progress'},
                    ${founderA}, ${founderB}, ${founderA}, ${options.expiresAt ?? null}, ${options.endsAt ?? null})`;
  await sql`insert into public.participants (session_id, user_id, role)
            select ${id}, p.id, p.role from public.profiles p where p.id in (${founderA}, ${founderB})`;
  return id;
}

/** Changes a setting for the whole test database. */
export async function set(sql: Sql, key: string, value: number): Promise<void> {
  await sql`update public.app_settings set value = ${sql.json(value)} where key = ${key}`;
}

export interface Sent {
  id: string;
  seq: number;
  rev: number;
  created_at: Date;
}

export interface Outgoing {
  id?: string;
  replyTo?: string | null;
  type?: string;
  attachments?: unknown;
}

/**
 * Sends as a client does: upsert with ignoreDuplicates, returning the four columns.
 * Undefined when the database already had the message.
 */
export async function send(
  tx: Tx,
  sessionId: string,
  content: string | null,
  message: Outgoing = {},
): Promise<Sent | undefined> {
  const [row] = await tx<Sent[]>`
    insert into public.messages (id, session_id, content, message_type, reply_to, attachments)
    values (${message.id ?? uuidv7()}, ${sessionId}, ${content},
            ${message.type ?? 'text'}, ${message.replyTo ?? null},
            ${JSON.stringify(message.attachments ?? [])}::text::jsonb)
    on conflict (id) do nothing
    returning id, seq, rev, created_at`;
  return row;
}

/**
 * Waits until some connection of this database is held up by another one's lock. Lets a test build
 * a race step by step; ends with the test's own timeout if nobody ever waits.
 */
export async function untilBlocked(sql: Sql): Promise<void> {
  for (;;) {
    const waiting = await sql`select 1 from pg_stat_activity
                              where datname = current_database() and wait_event_type = 'Lock'`;
    if (waiting.length > 0) return;
  }
}

/** Calls a public function and returns its single value. */
export async function call<T>(
  tx: Tx,
  name: string,
  args: Record<string, string | number | boolean | null> = {},
): Promise<T> {
  const names = Object.keys(args);
  const list = names.map((key, index) => `${key} => $${index + 1}`).join(', ');
  const rows = await tx.unsafe<{ value: T }[]>(
    `select public.${name}(${list}) as value`,
    Object.values(args),
  );
  return rows[0]!.value;
}
