import type { Mailbox } from './mailbox.ts';

export const MAIL_API_PATH = '/api/send';
/** What the local stack's own sender shows; it keeps other pages from writing letters here. */
export const LOCAL_MAIL_KEY = 'local-mail';

const FIELDS = ['from', 'to', 'subject', 'text', 'html'] as const;

/**
 * Takes a letter as mail services do: `POST {from, to, subject, text, html, headers}` with a bearer
 * token, and puts it into the mailbox.
 * @param isDown whether to behave as a service that is out of order
 */
export async function takeMail(
  request: { authorization: string | undefined; body: () => Promise<string> },
  mailbox: Mailbox,
  isDown: () => boolean,
): Promise<{ status: number; body: object }> {
  if (isDown()) return { status: 503, body: { message: 'The mail service is down.' } };
  if (request.authorization !== `Bearer ${LOCAL_MAIL_KEY}`)
    return { status: 401, body: { message: 'The key is wrong.' } };
  const mail = readMail(await request.body());
  if (mail === null) return { status: 422, body: { message: `It needs ${FIELDS.join(', ')}.` } };
  return { status: 200, body: { id: mailbox.deliver(mail) } };
}

function readMail(body: string): Parameters<Mailbox['deliver']>[0] | null {
  let given: Partial<Record<string, unknown>>;
  try {
    given = JSON.parse(body) as typeof given;
  } catch {
    return null;
  }
  const [from, to, subject, text, html] = FIELDS.map((field) => given[field]);
  if (
    typeof from !== 'string' ||
    typeof to !== 'string' ||
    typeof subject !== 'string' ||
    typeof text !== 'string' ||
    typeof html !== 'string'
  )
    return null;
  return {
    to,
    subject,
    text,
    html,
    headers: { From: from, ...(given['headers'] as Record<string, string> | undefined) },
  };
}
