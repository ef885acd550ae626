import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';
import { asUser, connect, makeSession, makeUser, send, type Sql } from '../support/database.ts';
import { faultsOf, type FaultClient } from '../support/faults.ts';
import { startTestStack, type TestStack } from '../support/stack.ts';
import { onlyOwnStack } from './support/own-stack.ts';

// A stack is started here, on machines that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** As the local stack names them. */
const APP = 'http://localhost:5173';
const MARKUP = '<img src=x onerror="alert(1)">';

interface Letter {
  id: number;
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string>;
}

let stack: TestStack;
let sql: Sql;
let faults: FaultClient;
let student: string;
let mentor: string;
let session: string;
beforeAll(async () => {
  stack = await startTestStack({ faults: true });
  sql = connect(stack.facts.dbUrl, 2);
  faults = faultsOf(stack.facts.apiUrl);
});
afterAll(async () => {
  await sql.end();
  await stack.stop();
});
beforeEach(() => people('Ada Byron'));
afterEach(() => faults.clear());

/** Two people of this test, the one who writes called `name`. */
async function people(name: string): Promise<void> {
  student = await makeUser(sql, 'student', name);
  mentor = await makeUser(sql, 'mentor', 'Theo Brandt');
  session = await makeSession(sql, student, mentor);
  await sql`update auth.users set email_confirmed_at = now() where id = ${mentor}`;
}
const say = (content: string) => asUser(sql, student, (tx) => send(tx, session, content));
const notify = (title: string, message: string | null = null, data = {}) =>
  sql`select private.notify(${mentor}, 'system_announcement', ${title}, ${message}, null, ${sql.json(data)})`;
/** Everything the mentor has not read becomes due, and is queued. */
async function queue(): Promise<void> {
  await sql`update public.notifications set unmailed_since = now() - interval '1 hour' where user_id = ${mentor}`;
  await sql`select private.fill_digest(${mentor})`;
}
const digest = (path = '', init: RequestInit = {}) =>
  fetch(`${stack.facts.apiUrl}/functions/v1/digest${path}`, { redirect: 'manual', ...init });
const work = () =>
  digest('', {
    method: 'POST',
    headers: { authorization: `Bearer ${stack.facts.secretKey}` },
  });
async function letters(): Promise<Letter[]> {
  const to = encodeURIComponent(`${mentor}@example.com`);
  return (await fetch(`${stack.facts.mailUrl!}/api/messages?to=${to}`)).json() as Promise<Letter[]>;
}
async function onlyLetter(): Promise<Letter> {
  const found = await letters();
  expect(found).toHaveLength(1);
  return found[0]!;
}
const state = async () => {
  const [row] = await sql`
    select id, status, attempts, last_error from private.mail_outbox where user_id = ${mentor}`;
  return row!;
};
const token = async () => {
  const [row] = await sql<{ token: string }[]>`
    select token from private.mail_tokens where user_id = ${mentor}`;
  return row!.token;
};
const wantsMail = async () => {
  const [row] = await sql`select email from public.notification_settings where user_id = ${mentor}`;
  return row?.['email'] as boolean | undefined;
};

onlyOwnStack('what was not read comes by mail, with a link to where it was said', async () => {
  await sql`update public.sessions set subject = 'Rust for beginners' where id = ${session}`;
  await say('hello');
  await say('are you there?');
  await queue();
  expect(await (await work()).json()).toEqual({ sent: 1, failed: 0 });
  const letter = await onlyLetter();
  expect(letter.subject).toBe('2 unread messages from Ada Byron');
  for (const part of [letter.text, letter.html]) {
    expect(part).toContain('Rust for beginners');
    expect(part).toContain('are you there?');
    expect(part).toContain(`${APP}/sessions/${session}`);
    expect(part).toContain(`${APP}/unsubscribe?token=${await token()}`);
  }
  expect(letter.headers).toEqual({
    From: 'Chat <chat@example.com>',
    'Message-ID': `<${(await state())['id'] as string}@localhost>`,
    'List-Unsubscribe': `<${stack.facts.apiUrl}/functions/v1/digest/unsubscribe?token=${await token()}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    'Auto-Submitted': 'auto-generated',
  });
  expect(await state()).toMatchObject({ status: 'sent' });
  expect(await (await work()).json()).toEqual({ sent: 0, failed: 0 });
  expect(await letters()).toHaveLength(1);
});

onlyOwnStack(
  'several are grouped by session, counted, and told by the clock of the reader',
  async () => {
    await sql`insert into public.notification_settings (user_id, timezone) values (${mentor}, 'Asia/Tokyo')`;
    await say('hello');
    await sql`select private.notify(${mentor}, 'reminder', 'Soon: Rust', null, ${session})`;
    await notify('Maintenance', 'On Sunday', { link: '/help' });
    for (let n = 0; n < 10; n += 1) await notify(`News ${n}`);
    await sql`update public.notifications set raised_at = '2026-03-01T20:30:00Z' where user_id = ${mentor} and title = 'News 9'`;
    await sql`update public.notifications set priority = 5 where user_id = ${mentor} and (title = 'News 9' or session_id is not null or title = 'Maintenance')`;
    await queue();
    await work();
    const { subject, text, html } = await onlyLetter();
    expect(subject).toBe('13 unread notifications');
    expect(text.match(new RegExp(`${APP}/sessions/`, 'g'))).toHaveLength(1);
    expect(text).toContain(`Read more: ${APP}/help`);
    expect(text).toMatch(/News 9, Mar 2, 2026, 5:30.AM/);
    expect(text).toContain(`and 3 more: ${APP}/notifications`);
    expect(html).toContain('and 3 more');
  },
);

onlyOwnStack('markup and line breaks in names, titles and words are text', async () => {
  await people(MARKUP);
  await sql`update public.sessions set subject = ${`${MARKUP} session`} where id = ${session}`;
  await say(`${MARKUP} said`);
  await queue();
  await work();
  const { subject, text, html, id } = await onlyLetter();
  expect(subject).toBe(`Unread message from ${MARKUP}`);
  expect(text).toContain(`${MARKUP} said`);
  expect(html).not.toContain('<img');
  expect(html.match(/&lt;img src=x onerror=&quot;alert\(1\)&quot;&gt;/g)!.length).toBeGreaterThan(
    2,
  );

  const page = await fetch(`${stack.facts.mailUrl!}/messages/${id}`);
  const body = await page.text();
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(body).not.toContain('<img');
  expect(body).toMatch(
    /<iframe [^>]*sandbox="(?![^"]*allow-(scripts|same-origin))[^"]*"[^>]*srcdoc="/,
  );
});

onlyOwnStack(
  'a title with line breaks makes no headers, and no link leads to a script',
  async () => {
    await notify('Hello\r\nBcc: all@example.com\u202e', 'words', { link: 'javascript:alert(1)' });
    await queue();
    await work();
    const { subject, text, html } = await onlyLetter();
    expect(subject).toBe('Hello Bcc: all@example.com');
    expect(text + html).not.toContain('javascript:');
    expect(text).toContain(`${APP}/notifications`);
  },
);

onlyOwnStack(
  'while the mail server is down mails are kept, and go out when it is back',
  async () => {
    await say('hello');
    await queue();
    await faults.add({ kind: 'mail-down' });
    expect(await (await work()).json()).toEqual({ sent: 0, failed: 1 });
    expect(await state()).toMatchObject({
      status: 'queued',
      attempts: 1,
      last_error: expect.stringMatching(/^503 .*down/) as string,
    });
    expect(await letters()).toEqual([]);
    await faults.clear();
    // Not yet: it waits before it tries again.
    expect(await (await work()).json()).toEqual({ sent: 0, failed: 0 });
    await sql`update private.mail_outbox set next_attempt_at = now() where user_id = ${mentor}`;
    expect(await (await work()).json()).toEqual({ sent: 1, failed: 0 });
    expect(await state()).toMatchObject({ status: 'sent', attempts: 2, last_error: null });
    await onlyLetter();
  },
);

onlyOwnStack(
  'where the database cannot be told, the mail comes again under the same id',
  async () => {
    await say('hello');
    await queue();
    await faults.add({
      kind: 'http',
      path: '/rest/v1/rpc/finish_mail',
      effect: 'unavailable',
      times: 1,
    });
    expect((await work()).status).toBe(502);
    await sql`update private.mail_outbox set lease_until = now() where user_id = ${mentor}`;
    expect(await (await work()).json()).toEqual({ sent: 1, failed: 0 });
    const sent = await letters();
    expect(sent).toHaveLength(2);
    expect(sent[0]!.headers['Message-ID']).toBe(sent[1]!.headers['Message-ID']);
  },
);

onlyOwnStack('only who has the secret key makes it send', async () => {
  await say('hello');
  await queue();
  for (const key of ['', stack.facts.publishableKey, `${stack.facts.secretKey}x`]) {
    const answer = await digest('', {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
    });
    expect(answer.status).toBe(401);
  }
  const get = await digest('', { headers: { authorization: `Bearer ${stack.facts.secretKey}` } });
  expect(get.status).toBe(405);
  expect(await state()).toMatchObject({ status: 'queued', attempts: 0 });
});

onlyOwnStack(
  'one click in the mail program stops the mails; following the link does not',
  async () => {
    await say('hello');
    await queue();
    await work();
    const { headers } = await onlyLetter();
    const link = headers['List-Unsubscribe']!.slice(1, -1);
    const looked = await fetch(link, { redirect: 'manual' });
    expect(looked.status).toBe(303);
    expect(looked.headers.get('location')).toBe(`${APP}/unsubscribe?token=${await token()}`);
    expect(await wantsMail()).toBeUndefined();
    for (let n = 0; n < 2; n += 1) {
      const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
      expect((await fetch(link, { method: 'POST', body })).status).toBe(200);
      expect(await wantsMail()).toBe(false);
    }
    for (const wrong of [randomUUID(), 'not-a-token', ''])
      expect((await digest(`/unsubscribe?token=${wrong}`, { method: 'POST' })).status).toBe(404);
  },
);
