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
} from '../support/database.ts';
import { eventsOf, saidIn, transition, type Row } from '../support/lifecycle.ts';

const { sql } = await createTestDatabase(6);

let student: string;
let mentor: string;
let admin: string;
let session: string;

beforeAll(async () => {
  await set(sql, 'messages_per_minute', 1_000_000);
  student = await makeUser(sql, 'student', 'Amara Okafor');
  mentor = await makeUser(sql, 'mentor', 'Priya Raman');
});
beforeEach(async () => {
  admin = await makeUser(sql, 'admin', 'Elena Petrova');
  session = await makeSession(sql, student, mentor);
  await asUser(sql, student, (tx) => send(tx, session, 'before'));
});

const byTopic = (a: { topic: string }, b: { topic: string }) => (a.topic < b.topic ? -1 : 1);
const join = (who: string, reason: string | null = 'Asked for help', id = session) =>
  asUser(sql, who, (tx) => call<Row>(tx, 'join_session', { p_session_id: id, p_reason: reason }));
const leave = (who: string, id = session) =>
  asUser(sql, who, (tx) => call(tx, 'leave_session', { p_session_id: id }));
const show = (who: string, whom: string) =>
  asUser(sql, who, (tx) =>
    call<Row>(tx, 'show_history', { p_session_id: session, p_user_id: whom }),
  );
const read = async (who: string): Promise<(string | null)[]> => {
  const page = await asUser(sql, who, (tx) =>
    call<{ items: { content: string | null }[] }>(tx, 'get_messages', { p_session_id: session }),
  );
  return page.items.map((item) => item.content);
};

describe('an admin who joins', () => {
  test('is seen by all, reads from then on, and is in the audit log', async () => {
    await sql`delete from realtime.messages`;
    const row = await join(admin);
    expect(row).toMatchObject({ from_seq: 2, unread_count: 0 });
    const told = 'Elena Petrova (admin) joined: “Asked for help”';
    expect(await saidIn(sql, session)).toEqual([told]);
    const sees = await asUser(sql, student, (tx) =>
      call<Row>(tx, 'get_session', { p_session_id: session }),
    );
    expect(sees.peers.map((peer) => peer.user_id).sort()).toEqual([mentor, admin].sort());
    expect(await read(admin)).toEqual([told]);

    await asUser(sql, mentor, (tx) => send(tx, session, 'after'));
    expect(await read(admin)).toEqual([told, 'after']);
    expect(await asUser(sql, admin, (tx) => call(tx, 'unread_count'))).toBe(1);
    expect(await eventsOf(sql, session)).toMatchObject([{ event: 'joined', actor_id: admin }]);
    expect(
      await sql`select actor_id, action, reason from public.audit_log where session_id = ${session}`,
    ).toEqual([{ actor_id: admin, action: 'join_session', reason: 'Asked for help' }]);
    const heard =
      await sql`select 1 from realtime.messages where topic = ${`user:${admin}`} and event = 'session'`;
    expect(heard).toHaveLength(1);
  });

  test('twice is in once', async () => {
    await Promise.all([join(admin), join(admin), join(admin)]);
    expect(await join(admin)).toMatchObject({ id: session, from_seq: 2 });
    expect(await saidIn(sql, session)).toHaveLength(1);
    expect(await sql`select 1 from public.audit_log where session_id = ${session}`).toHaveLength(1);
  });

  test('while somebody writes, sees either the whole message or none of it', async () => {
    let joined: Promise<Row> | undefined;
    await asUser(sql, student, async (tx) => {
      await send(tx, session, 'meanwhile');
      joined = join(admin);
      await untilBlocked(sql);
    });
    expect(await joined).toMatchObject({ from_seq: 3 });
    expect(await read(admin)).toEqual(['Elena Petrova (admin) joined: “Asked for help”']);
    expect(await asUser(sql, admin, (tx) => call(tx, 'unread_count'))).toBe(0);
  });

  test('changes nobody’s turn by writing', async () => {
    await join(admin);
    await asUser(sql, admin, (tx) => send(tx, session, 'Can I help?'));
    const [row] = await sql`select awaiting_user_id from public.sessions where id = ${session}`;
    expect(row).toEqual({ awaiting_user_id: mentor });
  });

  test.each([null, '', ' \u200B', 'x'.repeat(501)])('needs a reason: not %j', async (reason) => {
    expect((await refusal(join(admin, reason))).detail).toMatchObject({ code: 'invalid' });
    expect(await saidIn(sql, session)).toEqual([]);
  });

  test('does not join what is over, nor what is not there', async () => {
    await transition(sql, student, session, 'completed');
    expect((await refusal(join(admin))).detail).toEqual({ code: 'session_closed' });
    expect((await refusal(join(admin, 'x', admin))).detail).toEqual({ code: 'not_found' });
  });

  test('must be one, and not suspended', async () => {
    const suspended = await makeUser(sql, 'admin');
    await sql`insert into private.account_states (user_id, suspended_at) values (${suspended}, now())`;
    for (const who of [await makeUser(sql, 'mentor'), student, suspended])
      for (const id of [session, admin])
        expect((await refusal(join(who, 'x', id))).sqlstate).toBe('42501');
  });
});

describe('leaving', () => {
  test('a joined admin at any time, and then reads and hears nothing', async () => {
    await join(admin);
    await sql`delete from realtime.messages`;
    await leave(admin);
    await leave(admin);
    expect((await saidIn(sql, session)).at(-1)).toBe('Elena Petrova left.');
    expect((await refusal(read(admin))).detail).toEqual({ code: 'not_found' });
    expect((await refusal(asUser(sql, admin, (tx) => send(tx, session, 'x')))).sqlstate).toBe(
      '42501',
    );
    await asUser(sql, student, (tx) => send(tx, session, 'alone again'));
    const last = await sql<{ event: string; payload: { removed?: boolean } }[]>`
      select event, payload from realtime.messages where topic = ${`user:${admin}`} order by inserted_at desc, id`;
    expect(last.filter((row) => row.payload.removed)).toHaveLength(1);
    expect(JSON.stringify(last)).not.toContain('alone again');
  });

  test('and coming back reads from then on, with nothing unread', async () => {
    await join(admin);
    await asUser(sql, student, (tx) => send(tx, session, 'unread by the admin'));
    await leave(admin);
    await asUser(sql, student, (tx) => send(tx, session, 'behind their back'));
    await sql`delete from realtime.messages`;
    const row = await join(admin);
    expect(
      await sql`select topic from realtime.messages where event = 'session' order by topic`,
    ).toEqual([student, mentor, admin].map((who) => ({ topic: `user:${who}` })).sort(byTopic));
    // before, joined, unread, left, behind
    expect(row).toMatchObject({ from_seq: 6, unread_count: 0, last_seq: 6 });
    expect(await read(admin)).toEqual(['Elena Petrova (admin) joined: “Asked for help”']);
    await asUser(sql, student, (tx) => send(tx, session, 'welcome back'));
    expect(await asUser(sql, admin, (tx) => call(tx, 'unread_count'))).toBe(1);
    const [receipt] = await sql`
      select delivered_seq, read_seq from public.receipts where session_id = ${session} and user_id = ${admin}`;
    expect(receipt).toEqual({ delivered_seq: 5, read_seq: 5 });
  });

  test('founders only once it is closed, the last one never', async () => {
    expect(await refusal(leave(student))).toMatchObject({
      detail: { code: 'session_open' },
      message: 'End this conversation before you leave it.',
    });
    await transition(sql, student, session, 'completed');
    const said = await saidIn(sql, session);
    await leave(student);
    await leave(student);
    expect(await saidIn(sql, session)).toEqual(said);
    expect((await eventsOf(sql, session)).at(-1)).toMatchObject({
      event: 'left',
      actor_id: student,
    });
    expect(await refusal(leave(mentor))).toMatchObject({
      detail: { code: 'last_participant' },
      message: 'You are the last one here, so you cannot leave. Archive it instead.',
    });
  });

  test('both at once: one of them is the last', async () => {
    await transition(sql, student, session, 'completed');
    const results = await Promise.allSettled([leave(student), leave(mentor)]);
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    expect(
      await sql`select 1 from public.participants where session_id = ${session} and left_at is null`,
    ).toHaveLength(1);
  });

  test('strangers and the suspended cannot', async () => {
    expect((await refusal(leave(await makeUser(sql)))).detail).toEqual({ code: 'not_found' });
    const suspended = await makeUser(sql, 'admin');
    await join(suspended);
    await sql`insert into private.account_states (user_id, suspended_at) values (${suspended}, now())`;
    expect((await refusal(leave(suspended))).sqlstate).toBe('42501');
  });
});

describe('showing the history', () => {
  beforeEach(async () => {
    await join(admin);
  });

  test('a founder lets somebody who joined later see from the first on', async () => {
    await sql`delete from realtime.messages`;
    await show(mentor, admin);
    await show(mentor, admin);
    expect((await read(admin))[0]).toBe('before');
    expect((await saidIn(sql, session)).slice(1)).toEqual([
      'Priya Raman let Elena Petrova see the earlier messages.',
    ]);
    expect(await asUser(sql, admin, (tx) => call(tx, 'unread_count'))).toBe(0);
    const found = await asUser(sql, admin, (tx) =>
      call<{ items: unknown[] }>(tx, 'search_messages', { p_query: 'before' }),
    );
    expect(found.items).toHaveLength(1);
    const heard = await sql<{ from_seq: number }[]>`
      select (payload -> 'session' -> 'from_seq')::int as from_seq from realtime.messages
      where topic = ${`user:${admin}`} and event = 'session'`;
    expect(heard).toEqual([{ from_seq: 1 }]);
  });

  test('nobody shows it to themselves, or to who is not there', async () => {
    expect((await refusal(show(admin, admin))).sqlstate).toBe('42501');
    const stranger = await makeUser(sql, 'admin');
    expect((await refusal(show(student, stranger))).detail).toEqual({ code: 'not_found' });
    expect((await refusal(show(stranger, admin))).detail).toEqual({ code: 'not_found' });
    await leave(admin);
    expect((await refusal(show(student, admin))).detail).toEqual({ code: 'not_found' });
  });
});
