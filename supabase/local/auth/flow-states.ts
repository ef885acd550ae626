import { randomUUID } from 'node:crypto';
import type postgres from 'postgres';
import { asText } from './answers.ts';

/**
 * Remembers the code challenge of a request whose link will come back with a code (PKCE). Nobody
 * with that address: nothing to remember, and the caller is not told.
 */
export async function rememberChallenge(
  sql: postgres.Sql,
  email: string,
  body: Record<string, unknown>,
): Promise<void> {
  await sql`
    insert into auth.flow_state (
      id, user_id, auth_code, code_challenge, code_challenge_method, provider_type,
      authentication_method, created_at, updated_at
    )
    select ${randomUUID()}, u.id, ${randomUUID()}, ${asText(body['code_challenge'])},
      ${asText(body['code_challenge_method']) ?? 'plain'}, 'email', 'otp', now(), now()
    from auth.users u where u.email = lower(${email})`;
}

/**
 * The code for somebody who has just followed their link; the time to exchange it begins now. Null:
 * they did not ask for one.
 */
export async function issueCode(sql: postgres.Sql, userId: string): Promise<string | null> {
  const [flow] = await sql<{ auth_code: string }[]>`
    update auth.flow_state set created_at = now(), auth_code_issued_at = now()
    where id = (
      select id from auth.flow_state where user_id::text = ${userId} and provider_type = 'email'
      order by created_at desc limit 1
    )
    returning auth_code`;
  return flow?.auth_code ?? null;
}

/** Ends a session that only proved that the link was good; the exchange makes the real one. */
export async function dropSession(sql: postgres.Sql, sessionId: string): Promise<void> {
  await sql`delete from auth.refresh_tokens where session_id::text = ${sessionId}`;
  await sql`delete from auth.sessions where id::text = ${sessionId}`;
}
