import type postgres from 'postgres';
import { authError } from './answers.ts';

/**
 * Refuses a suspended person (`auth.users.banned_until`) at sign-in, refresh and on their own
 * account, which the library does not. Null: nobody in this request is suspended.
 */
export async function refuseBanned(
  sql: postgres.Sql,
  who: { email: string | null; refreshToken: string | null; userId: string | null },
): Promise<Response | null> {
  const [banned] = await sql`
    select from auth.users u
    where u.banned_until > now() and (
      u.email = lower(${who.email}::text)
      or u.id = ${who.userId}::uuid
      or u.id = (select t.user_id::uuid from auth.refresh_tokens t where t.token = ${who.refreshToken})
    )
    limit 1`;
  if (banned === undefined) return null;
  return authError(who.userId === null ? 400 : 403, 'user_banned', 'User is banned');
}
