import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  asUser,
  call,
  createTestDatabase,
  makeSession,
  makeUser,
  refusal,
  send,
} from '../support/database.ts';

const { sql } = await createTestDatabase(2);

async function signUp(metadata: unknown) {
  const id = randomUUID();
  await sql`insert into auth.users (id, email, raw_user_meta_data)
            values (${id}, ${`${id}@example.com`}, ${metadata === undefined ? null : sql.json(metadata as never)})`;
  const [profile] =
    await sql`select full_name, role, mentor_status from public.profiles where id = ${id}`;
  return profile;
}

test.each([
  [
    { full_name: ' Ada ', role: 'student' },
    { full_name: 'Ada', role: 'student', mentor_status: 'none' },
  ],
  [
    { full_name: 'Bo', role: 'mentor' },
    { full_name: 'Bo', role: 'mentor', mentor_status: 'pending' },
  ],
  [
    { full_name: 'Cy', role: 'buyer' },
    { full_name: 'Cy', role: 'buyer', mentor_status: 'none' },
  ],
  [
    { full_name: 'Di', role: 'supplier' },
    { full_name: 'Di', role: 'supplier', mentor_status: 'none' },
  ],
])('metadata %j', async (metadata, profile) => {
  expect(await signUp(metadata)).toEqual(profile);
});

test.each([
  ['admin', { full_name: 'Eve', role: 'admin' }],
  ['a made-up role', { full_name: 'Eve', role: 'root' }],
  ['a role that is no string', { full_name: 'Eve', role: ['admin'] }],
  ['a mentor status', { full_name: 'Eve', mentor_status: 'approved' }],
])('asking for %s makes an ordinary student', async (_what, metadata) => {
  expect(await signUp(metadata)).toEqual({
    full_name: 'Eve',
    role: 'student',
    mentor_status: 'none',
  });
});

const UNSEEN = '\u200b\u2060\u202e \u3164';

test.each([
  undefined,
  {},
  'text',
  [1],
  { full_name: '   ' },
  { full_name: UNSEEN },
  { full_name: null },
])('odd metadata %j never breaks signing up', async (metadata) => {
  expect(await signUp(metadata)).toMatchObject({ full_name: 'New member', role: 'student' });
});

test('a very long name is cut', async () => {
  const profile = await signUp({ full_name: 'x'.repeat(5000) });
  expect(profile!['full_name']).toHaveLength(120);
});

test('neither people nor products take a name that nobody sees', async () => {
  const me = await makeUser(sql, 'supplier');
  const offer = (name: string) =>
    asUser(
      sql,
      me,
      (tx) => tx`insert into public.products (name, price_cents) values (${name}, 1)`,
    );
  const rename = (name: string) =>
    asUser(sql, me, (tx) => tx`update public.profiles set full_name = ${name} where id = ${me}`);
  for (const [write, field] of [
    [offer, 'name'],
    [rename, 'full_name'],
  ] as const) {
    expect(await refusal(write(UNSEEN))).toMatchObject({
      sqlstate: 'PT422',
      detail: { code: 'invalid', fields: { [field]: expect.any(String) as string } },
    });
    await write('\u5f20\u4f1f');
  }
});

test('people edit the descriptive columns of their own profile only', async () => {
  const me = await makeUser(sql, 'mentor');
  await asUser(
    sql,
    me,
    (tx) => tx`update public.profiles set headline = 'Hello', skills = '{SQL}' where id = ${me}`,
  );
  const [profile] =
    await sql`select headline, skills, updated_at > created_at as touched from public.profiles where id = ${me}`;
  expect(profile).toEqual({ headline: 'Hello', skills: ['SQL'], touched: true });
  for (const column of ['role', 'mentor_status', 'id', 'created_at'])
    expect(
      (
        await refusal(
          asUser(sql, me, (tx) => tx.unsafe(`update public.profiles set ${column} = ${column}`)),
        )
      ).sqlstate,
    ).toBe('42501');
});

test('deleting an account removes its person and its words, and leaves the conversation to the other', async () => {
  const [me, peer] = [await makeUser(sql), await makeUser(sql, 'mentor')];
  const session = await makeSession(sql, me, peer);
  await asUser(sql, me, (tx) => send(tx, session, 'words'));
  await sql`delete from auth.users where id = ${me}`;
  expect(await sql`select 1 from public.profiles where id = ${me}`).toEqual([]);
  expect(
    await asUser(
      sql,
      peer,
      (tx) => tx`select sender_id, content from public.messages order by seq`,
    ),
  ).toEqual([
    { sender_id: me, content: null },
    { sender_id: null, content: 'The session ended because an account was deleted.' },
  ]);
  expect(
    await asUser(sql, peer, (tx) => call(tx, 'get_session', { p_session_id: session })),
  ).toMatchObject({ founder_a: me, status: 'completed', unread_count: 0, peers: [] });
});
