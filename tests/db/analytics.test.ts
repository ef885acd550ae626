import { beforeAll, describe, expect, test } from 'vitest';
import {
  asUser,
  createTestDatabase,
  makeSession,
  makeUser,
  refusal,
  send,
  set,
  type AppRole,
} from '../support/database.ts';

const { sql } = await createTestDatabase(5);
/** Long enough ago that nothing else happens on these days. */
const FROM = '2026-03-01';
const TO = '2026-03-10';
const PEOPLE = 12;
const SESSIONS = 60;
const STATUSES = ['requested', 'accepted', 'declined', 'in_progress', 'completed', 'expired'];

interface Day {
  day: string;
  messages: number;
  people: number;
  sessions: Record<string, number>;
  reports: number;
  first_reply_seconds: number | null;
}
interface Analytics {
  from: string;
  to: string;
  as_of: string;
  days: Day[];
  first_reply: {
    count: number;
    median_seconds: number | null;
    p90_seconds: number | null;
    bars: { up_to_seconds: number | null; count: number }[];
  };
  mentors: {
    id: string;
    name: string;
    open: number;
    sessions: number;
    completed: number;
    first_reply_seconds: number | null;
  }[];
}

let admin: string;
let student: string;
let mentor: string;
const ask = (
  from: string | null = FROM,
  to: string | null = TO,
  role: string | null = null,
  kind: string | null = null,
  who = admin,
) =>
  asUser(sql, who, async (tx) => {
    const [row] = await tx<{ found: Analytics }[]>`
      select public.analytics(${from}::text::date, ${to}::text::date, ${role}::public.app_role, ${kind}::public.session_kind) as found`;
    return row!.found;
  });
const count = async (batch = 100_000) => {
  const [row] = await sql<{ done: number }[]>`select private.count_for_analytics(${batch}) as done`;
  return row!.done;
};
const today = async () => {
  const [row] = await sql<{ day: string }[]>`
    select (now() at time zone 'UTC')::date::text as day`;
  return row!.day;
};
const todays = async (role: string | null = null, kind: string | null = null) => {
  const day = await today();
  return (await ask(day, day, role, kind)).days[0]!;
};

const repliesToday = async () => {
  const day = await today();
  return (await ask(day, day)).first_reply.count;
};

/** Sessions of both kinds in all states, with messages of every day from both sides and of nobody. */
async function makeHistory() {
  const people: Record<string, string[]> = {};
  for (const role of ['student', 'mentor', 'buyer', 'supplier'] as AppRole[]) {
    people[role] = [];
    for (let n = 0; n < PEOPLE; n += 1)
      people[role].push(await makeUser(sql, role, `${role} ${n}`));
  }
  await sql`
    insert into public.sessions (kind, status, founder_a, founder_b, created_by, created_at)
    select k.kind, (${STATUSES}::text[])[1 + n % 6]::public.session_status, k.a, k.b, k.a,
      ${FROM}::timestamp at time zone 'UTC' + n * interval '4 hours'
    from generate_series(0, ${SESSIONS - 1}::int) n
    cross join lateral (
      select 'mentoring'::public.session_kind as kind,
        (${people['student']!}::uuid[])[1 + n % ${PEOPLE}] as a, (${people['mentor']!}::uuid[])[1 + n % 5] as b
      where n % 3 <> 0
      union all
      select 'buyer_supplier',
        (${people['buyer']!}::uuid[])[1 + n % ${PEOPLE}], (${people['supplier']!}::uuid[])[1 + n % 7]
      where n % 3 = 0
    ) k`;
  // Of some sessions none, of others up to nine; who answers differs in how soon, and some never do.
  await sql`
    insert into public.messages (id, session_id, seq, rev, sender_id, message_type, content, created_at)
    select gen_random_uuid(), s.id, n, n,
      case when n % 5 = 4 then null when n % 2 = 1 or s.k % 4 = 0 then s.founder_a else s.founder_b end,
      case when n % 5 = 4 then 'system' else 'text' end::public.message_type, 'message ' || n,
      s.created_at + n * n * (s.k % 11) * interval '7 minutes'
    from (select *, row_number() over (order by created_at, id) as k from public.sessions) s
    cross join lateral generate_series(1, (s.k % 10)::int) n`;
  await sql`select private.settle_sessions(array(select id from public.sessions))`;
  await sql`insert into public.reports (id, session_id, reporter_id, reason, created_at)
            select gen_random_uuid(), s.id, s.founder_a, 'spam', s.created_at + interval '1 day'
            from public.sessions s where s.status = 'declined'`;
}

beforeAll(async () => {
  admin = await makeUser(sql, 'admin');
  student = await makeUser(sql, 'student');
  mentor = await makeUser(sql, 'mentor', 'Daniel Weber');
  await set(sql, 'messages_per_minute', 1000);
  await makeHistory();
  while ((await count(50)) > 0);
}, 60_000);

/** The same by looking at everything, day by day. */
async function countDirectly(role: string | null, kind: string | null) {
  const days = await sql<Day[]>`
    with said as (
      select (m.created_at at time zone 'UTC')::date as day, m.sender_id
      from public.messages m
      join public.sessions s on s.id = m.session_id
      join public.profiles p on p.id = m.sender_id
      where m.message_type <> 'system'
        and (${kind}::text is null or s.kind::text = ${kind}) and (${role}::text is null or p.role::text = ${role})
    ), mine as (
      select s.*, (s.created_at at time zone 'UTC')::date as day from public.sessions s
      join public.profiles a on a.id = s.founder_a
      join public.profiles b on b.id = s.founder_b
      where (${kind}::text is null or s.kind::text = ${kind})
        and (${role}::text is null or ${role} in (a.role::text, b.role::text))
    )
    select d.day::date::text as day,
      (select count(*)::int from said where said.day = d.day) as messages,
      (select count(distinct sender_id)::int from said where said.day = d.day) as people,
      (
        select coalesce(jsonb_object_agg(g.status, g.n), '{}')
        from (select status, count(*) as n from mine where mine.day = d.day group by status) g
      ) as sessions,
      (
        select count(*)::int from public.reports r
        join public.sessions s on s.id = r.session_id
        join public.profiles p on p.id = r.reporter_id
        where (r.created_at at time zone 'UTC')::date = d.day
          and (${kind}::text is null or s.kind::text = ${kind}) and (${role}::text is null or p.role::text = ${role})
      ) as reports
    from generate_series(${FROM}::timestamp, ${TO}::timestamp, '1 day') d (day)
    order by d.day`;
  const replies = await sql<{ seconds: number }[]>`
    select extract(epoch from reply.created_at - first.created_at)::int as seconds
    from public.sessions s
    cross join lateral (
      select m.sender_id, m.created_at, m.seq from public.messages m
      where m.session_id = s.id and m.message_type <> 'system' order by m.seq limit 1
    ) first
    cross join lateral (
      select m.sender_id, m.created_at from public.messages m
      where m.session_id = s.id and m.sender_id <> first.sender_id order by m.seq limit 1
    ) reply
    join public.profiles p on p.id = reply.sender_id
    where (${kind}::text is null or s.kind::text = ${kind}) and (${role}::text is null or p.role::text = ${role})
    order by 1`;
  return { days, replies: replies.map((row) => row.seconds) };
}

describe('are what a direct count finds', () => {
  test.each([
    [null, null],
    ['mentor', null],
    ['student', 'mentoring'],
    [null, 'buyer_supplier'],
    ['supplier', 'mentoring'],
  ])('of role %s and kind %s', async (role, kind) => {
    const found = await ask(FROM, TO, role, kind);
    const direct = await countDirectly(role, kind);
    expect(
      found.days.map(({ day, messages, people, sessions, reports }) => ({
        day,
        messages,
        people,
        sessions,
        reports,
      })),
    ).toEqual(direct.days);
    const { count: n, median_seconds, p90_seconds, bars } = found.first_reply;
    expect(n).toBe(direct.replies.length);
    expect(median_seconds).toBe(direct.replies[Math.ceil(n * 0.5) - 1] ?? null);
    expect(p90_seconds).toBe(direct.replies[Math.ceil(n * 0.9) - 1] ?? null);
    let above = -1;
    for (const bar of bars) {
      const upTo = bar.up_to_seconds ?? Infinity;
      const inside = direct.replies.filter((seconds) => seconds > above && seconds <= upTo);
      expect(bar.count, `up to ${upTo}`).toBe(inside.length);
      above = upTo;
    }
    expect(found.days.some((day) => day.first_reply_seconds !== null)).toBe(n > 0);
  });

  test('of mentors: the busiest first, with what they completed and how soon they answer', async () => {
    const { mentors } = await ask();
    const direct = await sql`
      select s.founder_b as id, p.full_name as name,
        count(*) filter (where s.status in ('requested', 'accepted', 'in_progress'))::int as open,
        count(*)::int as sessions, count(*) filter (where s.status = 'completed')::int as completed
      from public.sessions s join public.profiles p on p.id = s.founder_b
      where s.kind = 'mentoring' group by 1, 2 order by 3 desc, 4 desc, 1`;
    expect(mentors.map(({ first_reply_seconds: _, ...load }) => load)).toEqual([...direct]);
    expect(mentors.some((one) => one.first_reply_seconds !== null)).toBe(true);
    expect((await ask(FROM, TO, null, 'buyer_supplier')).mentors).toEqual([]);
  });
});

describe('what comes new', () => {
  test('a message is counted once, a person once a day, a session where it is now', async () => {
    await count();
    const before = await todays();
    const replies = await repliesToday();
    const session = await makeSession(sql, student, mentor, { status: 'in_progress' });
    for (const text of ['one', 'two', 'three'])
      await asUser(sql, student, (tx) => send(tx, session, text));
    await count();
    await count();
    const after = await todays();
    expect(after.messages).toBe(before.messages + 3);
    expect(after.people).toBe(before.people + 1);
    expect(after.sessions['in_progress']).toBe((before.sessions['in_progress'] ?? 0) + 1);
    expect(await repliesToday()).toBe(replies);

    await asUser(sql, mentor, (tx) => send(tx, session, 'an answer'));
    await sql`update public.sessions set status = 'completed' where id = ${session}`;
    await count();
    const ended = await todays();
    expect(ended).toMatchObject({
      messages: before.messages + 4,
      people: before.people + 2,
    });
    expect(await repliesToday()).toBe(replies + 1);
    expect(ended.sessions['completed']).toBe((before.sessions['completed'] ?? 0) + 1);
    expect(ended.sessions['in_progress']).toBe(before.sessions['in_progress']);
  });

  test('somebody who writes in two kinds is one person, and one in each', async () => {
    const person = await makeUser(sql, 'buyer');
    const peer = await makeUser(sql, 'supplier');
    const before = await todays('buyer');
    for (const kind of ['buyer_supplier', 'buyer_admin'] as const) {
      const session = await makeSession(sql, person, kind === 'buyer_admin' ? admin : peer, {
        kind,
      });
      await asUser(sql, person, (tx) => send(tx, session, 'hello'));
    }
    await count();
    expect((await todays('buyer')).people).toBe(before.people + 1);
    expect(await todays('buyer', 'buyer_admin')).toMatchObject({ people: 1, messages: 1 });
    expect(await todays('buyer', 'buyer_supplier')).toMatchObject({ people: 1, messages: 1 });
  });

  test('stays counted when it is deleted, purged, or its writer’s account is', async () => {
    const person = await makeUser(sql, 'student');
    const session = await makeSession(sql, person, mentor);
    const sent = await asUser(sql, person, (tx) => send(tx, session, 'for a while'));
    await count();
    const before = await todays();
    await asUser(sql, person, (tx) => tx`select public.delete_message(${sent!.id})`);
    await sql`delete from auth.users where id = ${person}`;
    await count();
    const after = await todays();
    expect({ messages: after.messages, people: after.people }).toEqual({
      messages: before.messages,
      people: before.people,
    });
    expect(await sql`select 1 from private.active_people where user_id = ${person}`).toEqual([]);
  });

  test('two rounds at once: the second leaves it to the first', async () => {
    const session = await makeSession(sql, student, mentor);
    await asUser(sql, student, (tx) => send(tx, session, 'once'));
    const before = await todays();
    await sql.begin(async (tx) => {
      await tx`select private.count_for_analytics()`;
      expect(await count()).toBe(0);
    });
    expect((await todays()).messages).toBe(before.messages + 1);
  });

  test('nobody who sends or changes a session waits for a round, and what they did is in the next', async () => {
    const session = await makeSession(sql, student, mentor);
    await asUser(sql, student, (tx) => send(tx, session, 'one'));
    const before = await todays();
    await sql.begin(async (tx) => {
      await tx`select private.count_for_analytics()`;
      await asUser(sql, mentor, (other) => send(other, session, 'two'));
      await sql`update public.sessions set status = 'completed' where id = ${session}`;
    });
    await count();
    const after = await todays();
    expect(after.messages).toBe(before.messages + 2);
    expect(after.sessions['completed']).toBe((before.sessions['completed'] ?? 0) + 1);
  });

  test('what commits only after a round is in the next', async () => {
    const session = await makeSession(sql, student, mentor);
    await count();
    const before = await todays();
    await asUser(sql, student, async (tx) => {
      await send(tx, session, 'slow to commit');
      await count();
    });
    expect((await todays()).messages).toBe(before.messages);
    await count();
    expect((await todays()).messages).toBe(before.messages + 1);
  });

  test('a session that is deleted meanwhile holds nothing up', async () => {
    const session = await makeSession(sql, student, mentor);
    await sql`delete from public.sessions where id = ${session}`;
    await count();
    expect(await sql`select 1 from private.sessions_to_count`).toEqual([]);
  });
});

describe('the range', () => {
  test('without data it answers zeros', async () => {
    const found = await ask('2020-02-27', '2020-03-01');
    const nothing = {
      messages: 0,
      people: 0,
      sessions: {},
      reports: 0,
      first_reply_seconds: null,
    };
    expect(found.days).toEqual(
      ['2020-02-27', '2020-02-28', '2020-02-29', '2020-03-01'].map((day) => ({ day, ...nothing })),
    );
    expect(found.first_reply).toMatchObject({ count: 0, median_seconds: null, p90_seconds: null });
    expect(found.first_reply.bars.map((bar) => bar.count)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  test.each([
    [FROM, '2026-02-28', 'to', 'The last day lies before the first.'],
    ['2025-01-01', '2026-02-05', 'from', 'Choose 400 days at most.'],
    ['-infinity', TO, 'from', 'Choose the first day.'],
    [FROM, 'infinity', 'to', 'Choose the last day.'],
    [null, TO, 'from', 'Choose the first day.'],
    [FROM, null, 'to', 'Choose the last day.'],
  ])('from %s to %s is refused', async (from, to, field, why) => {
    expect(await refusal(ask(from, to))).toEqual({
      sqlstate: 'PT422',
      message: why,
      detail: { code: 'invalid', fields: { [field]: why } },
    });
  });

  test('of 400 days, and of one, is answered', async () => {
    expect((await ask('2025-01-01', '2026-02-04')).days).toHaveLength(400);
    expect((await ask(FROM, FROM)).days).toHaveLength(1);
  });
});

test('is the admins’ alone', async () => {
  const suspended = await makeUser(sql, 'admin');
  await sql`insert into private.account_states (user_id, suspended_at) values (${suspended}, now())`;
  for (const who of [student, mentor, suspended])
    expect(await refusal(ask(FROM, TO, null, null, who))).toMatchObject({
      sqlstate: '42501',
      message: 'Only admins may do this.',
    });
});
