import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  asUser,
  call,
  createTestDatabase,
  makeSession,
  makeUser,
  refusal,
  send,
  set,
  untilBlocked,
  type Tx,
} from '../support/database.ts';

const { sql } = await createTestDatabase();
let admin: string;
let second: string;
let student: string;
let mentor: string;
let session: string;
let message: string;

interface Report {
  id: string;
  session_id: string;
  message_id: string | null;
  status: string;
  resolution: string | null;
}
interface Person {
  id: string;
  name: string;
  role: string;
}
interface Queued {
  id: string;
  status: string;
  assigned_to: Person | null;
  resolved_by: Person | null;
  reporter: Person;
  message: { id: string; sender: Person } | null;
  session: { id: string; founders: Person[] };
}
interface Page<T> {
  items: T[];
  has_more: boolean;
  next_cursor: string | null;
}

beforeAll(async () => {
  admin = await makeUser(sql, 'admin', 'Elena');
  second = await makeUser(sql, 'admin', 'Femi');
  await set(sql, 'messages_per_minute', 1_000_000);
});
beforeEach(async () => {
  await set(sql, 'reports_per_day', 20);
  student = await makeUser(sql, 'student', 'Nora Lind');
  mentor = await makeUser(sql, 'mentor', 'Theo Brandt');
  session = await makeSession(sql, student, mentor);
  message = (await asUser(sql, mentor, (tx) => send(tx, session, 'unwelcome words')))!.id;
});

const file = (args: Record<string, string | null> = {}, who = student) =>
  asUser(sql, who, (tx) =>
    call<Report>(tx, 'report', {
      p_id: randomUUID(),
      p_session_id: session,
      p_message_id: message,
      p_reason: 'harassment',
      ...args,
    }),
  );
const mine = (who = student, args: Record<string, string | number> = {}) =>
  asUser(sql, who, (tx) => call<Page<Report>>(tx, 'my_reports', args));
const list = (args: Record<string, string | number | null> = {}, who = admin) =>
  asUser(sql, who, (tx) =>
    call<Page<Queued> & { open: number; assigned: number; mine: number }>(tx, 'list_reports', args),
  );
const assign = (id: string, who = admin, from: string | null = null) =>
  asUser(sql, who, (tx) => call<Queued>(tx, 'assign_report', { p_id: id, p_from: from }));
const release = (id: string, who = admin) =>
  asUser(sql, who, (tx) => call<Queued>(tx, 'release_report', { p_id: id }));
const one = (id: string, who = admin) =>
  asUser(sql, who, (tx) => call<Queued>(tx, 'get_report', { p_id: id }));
const resolve = (
  id: string,
  outcome: string | null = 'resolved',
  who = admin,
  note: string | null = 'We warned them.',
) =>
  asUser(sql, who, (tx) =>
    call<Queued>(tx, 'resolve_report', { p_id: id, p_outcome: outcome, p_note: note }),
  );
const told = (who: string) =>
  sql`select type, title, message, session_id, data from public.notifications
      where user_id = ${who} and type <> 'message_received' order by created_at`;
const logged = () =>
  sql`select actor_id, action, subject_user_id, reason from public.audit_log
      where session_id = ${session} order by created_at`;

describe('reporting', () => {
  test('a message or the session: the reporter finds it among their reports', async () => {
    const first = await file({ p_note: '  Insults.  ' });
    expect(first).toEqual({
      id: expect.any(String) as string,
      session_id: session,
      message_id: message,
      reason: 'harassment',
      note: 'Insults.',
      status: 'open',
      resolution: null,
      created_at: expect.any(String) as string,
      resolved_at: null,
      kind: 'mentoring',
      subject: null,
      with: ['Theo Brandt'],
    });
    const whole = await file({ p_message_id: null, p_reason: 'spam' });
    expect((await mine()).items).toEqual([whole, first]);
    expect((await mine(mentor)).items).toEqual([]);
    const page = await mine(student, { p_limit: 1 });
    expect(page).toMatchObject({ items: [whole], has_more: true });
    expect(await mine(student, { p_before: page.next_cursor! })).toMatchObject({
      items: [first],
      has_more: false,
    });
  });

  test('twice about the same is once, with the same id or another, until it is closed', async () => {
    const id = randomUUID();
    const first = await file({ p_id: id });
    expect(await file({ p_id: id })).toEqual(first);
    expect(await file({ p_reason: 'spam' })).toEqual(first);
    await resolve(id);
    expect((await file({ p_id: id })).status).toBe('resolved');
    expect((await file()).id).not.toBe(id);
    const whole = await file({ p_message_id: null });
    expect(await file({ p_message_id: null })).toEqual(whole);
  });

  test('twice at once is once', async () => {
    const both = await Promise.all([file(), file()]);
    expect(both[0]).toEqual(both[1]);
    expect((await mine()).items).toHaveLength(1);
  });

  test.each<[string, () => Promise<unknown>, object]>([
    [
      'one’s own message',
      () => file({}, mentor),
      { sqlstate: 'PT422', message: 'You cannot report your own message.' },
    ],
    [
      'no reason',
      () => file({ p_reason: null }),
      { sqlstate: 'PT422', message: 'Choose a reason.' },
    ],
    [
      'other, without a word',
      () => file({ p_reason: 'other', p_note: ' \u200b ' }),
      { sqlstate: 'PT422', message: 'Say in a sentence what is wrong.' },
    ],
    ['a reason that does not exist', () => file({ p_reason: 'boring' }), { sqlstate: '22P02' }],
    [
      'a note that is too long',
      () => file({ p_note: 'x'.repeat(1001) }),
      { sqlstate: 'PT422', message: 'This is too long: 1001 characters, 1000 at most.' },
    ],
    ['no id', () => file({ p_id: null }), { sqlstate: 'PT422', message: 'A report needs an id.' }],
    [
      'a message that does not exist',
      () => file({ p_message_id: randomUUID() }),
      { sqlstate: 'PT404', message: 'This message does not exist or is not yours to see.' },
    ],
    [
      'a session that does not exist',
      () => file({ p_session_id: randomUUID(), p_message_id: null }),
      { sqlstate: 'PT404', message: 'This conversation does not exist or is not yours.' },
    ],
    [
      'by an admin who takes no part',
      () => file({}, admin),
      { sqlstate: 'PT404', message: 'This conversation does not exist or is not yours.' },
    ],
  ])('refused: %s', async (_what, attempt, expected) => {
    expect(await refusal(attempt())).toMatchObject(expected);
    expect(await sql`select 1 from public.reports where session_id = ${session}`).toEqual([]);
  });

  test('refused: what the system says, what was said before one joined, another’s id', async () => {
    await sql`select private.post_system_message(${session}, 'It began.')`;
    const [told] = await sql<{ id: string }[]>`
      select id from public.messages where session_id = ${session} and message_type = 'system'`;
    expect(await refusal(file({ p_message_id: told!.id }))).toMatchObject({
      message: 'Nobody said this. Report the conversation instead.',
      detail: { code: 'invalid' },
    });
    const late = await makeUser(sql, 'admin');
    await sql`insert into public.participants (session_id, user_id, role, from_seq)
              values (${session}, ${late}, 'admin', 3)`;
    expect((await refusal(file({}, late))).detail).toEqual({ code: 'not_found' });
    const id = randomUUID();
    await file({ p_id: id });
    expect(await refusal(file({ p_id: id, p_message_id: null }, mentor))).toMatchObject({
      sqlstate: 'PT409',
      detail: { code: 'duplicate' },
    });
  });

  test('refused: the suspended, and whoever has left', async () => {
    await sql`insert into private.account_states (user_id, suspended_at) values (${student}, now())`;
    expect(await refusal(file())).toMatchObject({ message: 'This account is suspended.' });
    await sql`delete from private.account_states where user_id = ${student}`;
    await sql`update public.participants set left_at = now() where user_id = ${student}`;
    expect((await refusal(file())).detail).toEqual({ code: 'not_found' });
  });

  test('is limited by reports_per_day, and repeating costs nothing', async () => {
    await set(sql, 'reports_per_day', 1);
    const first = await file();
    expect(await file()).toEqual(first);
    expect(await refusal(file({ p_message_id: null }))).toMatchObject({
      sqlstate: 'PT429',
      detail: { code: 'rate_limited', retry_after: expect.any(Number) as number },
    });
  });

  test('tells every active admin of the first that waits about a session, and not of the next', async () => {
    await sql`delete from public.notifications where user_id in (${admin}, ${second})`;
    const { id } = await file({ p_note: 'secret words' });
    await file({ p_message_id: null }, mentor);
    for (const who of [admin, second])
      expect(await told(who)).toEqual([
        {
          type: 'system_announcement',
          title: 'A conversation was reported',
          message: null,
          session_id: null,
          data: { event: 'report_filed', session_id: session },
        },
      ]);
    await sql`update public.reports set status = 'dismissed', resolved_at = now() where session_id = ${session}`;
    await file();
    expect(await told(admin)).toHaveLength(2);
    expect((await mine()).items.map((item) => item.id)).toContain(id);
  });

  test('holds no word of the conversation, and nobody else reads it in the table', async () => {
    await file();
    const seen = (who: string) =>
      asUser(sql, who, (tx) => tx`select id from public.reports where session_id = ${session}`);
    expect(await seen(student)).toHaveLength(1);
    for (const who of [mentor, admin]) expect(await seen(who)).toEqual([]);
    const hidden = (tx: Tx) => tx`select assigned_to from public.reports`;
    expect((await refusal(asUser(sql, student, hidden))).sqlstate).toBe('42501');
  });
});

describe('the queue', () => {
  test('says who reported whom, and nothing of what was said', async () => {
    const { id } = await file({ p_note: 'Insults.' });
    const page = await list({ p_limit: 1 });
    expect(page.items).toEqual([
      {
        id,
        reason: 'harassment',
        note: 'Insults.',
        status: 'open',
        resolution: null,
        created_at: expect.any(String) as string,
        resolved_at: null,
        reporter: { id: student, name: 'Nora Lind', role: 'student' },
        assigned_to: null,
        resolved_by: null,
        session: {
          id: session,
          kind: 'mentoring',
          status: 'in_progress',
          subject: null,
          founders: [
            { id: student, name: 'Nora Lind', role: 'student' },
            { id: mentor, name: 'Theo Brandt', role: 'mentor' },
          ],
        },
        message: {
          id: message,
          seq: 1,
          sender: { id: mentor, name: 'Theo Brandt', role: 'mentor' },
          created_at: expect.any(String) as string,
          deleted_at: null,
          deleted_by: null,
        },
      },
    ]);
    expect(JSON.stringify(page)).not.toContain('unwelcome');
  });

  test('by state and in pages', async () => {
    await sql`delete from public.reports`;
    const first = await file();
    const whole = await file({ p_message_id: null });
    await assign(first.id);
    expect((await list({ p_status: 'assigned' })).items.map((item) => item.id)).toEqual([first.id]);
    const page = await list({ p_limit: 1 });
    expect(page).toMatchObject({ items: [{ id: whole.id }], has_more: true, open: 1, assigned: 1 });
    const rest = await list({ p_limit: 1, p_cursor: page.next_cursor });
    expect(rest).toMatchObject({ items: [{ id: first.id }], has_more: false, next_cursor: null });
    expect((await refusal(list({ p_cursor: 'x' }))).detail).toMatchObject({ code: 'invalid' });
  });

  test('is closed to everybody but active admins', async () => {
    const { id } = await file();
    const demoted = await makeUser(sql, 'admin');
    await sql`update public.profiles set role = 'mentor' where id = ${demoted}`;
    const suspended = await makeUser(sql, 'admin');
    await sql`insert into private.account_states (user_id, suspended_at) values (${suspended}, now())`;
    for (const who of [student, mentor, demoted, suspended])
      for (const attempt of [
        () => list({}, who),
        () => one(id, who),
        () => assign(id, who),
        () => release(id, who),
        () => resolve(id, 'dismissed', who),
      ])
        expect(await refusal(attempt())).toEqual({
          sqlstate: '42501',
          message: 'Only admins may do this.',
          detail: {},
        });
    expect((await mine()).items).toMatchObject([{ status: 'open' }]);
  });

  test('open -> assigned: one admin takes it, another only knowingly from them', async () => {
    const { id } = await file();
    expect(await assign(id)).toMatchObject({
      status: 'assigned',
      assigned_to: { id: admin, name: 'Elena', role: 'admin' },
    });
    expect(await assign(id)).toMatchObject({ status: 'assigned' });
    expect(await refusal(assign(id, second))).toEqual({
      sqlstate: 'PT409',
      message: 'Another admin looks into this report.',
      detail: { code: 'stale', status: 'assigned', assigned_to: admin },
    });
    expect(await assign(id, second, admin)).toMatchObject({ assigned_to: { id: second } });
    expect(await logged()).toEqual([
      { actor_id: admin, action: 'assign_report', subject_user_id: mentor, reason: null },
      { actor_id: second, action: 'assign_report', subject_user_id: mentor, reason: null },
    ]);
  });

  test('assigned -> open: given back by who took it, and by nobody else', async () => {
    const who = await makeUser(sql, 'admin');
    const idle = await makeUser(sql, 'admin');
    const { id } = await file();
    await assign(id, who);
    expect(await list({ p_assigned_to: who }, who)).toMatchObject({ items: [{ id }], mine: 1 });
    expect(await list({ p_assigned_to: idle }, idle)).toMatchObject({ items: [], mine: 0 });
    expect((await refusal(release(id, second))).detail).toEqual({
      code: 'stale',
      status: 'assigned',
      assigned_to: who,
    });
    const open = await release(id, who);
    expect(open).toMatchObject({ status: 'open', assigned_to: null });
    expect(await release(id, second)).toEqual(open);
    expect(await one(id, second)).toEqual(open);
    expect((await logged()).map(({ action }) => action as string)).toEqual([
      'assign_report',
      'release_report',
    ]);
    await resolve(id);
    expect(await refusal(release(id))).toMatchObject({
      message: 'Another admin has closed this report meanwhile.',
    });
    for (const attempt of [() => one(randomUUID()), () => release(randomUUID())])
      expect((await refusal(attempt())).detail).toEqual({ code: 'not_found' });
  });

  test.each(['resolved', 'dismissed'])('assigned -> %s: the reporter hears of it', async (to) => {
    const { id } = await file();
    await assign(id);
    expect(await resolve(id, to)).toMatchObject({ status: to, resolved_by: { id: admin } });
    expect(await resolve(id, to)).toMatchObject({ status: to });
    expect((await mine()).items).toMatchObject([{ status: to, resolution: 'We warned them.' }]);
    expect(await told(student)).toEqual([
      {
        type: 'reminder',
        title: 'An admin looked into your report',
        message: 'We warned them.',
        session_id: null,
        data: { event: 'report_resolved', report_id: id, outcome: to, session_id: session },
      },
    ]);
    expect(await told(mentor)).toEqual([]);
    expect((await logged()).at(-1)).toEqual({
      actor_id: admin,
      action: 'resolve_report',
      subject_user_id: mentor,
      reason: 'We warned them.',
    });
  });

  test('open -> resolved at once by whoever finds it', async () => {
    const { id } = await file();
    expect(await resolve(id)).toMatchObject({ assigned_to: { id: admin }, status: 'resolved' });
    expect(await refusal(assign(id, second))).toMatchObject({
      message: 'Another admin has closed this report meanwhile.',
      detail: { code: 'stale' },
    });
  });

  test('two admins who close it at once: the second is told', async () => {
    const { id } = await file();
    let late: Promise<unknown> | undefined;
    await asUser(sql, admin, async (tx) => {
      await call(tx, 'resolve_report', { p_id: id, p_outcome: 'resolved', p_note: 'Done.' });
      late = refusal(resolve(id, 'dismissed', second));
      await untilBlocked(sql);
    });
    expect(await late).toEqual({
      sqlstate: 'PT409',
      message: 'Another admin has closed this report meanwhile.',
      detail: { code: 'stale', status: 'resolved', assigned_to: admin },
    });
    expect((await mine()).items).toMatchObject([{ status: 'resolved', resolution: 'Done.' }]);
  });

  test('refused: what another admin looks into, no words, no outcome, no such report', async () => {
    const { id } = await file();
    await assign(id, second);
    expect((await refusal(resolve(id))).detail).toMatchObject({ code: 'stale' });
    expect(await refusal(resolve(id, 'resolved', second, '  '))).toMatchObject({
      message: 'Say what came of it: who reported it will read it.',
      detail: { code: 'invalid' },
    });
    for (const outcome of ['open', 'assigned', null])
      expect(await refusal(resolve(id, outcome, second))).toMatchObject({
        message: 'A report is resolved or dismissed.',
      });
    for (const attempt of [() => assign(randomUUID()), () => resolve(randomUUID())])
      expect(await refusal(attempt())).toMatchObject({
        sqlstate: 'PT404',
        message: 'This report does not exist.',
      });
  });

  test('is not for whom it is about, were they an admin', async () => {
    const help = await makeSession(sql, student, admin, { kind: 'support' });
    const words = (await asUser(sql, admin, (tx) => send(tx, help, 'Leave me alone')))!;
    for (const about of [words.id, null]) {
      const { id } = await file({ p_session_id: help, p_message_id: about });
      for (const decide of [() => assign(id), () => resolve(id)])
        expect(await refusal(decide())).toMatchObject({ sqlstate: '42501' });
      expect(await resolve(id, 'resolved', second)).toMatchObject({ status: 'resolved' });
    }
  });

  test('goes on without the reporter’s account, and goes with the session', async () => {
    const { id } = await file({ p_note: 'my own words' });
    await sql`delete from auth.users where id = ${student}`;
    const { items } = await list();
    expect(items.find((item) => item.id === id)).toMatchObject({
      note: null,
      reporter: { id: student, name: null, role: null },
    });
    await sql`delete from public.sessions where id = ${session}`;
    expect((await list()).items.some((item) => item.id === id)).toBe(false);
  });
});
