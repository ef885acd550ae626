import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  asUser,
  call,
  createTestDatabase,
  makeSession,
  makeUser,
  refusal,
  send,
  set,
  type Sql,
} from '../support/database.ts';
import { makeMentor } from '../support/lifecycle.ts';

const { sql } = await createTestDatabase(4);
/** Longer than anybody has to wait unless they chose otherwise. */
const LONG_MINUTES = 31;
const ATTEMPTS = 3;
let student: string;
let mentor: string;
let session: string;

interface Mail {
  id: string;
  to: string;
  name: string;
  timezone: string;
  token: string;
  total: number;
  notifications: { type: string; title: string; message: string | null; count: number }[];
}

beforeAll(async () => {
  await set(sql, 'messages_per_minute', 1_000_000);
  await set(sql, 'mail_attempts', ATTEMPTS);
});
beforeEach(async () => {
  student = await makeUser(sql, 'student', 'Ada Byron');
  mentor = await makeMentor(sql);
  session = await makeSession(sql, student, mentor);
  await sql`update auth.users set email_confirmed_at = now() where id in (${student}, ${mentor})`;
});
afterEach(() => sql`delete from auth.users`);

const say = async (content: string, who = student) =>
  (await asUser(sql, who, (tx) => send(tx, session, content)))!;
/** As if everything that was told had been so many minutes ago. */
const age = (minutes = LONG_MINUTES) =>
  sql`update public.notifications set unmailed_since = unmailed_since - make_interval(mins => ${minutes}),
        raised_at = raised_at - make_interval(mins => ${minutes}) where read_at is null`;
/** As if every mail had been that long ago. */
const ageMails = (seconds: number) =>
  sql`update private.mail_outbox set created_at = created_at - make_interval(secs => ${seconds}),
        next_attempt_at = next_attempt_at - make_interval(secs => ${seconds}),
        lease_until = lease_until - make_interval(secs => ${seconds})`;
const fill = async (on: Sql = sql) => {
  const [row] = await on<{ done: number }[]>`select private.fill_digests() as done`;
  return row!.done;
};
const claim = async (limit = 10) => {
  const [row] = await sql<{ mails: Mail[] }[]>`select private.claim_mails(${limit}) as mails`;
  return row!.mails;
};
const finish = (id: string, error: string | null = null) =>
  sql`select private.finish_mail(${id}, ${error})`;
const outbox = () =>
  sql<{ status: string; attempts: number; last_error: string | null; waits: boolean }[]>`
    select status, attempts, last_error, next_attempt_at > now() as waits from private.mail_outbox order by created_at`;
const statuses = async () => (await outbox()).map((row) => row.status);
/** A notification that is due. */
const tell = async (who = mentor, priority = 1, type = 'reminder') => {
  await sql`select private.notify(${who}, ${type}::public.notification_type, 'Soon', null, null, '{}', ${priority}::int)`;
  await age();
};
const choose = (settings: object, who = mentor) =>
  asUser(
    sql,
    who,
    (tx) => tx`select public.set_notification_settings(${tx.json(settings as never)})`,
  );
/** Quiet hours that hold now, or that are over. */
const quiet = (from: string, to: string) =>
  sql`insert into public.notification_settings (user_id, quiet_from, quiet_to, timezone)
      select ${mentor}, (now() at time zone 'UTC' + ${from}::interval)::time,
             (now() at time zone 'UTC' + ${to}::interval)::time, 'UTC'`;

describe('a digest', () => {
  test('tells whoever has not read something for as long as they chose, once', async () => {
    await say('hello');
    await say('are you there?');
    expect(await fill()).toBe(0);
    await age();
    expect(await fill()).toBe(1);
    const [mail, ...more] = await claim();
    expect(more).toEqual([]);
    expect(mail).toMatchObject({
      to: `${mentor}@example.com`,
      timezone: 'UTC',
      total: 1,
      notifications: [
        { type: 'message_received', title: 'Ada Byron', message: 'are you there?', count: 2 },
      ],
    });
    await finish(mail!.id);
    await ageMails(86_400);
    expect(await fill()).toBe(0);
    expect(await statuses()).toEqual(['sent']);
  });

  test('is not put off by messages that keep coming', async () => {
    await say('first');
    await age();
    await say('just now');
    expect(await fill()).toBe(1);
  });

  test('waits as long as the person chose', async () => {
    await choose({ digest_minutes: 60 });
    await tell();
    expect(await fill()).toBe(0);
    await age();
    expect(await fill()).toBe(1);
  });

  test('lists ten, the most urgent first, and counts the rest', async () => {
    for (let n = 0; n < 12; n += 1) await tell();
    await tell(mentor, 4);
    await fill();
    const [mail] = await claim();
    expect(mail!.total).toBe(13);
    expect(mail!.notifications).toHaveLength(10);
    expect(mail!.notifications[0]).toMatchObject({ priority: 4 });
  });
});

describe('nobody is mailed', () => {
  test.each<[string, () => Promise<unknown>]>([
    [
      'whose address is not confirmed',
      () => sql`update auth.users set email_confirmed_at = null where id = ${mentor}`,
    ],
    [
      'who is suspended',
      () =>
        sql`insert into private.account_states (user_id, suspended_at) values (${mentor}, now())`,
    ],
    [
      'who is banned',
      () => sql`update auth.users set banned_until = now() + interval '1 day' where id = ${mentor}`,
    ],
    ['who wants no mail', () => choose({ email: false })],
    [
      'who wants none of that type',
      () =>
        asUser(sql, mentor, (tx) =>
          call(tx, 'set_notification_preference', { p_type: 'reminder', p_email: false }),
        ),
    ],
  ])('%s, nor of it later', async (_who, change) => {
    await change();
    await tell();
    expect(await fill()).toBe(0);
    await sql`update auth.users set email_confirmed_at = now(), banned_until = null where id = ${mentor}`;
    await sql`delete from private.account_states`;
    await sql`delete from public.notification_settings`;
    await sql`delete from public.notification_preferences`;
    expect(await fill()).toBe(0);
    expect(await outbox()).toEqual([]);
  });

  test('of what is silent, read or expired', async () => {
    await asUser(sql, mentor, (tx) =>
      call(tx, 'set_session_state', { p_session_id: session, p_archived: true }),
    );
    await sql`insert into public.participant_state (session_id, user_id, muted_until)
              values (${session}, ${mentor}, now() + interval '1 day')
              on conflict (session_id, user_id) do update set muted_until = excluded.muted_until`;
    await say('silent');
    await tell();
    await sql`update public.notifications set read_at = now() where type = 'reminder'`;
    await tell();
    await sql`update public.notifications set expires_at = now() where type = 'reminder'`;
    expect(await fill()).toBe(0);
    expect(await outbox()).toEqual([]);
  });

  test('in quiet hours, but for what cannot wait', async () => {
    await quiet('-1 hour', '1 hour');
    await tell();
    expect(await fill()).toBe(0);
    await tell(mentor, 5);
    expect(await fill()).toBe(1);
    const [mail] = await claim();
    expect(mail!.notifications).toMatchObject([{ priority: 5 }]);
    await finish(mail!.id);
    await ageMails(86_400);
    expect(await fill()).toBe(0);
    await sql`delete from public.notification_settings`;
    expect(await fill()).toBe(1);
  });

  test('who is busy on a device that is live, but for what cannot wait', async () => {
    await sql`insert into public.user_presence (user_id, status, last_seen) values (${mentor}, 'busy', now())`;
    await tell();
    expect(await fill()).toBe(0);
    await tell(mentor, 5);
    expect(await fill()).toBe(1);
    await ageMails(86_400);
    await finish((await claim())[0]!.id);
    await sql`update public.user_presence set last_seen = now() - interval '1 hour' where user_id = ${mentor}`;
    expect(await fill()).toBe(1);
  });

  test('twice within the gap: what comes meanwhile is in the next', async () => {
    await say('first');
    await age();
    await fill();
    await finish((await claim())[0]!.id);
    await say('second');
    // It is news anew, and waits as long as any other.
    await ageMails(3_700);
    expect(await fill()).toBe(0);
    await age();
    await sql`update private.mail_outbox set created_at = now() - interval '50 minutes'`;
    expect(await fill()).toBe(0);
    await ageMails(3_700);
    expect(await fill()).toBe(1);
    expect((await claim())[0]!.notifications).toMatchObject([{ message: 'second', count: 2 }]);
  });

  test('while another mail to them has not gone', async () => {
    await tell();
    await fill();
    await ageMails(86_400);
    await tell();
    expect(await fill()).toBe(0);
  });
});

describe('what a mail says is what is true when it is sent', () => {
  test('read meanwhile: nothing is left, and no gap begins', async () => {
    await say('hello');
    await age();
    await fill();
    await asUser(sql, mentor, (tx) => call(tx, 'mark_read', { p_session_id: session, p_seq: 1 }));
    expect(await claim()).toEqual([]);
    expect(await statuses()).toEqual(['cancelled']);
    await tell();
    expect(await fill()).toBe(1);
  });

  test('deleted meanwhile: without its words', async () => {
    await say('stays');
    const { id } = await say('a secret');
    await age();
    await fill();
    await asUser(sql, student, (tx) => call(tx, 'delete_message', { p_id: id }));
    expect((await claim())[0]!.notifications).toMatchObject([{ count: 1, message: null }]);
  });

  test('withdrawn meanwhile: not in it', async () => {
    const admin = await makeUser(sql, 'admin');
    const id = randomUUID();
    const announce = (name: string, more = {}) =>
      asUser(sql, admin, (tx) => call(tx, name, { p_id: id, ...more }));
    await announce('announce', { p_title: 'Maintenance' });
    await age();
    expect(await fill()).toBe(2);
    await announce('withdraw_announcement');
    expect(await claim()).toEqual([]);
  });

  test.each<[string, () => Promise<unknown>]>([
    [
      'who has left the session',
      () => sql`update public.participants set left_at = now() where user_id = ${mentor}`,
    ],
    ['who has switched mail off', () => choose({ email: false })],
    [
      'who was suspended',
      () =>
        sql`insert into private.account_states (user_id, suspended_at) values (${mentor}, now())`,
    ],
  ])('nothing to those %s', async (_who, change) => {
    await say('hello');
    await age();
    await fill();
    await change();
    expect(await claim()).toEqual([]);
    expect(await statuses()).toEqual(['cancelled']);
  });

  test('nothing is kept of somebody whose account is gone', async () => {
    await tell();
    await fill();
    await sql`delete from auth.users where id = ${mentor}`;
    expect(await outbox()).toEqual([]);
  });
});

describe('sending', () => {
  test('rounds at once never queue two mails to one person', async () => {
    for (let n = 0; n < 20; n += 1) await tell(n % 2 === 0 ? student : mentor);
    const done = await Promise.all([fill(), fill(), fill(), fill()]);
    expect(done.reduce((sum, n) => sum + n, 0)).toBe(2);
    expect(await statuses()).toEqual(['queued', 'queued']);
  });

  test('a round does not wait for notifications that somebody holds', async () => {
    await tell();
    await tell(student);
    await sql.begin(async (tx) => {
      await tx`select 1 from public.notifications where user_id = ${student} for no key update`;
      expect(await fill()).toBe(1);
    });
    expect(await fill()).toBe(1);
  });

  test('workers at once never get the same mail', async () => {
    await tell();
    await tell(student);
    await fill();
    const claimed = await Promise.all([claim(1), claim(1), claim(1)]);
    expect(
      claimed
        .flat()
        .map((mail) => mail.to)
        .sort(),
    ).toEqual([student, mentor].map((id) => `${id}@example.com`).sort());
    expect(await claim()).toEqual([]);
  });

  test('one whose worker died is given out again when its lease is over', async () => {
    await tell();
    await fill();
    const [first] = await claim();
    await ageMails(100);
    expect(await claim()).toEqual([]);
    await ageMails(100);
    expect((await claim()).map((mail) => mail.id)).toEqual([first!.id]);
    expect(await outbox()).toMatchObject([{ status: 'sending', attempts: 2 }]);
  });

  test('one that failed waits longer every time, and is given up in the end', async () => {
    await tell();
    await fill();
    const waits: number[] = [];
    for (let n = 0; n < ATTEMPTS; n += 1) {
      await finish((await claim())[0]!.id, `refused ${n}`);
      expect(await claim()).toEqual([]);
      const [row] = await sql<{ s: number }[]>`
        select round(extract(epoch from next_attempt_at - clock_timestamp()))::int as s from private.mail_outbox`;
      waits.push(row!.s);
      await ageMails(3_700);
    }
    expect(waits).toEqual([60, 120, 240]);
    expect(await outbox()).toMatchObject([
      { status: 'failed', attempts: ATTEMPTS, last_error: 'refused 2' },
    ]);
    expect(await claim()).toEqual([]);
  });

  test('one that no worker ever came to the end of is given up, too', async () => {
    await tell();
    await fill();
    for (let n = 0; n < ATTEMPTS; n += 1) {
      expect(await claim()).toHaveLength(1);
      await ageMails(200);
    }
    expect(await claim()).toEqual([]);
    expect(await outbox()).toMatchObject([{ status: 'failed', attempts: ATTEMPTS }]);
  });

  test('late news of a mail that was given out again: good news counts, bad news does not', async () => {
    await tell();
    await fill();
    const { id } = (await claim())[0]!;
    await finish(id, 'no');
    await finish(id, 'still no');
    expect(await outbox()).toMatchObject([{ status: 'queued', last_error: 'no', waits: true }]);
    await finish(id);
    await finish(id, 'no');
    expect(await outbox()).toMatchObject([{ status: 'sent', last_error: null }]);
  });

  test('what became of mails is forgotten after a while', async () => {
    await tell();
    await fill();
    await finish((await claim())[0]!.id);
    const purge = async () => (await sql<{ n: number }[]>`select private.purge_mails() as n`)[0]!.n;
    expect(await purge()).toBe(0);
    await ageMails(31 * 86_400);
    expect(await purge()).toBe(1);
  });

  test('without pg_net and a Vault nothing is called', async () => {
    await tell();
    await fill();
    expect(await sql`select private.call_digest_worker() as request`).toEqual([{ request: null }]);
  });
});

describe('unsubscribing', () => {
  const token = async () => {
    await tell();
    await fill();
    return (await claim())[0]!.token;
  };
  const unsubscribe = (value: string, who: string | null = null) =>
    asUser(sql, who, (tx) => call(tx, 'unsubscribe', { p_token: value }));
  const email = async () => {
    const [row] = await sql<{ email: boolean }[]>`
      select email from public.notification_settings where user_id = ${mentor}`;
    return row?.email;
  };

  test('works without sign-in, tells the devices once, and may be repeated', async () => {
    const link = await token();
    await sql`delete from realtime.messages`;
    await unsubscribe(link);
    await unsubscribe(link);
    expect(await email()).toBe(false);
    const heard = await sql<{ payload: { settings: { settings: object } } }[]>`
      select payload from realtime.messages where topic = ${`user:${mentor}`}`;
    expect(heard.map(({ payload }) => payload.settings.settings)).toMatchObject([{ email: false }]);
  });

  test('stops the mails of whose link it is, whoever is signed in', async () => {
    await unsubscribe(await token(), student);
    expect(await email()).toBe(false);
    expect(
      await sql`select 1 from public.notification_settings where user_id = ${student}`,
    ).toEqual([]);
  });

  test('keeps what else was chosen, and the link works again after mail was switched on', async () => {
    await choose({ digest_minutes: 15 });
    const link = await token();
    await unsubscribe(link);
    await choose({ email: true });
    await unsubscribe(link);
    expect(await sql`select email, digest_minutes from public.notification_settings`).toEqual([
      { email: false, digest_minutes: 15 },
    ]);
  });

  test('an unknown link is refused', async () => {
    expect(await refusal(unsubscribe(randomUUID()))).toMatchObject({
      sqlstate: 'PT404',
      detail: { code: 'not_found' },
    });
  });
});

test('nobody but the worker gets at mails, not even their own', async () => {
  await tell();
  await fill();
  for (const who of [null, mentor, student])
    for (const statement of [
      'select * from private.mail_outbox',
      'select * from private.mail_tokens',
      'delete from private.mail_outbox',
      'select public.claim_mails()',
      `select public.finish_mail('${randomUUID()}')`,
      'select private.fill_digests()',
      `select private.mail_address('${mentor}')`,
    ])
      expect(
        (await refusal(asUser(sql, who, (tx) => tx.unsafe(statement)))).sqlstate,
        statement,
      ).toBe('42501');
});
