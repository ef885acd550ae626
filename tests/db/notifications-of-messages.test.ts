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
  type Sent,
} from '../support/database.ts';
import { makeMentor, request, transition } from '../support/lifecycle.ts';

const SENDERS = 8;
const { sql } = await createTestDatabase(SENDERS + 1);
let student: string;
let mentor: string;
let session: string;

beforeAll(async () => {
  student = await makeUser(sql, 'student', 'Ada Byron');
  mentor = await makeMentor(sql);
  await set(sql, 'messages_per_minute', 1_000_000);
});
beforeEach(async () => {
  session = await makeSession(sql, student, mentor);
  await sql`delete from public.notifications`;
  await sql`delete from realtime.messages`;
});

interface Notification {
  id: string;
  user_id: string;
  type: string;
  title: string;
  message: string | null;
  data: Record<string, unknown>;
  count: number;
  last_seq: number | null;
  silent: boolean;
  read_at: Date | null;
  version: number;
}
const all = (who?: string) => sql<Notification[]>`
  select * from public.notifications where user_id = coalesce(${who ?? null}, user_id) order by raised_at, user_id`;
const one = async (who = mentor) => {
  const rows = await all(who);
  expect(rows).toHaveLength(1);
  return rows[0]!;
};
const say = async (content: string, who = student, to = session): Promise<Sent> =>
  (await asUser(sql, who, (tx) => send(tx, to, content)))!;
const read = (seq: number, who = mentor) =>
  asUser(sql, who, (tx) => call(tx, 'mark_read', { p_session_id: session, p_seq: seq }));
const remove = (id: string, who = student) =>
  asUser(sql, who, (tx) => call(tx, 'delete_message', { p_id: id }));
const setState = (state: Record<string, string | boolean>, who = mentor) =>
  asUser(sql, who, (tx) => call(tx, 'set_session_state', { p_session_id: session, ...state }));
/** What the person's devices heard, oldest first. */
const heard = async (who: string, event = 'notification') => {
  const rows = await sql<{ payload: Record<string, unknown> }[]>`
    select payload - 'id' as payload from realtime.messages
    where topic = ${`user:${who}`} and event = ${event} order by inserted_at`;
  return rows.map((row) => row.payload);
};
const forget = () => sql`delete from realtime.messages`;

describe('a message', () => {
  test('notifies everybody who takes part but its sender, with enough to open the right place', async () => {
    const joined = await makeUser(sql, 'admin');
    const left = await makeUser(sql, 'admin');
    await sql`insert into public.participants (session_id, user_id, role, from_seq, left_at) values
      (${session}, ${joined}, 'admin', 1, null), (${session}, ${left}, 'admin', 1, now())`;
    await sql`update public.sessions set subject = 'Query plans' where id = ${session}`;
    await say('Hello');
    expect((await all()).map((row) => row.user_id).sort()).toEqual([mentor, joined].sort());
    expect(await one()).toMatchObject({
      type: 'message_received',
      title: 'Ada Byron',
      message: 'Hello',
      session_id: session,
      last_seq: 1,
      count: 1,
      priority: 1,
      silent: false,
      data: { event: 'message', sender_id: student, kind: 'mentoring', subject: 'Query plans' },
    });
  });

  test('leaves no words with whoever leaves, and later ones do not reach them', async () => {
    const admin = await makeUser(sql, 'admin');
    await sql`insert into public.participants (session_id, user_id, role, from_seq)
      values (${session}, ${admin}, 'admin', 1)`;
    const { id, rev } = await say('Hello');
    await sql`update public.participants set left_at = now() where session_id = ${session} and user_id = ${admin}`;
    const kept = await one(admin);
    expect(kept).toMatchObject({ message: null, read_at: expect.any(Date) as Date });
    expect((await heard(admin)).at(-1)).toEqual({ read: [kept.id], unread_count: 0 });
    await forget();
    await asUser(sql, student, (tx) =>
      call(tx, 'edit_message', { p_id: id, p_content: 'Something else', p_expected_rev: rev }),
    );
    expect(await one(admin)).toEqual(kept);
    expect(await heard(admin)).toEqual([]);
    expect(await one()).toMatchObject({ message: 'Something else', read_at: null });
  });

  test('after silent ones begins the wait for a mail anew', async () => {
    await setState({ p_muted_until: '2100-01-01' });
    await say('while muted');
    await sql`update public.notifications set
      raised_at = raised_at - interval '3 hours', unmailed_since = unmailed_since - interval '3 hours'`;
    await setState({ p_muted_until: '2000-01-01' });
    await say('out loud');
    const [row] = await sql<{ fresh: boolean }[]>`
      select unmailed_since > now() - interval '1 hour' as fresh from public.notifications where user_id = ${mentor}`;
    expect(row).toEqual({ fresh: true });
  });

  test('carries its notification in its own broadcast, to each their own, and to the sender none', async () => {
    await say('Hello');
    const [toMentor] = await heard(mentor, 'message');
    const { id, version } = await one();
    expect(toMentor).toMatchObject({ notification: { id, version, count: 1, message: 'Hello' } });
    expect(toMentor!['notification']).not.toHaveProperty('user_id');
    expect(toMentor!['notification']).not.toHaveProperty('mailed_at');
    expect((await heard(student, 'message'))[0]).not.toHaveProperty('notification');
    expect(await heard(mentor)).toEqual([]);
  });

  test('that is rolled back, refused or sent twice notifies nobody', async () => {
    await asUser(sql, student, (tx) => send(tx, session, 'Hello'), { rollback: true });
    await refusal(asUser(sql, student, (tx) => send(tx, session, '')));
    expect(await all()).toEqual([]);
    const { id } = await say('Hello');
    await asUser(sql, student, (tx) => send(tx, session, 'Hello', { id }));
    expect(await one()).toMatchObject({ count: 1 });
  });

  test('of a hundred in one unread session makes one notification that counts them', async () => {
    for (let n = 1; n <= 100; n += 1) await say(`Message ${n}`);
    expect(await one()).toMatchObject({
      count: 100,
      last_seq: 100,
      message: 'Message 100',
      version: 100,
    });
  });

  test('by many at once never makes two for the same person', async () => {
    const senders = [student];
    while (senders.length < SENDERS) senders.push(await makeUser(sql, 'admin'));
    await sql`insert into public.participants (session_id, user_id, role, from_seq)
              select ${session}, id, 'admin', 1 from unnest(${senders.slice(1)}::uuid[]) id`;
    await Promise.all(
      senders.map(async (who) => {
        for (let n = 0; n < 5; n += 1) await say('at once', who);
      }),
    );
    expect(await one()).toMatchObject({ count: SENDERS * 5 });
    for (const who of senders) expect(await one(who)).toMatchObject({ count: (SENDERS - 1) * 5 });
  });

  test('from the system makes none, nor one that comes with a request, which is told itself', async () => {
    await sql`select private.post_system_message(${session}, 'Something happened')`;
    expect(await all()).toEqual([]);
    await request(sql, student, mentor, { message: 'May I ask you something?' });
    expect((await all()).map((row) => [row.user_id, row.type])).toEqual([
      [mentor, 'session_request'],
    ]);
  });

  test('beyond one that was read makes a new notification', async () => {
    await say('first');
    await read(1);
    await say('second');
    const rows = await all(mentor);
    expect(rows.map((row) => [row.message, row.count, row.read_at !== null])).toEqual([
      ['first', 1, true],
      ['second', 1, false],
    ]);
  });
});

describe('a muted or archived session', () => {
  test('makes silent notifications while it is muted, and loud ones after', async () => {
    await setState({ p_muted_until: '2100-01-01' });
    await say('quiet');
    expect(await one()).toMatchObject({ silent: true });
    await setState({ p_muted_until: '2000-01-01' });
    expect(await one()).toMatchObject({ silent: true });
    await say('loud');
    expect(await one()).toMatchObject({ silent: false, count: 2 });
  });

  test('makes a silent one of what brings it back from the archive', async () => {
    await setState({ p_archived: true });
    await say('are you there?');
    expect(await one()).toMatchObject({ silent: true });
    await say('I see you are');
    expect(await one()).toMatchObject({ silent: false });
  });

  test('makes silent ones of other causes, too, but not of the most urgent', async () => {
    await setState({ p_muted_until: '2100-01-01' });
    await sql`select private.notify(${mentor}, 'reminder', 'usual', null, ${session}, '{}', 4),
                     private.notify(${mentor}, 'reminder', 'urgent', null, ${session}, '{}', 5),
                     private.notify(${student}, 'reminder', 'other', null, ${session}, '{}', 4)`;
    const rows = await all();
    expect(Object.fromEntries(rows.map((row) => [row.title, row.silent]))).toEqual({
      usual: true,
      urgent: false,
      other: false,
    });
  });
});

describe('reading a session', () => {
  test('reads its notifications, tells the person’s devices once, and nobody else', async () => {
    await say('Hello');
    const { id } = await one();
    await forget();
    await read(1);
    expect(await one()).toMatchObject({ id, read_at: expect.any(Date) as Date });
    expect(await heard(mentor)).toEqual([{ read: [id], unread_count: 0 }]);
    expect(await heard(student)).toEqual([]);
    await forget();
    await read(1);
    expect(await heard(mentor)).toEqual([]);
  });

  test('in part leaves the notification with what is left', async () => {
    for (const words of ['one', 'two', 'three']) await say(words);
    await forget();
    await read(1);
    expect(await one()).toMatchObject({ read_at: null, count: 2, last_seq: 3 });
    expect(await heard(mentor)).toMatchObject([{ notification: { count: 2, version: 4 } }]);
    await read(2);
    expect(await one()).toMatchObject({ read_at: null, count: 1 });
    await read(3);
    expect((await one()).read_at).not.toBeNull();
  });

  test('reads what else was told of it until then, also where there is no message to read', async () => {
    const asked = await request(sql, student, mentor);
    session = asked.id;
    await read(0);
    expect(await one()).toMatchObject({
      type: 'session_request',
      read_at: expect.any(Date) as Date,
    });

    await transition(sql, mentor, session, 'accepted');
    await sql`select private.notify(${student}, 'reminder', 'later', null, ${session})`;
    await say('See you', mentor);
    await sql`select private.notify(${student}, 'reminder', 'after it', null, ${session})`;
    await read(1, student);
    const left = (await all(student)).filter((row) => row.read_at === null);
    expect(left.map((row) => row.title)).toEqual(['Priya Raman', 'after it']);
    await read(2, student);
    expect((await all(student)).filter((row) => row.read_at === null)).toEqual([]);
  });

  test('leaves those of other sessions and of other people', async () => {
    const other = await makeSession(sql, student, mentor);
    await say('Hello', student, other);
    await say('Hello', mentor);
    await say('Hello', student);
    await read(2);
    expect(
      (await all())
        .filter((row) => row.read_at === null)
        .map((row) => row.user_id)
        .sort(),
    ).toEqual([student, mentor].sort());
  });
});

test('writing, reading, marking and deleting at once: no deadlock, one unread at most, none without a cause', async () => {
  const ROUNDS = 12;
  const sessions = [session, await makeSession(sql, student, mentor)];
  const third = await makeUser(sql, 'admin');
  await sql`insert into public.participants (session_id, user_id, role, from_seq)
            select id, ${third}, 'admin', 1 from unnest(${sessions}::uuid[]) id`;
  const people = [student, mentor, third];
  await Promise.all(
    people.flatMap((who, at) => [
      (async () => {
        for (let n = 0; n < ROUNDS; n += 1) {
          const sent = await say('at once', who, sessions[(n + at) % 2]);
          if (n % 3 === 0) await remove(sent.id, who);
        }
      })(),
      (async () => {
        for (let n = 0; n < ROUNDS; n += 1) {
          session = sessions[n % 2]!;
          const p_session_id = session;
          await asUser(sql, who, (tx) => call(tx, 'mark_read', { p_session_id, p_seq: n * 2 }));
          await asUser(
            sql,
            who,
            (tx) => tx`select public.mark_all_notifications_read(clock_timestamp())`,
          );
        }
      })(),
    ]),
  );
  const wrong = await sql`
    select n.user_id, n.session_id, n.count, st.unread_count
    from public.notifications n
    join public.participant_state st on st.session_id = n.session_id and st.user_id = n.user_id
    where n.type = 'message_received' and n.read_at is null and n.count > st.unread_count`;
  expect(wrong).toEqual([]);
  for (const id of sessions)
    for (const who of people)
      await asUser(sql, who, (tx) => call(tx, 'mark_read', { p_session_id: id, p_seq: 1_000 }));
  expect(await sql`select 1 from public.notifications where read_at is null`).toEqual([]);
});

describe('what becomes of a message', () => {
  test('edited: its notification shows it as it is now', async () => {
    await say('earlier');
    const { id, rev } = await say('wrnog');
    await forget();
    await asUser(sql, student, (tx) =>
      call(tx, 'edit_message', { p_id: id, p_content: 'right', p_expected_rev: rev }),
    );
    expect(await one()).toMatchObject({ message: 'right', count: 2 });
    expect(await heard(mentor)).toMatchObject([{ notification: { message: 'right', count: 2 } }]);
    expect((await heard(mentor, 'message'))[0]).not.toHaveProperty('notification');
  });

  test('edited though not the last: nothing changes', async () => {
    const { id, rev } = await say('earlier');
    await say('later');
    await forget();
    await asUser(sql, student, (tx) =>
      call(tx, 'edit_message', { p_id: id, p_content: 'changed', p_expected_rev: rev }),
    );
    expect(await one()).toMatchObject({ message: 'later', version: 2 });
    expect(await heard(mentor)).toEqual([]);
  });

  test('deleted: its words go, and it is counted no more', async () => {
    await say('earlier');
    const { id } = await say('a secret');
    await forget();
    await remove(id);
    expect(await one()).toMatchObject({ message: null, count: 1, read_at: null });
    expect(await heard(mentor)).toMatchObject([{ notification: { message: null, count: 1 } }]);
  });

  test('deleted before the last one: counted no more, whose words stay', async () => {
    const { id } = await say('earlier');
    await say('later');
    await remove(id);
    expect(await one()).toMatchObject({ message: 'later', count: 1 });
  });

  test('deleted though nothing else is unread: the notification is read', async () => {
    const { id } = await say('a secret');
    await forget();
    await remove(id);
    const left = await one();
    expect(left).toMatchObject({ message: null, read_at: expect.any(Date) as Date });
    expect(await heard(mentor)).toEqual([{ read: [left.id], unread_count: 0 }]);
  });

  test('deleted after it was read: its words go, and nobody needs to be told', async () => {
    const { id } = await say('a secret');
    await read(1);
    await forget();
    await remove(id);
    expect(await one()).toMatchObject({ message: null });
    expect(await heard(mentor)).toEqual([]);
  });

  test('its sender deletes their account: no words, no name and no count of it stay', async () => {
    const person = await makeUser(sql, 'student', 'Grace Hopper');
    session = await makeSession(sql, person, mentor);
    await say('a secret', person);
    await sql`delete from auth.users where id = ${person}`;
    const rows = await all(mentor);
    expect(rows.find((row) => row.type === 'message_received')).toMatchObject({
      title: 'Deleted account',
      message: null,
      read_at: expect.any(Date) as Date,
    });
    expect(JSON.stringify(rows)).not.toMatch(/secret|Hopper/);
  });

  test('the session is deleted: the notification goes with it', async () => {
    await say('Hello');
    await sql`delete from public.sessions where id = ${session}`;
    expect(await all()).toEqual([]);
  });
});
