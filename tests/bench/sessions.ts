import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bootstrapDatabase } from '../../supabase/local/bootstrap.ts';
import { migrate } from '../../supabase/local/migrate.ts';
import { startPostgres } from '../../supabase/local/postgres.ts';
import { MIGRATIONS_DIR } from '../../supabase/local/stack.ts';
import { connect, makeUser, type Sql } from '../support/database.ts';
import { makeMentor } from '../support/lifecycle.ts';
import { measureAs } from './server-time.ts';
import { quantile, round } from './statistics.ts';

const SESSIONS_OF_BUSY = 1_000;
const STUDENTS = 50;
const MESSAGES_EACH = 3;
const DUE = 10_000;

/** `count` sessions of one mentor with several students in turn; returns nothing, they are found by status. */
async function fill(
  sql: Sql,
  mentor: string,
  students: readonly string[],
  status: 'in_progress' | 'requested',
  count: number,
): Promise<void> {
  await sql`
    with made as (
      insert into public.sessions (kind, status, subject, founder_a, founder_b, created_by, expires_at, created_at)
      select 'mentoring', ${status}, 'Session ' || n, s.id, ${mentor}, s.id,
        case when ${status} = 'requested' then now() - interval '1 minute' end, now() - n * interval '1 hour'
      from generate_series(1, ${count}::int) n
      join (select id, row_number() over () - 1 as k from unnest(${[...students]}::uuid[]) id) s
        on s.k = n % ${students.length}
      returning id, founder_a, founder_b
    )
    insert into public.participants (session_id, user_id, role)
    select made.id, p.id, p.role from made join public.profiles p on p.id in (made.founder_a, made.founder_b)`;
}

/**
 * Rounds of the scheduled work until nothing is due any more. Each has a connection of its own, as
 * with pg_cron: a plan that was made while its tables were empty is not kept for when they are full.
 */
async function workOff(url: string) {
  const rounds: number[] = [];
  for (let done = 1; done > 0;) {
    const sql = connect(url, 1);
    const began = performance.now();
    const [row] = await sql<{ done: number }[]>`select private.expire_sessions() as done`;
    rounds.push(performance.now() - began);
    await sql.end();
    done = row?.done ?? 0;
  }
  return {
    due: DUE,
    rounds: rounds.length - 1,
    totalMs: round(rounds.reduce((sum, time) => sum + time, 0)),
    slowestRoundMs: round(quantile(rounds, 1)),
  };
}

/**
 * What a person with a thousand sessions waits for, in milliseconds inside the server (budget for
 * `list`: 5), and how long ten thousand requests take to expire, with event, message, notification
 * and broadcasts for each (budget for a round of 500: 2,000).
 */
export async function benchSessions() {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'chat-bench-'));
  const server = await startPostgres({ dataDir, port: 0, durability: 'test' });
  const stops: (() => Promise<void>)[] = [() => server.stop()];
  try {
    await bootstrapDatabase(server.superUrl, 'postgres');
    await migrate(server.dbUrl, MIGRATIONS_DIR);
    const sql = connect(server.dbUrl, 1);
    stops.push(() => sql.end());
    const busy = await makeMentor(sql);
    const students: string[] = [];
    for (let n = 0; n < STUDENTS; n += 1) students.push(await makeUser(sql));
    await fill(sql, busy, students, 'in_progress', SESSIONS_OF_BUSY);
    await sql`
      insert into public.messages (id, session_id, seq, rev, sender_id, content, created_at)
      select gen_random_uuid(), s.id, n, n, s.founder_a, 'message ' || n, s.created_at + n * interval '1 minute'
      from public.sessions s, generate_series(1, ${MESSAGES_EACH}::int) n`;
    await sql`select private.settle_sessions(array(select id from public.sessions))`;
    await sql.unsafe('vacuum analyze');
    const list = await measureAs(sql, busy, 'select public.list_sessions()');
    const needsReply = await measureAs(
      sql,
      busy,
      'select public.list_sessions(p_needs_reply => true)',
    );
    await fill(sql, await makeMentor(sql), students, 'requested', DUE);
    await sql.unsafe('vacuum analyze');
    return { sessions: SESSIONS_OF_BUSY, list, needsReply, expiry: await workOff(server.dbUrl) };
  } finally {
    for (const stop of stops.reverse()) await stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
