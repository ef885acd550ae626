import { randomUUID } from 'node:crypto';
import { afterAll, inject } from 'vitest';
import { connect, makeSession, type AppRole, type SessionOptions, type Sql } from './database.ts';
import type { StackFacts } from './stack.ts';

export interface Account {
  id: string;
  email: string;
  password: string;
  fullName: string;
}

/** The database of a stack, for arranging what people cannot; closed after the test file. */
export function useDatabase(facts: () => StackFacts = () => inject('stack')): () => Sql {
  let sql: Sql | null = null;
  afterAll(() => sql?.end());
  return () => (sql ??= connect(facts().dbUrl, 2));
}

/** Signs up somebody new through the API, as the form does. Names are unique within a test run. */
export async function signUp(
  facts: StackFacts,
  fullName: string,
  role: Exclude<AppRole, 'admin'> = 'student',
): Promise<Account> {
  const email = `${randomUUID()}@example.com`;
  const password = 'a long enough password';
  const response = await fetch(`${facts.apiUrl}/auth/v1/signup`, {
    method: 'POST',
    headers: { apikey: facts.publishableKey, 'content-type': 'application/json' },
    body: JSON.stringify({ email, password, data: { full_name: fullName, role } }),
  });
  if (!response.ok) throw new Error(`Sign-up failed: ${await response.text()}`);
  const body = (await response.json()) as { user: { id: string } };
  return { id: body.user.id, email, password, fullName };
}

/** An admin, whom nobody can sign up as. */
export async function makeAdmin(
  facts: StackFacts,
  sql: Sql,
  fullName = 'Elena Petrova',
): Promise<Account> {
  const admin = await signUp(facts, fullName);
  await sql`update public.profiles set role = 'admin' where id = ${admin.id}`;
  return admin;
}

/** Signs in beside any browser, for requests that no browser of ours would make. */
export async function accessToken(facts: StackFacts, account: Account): Promise<string> {
  const response = await fetch(`${facts.apiUrl}/auth/v1/token?grant_type=password`, {
    method: 'POST',
    headers: { apikey: facts.publishableKey, 'content-type': 'application/json' },
    body: JSON.stringify({ email: account.email, password: account.password }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}

export interface Pair {
  student: Account;
  mentor: Account;
  sessionId: string;
}

/** A student and a mentor with a running session between them. */
export async function makePair(
  facts: StackFacts,
  sql: Sql,
  options: SessionOptions = {},
): Promise<Pair> {
  const [student, mentor] = await Promise.all([
    signUp(facts, 'Nora Lind'),
    signUp(facts, 'Theo Brandt', 'mentor'),
  ]);
  const sessionId = await makeSession(sql, student.id, mentor.id, options);
  return { student, mentor, sessionId };
}
