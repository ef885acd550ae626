import { createHash, randomInt } from 'node:crypto';
import type postgres from 'postgres';
import type { LinkContext, Mailer } from './mail-links.ts';

const CODE_DIGITS = 6;

/** How the auth service stores the code that it mailed to an address. */
export function hashCode(email: string, code: string): string {
  return createHash('sha256').update(`${email.toLowerCase()}${code}`).digest('hex');
}

/**
 * Writes to the new address too. The library writes to the current one alone; hosted wants both to
 * agree before an address changes.
 */
export async function writeToNewAddress(
  sql: postgres.Sql,
  mailer: Mailer,
  userId: string,
  newEmail: string,
  context: LinkContext,
): Promise<void> {
  const code = String(randomInt(10 ** CODE_DIGITS)).padStart(CODE_DIGITS, '0');
  const tokenHash = hashCode(newEmail, code);
  const [user] = await sql<{ email: string }[]>`
    update auth.users set email_change_token_new = ${tokenHash}, email_change_confirm_status = 0
    where id = ${userId} and email_change = lower(${newEmail})
    returning email`;
  if (user === undefined) return;
  const link = mailer.link(tokenHash, 'email_change', context);
  await mailer.send({
    to: newEmail,
    subject: 'Confirm Email Change',
    text: `Follow this link to confirm the change of your e-mail address from ${user.email} to ${newEmail}: ${link}\n\nOr enter the code: ${code}`,
  });
}

export type Confirmation =
  /** One of the two addresses agreed; the other has to. */
  | 'half'
  /** The library may finish the change with this token. */
  | 'whole'
  /** No such change; the library has the words. */
  | 'unknown';

/** Notes that one address agreed to a change. */
export async function confirmChange(sql: postgres.Sql, tokenHash: string): Promise<Confirmation> {
  return sql.begin(async (tx): Promise<Confirmation> => {
    const [user] = await tx<{ id: string; status: number }[]>`
      select id, email_change_confirm_status as status from auth.users
      where ${tokenHash} in (email_change_token_current, email_change_token_new)
        and coalesce(email_change, '') <> ''
      for no key update`;
    if (user === undefined) return 'unknown';
    if (user.status === 0) {
      await tx`
        update auth.users set
          email_change_confirm_status = 1,
          email_change_token_current = nullif(email_change_token_current, ${tokenHash}),
          email_change_token_new = nullif(email_change_token_new, ${tokenHash})
        where id = ${user.id}`;
      return 'half';
    }
    // The library accepts the token of the current address only.
    await tx`
      update auth.users set email_change_confirm_status = 0,
        email_change_token_current = ${tokenHash}, email_change_token_new = null
      where id = ${user.id}`;
    return 'whole';
  });
}
