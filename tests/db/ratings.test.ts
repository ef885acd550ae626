import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  asUser,
  call,
  createTestDatabase,
  makeSession,
  makeUser,
  refusal,
  type SessionOptions,
} from '../support/database.ts';

const { sql } = await createTestDatabase();
let student: string;
let mentor: string;

beforeEach(async () => {
  student = await makeUser(sql, 'student', 'Nora Lind');
  mentor = await makeUser(sql, 'mentor');
  await sql`update public.profiles set mentor_status = 'approved' where id = ${mentor}`;
});

interface Rating {
  session_id: string;
  stars: number;
  comment: string | null;
  changeable_until: string;
}
const completed = (options: SessionOptions = {}, a = student, b = mentor) =>
  makeSession(sql, a, b, { status: 'completed', ...options });
const rate = (who: string, session: string, stars: number | null, comment?: string | null) =>
  asUser(sql, who, (tx) =>
    call<Rating>(tx, 'rate_session', {
      p_session_id: session,
      p_stars: stars,
      ...(comment === undefined ? {} : { p_comment: comment }),
    }),
  );
const shown = async (who: string) => {
  const item = await asUser(sql, who, (tx) =>
    call<{ rating_average: number | null; rating_count: number }>(tx, 'get_profile', {
      p_user_id: mentor,
    }),
  );
  return [item.rating_average, item.rating_count];
};

describe('rating a session', () => {
  test('by its student, once it is completed; changed, it is still one', async () => {
    const session = await completed();
    const first = await rate(student, session, 3, '  quite good  ');
    expect(first).toMatchObject({ session_id: session, stars: 3, comment: 'quite good' });
    const second = await rate(student, session, 5);
    expect(second).toMatchObject({ stars: 5, comment: null });
    expect(second.changeable_until).toBe(first.changeable_until);
    expect(await sql`select stars from public.ratings where session_id = ${session}`).toEqual([
      { stars: 5 },
    ]);
    const [total] =
      await sql`select stars, ratings from private.rating_totals where user_id = ${mentor}`;
    expect(total).toEqual({ stars: 5, ratings: 1 });
  });

  test('also after having left it, and five times at once', async () => {
    const session = await completed();
    await sql`update public.participants set left_at = now() where session_id = ${session} and user_id = ${student}`;
    await Promise.all([1, 2, 3, 4, 5].map((stars) => rate(student, session, stars)));
    const [row] = await sql`
      select r.stars = t.stars as same, t.ratings from public.ratings r
      join private.rating_totals t on t.user_id = r.ratee_id where r.session_id = ${session}`;
    expect(row).toEqual({ same: true, ratings: 1 });
  });

  test('for seven days; a retry is answered for ever', async () => {
    const session = await completed();
    await rate(student, session, 4, 'good');
    await sql`update public.ratings set created_at = now() - interval '6 days 23 hours' where session_id = ${session}`;
    await rate(student, session, 2, 'less so');
    await sql`update public.ratings set created_at = now() - interval '7 days 1 second' where session_id = ${session}`;
    expect(await refusal(rate(student, session, 5))).toMatchObject({
      sqlstate: 'PT409',
      detail: { code: 'rating_window_over' },
    });
    expect(await rate(student, session, 2, 'less so')).toMatchObject({ stars: 2 });
  });

  test.each(['requested', 'accepted', 'in_progress', 'declined', 'expired'] as const)(
    'not while or because it is %s',
    async (status) => {
      const session = await completed({ status });
      expect(await refusal(rate(student, session, 5))).toMatchObject({
        sqlstate: 'PT409',
        detail: { code: 'not_completed' },
      });
    },
  );

  test('not by the mentor, an admin who joined, or of another kind of session', async () => {
    const session = await completed();
    const admin = await makeUser(sql, 'admin');
    await sql`insert into public.participants (session_id, user_id, role) values (${session}, ${admin}, 'admin')`;
    for (const who of [mentor, admin])
      expect((await refusal(rate(who, session, 5))).sqlstate).toBe('42501');
    const buyer = await makeUser(sql, 'buyer');
    const other = await completed({ kind: 'buyer_supplier' }, buyer, mentor);
    expect((await refusal(rate(buyer, other, 5))).sqlstate).toBe('42501');
  });

  test('an outsider gets the answer for what does not exist', async () => {
    const session = await completed();
    const outsider = await makeUser(sql);
    for (const id of [session, randomUUID()])
      expect(await refusal(rate(outsider, id, 5))).toMatchObject({
        sqlstate: 'PT404',
        message: 'This conversation does not exist or is not yours.',
      });
  });

  test.each([
    [0, null, 'stars'],
    [6, null, 'stars'],
    [-1, null, 'stars'],
    [null, null, 'stars'],
    [5, 'x'.repeat(1001), 'comment'],
  ] as const)('%s stars with %#: one clear sentence', async (stars, comment, field) => {
    const session = await completed();
    expect((await refusal(rate(student, session, stars, comment))).detail).toMatchObject({
      code: 'invalid',
      fields: { [field]: expect.any(String) as string },
    });
    expect(await sql`select 1 from public.ratings where session_id = ${session}`).toEqual([]);
  });

  test('blanks are no words', async () => {
    expect(await rate(student, await completed(), 5, ' \u200b ')).toMatchObject({ comment: null });
  });

  test('nobody writes the table', async () => {
    const session = await completed();
    for (const statement of [
      `insert into public.ratings (session_id, rater_id, ratee_id, stars) values ('${session}', '${student}', '${mentor}', 5)`,
      `update public.ratings set stars = 5`,
      `delete from public.ratings`,
      `update private.rating_totals set stars = 500`,
    ])
      expect((await refusal(asUser(sql, student, (tx) => tx.unsafe(statement)))).sqlstate).toBe(
        '42501',
      );
  });
});

describe('what is shown of ratings', () => {
  test('nothing of one or two, the average of three, in profile and directory', async () => {
    for (const [n, stars] of [5, 4, 4].entries()) {
      expect(await shown(student)).toEqual([null, 0]);
      const other = await makeUser(sql);
      await rate(other, await completed({}, other), stars);
      if (n === 2) expect(await shown(student)).toEqual([4.33, 3]);
    }
    const { items } = await asUser(sql, student, (tx) =>
      call<{ items: { id: string; rating_average: number }[] }>(tx, 'list_mentors', {
        p_limit: 100,
      }),
    );
    expect(items.find((item) => item.id === mentor)).toMatchObject({
      rating_average: 4.33,
      rating_count: 3,
    });
  });

  test('a rating itself only to its student, and to admins by their function', async () => {
    const session = await completed();
    await rate(student, session, 2, 'was late');
    const read = (who: string) => asUser(sql, who, (tx) => tx`select stars from public.ratings`);
    const admin = await makeUser(sql, 'admin');
    expect(await read(student)).toEqual([{ stars: 2 }]);
    expect([...(await read(mentor)), ...(await read(admin))]).toEqual([]);
    const list = (who: string) =>
      asUser(sql, who, (tx) =>
        call<{ items: unknown[] }>(tx, 'list_ratings', { p_user_id: mentor }),
      );
    expect((await list(admin)).items).toEqual([
      expect.objectContaining({ stars: 2, comment: 'was late', rater_name: 'Nora Lind' }),
    ]);
    for (const who of [student, mentor]) expect((await refusal(list(who))).sqlstate).toBe('42501');
  });

  test('admins page through many without losing or repeating one', async () => {
    const sessions: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      sessions.push(await completed());
      await rate(student, sessions.at(-1)!, 5);
    }
    // Equal times must not matter.
    await sql`update public.ratings set updated_at = '2026-01-01' where ratee_id = ${mentor}`;
    const admin = await makeUser(sql, 'admin');
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: Rating[]; next_cursor: string | null } = await asUser(sql, admin, (tx) =>
        call(tx, 'list_ratings', { p_user_id: mentor, p_before: cursor, p_limit: 2 }),
      );
      seen.push(...page.items.map((item) => item.session_id));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(seen.sort()).toEqual(sessions.sort());
  });
});

describe('when somebody is gone', () => {
  test('a student’s stars still count, their words and name do not stay', async () => {
    for (let n = 0; n < 3; n += 1) await rate(student, await completed(), 3, 'words of a student');
    await sql`delete from auth.users where id = ${student}`;
    expect(await shown(mentor)).toEqual([3, 3]);
    expect(
      await sql`select distinct rater_id, comment from public.ratings where ratee_id = ${mentor}`,
    ).toEqual([{ rater_id: null, comment: null }]);
  });

  test('a mentor’s ratings go with them, and none can be given', async () => {
    const [before, after] = [await completed(), await completed()];
    await rate(student, before, 3);
    await sql`delete from auth.users where id = ${mentor}`;
    expect(await sql`select 1 from public.ratings where ratee_id = ${mentor}`).toEqual([]);
    expect(await sql`select 1 from private.rating_totals where user_id = ${mentor}`).toEqual([]);
    expect((await refusal(rate(student, after, 3))).sqlstate).toBe('PT404');
  });

  test('a session that goes takes its rating out of the sum', async () => {
    const sessions = [await completed(), await completed()];
    for (const session of sessions) await rate(student, session, 4);
    await sql`delete from public.sessions where id = ${sessions[0]!}`;
    const [total] =
      await sql`select stars, ratings from private.rating_totals where user_id = ${mentor}`;
    expect(total).toEqual({ stars: 4, ratings: 1 });
  });
});
