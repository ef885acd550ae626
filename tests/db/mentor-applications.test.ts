import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  asUser,
  call,
  createTestDatabase,
  makeUser,
  refusal,
  set,
  type AppRole,
} from '../support/database.ts';

const { sql } = await createTestDatabase();
let admin: string;
let student: string;

interface Application {
  user_id: string;
  status: string;
  statement: string | null;
  reason: string | null;
  applied_at: string;
  decided_at: string | null;
}
interface Page {
  items: Application[];
  next_cursor: string | null;
}

beforeAll(async () => {
  admin = await makeUser(sql, 'admin', 'Elena');
});
beforeEach(async () => {
  await set(sql, 'applications_per_day', 100);
  student = await makeUser(sql, 'student', 'Nora Lind');
});

const apply = (who: string, statement: string | null = 'I know databases.') =>
  asUser(sql, who, (tx) => call<Application>(tx, 'apply_as_mentor', { p_statement: statement }));
const decide = (whom: string, approve: boolean | null, reason: string | null = null, who = admin) =>
  asUser(sql, who, (tx) =>
    call<Application>(tx, 'decide_mentor', {
      p_user_id: whom,
      p_approve: approve,
      p_reason: reason,
    }),
  );
const list = (args: Record<string, string | number | null> = {}, who = admin) =>
  asUser(sql, who, (tx) => call<Page>(tx, 'list_mentor_applications', args));
const rank = async (id: string) => {
  const [row] = await sql<{ role: string; mentor_status: string }[]>`
    select role, mentor_status from public.profiles where id = ${id}`;
  return [row!.role, row!.mentor_status];
};
const told = (id: string) =>
  sql`select type, title, message from public.notifications where user_id = ${id} order by created_at`;
const logged = (id: string) =>
  sql`select actor_id, action, reason from public.audit_log where subject_user_id = ${id} order by created_at`;

describe('applying', () => {
  test('a student waits, and an admin sees it with who they are', async () => {
    expect(await apply(student, '  I know databases. ')).toMatchObject({
      status: 'pending',
      statement: 'I know databases.',
    });
    expect(await rank(student)).toEqual(['student', 'pending']);
    const { items } = await list({ p_limit: 100 });
    expect(items.find((item) => item.user_id === student)).toMatchObject({
      full_name: 'Nora Lind',
      role: 'student',
    });
  });

  test('who signed up as a mentor waits from then on, and may say why', async () => {
    const mentor = await makeUser(sql, 'mentor');
    const waiting = async () =>
      (await list({ p_limit: 100 })).items.find((item) => item.user_id === mentor);
    const before = await waiting();
    expect(before).toMatchObject({ statement: null });
    await apply(mentor, 'I forgot to say.');
    // Without losing the place.
    expect(await waiting()).toMatchObject({
      statement: 'I forgot to say.',
      applied_at: before!.applied_at,
    });
  });

  test('the same once more costs nothing; too often is refused', async () => {
    await set(sql, 'applications_per_day', 2);
    for (let n = 0; n < 5; n += 1) await apply(student);
    await apply(student, 'Something else');
    expect(await refusal(apply(student, 'And again'))).toMatchObject({
      sqlstate: 'PT429',
      detail: { code: 'rate_limited' },
    });
  });

  test.each([null, '', ' \u200b ', 'x'.repeat(2001)])('not with %j', async (statement) => {
    expect((await refusal(apply(student, statement))).detail).toMatchObject({
      fields: { statement: expect.any(String) as string },
    });
    expect(await rank(student)).toEqual(['student', 'none']);
  });

  test.each(['buyer', 'supplier', 'admin'] as const)('no %s', async (role: AppRole) => {
    const person = await makeUser(sql, role);
    expect((await refusal(apply(person))).sqlstate).toBe('42501');
    expect(await rank(person)).toEqual([role, 'none']);
  });

  test('nobody suspended, and no mentor who is approved', async () => {
    const mentor = await makeUser(sql, 'mentor');
    await decide(mentor, true);
    expect((await refusal(apply(mentor))).detail).toMatchObject({
      code: 'invalid_transition',
      from: 'approved',
    });
    await sql`insert into private.account_states (user_id, suspended_at) values (${student}, now())`;
    expect((await refusal(apply(student))).sqlstate).toBe('42501');
  });

  test('is read by oneself, without who decided, and by nobody else', async () => {
    await apply(student);
    const read = (who: string, columns: string) =>
      asUser(sql, who, (tx) => tx.unsafe(`select ${columns} from public.mentor_applications`));
    expect(await read(student, 'status')).toEqual([{ status: 'pending' }]);
    expect(await read(admin, 'status')).toEqual([]);
    expect((await refusal(read(student, 'decided_by'))).sqlstate).toBe('42501');
  });
});

describe('deciding', () => {
  test('approval makes a student a mentor who is told, found and on record', async () => {
    await apply(student);
    expect(await decide(student, true, 'Good references')).toMatchObject({ status: 'approved' });
    expect(await rank(student)).toEqual(['mentor', 'approved']);
    expect(await told(student)).toMatchObject([{ type: 'mentor_approved' }]);
    expect(await logged(student)).toEqual([
      { actor_id: admin, action: 'mentor_approved', reason: 'Good references' },
    ]);
    expect(
      await sql`select 1 from private.mentor_directory where user_id = ${student}`,
    ).toHaveLength(1);
  });

  test('rejection needs a reason, which the applicant reads; they may apply anew', async () => {
    await apply(student);
    for (const reason of [null, '  ', 'x'.repeat(501)])
      expect((await refusal(decide(student, false, reason))).detail).toMatchObject({
        fields: { reason: expect.any(String) as string },
      });
    await decide(student, false, 'Tell us more');
    expect(await rank(student)).toEqual(['student', 'rejected']);
    expect(await told(student)).toMatchObject([
      { type: 'system_announcement', message: 'Tell us more' },
    ]);
    expect(await apply(student, 'More')).toMatchObject({ status: 'pending', reason: null });
    await decide(student, true);
    expect(await rank(student)).toEqual(['mentor', 'approved']);
  });

  test('repeating changes nothing and tells nobody again', async () => {
    await apply(student);
    const first = await decide(student, true, 'yes');
    expect(await decide(student, true, 'yes again')).toEqual(first);
    expect(await told(student)).toHaveLength(1);
    expect(await logged(student)).toHaveLength(1);
  });

  test('two admins who approve and reject at once leave one outcome, each step on record', async () => {
    const other = await makeUser(sql, 'admin');
    await apply(student);
    await Promise.all([decide(student, true), decide(student, false, 'no', other)]);
    const log = await logged(student);
    const [, status] = await rank(student);
    expect(log.at(-1)!['action']).toBe(`mentor_${status!}`);
    expect((await told(student)).length).toBe(log.length);
  });

  test('a mentor can be turned away again and is then not found', async () => {
    const mentor = await makeUser(sql, 'mentor');
    await decide(mentor, true);
    await decide(mentor, false, 'Complaints');
    expect(await rank(mentor)).toEqual(['mentor', 'rejected']);
    expect(await sql`select 1 from private.mentor_directory where user_id = ${mentor}`).toEqual([]);
  });

  test('nobody who did not apply, or does not exist', async () => {
    for (const id of [student, randomUUID()])
      expect(await refusal(decide(id, true))).toMatchObject({
        sqlstate: 'PT404',
        detail: { code: 'not_found' },
      });
    expect((await refusal(decide(student, null))).detail).toMatchObject({
      fields: { approve: expect.any(String) as string },
    });
  });

  test.each(['student', 'mentor', 'buyer', 'supplier'] as const)(
    'a %s decides and lists nothing, whoever it is about',
    async (role) => {
      const person = await makeUser(sql, role);
      await apply(student);
      for (const id of [student, person, randomUUID()])
        expect((await refusal(decide(id, true, null, person))).sqlstate).toBe('42501');
      expect((await refusal(list({}, person))).sqlstate).toBe('42501');
      expect(await rank(student)).toEqual(['student', 'pending']);
    },
  );

  test('nor does a suspended or demoted admin', async () => {
    const former = await makeUser(sql, 'admin');
    await sql`insert into private.account_states (user_id, suspended_at) values (${former}, now())`;
    await apply(student);
    expect((await refusal(decide(student, true, null, former))).sqlstate).toBe('42501');
    await sql`update private.account_states set suspended_at = null where user_id = ${former}`;
    await sql`update public.profiles set role = 'student' where id = ${former}`;
    expect((await refusal(decide(student, true, null, former))).sqlstate).toBe('42501');
  });
});

test('the list: longest waiting first, page by page, by status', async () => {
  await sql`delete from auth.users where id <> ${admin}`;
  const ids: string[] = [];
  for (let n = 0; n < 5; n += 1) {
    ids.push(await makeUser(sql, 'mentor'));
    await sql`update public.mentor_applications set applied_at = ${new Date(Date.UTC(2026, 0, 1 + (n >> 1)))} where user_id = ${ids[n]!}`;
  }
  const seen: string[] = [];
  let page = await list({ p_limit: 2 });
  for (;;) {
    seen.push(...page.items.map((item) => item.user_id));
    if (page.next_cursor === null) break;
    page = await list({ p_limit: 2, p_cursor: page.next_cursor });
  }
  expect(new Set(seen)).toEqual(new Set(ids));
  expect(seen).toHaveLength(5);
  expect(seen.at(-1)).toBe(ids[4]);
  await decide(ids[0]!, false, 'no');
  expect((await list({ p_status: 'rejected' })).items.map((item) => item.user_id)).toEqual([
    ids[0],
  ]);
  expect((await list()).items).toHaveLength(4);
  expect((await refusal(list({ p_cursor: 'garbage' }))).sqlstate).toBe('PT422');
});
