import { beforeAll, expect, test } from 'vitest';
import { createTestDatabase, makeSession, makeUser } from '../support/database.ts';

const { sql } = await createTestDatabase(4);
const MINUTE_MS = 60_000;
const past = () => new Date(Date.now() - MINUTE_MS);
const future = () => new Date(Date.now() + MINUTE_MS);
let student: string;
let mentor: string;

beforeAll(async () => {
  student = await makeUser(sql, 'student');
  mentor = await makeUser(sql, 'mentor');
});

const work = () => sql`select private.run_scheduled_work()`;
const look = async (id: string) => {
  const [row] = await sql`
    select s.status, s.last_seq, s.awaiting_user_id, m.content, m.message_type
    from public.sessions s left join public.messages m on m.session_id = s.id where s.id = ${id}`;
  return row!;
};

test.each([
  ['requested', { expiresAt: past() }, 'The request expired without an answer.'],
  ['accepted', { expiresAt: past() }, 'The session expired because nobody started it.'],
  ['in_progress', { endsAt: past() }, 'The session ended because its time was over.'],
] as const)('%s -> expired by time, said in the session once', async (status, times, content) => {
  const id = await makeSession(sql, student, mentor, { status, ...times });
  await Promise.all([work(), work(), work()]);
  await work();
  expect(await look(id)).toEqual({
    status: 'expired',
    last_seq: 1,
    awaiting_user_id: null,
    content,
    message_type: 'system',
  });
  const states =
    await sql`select unread_count from public.participant_state where session_id = ${id}`;
  expect(states).toEqual([{ unread_count: 0 }, { unread_count: 0 }]);
});

test.each([
  ['requested', { expiresAt: future() }],
  ['accepted', {}],
  ['in_progress', { expiresAt: past(), endsAt: future() }],
  ['completed', { expiresAt: past(), endsAt: past() }],
  ['declined', { expiresAt: past() }],
] as const)('%s is left alone when its time has not come', async (status, times) => {
  const id = await makeSession(sql, student, mentor, { status, ...times });
  await work();
  expect(await look(id)).toMatchObject({ status, last_seq: 0 });
});

test('works in batches', async () => {
  const ids = [];
  for (let n = 0; n < 5; n += 1)
    ids.push(await makeSession(sql, student, mentor, { status: 'requested', expiresAt: past() }));
  const [first] = await sql`select private.run_scheduled_work(3) as done`;
  expect(first!['done']).toMatchObject({ expired_sessions: 3 });
  const [second] = await sql`select private.run_scheduled_work(3) as done`;
  expect(second!['done']).toMatchObject({ expired_sessions: 2 });
});
