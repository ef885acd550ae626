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
} from '../support/database.ts';
import {
  eventsOf,
  makeMentor,
  notificationsOf,
  request,
  transition,
} from '../support/lifecycle.ts';

const { sql } = await createTestDatabase(8);
const HOUR_MS = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS);
const SECONDS_PER_WEEK = 604_800;

let student: string;
let mentor: string;

beforeAll(async () => {
  mentor = await makeMentor(sql);
});
beforeEach(async () => {
  student = await makeUser(sql, 'student', 'Amara Okafor');
});

const messagesOf = (id: string) =>
  sql`select seq, sender_id, message_type, content from public.messages where session_id = ${id} order by seq`;

describe('a request', () => {
  test('is a session with its opening message, an event and a notification', async () => {
    const at = inHours(48);
    const row = await request(sql, student, mentor, {
      subject: '  Query plans ',
      message: 'Hello Priya',
      at,
    });
    expect(row).toMatchObject({
      status: 'requested',
      subject: 'Query plans',
      scheduled_at: expect.any(String) as string,
      awaiting_user_id: mentor,
      unread_count: 0,
      last_message: 'Hello Priya',
      peers: [{ user_id: mentor, full_name: 'Priya Raman' }],
    });
    expect(new Date(row.scheduled_at!)).toEqual(at);
    const [times] = await sql`
      select round(extract(epoch from expires_at - created_at))::int as ttl, awaiting_since is not null as since
      from public.sessions where id = ${row.id}`;
    expect(times).toEqual({ ttl: SECONDS_PER_WEEK, since: true });
    expect(await messagesOf(row.id)).toEqual([
      { seq: 1, sender_id: student, message_type: 'text', content: 'Hello Priya' },
    ]);
    expect(await eventsOf(sql, row.id)).toMatchObject([
      { event: 'requested', actor_id: student, from_status: null, to_status: 'requested' },
    ]);
    expect(await notificationsOf(sql, row.id)).toMatchObject([
      {
        user_id: mentor,
        type: 'session_request',
        title: 'Amara Okafor asks for a session',
        message: 'Query plans',
      },
    ]);
    const theirs = await asUser(sql, mentor, (tx) =>
      call(tx, 'get_session', { p_session_id: row.id }),
    );
    expect(theirs).toMatchObject({ unread_count: 1, last_message: 'Hello Priya' });
    const found = await asUser(sql, mentor, (tx) =>
      call<{ items: unknown[] }>(tx, 'search_messages', { p_query: 'Hello' }),
    );
    expect(found.items).toHaveLength(1);
  });

  test('needs neither a message nor a time', async () => {
    const row = await request(sql, student, mentor, { message: ' \u200B ' });
    expect(row).toMatchObject({ last_seq: 0, scheduled_at: null, awaiting_user_id: mentor });
    // Then the one opening message may still come.
    await asUser(sql, student, (tx) => send(tx, row.id, 'One more thing'));
    expect(await messagesOf(row.id)).toHaveLength(1);
  });

  test('takes no second message, and none of the mentor, before it is accepted', async () => {
    const row = await request(sql, student, mentor, { message: 'Hello' });
    for (const who of [student, mentor])
      expect(
        (await refusal(asUser(sql, who, (tx) => send(tx, row.id, 'and now?')))).detail,
      ).toEqual({ code: 'session_closed' });
    await transition(sql, mentor, row.id, 'accepted');
    await asUser(sql, mentor, (tx) => send(tx, row.id, 'With pleasure'));
  });

  test('is made once however often it is sent, and costs one token', async () => {
    const id = randomUUID();
    const rows = await Promise.all(
      Array.from({ length: 6 }, () => request(sql, student, mentor, { id, message: 'Hello' })),
    );
    expect(new Set(rows.map((row) => row.id))).toEqual(new Set([id]));
    expect(await messagesOf(id)).toHaveLength(1);
    expect(await eventsOf(sql, id)).toHaveLength(1);
    expect(await notificationsOf(sql, id)).toHaveLength(1);
    const [limits] = await sql`
      select cardinality(hits)::int as hits from private.rate_limits where user_id = ${student} and action = 'session'`;
    expect(limits).toEqual({ hits: 1 });
  });

  test('with an id that somebody else has is a conflict, also at the same moment', async () => {
    const id = randomUUID();
    const thief = await makeUser(sql, 'student');
    const results = await Promise.allSettled([
      request(sql, student, mentor, { id }),
      request(sql, thief, mentor, { id }),
    ]);
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(1);
    expect(await refusal(Promise.reject(refused[0]!.reason as Error))).toMatchObject({
      sqlstate: 'PT409',
      detail: { code: 'duplicate' },
    });
    expect(
      await sql`select user_id from public.participants where session_id = ${id}`,
    ).toHaveLength(2);
  });

  test('leaves nothing behind when the transaction is undone', async () => {
    const p_id = randomUUID();
    const before = await sql`select count(*)::int as n from realtime.messages`;
    await asUser(
      sql,
      student,
      (tx) =>
        call(tx, 'request_session', {
          p_id,
          p_mentor_id: mentor,
          p_subject: 'Undone',
          p_message: 'never said',
        }),
      { rollback: true },
    );
    expect(await sql`select 1 from public.sessions where id = ${p_id}`).toEqual([]);
    expect(await notificationsOf(sql, p_id)).toEqual([]);
    expect(await sql`select count(*)::int as n from realtime.messages`).toEqual(before);
  });

  test('several to one mentor are several sessions', async () => {
    const rows = [await request(sql, student, mentor), await request(sql, student, mentor)];
    expect(new Set(rows.map((row) => row.id)).size).toBe(2);
  });
});

describe('what is refused leaves no session and no token', () => {
  const invalid = (fields: Record<string, string>) => ({
    message: Object.values(fields)[0],
    detail: { code: 'invalid', fields },
  });
  const UNREACHABLE = {
    message: 'This person cannot be reached.',
    detail: { code: 'not_found' },
  };
  const nobody = () => Promise.resolve(randomUUID());
  const cases: [string, () => Promise<string>, object, object][] = [
    [
      'to oneself',
      () => Promise.resolve(student),
      {},
      invalid({ mentor_id: 'You cannot request a session with yourself.' }),
    ],
    [
      'to a mentor who was not approved',
      () => makeUser(sql, 'mentor'),
      {},
      invalid({ mentor_id: 'This person does not mentor here yet.' }),
    ],
    [
      'to somebody who is no mentor',
      () => makeUser(sql, 'supplier'),
      {},
      invalid({ mentor_id: 'This person does not mentor here yet.' }),
    ],
    [
      'to a mentor who takes no requests',
      async () => {
        const id = await makeMentor(sql);
        await sql`update public.profiles set accepting = false where id = ${id}`;
        return id;
      },
      {},
      invalid({ mentor_id: 'This mentor takes no requests at the moment.' }),
    ],
    [
      'to a suspended mentor',
      async () => {
        const id = await makeMentor(sql);
        await sql`insert into private.account_states (user_id, suspended_at) values (${id}, now())`;
        return id;
      },
      {},
      UNREACHABLE,
    ],
    [
      'to a mentor who blocked the student',
      async () => {
        const id = await makeMentor(sql);
        await sql`insert into public.blocks (user_id, blocked_id) values (${id}, ${student})`;
        return id;
      },
      {},
      UNREACHABLE,
    ],
    ['to nobody', nobody, {}, UNREACHABLE],
    [
      'in the past',
      () => Promise.resolve(mentor),
      { at: inHours(-1) },
      invalid({ scheduled_at: 'Choose a time in the future.' }),
    ],
    [
      'in two years',
      () => Promise.resolve(mentor),
      { at: inHours(2 * 366 * 24) },
      invalid({ scheduled_at: 'Choose a time within the next year.' }),
    ],
    [
      'with a subject of 10,000 characters',
      () => Promise.resolve(mentor),
      { subject: 'x'.repeat(10_000) },
      invalid({ subject: 'This is too long: 10000 characters, 200 at most.' }),
    ],
    [
      'without a subject',
      () => Promise.resolve(mentor),
      { subject: ' \u200B\t' },
      invalid({ subject: 'Say in a few words what it is about.' }),
    ],
    [
      'with a message of 10,001 characters',
      () => Promise.resolve(mentor),
      { message: 'x'.repeat(10_001) },
      invalid({ content: 'This message is too long: 10001 characters, 10000 at most.' }),
    ],
    [
      'without an id',
      () => Promise.resolve(mentor),
      { id: null },
      invalid({ id: 'A request needs an id of its own.' }),
    ],
  ];

  test.each(cases)('%s', async (_name, to, options, answer) => {
    const sessions = () => sql`select count(*)::int as n from public.sessions`;
    const mentorId = await to();
    const before = await sessions();
    expect(await refusal(request(sql, student, mentorId, options))).toMatchObject(answer);
    expect(await sessions()).toEqual(before);
    expect(await sql`select 1 from private.rate_limits where user_id = ${student}`).toEqual([]);
  });

  test('of somebody who is no student, or suspended, or no one', async () => {
    for (const role of ['mentor', 'buyer', 'supplier', 'admin'] as const) {
      const who = await makeUser(sql, role);
      expect((await refusal(request(sql, who, mentor))).sqlstate, role).toBe('42501');
    }
    await sql`insert into private.account_states (user_id, suspended_at) values (${student}, now())`;
    expect((await refusal(request(sql, student, mentor))).message).toBe(
      'This account is suspended.',
    );
    const visitor = asUser(sql, null, (tx) =>
      call(tx, 'request_session', { p_id: randomUUID(), p_mentor_id: mentor, p_subject: 'x' }),
    );
    expect((await refusal(visitor)).sqlstate).toBe('42501');
  });

  test('a sixth within the hour, also of six at once', async () => {
    const LIMIT = 5;
    const results = await Promise.allSettled(
      Array.from({ length: LIMIT + 1 }, () => request(sql, student, mentor)),
    );
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(1);
    expect(await refusal(Promise.reject(refused[0]!.reason as Error))).toMatchObject({
      sqlstate: 'PT429',
      message: 'That was too much at once. Try again in 60 minutes.',
      detail: { code: 'rate_limited', retry_after: expect.any(Number) as number },
    });
    const [count] =
      await sql`select count(*)::int as n from public.sessions where created_by = ${student}`;
    expect(count).toEqual({ n: LIMIT });
  });
});

describe('overlapping sessions', () => {
  test('are one’s own accepted ones within an hour, whoever they are with', async () => {
    const other = await makeMentor(sql, 'Marco Bellini');
    const at = inHours(100);
    const put = async (who: string, status: 'accepted' | 'requested', shift: number) => {
      const id = await makeSession(sql, student, who, { status });
      await sql`update public.sessions set scheduled_at = ${new Date(at.getTime() + shift)}, subject = 'Then'
                where id = ${id}`;
      return id;
    };
    const same = await put(mentor, 'accepted', 0);
    const edge = await put(other, 'accepted', HOUR_MS);
    await put(mentor, 'accepted', HOUR_MS + 1000);
    await put(mentor, 'requested', 0);
    const ask = (who: string, peer: string | null) =>
      asUser(sql, who, (tx) =>
        call<{ session_id: string; with_peer: boolean | null }[]>(tx, 'overlapping_sessions', {
          p_scheduled_at: at.toISOString(),
          p_peer_id: peer,
        }),
      );
    expect(await ask(student, mentor)).toMatchObject([
      { session_id: same, subject: 'Then', with_peer: true },
      { session_id: edge, subject: 'Then', with_peer: false },
    ]);
    expect(await ask(other, null)).toMatchObject([{ session_id: edge, with_peer: null }]);
    expect(await ask(await makeUser(sql), student)).toEqual([]);
    // Warned of, not refused.
    await set(sql, 'sessions_per_hour', 5);
    const asked = await request(sql, student, mentor, { at });
    expect(asked).toMatchObject({ status: 'requested' });
    expect(await transition(sql, mentor, asked.id, 'accepted')).toMatchObject({
      status: 'accepted',
    });
  });
});
