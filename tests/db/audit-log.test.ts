import { beforeAll, expect, test } from 'vitest';
import { asUser, createTestDatabase, makeSession, makeUser, refusal } from '../support/database.ts';

const { sql } = await createTestDatabase();
let admin: string;
let student: string;
let session: string;

beforeAll(async () => {
  admin = await makeUser(sql, 'admin', 'Elena Petrova');
  student = await makeUser(sql, 'student', 'Amara Okafor');
  session = await makeSession(sql, student, await makeUser(sql, 'mentor'));
  await writeLine(admin);
});

/** One line, by `who`, as a definer function writes it. */
async function writeLine(who: string): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`select set_config('request.jwt.claims', ${JSON.stringify({ sub: who })}, true)`;
    await tx`select private.audit('look', ${session}, ${student}, 'because', '{"n": 1}')`;
  });
}

test('says who, what, about whom and why, in words that outlive the account', async () => {
  expect(
    await sql`select actor_id, actor_label, action, session_id, subject_user_id, reason, details from public.audit_log`,
  ).toEqual([
    {
      actor_id: admin,
      actor_label: 'Elena Petrova (admin)',
      action: 'look',
      session_id: session,
      subject_user_id: student,
      reason: 'because',
      details: { n: 1 },
    },
  ]);
});

test('is read by admins who are not suspended, and nobody else', async () => {
  const suspended = await makeUser(sql, 'admin');
  await sql`insert into private.account_states (user_id, suspended_at) values (${suspended}, now())`;
  const seen = (who: string) => asUser(sql, who, (tx) => tx`select 1 from public.audit_log`);
  expect(await seen(admin)).toHaveLength(1);
  for (const who of [student, suspended]) expect(await seen(who)).toEqual([]);
  expect(
    (await refusal(asUser(sql, null, (tx) => tx`select 1 from public.audit_log`))).sqlstate,
  ).toBe('42501');
});

const WRITES = [
  `update public.audit_log set reason = 'another'`,
  `delete from public.audit_log`,
  `truncate public.audit_log`,
  `truncate public.audit_log cascade`,
];

test.each([
  ...WRITES,
  `insert into public.audit_log (actor_label, action) values ('x', 'x')`,
  `select private.audit('x')`,
])('nobody signed in may: %s', async (statement) => {
  for (const who of [admin, student])
    expect((await refusal(asUser(sql, who, (tx) => tx.unsafe(statement)))).sqlstate).toBe('42501');
});

test.each(WRITES)('nor the owner, by mistake: %s', async (statement) => {
  expect((await refusal(sql.unsafe(statement))).sqlstate).toBe('42501');
});

test('the server’s key only reads it', async () => {
  for (const statement of [
    ...WRITES,
    `insert into public.audit_log (actor_label, action) values ('x', 'x')`,
  ]) {
    const attempt = sql.begin(async (tx) => {
      await tx`set local role service_role`;
      await tx.unsafe(statement);
    });
    expect((await refusal(attempt)).sqlstate, statement).toBe('42501');
  }
});

test('stays when the people and the session go', async () => {
  await sql`delete from public.sessions where id = ${session}`;
  await sql`delete from auth.users where id in (${admin}, ${student})`;
  expect(await sql`select actor_label from public.audit_log`).toEqual([
    { actor_label: 'Elena Petrova (admin)' },
  ]);
});
