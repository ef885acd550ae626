import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  asUser,
  call,
  createTestDatabase,
  makeUser,
  refusal,
  send,
  set,
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
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS);

let student: string;
let mentor: string;
let session: Row;

beforeAll(async () => {
  await set(sql, 'sessions_per_hour', 1_000_000);
  mentor = await makeMentor(sql);
  student = await makeUser(sql, 'student', 'Amara Okafor');
});

const reschedule = (who: string, at: Date | null) =>
  asUser(sql, who, (tx) =>
    call<Row>(tx, 'reschedule_session', {
      p_session_id: session.id,
      p_scheduled_at: at === null ? null : at.toISOString(),
    }),
  );
const wish = (who: string, minutes: number | null) =>
  asUser(sql, who, (tx) =>
    call<Row>(tx, 'request_extension', { p_session_id: session.id, p_minutes: minutes }),
  );
const answer = (who: string, grant: boolean | null) =>
  asUser(sql, who, (tx) =>
    call<Row>(tx, 'answer_extension', { p_session_id: session.id, p_grant: grant }),
  );
const timeOf = (text: string | null) => new Date(text!).getTime();

describe('rescheduling', () => {
  beforeEach(async () => {
    session = await request(sql, student, mentor, { at: inHours(24) });
  });

  test('while requested: the requester only, and the request expires as before', async () => {
    const at = inHours(48);
    const row = await reschedule(student, at);
    expect(timeOf(row.scheduled_at)).toBe(at.getTime());
    expect(row.expires_at).toBe(session.expires_at);
    expect(await saidIn(sql, session.id)).toEqual(['Amara Okafor proposed another time.']);
    expect((await notificationsOf(sql, session.id)).at(-1)).toMatchObject({
      user_id: mentor,
      type: 'reminder',
      data: { event: 'rescheduled' },
    });
    expect((await refusal(reschedule(mentor, inHours(72)))).detail).toEqual({
      code: 'invalid_transition',
      from: 'requested',
      to: 'requested',
    });
  });

  test('while accepted: either founder, and it expires that much later', async () => {
    await transition(sql, mentor, session.id, 'accepted');
    for (const who of [student, mentor]) {
      const at = inHours(who === student ? 48 : 72);
      const row = await reschedule(who, at);
      const GRACE_MS = 7 * 24 * HOUR_MS;
      expect(timeOf(row.expires_at)).toBe(at.getTime() + GRACE_MS);
      expect((await eventsOf(sql, session.id)).at(-1)).toMatchObject({
        event: 'rescheduled',
        actor_id: who,
        from_status: 'accepted',
        to_status: 'accepted',
      });
      expect((await notificationsOf(sql, session.id)).at(-1)!.user_id).toBe(
        who === student ? mentor : student,
      );
    }
    expect(await saidIn(sql, session.id)).toContain(
      'Priya Raman moved the session to another time.',
    );
  });

  test('to the same time changes nothing', async () => {
    const at = inHours(48);
    await reschedule(student, at);
    await reschedule(student, at);
    expect(await saidIn(sql, session.id)).toHaveLength(1);
  });

  test('not once it runs or is over', async () => {
    await transition(sql, mentor, session.id, 'accepted');
    await transition(sql, mentor, session.id, 'in_progress');
    expect((await refusal(reschedule(student, inHours(48)))).detail).toMatchObject({
      code: 'invalid_transition',
      from: 'in_progress',
    });
    await transition(sql, mentor, session.id, 'completed');
    expect((await refusal(reschedule(student, inHours(48)))).detail).toMatchObject({
      from: 'completed',
    });
  });

  test.each([
    ['the past', inHours(-1)],
    ['two years', inHours(2 * 366 * 24)],
    ['no time', null],
  ])('not to %s', async (_name, at) => {
    expect((await refusal(reschedule(student, at))).detail).toMatchObject({ code: 'invalid' });
    expect(await saidIn(sql, session.id)).toEqual([]);
  });

  test('an admin who joined moves nothing', async () => {
    const admin = await makeUser(sql, 'admin');
    await asUser(sql, admin, (tx) =>
      call(tx, 'join_session', { p_session_id: session.id, p_reason: 'to help' }),
    );
    expect((await refusal(reschedule(admin, inHours(48)))).detail).toMatchObject({
      code: 'invalid_transition',
    });
  });
});

describe('more time', () => {
  beforeEach(async () => {
    session = await request(sql, student, mentor);
    await transition(sql, mentor, session.id, 'accepted');
    session = await transition(sql, mentor, session.id, 'in_progress', null, { minutes: 30 });
  });

  test('one asks, the other grants, the end moves', async () => {
    expect(await wish(student, 15)).toMatchObject({ extension_minutes: 15, extension_by: student });
    const row = await answer(mentor, true);
    expect(row).toMatchObject({ extension_minutes: null, extension_by: null });
    expect(timeOf(row.ends_at) - timeOf(session.ends_at)).toBe(15 * MINUTE_MS);
    expect((await saidIn(sql, session.id)).slice(2)).toEqual([
      'Amara Okafor asked for 15 more minutes.',
      'Priya Raman gave 15 more minutes.',
    ]);
    expect(
      (await notificationsOf(sql, session.id))
        .slice(-2)
        .map((row) => [row.user_id, row.data['event']]),
    ).toEqual([
      [mentor, 'extension_requested'],
      [student, 'extended'],
    ]);
    expect((await eventsOf(sql, session.id)).slice(-2)).toMatchObject([
      { event: 'extension_requested', actor_id: student, metadata: { minutes: 15 } },
      { event: 'extended', actor_id: mentor, metadata: { minutes: 15 } },
    ]);
  });

  test('or refuses, and it stays', async () => {
    await wish(mentor, 60);
    const row = await answer(student, false);
    expect(row).toMatchObject({ extension_minutes: null, ends_at: session.ends_at });
  });

  test('repeating each changes nothing more', async () => {
    await wish(student, 15);
    await wish(student, 15);
    await answer(mentor, true);
    const row = await answer(mentor, true);
    expect(timeOf(row.ends_at) - timeOf(session.ends_at)).toBe(15 * MINUTE_MS);
    expect((await saidIn(sql, session.id)).slice(2)).toHaveLength(2);
  });

  test('granted on many devices at once it is given once', async () => {
    await wish(student, 15);
    const rows = await Promise.all(Array.from({ length: 5 }, () => answer(mentor, true)));
    for (const row of rows)
      expect(timeOf(row.ends_at) - timeOf(session.ends_at)).toBe(15 * MINUTE_MS);
  });

  test('nobody grants their own wish, or one that was not made', async () => {
    expect((await refusal(answer(mentor, true))).detail).toEqual({ code: 'no_extension' });
    await wish(student, 15);
    expect((await refusal(answer(student, true))).detail).toEqual({ code: 'no_extension' });
    expect((await refusal(wish(mentor, 10))).detail).toEqual({ code: 'extension_pending' });
    expect((await refusal(answer(mentor, null))).detail).toMatchObject({ code: 'invalid' });
    // Another number instead of the first is fine.
    expect(await wish(student, 30)).toMatchObject({ extension_minutes: 30 });
  });

  test('two wishes at once are one wish', async () => {
    const results = await Promise.allSettled([wish(student, 10), wish(mentor, 20)]);
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
  });

  test.each([4, 121, 0, -15, null])('not %j minutes', async (minutes) => {
    expect((await refusal(wish(student, minutes))).detail).toMatchObject({ code: 'invalid' });
  });

  test('not where there is no end, nor after it, nor when it is over', async () => {
    await sql`update public.sessions set ends_at = null where id = ${session.id}`;
    expect((await refusal(wish(student, 15))).detail).toEqual({ code: 'no_end' });
    await sql`update public.sessions set ends_at = now() + interval '1 hour' where id = ${session.id}`;
    await wish(student, 15);
    await sql`update public.sessions set ends_at = now() - interval '1 second' where id = ${session.id}`;
    for (const late of [() => wish(student, 20), () => answer(mentor, true)])
      expect((await refusal(late())).detail).toMatchObject({
        code: 'invalid_transition',
        from: 'expired',
      });
  });

  test('a wish ends with the session', async () => {
    await wish(student, 15);
    expect(await transition(sql, mentor, session.id, 'completed')).toMatchObject({
      extension_minutes: null,
      extension_by: null,
    });
  });

  test('the other side hears of it at once', async () => {
    await sql`delete from realtime.messages`;
    await wish(student, 15);
    const rows = await sql<{ minutes: number }[]>`
      select (payload -> 'session' -> 'extension_minutes')::int as minutes from realtime.messages where event = 'session'`;
    expect(rows).toEqual([{ minutes: 15 }, { minutes: 15 }]);
  });

  test('what is written after the end is refused, after more time was given it is not', async () => {
    await wish(student, 15);
    await sql`update public.sessions set ends_at = now() + interval '1 minute' where id = ${session.id}`;
    await answer(mentor, true);
    await sql`update public.sessions set ends_at = ends_at - interval '1 minute' where id = ${session.id}`;
    await asUser(sql, student, (tx) => send(tx, session.id, 'still here'));
  });
});
