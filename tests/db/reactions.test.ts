import { randomUUID } from 'node:crypto';
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
} from '../support/database.ts';

const MOST_EMOJI = 20;
const FORBIDDEN = '42501';

const { sql } = await createTestDatabase();
let student: string;
let mentor: string;
let outsider: string;
let session: string;
let message: string;

interface Item {
  rev: number;
  reactions: { emoji: string; user_ids: string[] }[];
}

beforeAll(async () => {
  await set(sql, 'messages_per_minute', 1_000_000);
  student = await makeUser(sql, 'student');
  mentor = await makeUser(sql, 'mentor');
  outsider = await makeUser(sql, 'student');
});
beforeEach(async () => {
  session = await makeSession(sql, student, mentor);
  message = (await asUser(sql, student, (tx) => send(tx, session, 'hello')))!.id;
});

const react = (
  who: string | null,
  p_emoji: string | null,
  p_on: boolean | null = true,
  p_message_id = message,
) => asUser(sql, who, (tx) => call<Item>(tx, 'set_reaction', { p_message_id, p_emoji, p_on }));

test('a reaction is added, grouped in order of first use, taken back, and told', async () => {
  await react(student, '🎉');
  await react(mentor, '👍');
  const item = await react(student, '👍');
  expect(item).toMatchObject({
    rev: 4,
    reactions: [
      { emoji: '🎉', user_ids: [student] },
      { emoji: '👍', user_ids: [mentor, student] },
    ],
  });
  await sql`delete from realtime.messages`;
  const after = await react(student, '🎉', false);
  expect(after).toMatchObject({ rev: 5, reactions: [{ emoji: '👍' }] });
  const told = await sql<{ topic: string; item: Item }[]>`
    select topic, payload -> 'message' as item from realtime.messages order by topic`;
  expect(told.map((row) => row.topic)).toEqual([`user:${student}`, `user:${mentor}`].sort());
  expect(told.every((row) => JSON.stringify(row.item) === JSON.stringify(told[0]!.item))).toBe(
    true,
  );
  expect(told[0]!.item).toEqual(after);
});

test('what the message carries is what the table says, for pages, too', async () => {
  for (const [who, emoji] of [
    [mentor, '👍'],
    [student, '🎉'],
    [student, '👍'],
  ] as const)
    await react(who, emoji);
  await react(mentor, '👍', false);
  const { items } = await asUser(sql, mentor, (tx) =>
    call<{ items: Item[] }>(tx, 'get_messages', { p_session_id: session }),
  );
  const rows = await asUser(
    sql,
    mentor,
    (tx) =>
      tx<
        { emoji: string; user_id: string }[]
      >`select emoji, user_id from public.message_reactions where message_id = ${message} order by created_at`,
  );
  expect(
    items[0]!.reactions.flatMap(({ emoji, user_ids }) => user_ids.map((id) => [emoji, id])),
  ).toEqual(rows.map((row) => [row.emoji, row.user_id]));
});

test('repeating changes nothing, in a closed session neither', async () => {
  const item = await react(mentor, '👍');
  expect(await react(mentor, '👍')).toEqual(item);
  await sql`update public.sessions set status = 'completed' where id = ${session}`;
  expect(await react(mentor, '👍')).toEqual(item);
  expect(await react(mentor, '🎉', false)).toEqual(item);
  for (const [emoji, on] of [
    ['🎉', true],
    ['👍', false],
  ] as const)
    expect((await refusal(react(mentor, emoji, on))).detail).toEqual({ code: 'session_closed' });
});

test('nobody takes back what another person gave', async () => {
  await react(mentor, '👍');
  expect(await react(student, '👍', false)).toMatchObject({
    rev: 2,
    reactions: [{ emoji: '👍', user_ids: [mentor] }],
  });
});

describe('refused', () => {
  test('to outsiders, leavers and late joiners as if the message did not exist', async () => {
    const late = await makeUser(sql, 'admin');
    await sql`insert into public.participants (session_id, user_id, role, from_seq) values (${session}, ${late}, 'admin', 2)`;
    await react(mentor, '👍');
    const missing = await refusal(react(student, '👍', true, randomUUID()));
    expect(missing).toMatchObject({ sqlstate: 'PT404', detail: { code: 'not_found' } });
    expect(await refusal(react(outsider, '👍'))).toEqual(missing);
    expect(await refusal(react(late, '👍'))).toEqual(missing);
    expect((await refusal(react(null, '👍'))).sqlstate).toBe(FORBIDDEN);
    for (const who of [outsider, late])
      expect(await asUser(sql, who, (tx) => tx`select from public.message_reactions`)).toHaveLength(
        0,
      );
    await sql`update public.participants set left_at = now() where session_id = ${session} and user_id = ${student}`;
    expect(await refusal(react(student, '👍'))).toEqual(missing);
  });

  test('to the suspended', async () => {
    const suspended = await makeUser(sql, 'student');
    await sql`insert into public.participants (session_id, user_id, role) values (${session}, ${suspended}, 'student')`;
    await sql`insert into private.account_states (user_id, suspended_at) values (${suspended}, now())`;
    expect((await refusal(react(suspended, '👍'))).sqlstate).toBe(FORBIDDEN);
  });

  test('for tombstones and system messages', async () => {
    const [system] = await sql`select private.post_system_message(${session}, 'Something.') as id`;
    const { detail } = await refusal(react(mentor, '👍', true, system!['id'] as string));
    expect(detail).toMatchObject({
      code: 'invalid',
      fields: { message_id: expect.any(String) as string },
    });
    await asUser(sql, student, (tx) => call(tx, 'delete_message', { p_id: message }));
    for (const on of [true, false])
      expect(await refusal(react(mentor, '👍', on))).toMatchObject({
        sqlstate: 'PT409',
        detail: { code: 'message_deleted' },
      });
  });

  test('beyond twenty different ones, while more of the same are fine', async () => {
    const emoji = Array.from({ length: MOST_EMOJI + 1 }, (_, n) =>
      String.fromCodePoint(0x1f600 + n),
    );
    for (const one of emoji.slice(0, MOST_EMOJI)) await react(student, one);
    const { detail } = await refusal(react(mentor, emoji[MOST_EMOJI]!));
    expect(detail).toEqual({
      code: 'invalid',
      fields: { emoji: `A message takes ${MOST_EMOJI} different reactions at most.` },
    });
    expect((await react(mentor, emoji[0]!)).reactions).toHaveLength(MOST_EMOJI);
    expect(
      await sql`select from public.message_reactions where message_id = ${message}`,
    ).toHaveLength(MOST_EMOJI + 1);
  });

  test.each([
    null,
    '',
    ' ',
    'a',
    'ok',
    '1',
    '#',
    '<b>',
    '👍👍',
    '👍 ',
    ' 👍',
    '👍\n',
    '👍a',
    '\u200d',
    '\ufe0f',
    '👍\u200d',
    '\u200d👍',
    '🇩',
    '🇩🇪🇫',
    '\u202e👍',
    '🏽🏽',
    'é',
    '☺☺',
    `👍${'\u200d👍'.repeat(16)}`,
  ])('what is not one emoji: %j', async (emoji) => {
    expect((await refusal(react(student, emoji))).detail).toEqual({
      code: 'invalid',
      fields: { emoji: 'A reaction is one emoji.' },
    });
  });

  test('without a word whether to add or to take back', async () => {
    expect((await refusal(react(student, '👍', null))).detail).toMatchObject({ code: 'invalid' });
  });
});

test.each([
  '👍',
  '👍🏽',
  '❤️',
  '❤',
  '😀',
  '🇩🇪',
  '🏴',
  '🏴󠁧󠁢󠁳󠁣󠁴󠁿',
  '🏳️‍🌈',
  '👩‍👩‍👧‍👦',
  '👨🏿‍❤️‍💋‍👨🏻',
  '1️⃣',
  '#️⃣',
  '*⃣',
  '☕',
  '⚕️',
  '🧑🏽‍⚕️',
  '©️',
  '🫠',
  '🪿',
  '🫱🏻‍🫲🏿',
  '🐦‍⬛',
  '🈁',
  '㊗️',
  '⏰',
  '🥇',
  '🤝🏽',
  '🧑‍🧑‍🧒',
  '🙂‍↕️',
])('one emoji: %s', async (emoji) => {
  expect(await react(student, emoji)).toMatchObject({ reactions: [{ emoji }] });
});
