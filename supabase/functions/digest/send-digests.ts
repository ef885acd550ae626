import type { Outbox } from './database.ts';
import type { DigestSettings } from './settings.ts';
import { writeMail, type Digest } from './write-mail.ts';

/** Mails that are taken at once, and sent one after the other. */
const BATCH = 10;
/** The mail service has so long for one: a batch of them ends within `mail_lease` (120 s). */
const SEND_TIMEOUT_MS = 10_000;
/** No further batch after that: a cron job's call has a minute. */
const ROUND_MS = 40_000;

/** How many mails went out, and how many are tried again later. */
export interface Sent {
  sent: number;
  failed: number;
}

/**
 * Sends what is due. What fails is kept by the outbox; while nothing of a batch goes out the rest is
 * left for the next round. Rejects when the outbox cannot be asked: what was taken then is given out
 * again, so that a mail may go out twice, with the same Message-ID.
 */
export async function sendDigests(outbox: Outbox, settings: DigestSettings): Promise<Sent> {
  const total: Sent = { sent: 0, failed: 0 };
  const until = Date.now() + ROUND_MS;
  for (;;) {
    const batch = await outbox.claim(BATCH);
    let sent = 0;
    for (const digest of batch) {
      const error = await send(digest, settings);
      await outbox.finish(digest.id, error);
      if (error === null) sent += 1;
    }
    total.sent += sent;
    total.failed += batch.length - sent;
    if (sent === 0 || Date.now() > until) return total;
  }
}

/** Why it could not be sent; null when it was. */
async function send(digest: Digest, settings: DigestSettings): Promise<string | null> {
  try {
    const response = await fetch(settings.mailApiUrl, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${settings.mailApiKey}`,
        'content-type': 'application/json',
        // For services that know it: an answer that got lost does not make a second mail.
        'idempotency-key': digest.id,
      },
      body: JSON.stringify(writeMail(digest, settings)),
      signal: AbortSignal.timeout(SEND_TIMEOUT_MS),
    });
    return response.ok ? null : `${response.status} ${await response.text()}`;
  } catch (error) {
    return String(error);
  }
}
