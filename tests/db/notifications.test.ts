import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { asUser, createTestDatabase, makeSession, makeUser, refusal } from '../support/database.ts';

const { sql } = await createTestDatabase();
let student: string;
let mentor: string;
let session: string;

beforeAll(async () => {
  student = await makeUser(sql, 'student');
  mentor = await makeUser(sql, 'mentor');
});
beforeEach(async () => {
  session = await makeSession(sql, student, mentor);
  await sql`delete from public.notifications`;
  await sql`delete from realtime.messages`;
});

const notify = async (userId: string, title = 'Soon'): Promise<string | null> => {
  const [row] = await sql<{ id: string | null }[]>`
    select private.notify(${userId}, 'reminder', ${title}, 'In an hour', ${session}, '{"event": "upcoming"}', 3) as id`;
  return row!.id;
};

describe('a notification', () => {
  test('is read by its owner and told to their devices, as it stands in the table', async () => {
    const id = await notify(student);
    const [own] = await asUser(
      sql,
      student,
      (tx) =>
        tx`select to_jsonb(n) - '{user_id,mailed_at,unmailed_since}'::text[] as item from public.notifications n`,
    );
    const [heard] = await sql<{ topic: string; payload: object }[]>`
      select topic, payload - 'id' as payload from realtime.messages where event = 'notification'`;
    expect(heard).toEqual({
      topic: `user:${student}`,
      payload: { notification: own!['item'] as object },
    });
    expect(own!['item']).toMatchObject({
      id,
      type: 'reminder',
      title: 'Soon',
      message: 'In an hour',
      session_id: session,
      data: { event: 'upcoming' },
      priority: 3,
      count: 1,
      read_at: null,
      silent: false,
      version: 1,
      announcement_id: null,
    });
    expect(own!['item']).toHaveProperty('raised_at');
  });

  test('is seen by nobody else, admins included', async () => {
    await notify(student);
    for (const who of [mentor, await makeUser(sql, 'admin')])
      expect(await asUser(sql, who, (tx) => tx`select 1 from public.notifications`)).toEqual([]);
    expect(
      (await refusal(asUser(sql, null, (tx) => tx`select 1 from public.notifications`))).sqlstate,
    ).toBe('42501');
  });

  test('is forged, moved, marked or deleted by nobody', async () => {
    const id = await notify(student);
    for (const statement of [
      `insert into public.notifications (user_id, type, title) values ('${mentor}', 'reminder', 'x')`,
      `update public.notifications set read_at = now() where id = '${id}'`,
      `update public.notifications set user_id = '${mentor}' where id = '${id}'`,
      `update public.notifications set title = 'x'`,
      `delete from public.notifications`,
      `truncate public.notifications`,
      `select private.notify('${mentor}', 'reminder', 'x')`,
    ])
      for (const who of [student, mentor])
        expect(
          (await refusal(asUser(sql, who, (tx) => tx.unsafe(statement)))).sqlstate,
          statement,
        ).toBe('42501');
    expect(await sql`select id from public.notifications`).toEqual([{ id }]);
  });

  test('for somebody who is gone is none', async () => {
    const gone = await makeUser(sql);
    await sql`delete from auth.users where id = ${gone}`;
    expect(await notify(gone)).toBeNull();
  });

  test('with overlong words is cut, not refused: what it tells of must not fail for it', async () => {
    await sql`select private.notify(${student}, 'reminder', ${'t'.repeat(300)}, ${'m'.repeat(3000)})`;
    const [row] = await sql`
      select char_length(title) as title, char_length(message) as message from public.notifications`;
    expect(row).toEqual({ title: 200, message: 1000 });
  });

  test('goes with its person and with its session', async () => {
    const person = await makeUser(sql);
    await notify(person);
    await sql`delete from auth.users where id = ${person}`;
    await notify(student);
    await sql`delete from public.sessions where id = ${session}`;
    expect(await sql`select 1 from public.notifications`).toEqual([]);
  });

  test('of messages there is one unread per person and session', async () => {
    const one = () =>
      sql`insert into public.notifications (user_id, type, title, session_id) values (${student}, 'message_received', 'x', ${session})`;
    await one();
    expect((await refusal(one())).sqlstate).toBe('23505');
    await sql`update public.notifications set read_at = now()`;
    await one();
  });
});
