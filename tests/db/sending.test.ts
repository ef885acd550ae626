import { randomUUID } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  asUser,
  createTestDatabase,
  makeSession,
  makeUser,
  refusal,
  send,
  set,
  type SessionOptions,
} from '../support/database.ts';

const UNLIMITED = 1_000_000;
const MINUTE_MS = 60_000;
const { sql } = await createTestDatabase();
let student: string;
let mentor: string;
let outsider: string;
let session: string;

beforeAll(async () => {
  await set(sql, 'messages_per_minute', UNLIMITED);
  student = await makeUser(sql, 'student');
  mentor = await makeUser(sql, 'mentor');
  outsider = await makeUser(sql, 'student');
  session = await makeSession(sql, student, mentor);
});

const sendAs = (
  who: string | null,
  to: string,
  content: string,
  message?: Parameters<typeof send>[3],
) => asUser(sql, who, (tx) => send(tx, to, content, message));

describe('who may send', () => {
  test('an outsider gets the same refusal whatever they try, so that it tells nothing', async () => {
    const known = await sendAs(student, session, 'known');
    const attempts = [
      sendAs(outsider, session, 'hello'),
      sendAs(outsider, session, '   '),
      sendAs(outsider, session, 'x'.repeat(10_001)),
      sendAs(outsider, session, 'dup', { id: known!.id }),
      sendAs(outsider, session, 'reply', { replyTo: known!.id }),
      sendAs(outsider, session, 'sys', { type: 'system' }),
      sendAs(outsider, randomUUID(), 'nowhere'),
    ];
    const refusals = await Promise.all(attempts.map((attempt) => refusal(attempt)));
    expect(new Set(refusals.map(({ sqlstate, message }) => `${sqlstate} ${message}`))).toEqual(
      new Set(['42501 You do not take part in this conversation.']),
    );
  });

  test('a visitor is refused', async () => {
    expect((await refusal(sendAs(null, session, 'hello'))).sqlstate).toBe('42501');
  });

  test('whoever left is refused', async () => {
    const other = await makeSession(sql, student, outsider);
    await sql`update public.participants set left_at = now() where session_id = ${other} and user_id = ${outsider}`;
    expect((await refusal(sendAs(outsider, other, 'still here'))).sqlstate).toBe('42501');
  });

  test('an outsider is refused even while holding no token and no session lock', async () => {
    await refusal(sendAs(outsider, session, 'hello'));
    expect(await sql`select 1 from private.rate_limits where user_id = ${outsider}`).toHaveLength(
      0,
    );
  });
});

describe('what may be sent', () => {
  const invisible = {
    empty: '',
    'spaces and line breaks': ' \t\r\n ',
    'no-break space': '\u00a0',
    'zero-width space and joiners': '\u200b\u200c\u200d\u2060\ufeff',
    'bidirectional controls': '\u202a\u202e\u2066\u2069\u200e\u061c',
    'soft hyphen': '\u00ad',
    'hangul filler': '\u3164\u115f\u1160\uffa0',
    'braille blank': '\u2800',
    'ideographic space': '\u3000\u2003\u1680',
    'variation selectors': '\ufe0f\u180e',
    'tag characters': '\u{e0041}\u{e007f}\u{e0101}',
    controls: '\u0001\u0007\u001f\u007f\u0085',
    'line separators': '\u2028\u2029',
  };

  test.each(Object.entries(invisible))('%s alone is refused', async (_name, content) => {
    const { sqlstate, detail } = await refusal(sendAs(student, session, content));
    expect(sqlstate).toBe('PT422');
    expect(detail).toEqual({
      code: 'invalid',
      fields: { content: 'Write something before sending.' },
    });
  });

  test.each(['.', '0', '👩‍👩‍👧', '\u200b!\u200b', '\u202eabc', 'é', '한', '‘', '🇪🇺', '\u{20000}'])(
    '%j has something to see and is kept as it is',
    async (content) => {
      const sent = await sendAs(student, session, content);
      const [row] = await sql`select content from public.messages where id = ${sent!.id}`;
      expect(row).toEqual({ content });
    },
  );

  test('10,000 characters are accepted and 10,001 refused, counted in characters', async () => {
    expect(await sendAs(student, session, '👍'.repeat(10_000))).toBeDefined();
    const { detail } = await refusal(sendAs(student, session, '👍'.repeat(10_001)));
    expect(detail).toEqual({
      code: 'invalid',
      fields: { content: 'This message is too long: 10001 characters, 10000 at most.' },
    });
  });

  test('clients cannot send system messages, and no other type than what they send', async () => {
    const { detail } = await refusal(sendAs(student, session, 'x', { type: 'system' }));
    expect(detail).toMatchObject({
      code: 'invalid',
      fields: { message_type: 'Only the system sends system messages.' },
    });
    for (const type of ['file', 'image']) {
      const sent = await sendAs(student, session, 'x', { type });
      const [row] = await sql`select message_type from public.messages where id = ${sent!.id}`;
      expect(row).toEqual({ message_type: 'text' });
    }
  });

  test('content may not be missing', async () => {
    const request = asUser(
      sql,
      student,
      (tx) => tx`insert into public.messages (id, session_id) values (${uuidv7()}, ${session})`,
    );
    expect((await refusal(request)).sqlstate).toBe('PT422');
  });

  test('a reply names a message of the same session that the sender may see', async () => {
    const elsewhere = await makeSession(sql, student, mentor);
    const foreign = await sendAs(student, elsewhere, 'elsewhere');
    const own = await sendAs(student, session, 'own');
    const late = await makeUser(sql, 'admin');
    await sql`insert into public.participants (session_id, user_id, role, from_seq)
              select ${session}, ${late}, 'admin', last_seq + 1 from public.sessions where id = ${session}`;

    expect(await sendAs(mentor, session, 'reply', { replyTo: own!.id })).toBeDefined();
    for (const [who, replyTo] of [
      [student, foreign!.id],
      [student, randomUUID()],
      [late, own!.id],
    ] as const)
      expect((await refusal(sendAs(who, session, 'reply', { replyTo }))).detail).toMatchObject({
        code: 'invalid',
        fields: { reply_to: 'The message you reply to is not in this conversation.' },
      });
    await sql`delete from public.participants where user_id = ${late}`;
  });

  test('an id that names another message is a conflict; an own retry is not', async () => {
    const elsewhere = await makeSession(sql, student, mentor);
    const mine = await sendAs(student, session, 'mine');
    expect(await sendAs(student, session, 'changed', { id: mine!.id })).toBeUndefined();
    for (const [who, to] of [
      [mentor, session],
      [student, elsewhere],
    ] as const)
      expect(await refusal(sendAs(who, to, 'taken', { id: mine!.id }))).toMatchObject({
        sqlstate: 'PT409',
        detail: { code: 'duplicate' },
      });
    const [row] = await sql`select content from public.messages where id = ${mine!.id}`;
    expect(row).toEqual({ content: 'mine' });
  });
});

describe('what only triggers set', () => {
  const columns: Record<string, string | number> = {
    seq: 7,
    rev: 7,
    sender_id: randomUUID(),
    created_at: '2001-01-01',
    updated_at: '2001-01-01',
    edited_at: '2001-01-01',
    deleted_at: '2001-01-01',
    metadata: '{}',
    content_rev: 7,
    reactions: '[]',
  };

  test.each(Object.entries(columns))('%s cannot be given', async (column, value) => {
    const request = asUser(sql, student, (tx) =>
      tx.unsafe(
        `insert into public.messages (id, session_id, content, ${column}) values ($1, $2, 'x', $3)`,
        [uuidv7(), session, value],
      ),
    );
    expect((await refusal(request)).sqlstate).toBe('42501');
  });

  test.each(['content', 'seq', 'session_id', 'deleted_at', 'sender_id'])(
    '%s cannot be changed afterwards, not even by an upsert',
    async (column) => {
      const sent = await sendAs(student, session, 'fixed');
      for (const statement of [
        `update public.messages set ${column} = ${column} where id = '${sent!.id}'`,
        `insert into public.messages (id, session_id, content) values ('${sent!.id}', '${session}', 'x')
         on conflict (id) do update set ${column} = excluded.${column}`,
        `delete from public.messages where id = '${sent!.id}'`,
        'truncate public.messages',
      ])
        expect((await refusal(asUser(sql, student, (tx) => tx.unsafe(statement)))).sqlstate).toBe(
          '42501',
        );
    },
  );

  test('the trigger sets them', async () => {
    const sent = await sendAs(student, session, 'stamped');
    const [row] = await sql`select * from public.messages where id = ${sent!.id}`;
    expect(row).toMatchObject({
      sender_id: student,
      edited_at: null,
      deleted_at: null,
      metadata: {},
      attachments: [],
    });
    expect(Math.abs(Date.now() - (row!['created_at'] as Date).getTime())).toBeLessThan(MINUTE_MS);
  });
});

describe('when a session takes messages', () => {
  const past = () => new Date(Date.now() - MINUTE_MS);
  const future = () => new Date(Date.now() + MINUTE_MS);
  const cases: [string, SessionOptions, boolean][] = [
    ['accepted', { status: 'accepted', expiresAt: future() }, true],
    ['accepted but expired by the clock', { status: 'accepted', expiresAt: past() }, false],
    ['in progress', { status: 'in_progress', endsAt: future() }, true],
    ['in progress but over by the clock', { status: 'in_progress', endsAt: past() }, false],
    ['declined', { status: 'declined' }, false],
    ['completed', { status: 'completed' }, false],
    ['expired', { status: 'expired' }, false],
    ['requested, by the mentor', { status: 'requested' }, false],
  ];

  test.each(cases)('%s', async (_name, options, accepted) => {
    const to = await makeSession(sql, student, mentor, options);
    if (accepted) expect(await sendAs(mentor, to, 'hello')).toMatchObject({ seq: 1 });
    else
      expect(await refusal(sendAs(mentor, to, 'hello'))).toMatchObject({
        sqlstate: 'PT409',
        detail: { code: 'session_closed' },
      });
  });

  test('requested: the requester has one opening message, however many are sent at once', async () => {
    const to = await makeSession(sql, student, mentor, { status: 'requested' });
    const replies = await Promise.allSettled(
      Array.from({ length: 6 }, (_, n) => sendAs(student, to, `opening ${n}`)),
    );
    expect(replies.filter((reply) => reply.status === 'fulfilled')).toHaveLength(1);
    expect((await refusal(sendAs(student, to, 'again'))).detail).toMatchObject({
      code: 'session_closed',
    });
  });

  test('requested: resending the opening message is still a retry', async () => {
    const to = await makeSession(sql, student, mentor, { status: 'requested' });
    const sent = await sendAs(student, to, 'opening');
    expect(await sendAs(student, to, 'opening', { id: sent!.id })).toBeUndefined();
  });

  test('a request that expired takes no opening message', async () => {
    const to = await makeSession(sql, student, mentor, { status: 'requested', expiresAt: past() });
    expect((await refusal(sendAs(student, to, 'late'))).detail).toMatchObject({
      code: 'session_closed',
    });
  });
});

test('awaiting_user_id is the founder who did not send the last message, since that began', async () => {
  const to = await makeSession(sql, student, mentor);
  const look = async () => {
    const [row] = await sql`select awaiting_user_id, awaiting_since, last_sender_id, last_message
                            from public.sessions where id = ${to}`;
    return row!;
  };
  expect(await look()).toMatchObject({ awaiting_user_id: null, awaiting_since: null });
  const first = await sendAs(student, to, 'first');
  expect(await look()).toMatchObject({
    awaiting_user_id: mentor,
    awaiting_since: first!.created_at,
  });
  await sendAs(student, to, 'second');
  expect(await look()).toMatchObject({
    awaiting_user_id: mentor,
    awaiting_since: first!.created_at,
    last_message: 'second',
    last_sender_id: student,
  });
  await sendAs(mentor, to, 'answer');
  expect(await look()).toMatchObject({ awaiting_user_id: student });
  await sql`select private.post_system_message(${to}, 'Something happened.')`;
  expect(await look()).toMatchObject({
    awaiting_user_id: student,
    last_message: 'Something happened.',
    last_sender_id: null,
  });
});
