import { randomUUID } from 'node:crypto';
import { withTemporaryDatabase } from '../../supabase/local/temporary-database.ts';
import { asUser, connect, makeUser, set, type Sql } from '../support/database.ts';
import { measureAs, serverTimeOf } from './server-time.ts';
import { quantile, round, summary } from './statistics.ts';

const SESSIONS = 20_000;
const MESSAGES_EACH = 50;
const DAYS = 365;
const STUDENTS = 3_000;
const MENTORS = 300;
/** What is new when the job comes round after a busy minute. */
const BUSY_MINUTE = 1_000;
const ROUNDS = 10;
const SENDS = 200;

/** A year of mentoring: people, sessions in all states, and messages from both sides. */
async function fill(sql: Sql): Promise<void> {
  await sql`
    insert into auth.users (instance_id, id, aud, role, email, raw_user_meta_data)
    select '00000000-0000-0000-0000-000000000000', p.id, 'authenticated', 'authenticated', p.id || '@example.com',
      jsonb_build_object('full_name', 'Person ' || p.n, 'role', case when p.n <= ${MENTORS}::int then 'mentor' else 'student' end)
    from (select gen_random_uuid() as id, n from generate_series(1, ${MENTORS + STUDENTS}::int) n) p`;
  await sql`
    insert into public.sessions (kind, status, founder_a, founder_b, created_by, created_at)
    select 'mentoring',
      (array['requested', 'accepted', 'declined', 'in_progress', 'completed', 'completed', 'completed', 'expired'])[1 + n % 8]::public.session_status,
      s.id, m.id, s.id, now() - (n % ${DAYS}::int) * interval '1 day' - n % 1000 * interval '1 minute'
    from generate_series(1, ${SESSIONS}::int) n
    join (select id, row_number() over () - 1 as k from public.profiles where role = 'student') s on s.k = n % ${STUDENTS}::int
    join (select id, row_number() over () - 1 as k from public.profiles where role = 'mentor') m on m.k = n % ${MENTORS}::int`;
  await sql`
    insert into public.participants (session_id, user_id, role)
    select s.id, p.id, p.role from public.sessions s join public.profiles p on p.id in (s.founder_a, s.founder_b)`;
  // The search index of a million messages takes minutes, and nothing here looks into it.
  await sql.unsafe('alter table public.messages disable trigger user');
  await sql`
    insert into public.messages (id, session_id, seq, rev, sender_id, content, created_at)
    select gen_random_uuid(), s.id, n, n, case when n % 2 = 1 then s.founder_a else s.founder_b end, 'message ' || n,
      least(s.created_at + n * n * interval '3 minutes', now())
    from public.sessions s, generate_series(1, ${MESSAGES_EACH}::int) n`;
  await sql.unsafe('alter table public.messages enable trigger user');
  await sql`select private.settle_sessions(array(select id from public.sessions))`;
  await sql.unsafe('vacuum analyze');
}

/** Runs the job on a connection of its own, as pg_cron does; milliseconds, and in how many sessions it counted. */
async function countOnce(url: string): Promise<{ ms: number; done: number }> {
  const sql = connect(url, 1);
  try {
    const began = performance.now();
    const [row] = await sql<{ done: number }[]>`select private.count_for_analytics() as done`;
    return { ms: performance.now() - began, done: row?.done ?? 0 };
  } finally {
    await sql.end();
  }
}

/** Everything there was before the job came. */
async function countAll(url: string) {
  const rounds: number[] = [];
  for (let done = 1; done > 0;) {
    const one = await countOnce(url);
    done = one.done;
    if (done > 0) rounds.push(one.ms);
  }
  return {
    rounds: rounds.length,
    totalMs: round(rounds.reduce((sum, ms) => sum + ms, 0)),
    slowestRoundMs: round(quantile(rounds, 1)),
  };
}

/** One message more in each of a thousand sessions, as if sent within a minute. */
const busyMinute = (sql: Sql) => sql`
  with chosen as (
    select id, founder_a from public.sessions where status = 'in_progress' order by id limit ${BUSY_MINUTE}
  ), raised as (
    update public.sessions s set last_seq = last_seq + 1, last_rev = last_rev + 1
    from chosen where s.id = chosen.id returning s.id, s.founder_a, s.last_seq, s.last_rev
  )
  insert into public.messages (id, session_id, seq, rev, sender_id, content)
  select gen_random_uuid(), id, last_seq, last_rev, founder_a, 'new' from raised`;

/** What a message costs in the server at this size. */
async function sendCost(sql: Sql) {
  await set(sql, 'messages_per_minute', 1_000_000);
  const [session] = await sql<{ id: string; founder_a: string }[]>`
    select id, founder_a from public.sessions where status = 'in_progress' limit 1`;
  if (session === undefined) throw new Error('There is no session to send to.');
  const times: number[] = [];
  for (let n = 0; n < SENDS; n += 1)
    times.push(
      await asUser(sql, session.founder_a, (tx) =>
        serverTimeOf(
          tx,
          `insert into public.messages (id, session_id, content) values ('${randomUUID()}', '${session.id}', 'A message')`,
        ),
      ),
    );
  return summary(times);
}

/**
 * What analytics cost with a million messages in twenty thousand sessions, in milliseconds inside the
 * server. Budgets: an answer takes at most 100 ms, whatever the range; a send at most 3 ms.
 */
export const benchAnalytics = () =>
  withTemporaryDatabase(async ({ dbUrl }) => {
    const sql = connect(dbUrl, 1);
    try {
      await fill(sql);
      const backlog = await countAll(dbUrl);
      await sql.unsafe('vacuum analyze');
      const minutes: number[] = [];
      for (let n = 0; n < ROUNDS; n += 1) {
        await busyMinute(sql);
        minutes.push((await countOnce(dbUrl)).ms);
      }
      const idle: number[] = [];
      for (let n = 0; n < ROUNDS; n += 1) idle.push((await countOnce(dbUrl)).ms);

      const admin = await makeUser(sql, 'admin');
      const ask = (days: number, filter = '') =>
        measureAs(
          sql,
          admin,
          `select public.analytics(current_date - ${days - 1}, current_date${filter})`,
        );
      return {
        messages: SESSIONS * MESSAGES_EACH,
        sessions: SESSIONS,
        month: await ask(30),
        year: await ask(DAYS),
        mostDays: await ask(400),
        yearOfMentors: await ask(DAYS, `, 'mentor', 'mentoring'`),
        job: { backlog, busyMinute: summary(minutes), idle: summary(idle) },
        send: await sendCost(sql),
      };
    } finally {
      await sql.end();
    }
  });
