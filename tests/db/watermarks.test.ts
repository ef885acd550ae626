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

/** Many requests on a busy machine; it decides nothing but how long to wait. */
const PATIENCE_MS = 60_000;
const { sql } = await createTestDatabase(12);
let student: string;
let mentor: string;
let session: string;

beforeAll(async () => {
  await set(sql, 'messages_per_minute', 1_000_000);
  student = await makeUser(sql, 'student');
  mentor = await makeUser(sql, 'mentor');
});
beforeEach(async () => {
  session = await makeSession(sql, student, mentor);
});

interface Read {
  unread_count: number;
  last_read_seq: number;
  unread_from_seq: number | null;
  state_version: number;
  read_seq: number | null;
}
const say = (who: string, content = 'hello') =>
  asUser(sql, who, (tx) => send(tx, session, content));
const read = (who: string, seq: number | null) =>
  asUser(sql, who, (tx) => call<Read>(tx, 'mark_read', { p_session_id: session, p_seq: seq }));
const deliver = (who: string, seq: number) =>
  asUser(sql, who, (tx) =>
    call<{ delivered_seq: number }>(tx, 'mark_delivered', { p_session_id: session, p_seq: seq }),
  );
const state = async (who: string) => {
  const [row] = await sql`
    select st.last_read_seq, st.unread_count, st.unread_from_seq, st.state_version, r.delivered_seq, r.read_seq
    from public.participant_state st join public.receipts r using (session_id, user_id)
    where session_id = ${session} and user_id = ${who}`;
  return row!;
};

describe('watermarks', () => {
  test('rise, never fall, and never pass the last message', async () => {
    for (let n = 0; n < 5; n += 1) await say(mentor);
    expect(await read(student, 3)).toMatchObject({
      unread_count: 2,
      last_read_seq: 3,
      read_seq: 3,
    });
    expect(await read(student, 1)).toMatchObject({
      unread_count: 2,
      last_read_seq: 3,
      read_seq: 3,
    });
    expect(await read(student, -5)).toMatchObject({ last_read_seq: 3 });
    expect(await read(student, null)).toMatchObject({ last_read_seq: 3 });
    expect(await read(student, 9_999_999)).toMatchObject({
      unread_count: 0,
      last_read_seq: 5,
      read_seq: 5,
    });
    expect(await deliver(student, 2)).toEqual({ delivered_seq: 5 });
    expect(await state(student)).toMatchObject({ delivered_seq: 5, unread_from_seq: null });
  });

  test('reading implies delivery; delivery does not imply reading', async () => {
    await say(mentor);
    await say(mentor);
    expect(await deliver(student, 2)).toEqual({ delivered_seq: 2 });
    expect(await state(student)).toMatchObject({
      delivered_seq: 2,
      read_seq: 0,
      unread_count: 2,
      unread_from_seq: 1,
    });
    await read(student, 1);
    expect(await state(student)).toMatchObject({
      delivered_seq: 2,
      read_seq: 1,
      unread_count: 1,
      unread_from_seq: 2,
    });
  });

  test("sending advances the sender's own only when nothing lies between", async () => {
    await say(student);
    expect(await state(student)).toMatchObject({ last_read_seq: 1, delivered_seq: 1, read_seq: 1 });
    await say(mentor);
    await say(student);
    expect(await state(student)).toMatchObject({
      last_read_seq: 1,
      unread_count: 1,
      unread_from_seq: 2,
      read_seq: 1,
    });
  });

  test('own, system and deleted messages are never unread', async () => {
    await say(mentor);
    await say(student);
    await sql`select private.post_system_message(${session}, 'Something happened.')`;
    await say(mentor);
    await say(mentor);
    expect(await state(student)).toMatchObject({ unread_count: 3, unread_from_seq: 1 });
    await sql`update public.messages set deleted_at = now() where session_id = ${session} and seq = 4`;
    expect(await read(student, 1)).toMatchObject({ unread_count: 1 });
    expect(await state(student)).toMatchObject({ unread_from_seq: 5 });
    expect(await state(mentor)).toMatchObject({ unread_count: 1 });
  });

  test('state_version rises with every change and only then', async () => {
    await say(mentor);
    const first = await read(student, 1);
    expect(first.state_version).toBe(2);
    expect(await read(student, 1)).toEqual(first);
    await say(mentor);
    expect(await state(student)).toMatchObject({ state_version: 3 });
  });

  test('an opted-out read_seq stays null while reading goes on', async () => {
    await sql`update public.receipts set read_seq = null where session_id = ${session} and user_id = ${student}`;
    await say(mentor);
    expect(await read(student, 1)).toMatchObject({ unread_count: 0, read_seq: null });
    await say(student);
    expect(await state(student)).toMatchObject({
      read_seq: null,
      last_read_seq: 2,
      delivered_seq: 2,
    });
    const [delivery] =
      await sql`select read_at, delivered_at is not null as delivered from public.message_delivery
                                 where user_id = ${student} and message_id in
                                   (select id from public.messages where session_id = ${session})`;
    expect(delivery).toEqual({ read_at: null, delivered: true });
  });

  test('clients cannot write them, nor raise those of others', async () => {
    for (const statement of [
      `update public.receipts set read_seq = 99`,
      `update public.participant_state set unread_count = 0`,
      `insert into public.receipt_marks values ('${session}', '${student}', now(), 9, 9)`,
      `select private.raise_receipt('${session}', '${mentor}', 9, 9)`,
    ])
      expect((await refusal(asUser(sql, student, (tx) => tx.unsafe(statement)))).sqlstate).toBe(
        '42501',
      );
  });

  test('an outsider learns nothing, not even that the session exists', async () => {
    const outsider = await makeUser(sql);
    for (const attempt of [read, deliver])
      expect(await refusal(attempt(outsider, 1))).toMatchObject({
        sqlstate: 'PT404',
        detail: { code: 'not_found' },
      });
  });
});

describe('mark_unread_from', () => {
  const unread = (who: string, seq: number | string | null) =>
    asUser(sql, who, (tx) =>
      call<Omit<Read, 'read_seq'>>(tx, 'mark_unread_from', { p_session_id: session, p_seq: seq }),
    );

  test('makes others’ messages unread from there on; receipts and the others’ view stay', async () => {
    for (let n = 0; n < 3; n += 1) await say(mentor);
    await say(student);
    await sql`select private.post_system_message(${session}, 'Something happened.')`;
    await say(mentor);
    await read(student, 6);
    await sql`delete from realtime.messages`;
    const expected = { unread_count: 3, last_read_seq: 1, unread_from_seq: 2 };
    const answer = await unread(student, 2);
    expect(answer).toEqual({ ...expected, state_version: expect.any(Number) as number });
    expect(await state(student)).toMatchObject({ ...expected, read_seq: 6, delivered_seq: 6 });
    const told = await sql`select topic, payload - 'id' as payload from realtime.messages`;
    expect(told).toEqual([
      {
        topic: `user:${student}`,
        payload: {
          session_id: session,
          user_id: student,
          delivered_seq: 6,
          read_seq: 6,
          read_version: 0,
          ...answer,
        },
      },
    ]);
    expect(await read(student, 3)).toMatchObject({ unread_count: 1, unread_from_seq: 6 });
    expect(await read(student, 6)).toMatchObject({ unread_count: 0, unread_from_seq: null });
  });

  test('counts from the next message of somebody else’s that is still there', async () => {
    await say(mentor);
    await say(student);
    await say(mentor);
    await say(mentor);
    await read(student, 4);
    await sql`update public.messages set deleted_at = now() where session_id = ${session} and seq = 3`;
    expect(await unread(student, 2)).toMatchObject({
      unread_count: 1,
      last_read_seq: 3,
      unread_from_seq: 4,
    });
  });

  test('changes nothing where nothing is to be read again', async () => {
    await say(mentor);
    await say(mentor);
    await say(student);
    await read(student, 3);
    const before = await state(student);
    for (const seq of [3, 4, 99, '9223372036854775807']) await unread(student, seq);
    expect(await state(student)).toEqual(before);
    await unread(student, 2);
    const lowered = await state(student);
    for (const seq of [2, 3]) await unread(student, seq);
    expect(await state(student)).toEqual(lowered);
    expect((await refusal(unread(student, null))).detail).toMatchObject({ code: 'invalid' });
  });

  test('goes back to where the person joined, no further', async () => {
    await say(mentor);
    await say(mentor);
    const late = await makeUser(sql, 'admin');
    await sql`insert into public.participants (session_id, user_id, role, from_seq)
              select id, ${late}, 'admin', last_seq + 1 from public.sessions where id = ${session}`;
    await say(mentor);
    await read(late, 3);
    for (const seq of ['-9223372036854775808', 1])
      expect(await unread(late, seq)).toMatchObject({ unread_count: 1, last_read_seq: 2 });
  });

  test('is refused to outsiders, to who left, and to the suspended', async () => {
    await say(mentor);
    await read(student, 1);
    const before = await state(student);
    expect((await refusal(unread(await makeUser(sql), 1))).sqlstate).toBe('PT404');
    await sql`update public.participants set left_at = now() where session_id = ${session} and user_id = ${student}`;
    expect((await refusal(unread(student, 1))).sqlstate).toBe('PT404');
    await sql`update public.participants set left_at = null where session_id = ${session} and user_id = ${student}`;
    await sql`insert into private.account_states (user_id, suspended_at) values (${student}, now())`;
    expect((await refusal(unread(student, 1))).sqlstate).toBe('42501');
    await sql`delete from private.account_states where user_id = ${student}`;
    expect(await state(student)).toEqual(before);
  });

  test('sees a message that is being sent, or is counted by it', async () => {
    await say(mentor);
    await read(student, 1);
    let marking: Promise<unknown> | undefined;
    await asUser(sql, mentor, async (tx) => {
      await send(tx, session, 'two');
      marking = unread(student, 1);
      await untilBlocked(sql);
    });
    expect(await marking).toMatchObject({ unread_count: 2, unread_from_seq: 1 });
    await read(student, 2);
    let sending: Promise<unknown> | undefined;
    await asUser(sql, student, async (tx) => {
      await call(tx, 'mark_unread_from', { p_session_id: session, p_seq: 2 });
      sending = say(mentor);
      await untilBlocked(sql);
    });
    await sending;
    expect(await state(student)).toMatchObject({ unread_count: 2, unread_from_seq: 2 });
  });
});

test(
  'unread_count is exact while messages and reads race on many connections',
  { timeout: PATIENCE_MS },
  async () => {
    const writers = Array.from({ length: 6 }, async (_, n) => {
      for (let round = 0; round < 15; round += 1) await say(n % 2 ? student : mentor);
    });
    const readers = Array.from({ length: 6 }, async (_, n) => {
      for (let round = 1; round <= 15; round += 1)
        await read(n % 2 ? student : mentor, round * 4 + n);
    });
    await Promise.all([...writers, ...readers]);
    for (const who of [student, mentor]) {
      const [truth] = await sql`
      select count(*)::int as unread_count, min(m.seq) as unread_from_seq from public.messages m
      join public.participant_state st on st.session_id = m.session_id and st.user_id = ${who}
      where m.session_id = ${session} and m.seq > st.last_read_seq and m.sender_id <> ${who}`;
      expect(await state(who)).toMatchObject({ ...truth });
    }
  },
);

test('unread_count() sums my current sessions that are not archived', async () => {
  const me = await makeUser(sql);
  const badge = () => asUser(sql, me, (tx) => call<number>(tx, 'unread_count'));
  const sessions = [];
  for (let n = 0; n < 3; n += 1) {
    session = await makeSession(sql, me, mentor);
    sessions.push(session);
    await say(mentor);
    await say(mentor);
  }
  expect(await badge()).toBe(6);
  await sql`update public.participant_state set archived_at = now() where user_id = ${me} and session_id = ${sessions[0]!}`;
  expect(await badge()).toBe(4);
  await sql`update public.participants set left_at = now() where user_id = ${me} and session_id = ${sessions[1]!}`;
  expect(await badge()).toBe(2);
});

describe('message_delivery', () => {
  test('answers per message and recipient from a log of one mark a second', async () => {
    for (let n = 0; n < 3; n += 1) await say(mentor);
    await deliver(student, 2);
    await read(student, 1);
    const rows = await asUser(
      sql,
      mentor,
      (
        tx,
      ) => tx`select m.seq, d.user_id, d.delivered_at is not null as delivered, d.read_at is not null as read,
                        d.delivered_at >= m.created_at as after, d.created_at = m.created_at as same
                 from public.message_delivery d join public.messages m on m.id = d.message_id
                 where m.session_id = ${session} order by m.seq`,
    );
    expect(rows).toEqual([
      { seq: 1, user_id: student, delivered: true, read: true, after: true, same: true },
      { seq: 2, user_id: student, delivered: true, read: false, after: true, same: true },
      { seq: 3, user_id: student, delivered: false, read: false, after: null, same: true },
    ]);
    const [marks] = await sql`select count(*)::int as n, count(distinct at)::int as seconds
                              from public.receipt_marks where session_id = ${session}`;
    expect(marks!['n']).toBe(marks!['seconds']);
  });

  test('keeps the time of the first mark that covered a message', async () => {
    await say(mentor);
    await read(student, 1);
    await sql`update public.receipt_marks set at = at - interval '1 hour' where session_id = ${session}`;
    await sql`update public.messages set created_at = created_at - interval '2 hours' where session_id = ${session}`;
    await say(mentor);
    await read(student, 2);
    const [row] = await asUser(
      sql,
      mentor,
      (tx) => tx`select now() - min(read_at) > interval '50 minutes' as old,
                        now() - max(read_at) < interval '50 minutes' as new
                 from public.message_delivery d
                 join public.messages m on m.id = d.message_id where m.session_id = ${session}`,
    );
    expect(row).toEqual({ old: true, new: true });
  });

  test('knows nothing of a person about messages from before they joined', async () => {
    await say(mentor);
    const late = await makeUser(sql, 'admin');
    await sql`insert into public.participants (session_id, user_id, role, from_seq)
              select id, ${late}, 'admin', last_seq + 1 from public.sessions where id = ${session}`;
    await say(mentor);
    await read(late, 2);
    const rows = await asUser(
      sql,
      mentor,
      (tx) => tx`select m.seq, d.user_id, d.read_at is not null as read
                 from public.message_delivery d join public.messages m on m.id = d.message_id
                 where m.session_id = ${session} and d.user_id = ${late}`,
    );
    expect(rows).toEqual([{ seq: 2, user_id: late, read: true }]);
  });

  test('takes no rows, changes or deletions, as any table', async () => {
    await say(mentor);
    for (const statement of [
      `insert into public.message_delivery (message_id) values (null)`,
      `update public.message_delivery set read_at = now()`,
      `delete from public.message_delivery`,
    ])
      for (const who of [student, null])
        expect(
          (await refusal(asUser(sql, who, (tx) => tx.unsafe(statement)))).sqlstate,
          statement,
        ).toBe('42501');
    expect((await refusal(sql`delete from public.message_delivery`)).message).toBe(
      'message_delivery is computed and cannot be written.',
    );
  });

  test('shows an outsider nothing', async () => {
    await say(mentor);
    const outsider = await makeUser(sql);
    expect(
      await asUser(sql, outsider, (tx) => tx`select * from public.message_delivery`),
    ).toHaveLength(0);
  });
});
