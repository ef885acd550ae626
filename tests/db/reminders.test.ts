import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  asUser,
  call,
  createTestDatabase,
  makeUser,
  set,
  untilBlocked,
} from '../support/database.ts';
import {
  eventsOf,
  makeMentor,
  notificationsOf,
  request,
  transition,
  type Row,
} from '../support/lifecycle.ts';

const { sql } = await createTestDatabase(6);
const HOUR_MS = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS);

let student: string;
let mentor: string;
let session: Row;

beforeAll(async () => {
  await set(sql, 'sessions_per_hour', 1_000_000);
  mentor = await makeMentor(sql);
  student = await makeUser(sql, 'student', 'Amara Okafor');
  await sql`update public.profiles set timezone = 'Asia/Kolkata' where id = ${mentor}`;
  await sql`update public.profiles set timezone = 'Nowhere/At all' where id = ${student}`;
});

const work = async (): Promise<Record<string, number>> => {
  const [row] = await sql<
    { done: Record<string, number> }[]
  >`select private.run_scheduled_work() as done`;
  return row!.done;
};
const planned = () =>
  sql<{ hours: number }[]>`
    select distinct round(extract(epoch from s.scheduled_at - r.due_at) / 3600.0, 2)::float as hours
    from private.reminders r join public.sessions s on s.id = r.session_id
    where r.session_id = ${session.id} order by 1 desc`;
const reminded = async () =>
  (await notificationsOf(sql, session.id)).filter((row) => row.data['event'] === 'upcoming');

describe('reminders', () => {
  beforeEach(async () => {
    await sql`delete from private.reminders`;
    session = await request(sql, student, mentor, { at: inHours(48) });
  });
  /** As if their time had come. */
  const makeDue = () =>
    sql`update private.reminders set due_at = due_at - interval '3 days' where session_id = ${session.id}`;

  test('are planned when it is accepted: a day and a quarter of an hour before, for both', async () => {
    expect(await planned()).toEqual([]);
    await transition(sql, mentor, session.id, 'accepted');
    expect(await planned()).toEqual([{ hours: 24 }, { hours: 0.25 }]);
    expect(
      await sql`select 1 from private.reminders where session_id = ${session.id}`,
    ).toHaveLength(4);
  });

  test('are sent once, in the person’s own time, however many workers there are', async () => {
    await transition(sql, mentor, session.id, 'accepted');
    await sql`update public.sessions set scheduled_at = date_trunc('day', now()) + interval '3 days 10 hours'
              where id = ${session.id}`;
    await sql`select private.plan_reminders(${session.id})`;
    await makeDue();
    const rounds = await Promise.all([work(), work(), work()]);
    expect(rounds.reduce((sum, round) => sum + round['sent_reminders']!, 0)).toBe(2);
    expect(await work()).toMatchObject({ sent_reminders: 0 });
    const rows = await reminded();
    expect(rows).toHaveLength(2);
    const to = (who: string) => rows.find((row) => row.user_id === who);
    expect(to(mentor)).toMatchObject({ type: 'reminder', title: 'Your session with Amara Okafor' });
    expect(to(mentor)!.message).toMatch(/, 15:30 \(Asia\/Kolkata\): Query plans$/);
    // A name that the database does not know.
    expect(to(student)!.message).toMatch(/, 10:00 \(UTC\): Query plans$/);
  });

  test('follow the session when it is moved, and go with it', async () => {
    await transition(sql, mentor, session.id, 'accepted');
    await makeDue();
    await asUser(sql, student, (tx) =>
      call(tx, 'reschedule_session', {
        p_session_id: session.id,
        p_scheduled_at: inHours(10).toISOString(),
      }),
    );
    // A day before lies in the past: nobody needs to hear of what they just agreed on.
    expect(await planned()).toEqual([{ hours: 0.25 }]);
    await transition(sql, student, session.id, 'in_progress');
    expect(await planned()).toEqual([]);
    await work();
    expect(await reminded()).toEqual([]);
  });

  test('that come too late are dropped', async () => {
    await transition(sql, mentor, session.id, 'accepted');
    await makeDue();
    await sql`update public.sessions set scheduled_at = now() - interval '1 minute' where id = ${session.id}`;
    expect(await work()).toMatchObject({ sent_reminders: 0 });
    expect(await planned()).toEqual([]);
    expect(await reminded()).toEqual([]);
  });

  test('wait for the end of quiet hours that comes before the session', async () => {
    await transition(sql, mentor, session.id, 'accepted');
    await makeDue();
    await sql
      .begin(async (tx) => {
        await tx.unsafe(`create or replace function private.quiet_until(p_user_id uuid, p_at timestamptz)
          returns timestamptz language sql stable set search_path = '' as
          $$ select case when p_user_id = '${mentor}' then p_at + interval '8 hours' end $$`);
        await tx`select private.send_reminders()`;
        expect(
          await tx`select user_id, due_at > now() as later from private.reminders where session_id = ${session.id}`,
        ).toEqual([{ user_id: mentor, later: true }]);
        throw new Error('undo');
      })
      .catch((error: unknown) => {
        if (!(error instanceof Error) || error.message !== 'undo') throw error;
      });
  });

  test('of a session that somebody holds are left for the next round', async () => {
    await transition(sql, mentor, session.id, 'accepted');
    await makeDue();
    await sql.begin(async (tx) => {
      await tx`select 1 from public.sessions where id = ${session.id} for no key update`;
      expect(await work()).toMatchObject({ sent_reminders: 0 });
    });
    expect(await work()).toMatchObject({ sent_reminders: 2 });
  });
});

describe('requests that nobody answers', () => {
  let admin: string;
  beforeAll(async () => {
    admin = await makeUser(sql, 'admin', 'Elena Petrova');
    const suspended = await makeUser(sql, 'admin');
    await sql`insert into private.account_states (user_id, suspended_at) values (${suspended}, now())`;
  });
  beforeEach(async () => {
    session = await request(sql, student, mentor, { subject: 'Between us' });
  });
  const age = () =>
    sql`update public.sessions set created_at = now() - interval '3 days' where id = ${session.id}`;

  test('are brought to the active admins once, without what they are about', async () => {
    expect(await work()).toMatchObject({ escalated_requests: 0 });
    await age();
    const rounds = await Promise.all([work(), work(), work()]);
    expect(rounds.reduce((sum, round) => sum + round['escalated_requests']!, 0)).toBe(1);
    expect(await work()).toMatchObject({ escalated_requests: 0 });
    const [, told, ...more] = await notificationsOf(sql, session.id);
    expect(more).toEqual([]);
    expect(told).toMatchObject({
      user_id: admin,
      type: 'system_announcement',
      message: expect.stringMatching(/^Amara Okafor has waited for Priya Raman since /) as string,
      data: { event: 'request_overdue', mentor_id: mentor },
    });
    expect(JSON.stringify(told)).not.toContain('Between us');
    expect((await eventsOf(sql, session.id)).at(-1)).toMatchObject({
      event: 'escalated',
      actor_id: null,
    });
    expect(
      await sql`select actor_label, action, subject_user_id from public.audit_log where session_id = ${session.id}`,
    ).toEqual([
      { actor_label: 'scheduled work', action: 'escalate_request', subject_user_id: mentor },
    ]);
  });

  test('are left alone when answered, or when their time is over', async () => {
    await age();
    await transition(sql, mentor, session.id, 'accepted');
    const other = await request(sql, student, mentor);
    await sql`update public.sessions set created_at = now() - interval '9 days', expires_at = now() - interval '1 second'
              where id = ${other.id}`;
    expect(await work()).toMatchObject({ escalated_requests: 0, expired_sessions: 1 });
  });

  test('one that is just being answered is not', async () => {
    await age();
    await asUser(sql, mentor, async (tx) => {
      await call(tx, 'transition_session', { p_session_id: session.id, p_to: 'accepted' });
      // It skips what is locked, so it ends while this is still open.
      expect(await work()).toMatchObject({ escalated_requests: 0 });
    });
    expect(await work()).toMatchObject({ escalated_requests: 0 });
  });
});

describe('expiry', () => {
  const overdue = async (status: 'requested' | 'accepted' | 'in_progress') => {
    session = await request(sql, student, mentor, { message: 'Hello' });
    if (status !== 'requested') await transition(sql, mentor, session.id, 'accepted');
    if (status === 'in_progress') await transition(sql, mentor, session.id, 'in_progress');
    await sql`update public.sessions set expires_at = now() - interval '1 second', ends_at = now() - interval '1 second'
              where id = ${session.id}`;
    await sql`delete from public.notifications where session_id = ${session.id}`;
  };

  test.each([
    ['requested', 'unanswered', () => [student]],
    ['accepted', 'not_started', () => [student, mentor]],
    ['in_progress', 'time_over', () => [student, mentor]],
  ] as const)(
    '%s: one event by time (%s), and those who should know do',
    async (status, why, who) => {
      await overdue(status);
      await Promise.all([work(), work(), work()]);
      expect(
        (await eventsOf(sql, session.id)).filter((event) => event.event === 'expired'),
      ).toEqual([
        {
          event: 'expired',
          actor_id: null,
          from_status: status,
          to_status: 'expired',
          reason: null,
          metadata: {},
        },
      ]);
      const [row] = await sql`
      select status, ended_reason, awaiting_user_id, updated_by from public.sessions where id = ${session.id}`;
      expect(row).toEqual({
        status: 'expired',
        ended_reason: why,
        awaiting_user_id: null,
        updated_by: null,
      });
      const told = await notificationsOf(sql, session.id);
      expect(told.map((row) => row.user_id).sort()).toEqual([...who()].sort());
    },
  );

  test('a change that waits for the worker meets what it did', async () => {
    await overdue('requested');
    let late: Promise<unknown> | undefined;
    await sql.begin(async (tx) => {
      await tx`select private.expire_sessions()`;
      late = transition(sql, mentor, session.id, 'accepted').catch((error: unknown) => error);
      await untilBlocked(sql);
    });
    expect(await late).toMatchObject({ code: 'PT409' });
  });
});
