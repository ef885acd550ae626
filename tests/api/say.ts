import { uuidv7 } from 'uuidv7';
import type { Message } from '../../src/core/model.ts';
import type { Sql } from '../support/database.ts';
import type { Device } from '../support/people.ts';

/** Forgets what somebody sent lately, so that the limit does not stand in the way of a test. */
export async function forgetRate(sql: Sql, userId: string): Promise<void> {
  await sql`delete from private.rate_limits where user_id = ${userId} and action = 'message'`;
}

/** Sends one message. */
export const say = (sender: Device, sessionId: string, content: string): Promise<Message> =>
  sender.backend.sendMessage({ id: uuidv7(), sessionId, content });

/** Sends `texts` one after the other, whatever the limit is. */
export async function sayAll(
  sql: Sql,
  sender: Device,
  sessionId: string,
  texts: readonly string[],
): Promise<void> {
  const PER_WINDOW = 10;
  for (const [n, text] of texts.entries()) {
    if (n % PER_WINDOW === 0) await forgetRate(sql, sender.userId);
    await say(sender, sessionId, text);
  }
}
