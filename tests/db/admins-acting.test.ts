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
  type Tx,
} from '../support/database.ts';

const { sql } = await createTestDatabase();
const WHY = 'a rule was broken';
const NOT_ADMIN = { sqlstate: '42501', message: 'Only admins may do this.', detail: {} };
const UNSEEN = {
  sqlstate: 'PT404',
  message: 'This message does not exist or is not yours to see.',
  detail: { code: 'not_found' },
};
let admin: string;
let student: string;
let mentor: string;
let session: string;
let message: string;

beforeAll(() => set(sql, 'messages_per_minute', 1_000_000));
beforeEach(async () => {
  admin = await makeUser(sql, 'admin', 'Elena Petrova');
  student = await makeUser(sql, 'student', 'Nora Lind');
  mentor = await makeUser(sql, 'mentor', 'Theo Brandt');
  session = await makeSession(sql, student, mentor);
  message = (await asUser(sql, student, (tx) => send(tx, session, 'insulting words')))!.id;
});

const as = <T>(who: string, name: string, args: Record<string, string | null> = {}) =>
  asUser(sql, who, (tx) => call<T>(tx, name, args));
const review = (who = admin) =>
  as(who, 'review_session', { p_session_id: session, p_reason: 'somebody reported it' });
interface Item {
  content: string | null;
  attachments: unknown[];
  deleted_at: string | null;
  message_type: string;
  sender_id: string | null;
  metadata: { deleted_by?: string; event?: string; actor_id?: string };
}
const hide = (who = admin, id = message, reason: string | null = WHY) =>
  as<Item>(who, 'hide_message', { p_id: id, p_reason: reason });
const say = (args: Record<string, string | null> = {}, who = admin) =>
  as<Item>(who, 'admin_say', {
    p_session_id: session,
    p_id: randomUUID(),
    p_content: 'Please be kind.',
    p_reason: WHY,
    ...args,
  });
const suspend = (whom: string, who = admin, reason: string | null = WHY) =>
  as<{ suspended_at: string | null; reason: string | null }>(who, 'suspend_user', {
    p_user_id: whom,
    p_reason: reason,
  });
const restore = (whom: string, who = admin, reason: string | null = WHY) =>
  as<{ suspended_at: string | null }>(who, 'restore_user', { p_user_id: whom, p_reason: reason });
const setRole = (whom: string, role: string | null, who = admin, reason: string | null = WHY) =>
  as(who, 'set_role', { p_user_id: whom, p_role: role, p_reason: reason });
const page = (who: string) =>
  as<{ items: Item[] }>(who, 'get_messages', { p_session_id: session }).then(({ items }) => items);
const logged = (who = admin) =>
  sql`select action, session_id, subject_user_id, reason from public.audit_log
      where actor_id = ${who} and action not in ('review_session', 'join_session') order by created_at`;
const banned = async (id: string) => {
  const [row] =
    await sql`select banned_until > now() + interval '50 years' as banned from auth.users where id = ${id}`;
  return row!['banned'] === true;
};

describe('hiding a message', () => {
  test('leaves a tombstone for everybody, no copy in any list, and the original for a review', async () => {
    await review();
    expect(await hide()).toMatchObject({
      content: null,
      attachments: [],
      deleted_at: expect.any(String) as string,
      metadata: { deleted_by: 'admin' },
    });
    for (const who of [student, mentor])
      expect(await page(who)).toMatchObject([{ content: null, metadata: { deleted_by: 'admin' } }]);
    for (const table of ['messages', 'sessions', 'notifications']) {
      const [row] = await sql.unsafe<{ n: number }[]>(
        `select count(*)::int as n from public.${table} t where strpos(t::text, 'insulting') > 0`,
      );
      expect(row!.n, table).toBe(0);
    }
    const versions = (tx: Tx) =>
      tx`select content, reason from public.message_versions where message_id = ${message}`;
    expect(await asUser(sql, student, versions)).toEqual([]);
    expect(await asUser(sql, admin, versions)).toEqual([
      { content: 'insulting words', reason: 'hidden' },
    ]);
    const [heard] = await sql`
      select payload -> 'message' ->> 'deleted_at' is not null as removed from realtime.messages
      where topic = ${`user:${mentor}`} and event = 'message' order by inserted_at desc limit 1`;
    expect(heard).toEqual({ removed: true });
    expect(await logged()).toEqual([
      { action: 'hide_message', session_id: session, subject_user_id: student, reason: WHY },
    ]);
  });

  test('twice is once, and what its sender took back stays theirs', async () => {
    await review();
    await hide();
    await hide();
    expect(await logged()).toHaveLength(1);
    const other = (await asUser(sql, student, (tx) => send(tx, session, 'another')))!.id;
    await as(student, 'delete_message', { p_id: other });
    expect(await hide(admin, other)).toMatchObject({ metadata: { deleted_by: 'sender' } });
    expect(await logged()).toHaveLength(1);
  });

  test('needs a live grant, or taking part from before it', async () => {
    expect(await refusal(hide())).toEqual(UNSEEN);
    await review();
    await sql`update public.review_grants set expires_at = clock_timestamp() where admin_id = ${admin}`;
    expect(await refusal(hide())).toEqual(UNSEEN);
    await as(admin, 'join_session', { p_session_id: session, p_reason: 'to help' });
    expect(await refusal(hide())).toEqual(UNSEEN);
    const later = (await asUser(sql, student, (tx) => send(tx, session, 'again')))!.id;
    expect(await hide(admin, later)).toMatchObject({ content: null });
    expect(await page(student)).toMatchObject([{ content: 'insulting words' }, {}, {}]);
  });

  test('refused: the people in it, no reason, what the system says, what does not exist', async () => {
    await review();
    for (const who of [student, mentor]) expect(await refusal(hide(who))).toEqual(NOT_ADMIN);
    for (const reason of [null, ' ', 'no'])
      expect(await refusal(hide(admin, message, reason))).toMatchObject({
        sqlstate: 'PT422',
        message: 'Say why, in 3 characters at least: it is kept.',
      });
    expect(await refusal(hide(admin, randomUUID()))).toEqual(UNSEEN);
    await sql`select private.post_system_message(${session}, 'It began.', '{"event": "started"}')`;
    const [system] = await sql<{ id: string }[]>`
      select id from public.messages where session_id = ${session} and message_type = 'system'`;
    expect(await refusal(hide(admin, system!.id))).toMatchObject({
      message: 'What happened to a conversation cannot be removed.',
    });
    const own = await say();
    expect(own.message_type).toBe('system');
  });
});

describe('saying something as an admin', () => {
  test('is a system message, told to both sides, once per id, without reading anything', async () => {
    const id = randomUUID();
    const said = await say({ p_id: id });
    expect(said).toMatchObject({
      id,
      seq: 2,
      sender_id: null,
      message_type: 'system',
      content: 'From the admins: Please be kind.',
      metadata: { event: 'admin_message', actor_id: admin },
    });
    expect(await say({ p_id: id, p_content: 'Something else.' })).toEqual(said);
    expect(await page(mentor)).toHaveLength(2);
    for (const who of [student, mentor])
      expect(
        await sql`select title from public.notifications where user_id = ${who} and data ->> 'event' = 'admin_message'`,
      ).toEqual([{ title: 'An admin wrote in your conversation' }]);
    expect(await logged()).toEqual([
      { action: 'admin_say', session_id: session, subject_user_id: null, reason: WHY },
    ]);
    expect((await refusal(page(admin))).detail).toEqual({ code: 'not_found' });
  });

  test('may be taken away again', async () => {
    const id = randomUUID();
    await say({ p_id: id });
    await review();
    expect(await hide(admin, id)).toMatchObject({ content: null });
  });

  test('refused: others, nothing, too much, no reason, another’s id, a closed session, none', async () => {
    expect(await refusal(say({}, mentor))).toEqual(NOT_ADMIN);
    expect(await refusal(say({ p_content: ' ' }))).toMatchObject({ message: 'Write something.' });
    expect(await refusal(say({ p_content: 'x'.repeat(2001) }))).toMatchObject({
      message: 'This is too long: 2001 characters, 2000 at most.',
    });
    expect(await refusal(say({ p_reason: '' }))).toMatchObject({ detail: { code: 'invalid' } });
    expect(await refusal(say({ p_id: null }))).toMatchObject({ message: 'A message needs an id.' });
    expect(await refusal(say({ p_id: message }))).toMatchObject({
      sqlstate: 'PT409',
      detail: { code: 'duplicate' },
    });
    expect((await refusal(say({ p_session_id: randomUUID() }))).detail).toEqual({
      code: 'not_found',
    });
    await as(student, 'transition_session', { p_session_id: session, p_to: 'completed' });
    expect((await refusal(say())).detail).toMatchObject({ code: 'session_closed' });
    expect(await logged()).toEqual([]);
  });
});

describe('suspending', () => {
  test('ends sign-ins, claims and grants; restoring lets them back', async () => {
    const device = randomUUID();
    const target = await makeUser(sql, 'admin');
    await asUser(sql, target, (tx) => call(tx, 'claim_connection', { p_device: 'Laptop' }), {
      authSessionId: device,
    });
    await review(target);
    const told = async () => {
      const [row] = await sql<{ at: string | null }[]>`
        select metadata ->> 'reviews_changed_at' as at from public.sessions where id = ${session}`;
      return row!.at;
    };
    const begun = await told();
    expect(await suspend(target)).toEqual({
      user_id: target,
      suspended_at: expect.any(String) as string,
      reason: WHY,
    });
    expect(await banned(target)).toBe(true);
    expect(await sql`select 1 from public.realtime_connections where user_id = ${target}`).toEqual(
      [],
    );
    expect(
      await sql`select payload - 'id' as told from realtime.messages
                where topic = ${`user:${target}`} and event = 'connection_revoked'`,
    ).toEqual([{ told: { auth_session_id: device, suspended: true } }]);
    expect((await refusal(page(target))).detail).toEqual({ code: 'not_found' });
    expect(await refusal(setRole(student, 'mentor', target))).toEqual(NOT_ADMIN);

    expect(await restore(target)).toEqual({ user_id: target, suspended_at: null, reason: null });
    expect(await banned(target)).toBe(false);
    // The grant does not come back, and those in the session can see that it ended.
    expect((await refusal(page(target))).detail).toEqual({ code: 'not_found' });
    expect(await told()).not.toBe(begun);
    expect(await logged()).toEqual([
      { action: 'end_review', session_id: session, subject_user_id: target, reason: null },
      { action: 'suspend_user', session_id: null, subject_user_id: target, reason: WHY },
      { action: 'restore_user', session_id: null, subject_user_id: target, reason: WHY },
    ]);
  });

  test('twice is once, and is the admins’ to know', async () => {
    const first = await suspend(student);
    expect(await suspend(student, admin, 'another reason')).toEqual(first);
    expect(await as(admin, 'get_suspension', { p_user_id: student })).toEqual(first);
    const own = () => as(student, 'my_suspension');
    expect(await own()).toEqual({ suspended_at: expect.any(String) as string, reason: WHY });
    expect(await as(mentor, 'my_suspension')).toEqual({ suspended_at: null, reason: null });
    await restore(student);
    expect(await own()).toEqual({ suspended_at: null, reason: null });
    await restore(student);
    expect(await logged()).toHaveLength(2);
    expect(await refusal(as(mentor, 'get_suspension', { p_user_id: student }))).toEqual(NOT_ADMIN);
  });
});

describe('changing a role', () => {
  test('is told, kept, and a mentor waits for approval', async () => {
    expect(await setRole(student, 'mentor')).toEqual({
      id: student,
      name: 'Nora Lind',
      role: 'mentor',
    });
    expect(
      await sql`select role, mentor_status from public.profiles where id = ${student}`,
    ).toEqual([{ role: 'mentor', mentor_status: 'pending' }]);
    await setRole(student, 'mentor');
    expect(
      await sql`select title from public.notifications where user_id = ${student} and data ->> 'event' = 'role_changed'`,
    ).toEqual([{ title: 'Your role is now mentor' }]);
    expect(await logged()).toEqual([
      { action: 'set_role', session_id: null, subject_user_id: student, reason: WHY },
    ]);
  });

  test('takes an admin’s grant and what they joined, not the sessions they are a side of', async () => {
    const other = await makeUser(sql, 'admin', 'Femi Ade');
    const support = await makeSession(sql, student, other, { kind: 'support' });
    const reviewed = await makeSession(sql, student, mentor);
    await as(other, 'join_session', { p_session_id: session, p_reason: 'to help' });
    await as(other, 'review_session', { p_session_id: reviewed, p_reason: 'somebody reported it' });
    await setRole(other, 'mentor');
    const seen = await asUser(
      sql,
      other,
      (tx) => tx<{ id: string }[]>`select id from public.sessions`,
    );
    expect(seen.map((row) => row.id)).toEqual([support]);
    expect((await page(student)).at(-1)).toMatchObject({ content: 'Femi Ade left.' });
    expect(
      await sql`select 1 from public.review_grants where admin_id = ${other} and ended_at is null`,
    ).toEqual([]);
    await setRole(other, 'admin');
    expect((await refusal(page(other))).detail).toEqual({ code: 'not_found' });
  });

  test('refused: no role', async () => {
    expect(await refusal(setRole(student, null))).toMatchObject({ message: 'Choose a role.' });
    expect((await refusal(setRole(student, 'king'))).sqlstate).toBe('22P02');
  });
});

describe('no admin is left out by another', () => {
  const ACTS: [string, (whom: string, who: string, reason?: string | null) => Promise<unknown>][] =
    [
      ['suspend_user', suspend],
      ['restore_user', restore],
      ['set_role', (whom, who, reason = WHY) => setRole(whom, 'student', who, reason)],
    ];
  const ONESELF: Record<string, string> = {
    suspend_user: 'You cannot suspend yourself.',
    restore_user: 'You are not suspended.',
    set_role: 'You cannot change your own role.',
  };

  test.each(ACTS)('%s is refused: oneself, nobody, no reason, not an admin', async (name, act) => {
    expect(await refusal(act(admin, admin))).toEqual({
      sqlstate: 'PT422',
      message: ONESELF[name],
      detail: { code: 'invalid', fields: { user_id: ONESELF[name] } },
    });
    expect(await refusal(act(randomUUID(), admin))).toMatchObject({
      sqlstate: 'PT404',
      message: 'This person is not here.',
    });
    for (const reason of [null, '', 'no'])
      expect(await refusal(act(student, admin, reason))).toMatchObject({
        message: 'Say why, in 3 characters at least: it is kept.',
      });
    for (const who of [student, mentor]) expect(await refusal(act(admin, who))).toEqual(NOT_ADMIN);
    expect(await logged()).toEqual([]);
  });

  test.each(ACTS.filter(([name]) => name !== 'restore_user'))(
    'two who do %s to each other at once: one stays',
    async (_name, act) => {
      const other = await makeUser(sql, 'admin');
      const results = await Promise.allSettled([act(other, admin), act(admin, other)]);
      expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
      const [left] = await sql`
        select count(*)::int as n from public.profiles p
        where p.id in (${admin}, ${other}) and private.is_admin(p.id)`;
      expect(left).toEqual({ n: 1 });
    },
  );
});
