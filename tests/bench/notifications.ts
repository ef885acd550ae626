import { randomUUID } from 'node:crypto';
import { withTemporaryDatabase } from '../../supabase/local/temporary-database.ts';
import { makeCrowd } from '../support/crowd.ts';
import { asUser, connect, makeSession, makeUser, set, type Sql } from '../support/database.ts';
import { measureAs, serverTimeOf } from './server-time.ts';
import { round, summary } from './statistics.ts';

const CROWD = 100_000;
/** As many recipients as a round of the scheduled work takes. */
const ROUND = 100_000;
const NOTIFICATIONS = 10_000;
/** Sends with and without take turns, so that whatever slows the machine slows both. */
const TURNS = 10;
const SENDS_PER_TURN = 50;
const LIVE = 1_000;

/** Switches the notifications of messages off, or on again; returns the latter. */
async function withoutNotifications(sql: Sql): Promise<() => Promise<void>> {
  const rows = await sql<{ source: string }[]>`
    select pg_get_functiondef(f::regprocedure) as source from unnest(array[
      'private.notify_of_message(public.messages, uuid[])', 'private.on_message_admitted()'
    ]) f`;
  await sql.unsafe(`
    create or replace function private.notify_of_message(p_message public.messages, p_archived uuid[])
    returns void language plpgsql set search_path = '' as $$ begin end; $$;
    create or replace function private.on_message_admitted()
    returns trigger language plpgsql security definer set search_path = '' as $$
    begin
      perform private.announce_message(new.id, new.session_id);
      return null;
    end;
    $$`);
  return async () => {
    for (const { source } of rows) await sql.unsafe(source);
  };
}

/** Milliseconds inside the server of one message, in a transaction of its own. */
const timeOfSend = (sql: Sql, who: string, session: string) =>
  asUser(sql, who, (tx) =>
    serverTimeOf(
      tx,
      `insert into public.messages (id, session_id, content) values ('${randomUUID()}', '${session}', 'A message of twelve words, which is about what people write in chats.')`,
    ),
  );

/**
 * What notifying adds to a message.
 * @param readEach whether the other side reads each at once, so that each makes a notification of its
 *   own; otherwise each raises the one that is there
 */
async function costOfSending(sql: Sql, readEach: boolean) {
  const sender = await makeUser(sql);
  const session = await makeSession(sql, sender, await makeUser(sql, 'mentor'));
  const times = { with: [] as number[], without: [] as number[] };
  for (let turn = 0; turn <= TURNS * 2; turn += 1) {
    const kind = turn % 2 === 0 ? 'with' : 'without';
    const restore = kind === 'without' ? await withoutNotifications(sql) : null;
    for (let n = 0; n < SENDS_PER_TURN; n += 1) {
      const time = await timeOfSend(sql, sender, session);
      if (turn > 0) times[kind].push(time); // the first turn warms up
      if (readEach)
        await sql`update public.notifications set read_at = now() where session_id = ${session} and read_at is null`;
    }
    await restore?.();
  }
  const [withNotifying, without] = [summary(times.with), summary(times.without)];
  return {
    with: withNotifying,
    without,
    shareOfSend: round((withNotifying.p50 - without.p50) / withNotifying.p50),
  };
}

/** An announcement to everybody: the admin's own request, and the rounds that follow it. */
async function announceToAll(sql: Sql) {
  const admin = await makeUser(sql, 'admin');
  await makeCrowd(sql, CROWD);
  await sql`insert into public.realtime_connections (user_id, auth_session_id, device)
            select id, gen_random_uuid(), 'Phone' from public.profiles limit ${LIVE}`;
  await sql.unsafe('vacuum analyze');
  const id = randomUUID();
  const began = performance.now();
  await asUser(sql, admin, (tx) => tx`select public.announce(${id}, 'Maintenance tonight')`);
  const requestMs = performance.now() - began;
  const rounds: number[] = [];
  for (let done = 1; done > 0;) {
    const roundBegan = performance.now();
    const [row] = await sql<
      { done: number }[]
    >`select private.publish_announcements(${ROUND}) as done`;
    done = row?.done ?? 0;
    if (done > 0) rounds.push(performance.now() - roundBegan);
  }
  const totalMs = performance.now() - began;
  const withdrawing = performance.now();
  await asUser(sql, admin, (tx) => tx`select public.withdraw_announcement(${id})`);
  const withdrawMs = performance.now() - withdrawing;
  const [sent] = await sql<{ n: number }[]>`
    select count(*)::int as n from realtime.messages where payload ? 'notification'
      and payload -> 'notification' ->> 'announcement_id' = ${id}`;
  const [got] = await sql<{ n: number }[]>`
    select recipients as n from public.announcements where id = ${id}`;
  return {
    recipients: got?.n,
    broadcasts: sent?.n,
    requestMs: round(requestMs),
    rounds: rounds.length,
    slowestRoundMs: round(Math.max(...rounds)),
    totalMs: round(totalMs),
    withdrawMs: round(withdrawMs),
  };
}

/** What somebody with ten thousand unread notifications waits for. */
async function openBell(sql: Sql) {
  const [busy, idle] = [await makeUser(sql), await makeUser(sql)];
  await sql`
    insert into public.notifications (user_id, type, title, message, raised_at)
    select u.id, 'reminder', 'Number ' || n, 'Something happened', now() - n * interval '1 minute'
    from unnest(array[${busy}, ${idle}]::uuid[]) with ordinality as u (id, k),
      generate_series(1, case u.k when 1 then ${NOTIFICATIONS}::int else 10 end) n`;
  await sql.unsafe('vacuum analyze public.notifications');
  const few = await measureAs(sql, idle, 'select public.list_notifications()');
  const many = await measureAs(sql, busy, 'select public.list_notifications()');
  const unread = await measureAs(sql, busy, 'select public.list_notifications(p_unread => true)');
  const deep = await measureAs(
    sql,
    busy,
    `select public.list_notifications(jsonb_build_object('raised_at', now() - interval '9000 minutes', 'id', gen_random_uuid()))`,
  );
  const markAllMs = await asUser(sql, busy, (tx) =>
    serverTimeOf(tx, 'select public.mark_all_notifications_read(now())'),
  );
  return { notifications: NOTIFICATIONS, few, many, unread, deep, markAllMs: round(markAllMs) };
}

/**
 * What notifications cost, in milliseconds. Budgets: notifying takes at most 0.3 of a send; a hundred
 * thousand people have an announcement within seconds, with few broadcasts; the bell of somebody with
 * ten thousand opens as fast as with ten.
 */
export const benchNotifications = () =>
  withTemporaryDatabase(async (database) => {
    const sql = connect(database.dbUrl, 1);
    try {
      await set(sql, 'messages_per_minute', 1_000_000);
      return {
        sending: {
          raising: await costOfSending(sql, false),
          making: await costOfSending(sql, true),
        },
        bell: await openBell(sql),
        announcement: await announceToAll(sql),
      };
    } finally {
      await sql.end();
    }
  });
