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
  untilBlocked,
  type Refusal,
} from '../support/database.ts';
import {
  eventsOf,
  makeMentor,
  notificationsOf,
  request,
  saidIn,
  transition,
  type Row,
} from '../support/lifecycle.ts';

const { sql } = await createTestDatabase(6);
const SECONDS_PER_DAY = 86_400;
const SECONDS_PER_WEEK = 604_800;
const GRACE_SECONDS = SECONDS_PER_WEEK;
const MINUTE_MS = 60_000;

let student: string;
let mentor: string;
let session: Row;

beforeAll(async () => {
  await set(sql, 'sessions_per_hour', 1_000_000);
  mentor = await makeMentor(sql);
  student = await makeUser(sql, 'student', 'Amara Okafor');
});
beforeEach(async () => {
  session = await request(sql, student, mentor, { message: 'Hello Priya' });
});

/** Seconds until a moment, by the database's clock. */
const secondsUntil = async (column: 'expires_at' | 'ends_at'): Promise<number | null> => {
  const [row] = await sql<{ left: number | null }[]>`
    select round(extract(epoch from ${sql(column)} - now()))::int as left
    from public.sessions where id = ${session.id}`;
  return row!.left;
};

describe('a whole life', () => {
  test('is told in the session, in events and in notifications', async () => {
    await transition(sql, mentor, session.id, 'accepted', null, { source: 'phone' });
    await transition(sql, student, session.id, 'in_progress', null, { minutes: 45 });
    const row = await transition(sql, mentor, session.id, 'completed', '  We read two plans. ');
    expect(row).toMatchObject({
      status: 'completed',
      summary: 'We read two plans.',
      ended_reason: null,
      awaiting_user_id: null,
      awaiting_since: null,
    });
    expect(
      (await eventsOf(sql, session.id)).map((event) => [
        event.event,
        event.actor_id,
        event.metadata,
      ]),
    ).toEqual([
      ['requested', student, {}],
      ['accepted', mentor, { source: 'phone' }],
      ['started', student, { minutes: 45 }],
      ['completed', mentor, {}],
    ]);
    expect(await saidIn(sql, session.id)).toEqual([
      'Priya Raman accepted the request.',
      'The session started.',
      'The session was completed: “We read two plans.”',
    ]);
    expect(
      (await notificationsOf(sql, session.id)).map((row) => [
        row.user_id,
        row.type,
        row.data['event'],
      ]),
    ).toEqual([
      [mentor, 'session_request', 'requested'],
      [student, 'session_accepted', 'accepted'],
      [mentor, 'reminder', 'started'],
      [student, 'session_completed', 'completed'],
    ]);
    expect(
      await asUser(sql, student, (tx) => call(tx, 'get_session', { p_session_id: session.id })),
    ).toMatchObject({ summary: 'We read two plans.' });
  });

  test('declined needs a reason, which the student reads', async () => {
    for (const reason of [null, '', ' \u200B'])
      expect(
        (await refusal(transition(sql, mentor, session.id, 'declined', reason))).detail,
      ).toMatchObject({ fields: { reason: 'Say in a sentence why you decline.' } });
    const row = await transition(sql, mentor, session.id, 'declined', 'I am away until May.');
    expect(row).toMatchObject({ ended_reason: 'I am away until May.', summary: null });
    expect(await notificationsOf(sql, session.id)).toContainEqual(
      expect.objectContaining({
        user_id: student,
        type: 'session_declined',
        message: 'I am away until May.',
      }),
    );
  });

  test('withdrawing and cancelling say which it was', async () => {
    expect(await transition(sql, student, session.id, 'expired')).toMatchObject({
      ended_reason: 'withdrawn',
    });
    expect((await eventsOf(sql, session.id)).at(-1)).toMatchObject({ reason: 'withdrawn' });
    const second = await request(sql, student, mentor);
    await transition(sql, mentor, second.id, 'accepted');
    expect(await transition(sql, mentor, second.id, 'expired', 'I fell ill.')).toMatchObject({
      ended_reason: 'cancelled',
      summary: 'I fell ill.',
    });
    expect(await saidIn(sql, second.id)).toContain(
      'Priya Raman cancelled the session: “I fell ill.”',
    );
  });

  test('a marketplace conversation is completed in its own words', async () => {
    const [buyer, supplier] = [await makeUser(sql, 'buyer'), await makeUser(sql, 'supplier')];
    const id = await makeSession(sql, buyer, supplier, { kind: 'buyer_supplier' });
    await transition(sql, buyer, id, 'completed');
    expect(await saidIn(sql, id)).toEqual(['The conversation was completed.']);
  });
});

describe('times', () => {
  test('accepted without a time expires after the grace, with one after that', async () => {
    await transition(sql, mentor, session.id, 'accepted');
    expect(await secondsUntil('expires_at')).toBeCloseTo(GRACE_SECONDS, -2);
    const later = new Date(Date.now() + SECONDS_PER_DAY * 1000);
    session = await request(sql, student, mentor, { at: later });
    await transition(sql, mentor, session.id, 'accepted');
    expect(await secondsUntil('expires_at')).toBeCloseTo(SECONDS_PER_DAY + GRACE_SECONDS, -2);
  });

  test('accepted after its time has passed still has the grace', async () => {
    await sql`update public.sessions set scheduled_at = now() - interval '3 days' where id = ${session.id}`;
    await transition(sql, mentor, session.id, 'accepted');
    expect(await secondsUntil('expires_at')).toBeCloseTo(GRACE_SECONDS, -2);
  });

  test('started with minutes it ends, without it does not', async () => {
    await transition(sql, mentor, session.id, 'accepted');
    await transition(sql, mentor, session.id, 'in_progress', null, { minutes: 30 });
    expect(await secondsUntil('ends_at')).toBeCloseTo(30 * 60, -2);
    expect(await secondsUntil('expires_at')).toBeNull();
    session = await request(sql, student, mentor);
    await transition(sql, mentor, session.id, 'accepted');
    await transition(sql, mentor, session.id, 'in_progress');
    expect(await secondsUntil('ends_at')).toBeNull();
  });

  test.each([4, 481, 7.5, -30, 1e300, '30', null])('not for %j minutes', async (minutes) => {
    await transition(sql, mentor, session.id, 'accepted');
    const start = transition(sql, student, session.id, 'in_progress', null, { minutes });
    expect((await refusal(start)).detail).toMatchObject({ code: 'invalid' });
    expect(await eventsOf(sql, session.id)).toHaveLength(2);
  });

  test('over by the clock is over, before any job ran', async () => {
    await sql`update public.sessions set expires_at = now() - interval '1 second' where id = ${session.id}`;
    for (const to of ['accepted', 'declined', 'expired'] as const)
      expect((await refusal(transition(sql, mentor, session.id, to, 'late'))).detail).toEqual({
        code: 'invalid_transition',
        from: 'expired',
        to,
      });
    const running = await makeSession(sql, student, mentor, {
      endsAt: new Date(Date.now() - MINUTE_MS),
    });
    expect((await refusal(transition(sql, student, running, 'completed'))).detail).toMatchObject({
      from: 'expired',
    });
    expect((await refusal(asUser(sql, student, (tx) => send(tx, running, 'late')))).detail).toEqual(
      {
        code: 'session_closed',
      },
    );
  });
});

describe('races', () => {
  test.each([
    ['accepted', 'declined'],
    ['declined', 'accepted'],
  ] as const)('%s and %s at once end in the first with one event', async (first, second) => {
    let late: Promise<Refusal> | undefined;
    await asUser(sql, mentor, async (tx) => {
      await call(tx, 'transition_session', {
        p_session_id: session.id,
        p_to: first,
        p_reason: 'No time.',
      });
      late = refusal(transition(sql, mentor, session.id, second, 'No time.'));
      await untilBlocked(sql);
    });
    expect((await late)?.detail).toEqual({ code: 'invalid_transition', from: first, to: second });
    expect(await eventsOf(sql, session.id)).toHaveLength(2);
    expect(await saidIn(sql, session.id)).toHaveLength(1);
    expect(await notificationsOf(sql, session.id)).toHaveLength(2);
  });

  test('who comes second waits, and then meets what the first did', async () => {
    let second: Promise<Row> | undefined;
    await asUser(sql, mentor, async (tx) => {
      await call(tx, 'transition_session', { p_session_id: session.id, p_to: 'accepted' });
      second = transition(sql, student, session.id, 'expired');
      await untilBlocked(sql);
    });
    // Withdrawn became cancelled: from where the session is now, the student may do that.
    expect(await second).toMatchObject({ status: 'expired', ended_reason: 'cancelled' });
    expect((await eventsOf(sql, session.id)).map((event) => event.event)).toEqual([
      'requested',
      'accepted',
      'cancelled',
    ]);
  });

  test('the same button on many devices is pressed once', async () => {
    await Promise.all(
      Array.from({ length: 6 }, () => transition(sql, mentor, session.id, 'accepted')),
    );
    expect(await eventsOf(sql, session.id)).toHaveLength(2);
    expect(await saidIn(sql, session.id)).toHaveLength(1);
    expect(await notificationsOf(sql, session.id)).toHaveLength(2);
  });

  test('both press Start: one starts it, the other is told that it runs', async () => {
    await transition(sql, mentor, session.id, 'accepted');
    const results = await Promise.allSettled(
      [student, mentor].map((who) => transition(sql, who, session.id, 'in_progress')),
    );
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(1);
    expect((await refusal(Promise.reject(refused[0]!.reason as Error))).detail).toEqual({
      code: 'invalid_transition',
      from: 'in_progress',
      to: 'in_progress',
    });
  });

  test('a change that is undone leaves no event, message, notification or broadcast', async () => {
    await sql`delete from realtime.messages`;
    await asUser(
      sql,
      mentor,
      (tx) => call(tx, 'transition_session', { p_session_id: session.id, p_to: 'accepted' }),
      { rollback: true },
    );
    expect(await eventsOf(sql, session.id)).toHaveLength(1);
    expect(await saidIn(sql, session.id)).toEqual([]);
    expect(await notificationsOf(sql, session.id)).toHaveLength(1);
    expect(await sql`select 1 from realtime.messages`).toEqual([]);
  });
});

describe('broadcasts', () => {
  test('both hear of the change, the other of the notification', async () => {
    await sql`delete from realtime.messages`;
    await transition(sql, mentor, session.id, 'accepted');
    const heard = await sql<{ topic: string; event: string }[]>`
      select topic, event from realtime.messages where extension = 'broadcast' order by event, topic`;
    const to = (event: string) =>
      heard.filter((row) => row.event === event).map((row) => row.topic.slice('user:'.length));
    expect(to('session').sort()).toEqual([student, mentor].sort());
    expect(to('message').sort()).toEqual([student, mentor].sort());
    expect(to('notification')).toEqual([student]);
  });
});

describe('an admin who takes no part', () => {
  test('ends it with a reason that is audited, and learns nothing of what was said', async () => {
    const admin = await makeUser(sql, 'admin', 'Elena Petrova');
    expect((await refusal(transition(sql, admin, session.id, 'expired'))).detail).toMatchObject({
      fields: { reason: 'Say why you end it: both sides will read it.' },
    });
    const answer = await transition(sql, admin, session.id, 'expired', 'Reported as spam.');
    expect(answer).toMatchObject({ status: 'expired', ended_reason: 'ended_by_admin' });
    expect(JSON.stringify(answer)).not.toContain('Hello');
    expect(JSON.stringify(answer)).not.toContain('Query plans');
    expect(
      await sql`select actor_id, actor_label, action, reason, details from public.audit_log where session_id = ${session.id}`,
    ).toEqual([
      {
        actor_id: admin,
        actor_label: 'Elena Petrova (admin)',
        action: 'end_session',
        reason: 'Reported as spam.',
        details: { from: 'requested', to: 'expired' },
      },
    ]);
    expect(await saidIn(sql, session.id)).toEqual([
      'Elena Petrova (admin) ended the session: “Reported as spam.”',
    ]);
    expect(
      (await notificationsOf(sql, session.id))
        .slice(1)
        .map((row) => row.user_id)
        .sort(),
    ).toEqual([student, mentor].sort());
  });
});

describe('bad input', () => {
  test.each([
    ['declined', 501, 500],
    ['completed', 1001, 1000],
  ] as const)('%s with %i characters', async (to, length, most) => {
    if (to === 'completed') {
      await transition(sql, mentor, session.id, 'accepted');
      await transition(sql, mentor, session.id, 'in_progress');
    }
    const attempt = transition(sql, mentor, session.id, to, 'x'.repeat(length));
    expect((await refusal(attempt)).detail).toMatchObject({
      fields: { reason: `This is too long: ${length} characters, ${most} at most.` },
    });
    expect(await transition(sql, mentor, session.id, to, 'x'.repeat(most))).toMatchObject({
      status: to,
    });
  });

  test('metadata that is no object or too large', async () => {
    const accept = (metadata: string) =>
      asUser(
        sql,
        mentor,
        (tx) =>
          tx`select public.transition_session(${session.id}, 'accepted', null, ${metadata}::text::jsonb)`,
      );
    for (const metadata of ['[]', '"x"', '1', JSON.stringify({ x: 'y'.repeat(2000) })])
      expect((await refusal(accept(metadata))).detail).toMatchObject({ code: 'invalid' });
    expect(await eventsOf(sql, session.id)).toHaveLength(1);
  });

  test('a suspended person changes nothing', async () => {
    const suspended = await makeMentor(sql);
    const theirs = await request(sql, student, suspended);
    await sql`insert into private.account_states (user_id, suspended_at) values (${suspended}, now())`;
    expect((await refusal(transition(sql, suspended, theirs.id, 'accepted'))).sqlstate).toBe(
      '42501',
    );
  });

  test('who is blocked may end it, but not with words', async () => {
    const other = await makeMentor(sql);
    const theirs = await request(sql, student, other);
    await transition(sql, other, theirs.id, 'accepted');
    await sql`insert into public.blocks (user_id, blocked_id) values (${other}, ${student})`;
    expect((await refusal(transition(sql, student, theirs.id, 'expired', 'Why?'))).detail).toEqual({
      code: 'blocked',
    });
    expect(await transition(sql, student, theirs.id, 'expired')).toMatchObject({
      status: 'expired',
    });
  });

  test('nobody writes a session or an event directly', async () => {
    for (const statement of [
      `update public.sessions set status = 'accepted' where id = '${session.id}'`,
      `insert into public.session_events (session_id, event, to_status) values ('${session.id}', 'accepted', 'accepted')`,
      `update public.session_events set reason = 'x' where session_id = '${session.id}'`,
      `delete from public.session_events where session_id = '${session.id}'`,
    ])
      for (const who of [student, mentor])
        expect(
          (await refusal(asUser(sql, who, (tx) => tx.unsafe(statement)))).sqlstate,
          statement,
        ).toBe('42501');
  });
});
