import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { asUser, createTestDatabase, makeUser, refusal } from '../support/database.ts';

const { sql } = await createTestDatabase();
let admin: string;
let other: string;
let student: string;
const session = randomUUID();

interface Line {
  action: string;
  actor_id: string;
  actor_label: string;
  subject: { id: string; name: string | null } | null;
}
interface Page {
  items: Line[];
  has_more: boolean;
  next_cursor: string | null;
}

beforeAll(async () => {
  admin = await makeUser(sql, 'admin', 'Elena Petrova');
  other = await makeUser(sql, 'admin', 'Femi Ade');
  student = await makeUser(sql, 'student', 'Nora Lind');
  await sql`
    insert into public.audit_log (actor_id, actor_label, action, session_id, subject_user_id, reason, details, created_at)
    values
      (${admin}, 'Elena Petrova (admin)', 'first', ${session}, null, 'because', '{"n": 1}', '2026-01-01'),
      (${other}, 'Femi Ade (admin)', 'second', null, ${student}, null, '{}', '2026-01-02'),
      (${admin}, 'Elena Petrova (admin)', 'third', ${session}, ${student}, null, '{}', '2026-01-03')`;
});

const list = (filter: object, cursor: string | null = null, limit = 50, who = admin) =>
  asUser(sql, who, async (tx) => {
    const [row] = await tx<{ page: Page }[]>`
      select public.list_audit(${tx.json(filter as never)}, ${cursor}, ${limit}) as page`;
    return row!.page;
  });
const exported = (filter: object, who = admin) =>
  asUser(sql, who, async (tx) => {
    const [row] = await tx<{ lines: { items: Line[]; truncated: boolean } }[]>`
      select public.export_audit(${tx.json(filter as never)}) as lines`;
    return row!.lines;
  });
const actions = (page: { items: Line[] }) => page.items.map((line) => line.action);

test('a line says who, what, about whom, where and why', async () => {
  const page = await list({ session_id: session, action: 'first' });
  expect(page.items).toEqual([
    {
      id: expect.any(String) as string,
      actor_id: admin,
      actor_label: 'Elena Petrova (admin)',
      action: 'first',
      session_id: session,
      subject_user_id: null,
      subject: null,
      reason: 'because',
      details: { n: 1 },
      created_at: expect.any(String) as string,
    },
  ]);
});

test.each<[string, () => object, string[]]>([
  ['nothing', () => ({ to: '2026-02-01' }), ['third', 'second', 'first']],
  ['actor', () => ({ actor_id: other }), ['second']],
  ['subject', () => ({ subject_user_id: student }), ['third', 'second']],
  ['session', () => ({ session_id: session }), ['third', 'first']],
  ['action', () => ({ action: 'second' }), ['second']],
  ['an action that is a trap', () => ({ action: `' or true --` }), []],
  ['time', () => ({ from: '2026-01-02', to: '2026-01-03' }), ['second']],
  ['several', () => ({ actor_id: admin, subject_user_id: student }), ['third']],
])('is filtered by %s, newest first', async (_what, filter, expected) => {
  expect(actions(await list(filter()))).toEqual(expected);
});

test('is read page by page', async () => {
  const filter = { to: '2026-02-01' };
  const first = await list(filter, null, 2);
  expect(actions(first)).toEqual(['third', 'second']);
  expect(first.items[0]!.subject).toEqual({ id: student, name: 'Nora Lind', role: 'student' });
  const rest = await list(filter, first.next_cursor, 2);
  expect(actions(rest)).toEqual(['first']);
  expect(rest).toMatchObject({ has_more: false, next_cursor: null });
});

test('is exported with a line of its own, which the export does not hold', async () => {
  const filter = { session_id: session };
  const lines = await exported(filter);
  expect(actions(lines)).toEqual(['third', 'first']);
  expect(lines.truncated).toBe(false);
  expect(
    await sql`select actor_id, details from public.audit_log where action = 'export_audit'`,
  ).toEqual([{ actor_id: admin, details: { filter, lines: 2 } }]);
});

test.each<[object, string]>([
  [{ actor_id: 'x' }, 'actor_id'],
  [{ action: ['x'] }, 'action'],
  [{ from: 'x' }, 'from'],
  [{ reason: 'x' }, 'filter'],
  [[], 'filter'],
])('refuses %j', async (filter, field) => {
  expect(await refusal(list(filter))).toMatchObject({
    sqlstate: 'PT422',
    detail: { code: 'invalid', fields: { [field]: expect.any(String) as string } },
  });
});

test('is closed to everybody but active admins, and so is exporting', async () => {
  const suspended = await makeUser(sql, 'admin');
  await sql`insert into private.account_states (user_id, suspended_at) values (${suspended}, now())`;
  for (const who of [student, suspended])
    for (const attempt of [() => list({}, null, 50, who), () => exported({}, who)])
      expect(await refusal(attempt())).toMatchObject({
        sqlstate: '42501',
        message: 'Only admins may do this.',
      });
});
