import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import postgres from 'postgres';
import { withoutKey } from '../../src/lib/without-key.ts';
import { createTestDatabase, makeSession, makeUser, send, asUser } from '../support/database.ts';

const { sql, url } = await createTestDatabase(4);
const PAST = new Date(Date.now() - 60_000);
/** What a round answers that found nothing to do. */
const NOTHING = {
  expired_sessions: 0,
  sent_reminders: 0,
  escalated_requests: 0,
  purged_connections: 0,
  faded_presence: 0,
  announced_to: 0,
  cleared_notifications: 0,
  purged_notifications: 0,
  queued_mails: 0,
  purged_mails: 0,
  purged_messages: 0,
  purged_versions: 0,
  purged_marks: 0,
  purged_audit_lines: 0,
};
let warnings: string[] = [];
/** A connection that keeps what PostgreSQL says, as the log of the server would. */
const worker = postgres(url, {
  max: 1,
  onnotice: (notice) => warnings.push(notice['message'] ?? ''),
});
let student: string;
let mentor: string;

beforeAll(async () => {
  student = await makeUser(sql, 'student');
  mentor = await makeUser(sql, 'mentor');
});
afterEach(() => {
  warnings = [];
});
afterAll(() => worker.end());

const overdue = () => makeSession(sql, student, mentor, { endsAt: PAST });
/** A message that its session does not count: whatever comes next would take the same seq. */
async function spoil(session: string): Promise<void> {
  await sql`insert into public.messages (id, session_id, seq, rev, message_type, content)
            values (${randomUUID()}, ${session}, 1, 1, 'system', 'uncounted')`;
}
async function work(batch = 200): Promise<Record<string, number | null>> {
  const [row] = await worker<{ done: Record<string, number | null> }[]>`
    select private.run_scheduled_work(${batch}) as done`;
  // Every session that was made or changed here counts there.
  return withoutKey(row!.done, 'counted_sessions');
}
const status = async (id: string) => {
  const [row] = await sql`select status, last_seq from public.sessions where id = ${id}`;
  return row!;
};

test('one session that cannot expire holds up no other and is named', async () => {
  const good = [await overdue(), await overdue(), await overdue()];
  const bad = await overdue();
  await spoil(bad);
  expect(await work()).toEqual({ ...NOTHING, expired_sessions: 3 });
  for (const id of good) expect(await status(id)).toEqual({ status: 'expired', last_seq: 1 });
  expect(await status(bad)).toEqual({ status: 'in_progress', last_seq: 0 });
  expect(warnings).toEqual([expect.stringContaining(`session ${bad} was not expired: duplicate`)]);
  await sql`delete from public.sessions where id = ${bad}`;
});

test('a session that somebody holds is left for the next round, as is one whose rows they hold', async () => {
  const held = await overdue();
  const entangled = await overdue();
  const free = await overdue();
  await sql.begin(async (tx) => {
    await tx`select 1 from public.sessions where id = ${held} for no key update`;
    await tx`select 1 from public.participants where session_id = ${entangled} for no key update`;
    expect(await work()).toMatchObject({ expired_sessions: 1 });
    expect(await status(free)).toMatchObject({ status: 'expired' });
    expect(warnings).toEqual([expect.stringContaining(`session ${entangled} was not expired`)]);
    // Undone alone means unlocked as well.
    await tx`select 1 from public.sessions where id = ${entangled} for no key update nowait`;
  });
  expect(await work()).toMatchObject({ expired_sessions: 2 });
});

test('as many bad sessions as fit a batch do not stand in front of the good ones for ever', async () => {
  const bad = [await overdue(), await overdue()];
  for (const id of bad) await spoil(id);
  const good = await overdue();
  // Drawn by lot, two of three each time.
  while ((await work(2))['expired_sessions'] === 0);
  expect(await status(good)).toMatchObject({ status: 'expired' });
  await sql`delete from public.sessions where id in ${sql(bad)}`;
});

const isPresent = (who: string) =>
  sql`insert into public.user_presence (user_id, status, last_seen) values (${who}, 'online', now() - interval '1 day')
      on conflict (user_id) do update set status = excluded.status, last_seen = excluded.last_seen`;

test('when one part fails, the others are done', async () => {
  const session = await overdue();
  await sql`insert into public.realtime_connections (user_id, auth_session_id, device)
            values (${mentor}, ${randomUUID()}, 'Laptop')`;
  await isPresent(student);
  await sql`update public.app_settings set value = '"soon"' where key = 'connection_ttl_hours'`;
  expect(await work()).toEqual({
    ...NOTHING,
    expired_sessions: 1,
    purged_connections: null,
    faded_presence: 1,
  });
  expect(await status(session)).toMatchObject({ status: 'expired' });
  expect(warnings).toEqual([expect.stringContaining('connections were not purged')]);
  await sql`update public.app_settings set value = '24' where key = 'connection_ttl_hours'`;
  expect(await work()).toMatchObject({ purged_connections: 0 });
});

test('one person whose presence cannot be refreshed holds up nobody else', async () => {
  await isPresent(student);
  await isPresent(mentor);
  await sql.unsafe(`alter table public.user_presence add constraint unfading
                    check (user_id <> '${student}' or status <> 'offline')`);
  expect(await work()).toMatchObject({ faded_presence: 1 });
  expect(warnings).toEqual([expect.stringContaining(`presence of ${student} was not refreshed`)]);
  await sql`alter table public.user_presence drop constraint unfading`;
  expect(await work()).toMatchObject({ faded_presence: 1 });
});

test('what was prolonged since it was found is left alone', async () => {
  const session = await overdue();
  await sql`update public.sessions set ends_at = now() + interval '1 hour' where id = ${session}`;
  const [row] = await sql`select private.expire_session(${session}) as done`;
  expect(row).toEqual({ done: false });
  await asUser(sql, student, (tx) => send(tx, session, 'still here'));
});

test('pg_cron’s log is kept for a week where there is one', async () => {
  const undone = new Error('undone');
  const purge = async (on: postgres.Sql) => {
    const [row] = await on`select private.purge_cron_log() as done`;
    return row!['done'] as number;
  };
  expect(await purge(sql as unknown as postgres.Sql)).toBe(0);
  const trial = sql.begin(async (tx) => {
    await tx`create schema cron`;
    await tx`create table cron.job_run_details (runid bigint, start_time timestamptz, end_time timestamptz)`;
    await tx`insert into cron.job_run_details values
      (1, now() - interval '8 days', now() - interval '8 days'),
      (2, now() - interval '8 days', null),
      (3, now() - interval '8 days', now() - interval '6 days'),
      (4, now(), null),
      (5, null, null)`;
    expect(await purge(tx as unknown as postgres.Sql)).toBe(2);
    expect(await tx`select runid::int from cron.job_run_details order by 1`).toEqual([
      { runid: 3 },
      { runid: 4 },
      { runid: 5 },
    ]);
    throw undone;
  });
  await expect(trial).rejects.toBe(undone);
});
