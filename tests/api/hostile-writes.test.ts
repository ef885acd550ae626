import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { asUser, makeSession } from '../support/database.ts';
import { createPerson } from '../support/people.ts';
import { apiRelations } from './catalog.ts';
import { refusalOf, type Answer, type Request } from './rest.ts';
import { forgetRate, say } from './say.ts';
import {
  as,
  expectUntouched,
  facts,
  FORBIDDEN,
  mentor,
  newMessage,
  ofMentor,
  ofStudent,
  outsider,
  SECRET,
  sessionId,
  sql,
  stored,
  student,
} from './stage.ts';

const MERGE = { prefer: 'resolution=merge-duplicates' };

describe('sending as somebody else, or with more than a person may set', () => {
  const columns: [string, () => unknown][] = [
    ['seq', () => 1],
    ['rev', () => 99],
    ['created_at', () => '2001-01-01T00:00:00Z'],
    ['updated_at', () => '2001-01-01T00:00:00Z'],
    ['edited_at', () => '2001-01-01T00:00:00Z'],
    ['deleted_at', () => '2001-01-01T00:00:00Z'],
    ['sender_id', () => mentor.id],
    ['content_rev', () => 99],
    ['reactions', () => [{ emoji: '👍', user_ids: [mentor.id] }]],
    ['metadata', () => ({ event: 'accepted' })],
  ];
  test.each(columns)('%s cannot be set, alone or in bulk', async (column, value) => {
    const attack = { [column]: value() };
    for (const body of [newMessage(attack), [newMessage(attack), newMessage(attack)]]) {
      const answer = await expectUntouched(() => as(student, 'messages', { body }));
      expect(refusalOf(answer)).toMatchObject({ status: 403, code: FORBIDDEN });
    }
  });

  test('a system message is refused', async () => {
    const body = newMessage({ message_type: 'system' });
    const answer = await expectUntouched(() => as(student, 'messages', { body }));
    expect(answer.status).toBe(422);
  });

  test('somebody else’s file is refused', async () => {
    const path = `${sessionId}/${mentor.id}/${randomUUID()}.png`;
    const body = newMessage({ attachments: [{ path, name: 'x.png' }] });
    const answer = await expectUntouched(() => as(student, 'messages', { body }));
    expect(answer.status).toBe(422);
  });

  test('into a foreign session is refused as into one that does not exist', async () => {
    const foreign = await expectUntouched(() => as(outsider, 'messages', { body: newMessage() }));
    const missing = await as(outsider, 'messages', {
      body: newMessage({ session_id: randomUUID() }),
    });
    expect(refusalOf(foreign)).toMatchObject({ status: 403, code: FORBIDDEN });
    expect(foreign.text).toBe(missing.text);
    // Whatever else is wrong with it: an outsider learns nothing more.
    for (const more of [
      { content: '' },
      { message_type: 'system' },
      { id: ofMentor },
      { reply_to: ofMentor },
      { attachments: [{ path: `${sessionId}/${mentor.id}/${randomUUID()}.png`, name: 'x' }] },
    ]) {
      const worse = await as(outsider, 'messages', { body: newMessage(more) });
      expect(worse.text).toBe(foreign.text);
      expect(worse.status).toBe(foreign.status);
    }
  });

  test('a visitor may not send', async () => {
    const answer = await expectUntouched(() => as(null, 'messages', { body: newMessage() }));
    expect(refusalOf(answer)).toMatchObject({ status: 401, code: FORBIDDEN });
  });
});

describe('changing what was said', () => {
  const attacks: [string, (id: string) => [string, Request]][] = [
    [
      'editing',
      (id) => [`messages?id=eq.${id}`, { method: 'PATCH', body: { content: 'not what I said' } }],
    ],
    [
      'moving',
      (id) => [`messages?id=eq.${id}`, { method: 'PATCH', body: { session_id: randomUUID() } }],
    ],
    ['deleting', (id) => [`messages?id=eq.${id}`, { method: 'DELETE' }]],
    ['emptying', () => ['messages', { method: 'DELETE' }]],
    [
      'replacing',
      (id) => [
        `messages?id=eq.${id}`,
        { method: 'PUT', body: newMessage({ id, content: 'not what I said' }) },
      ],
    ],
    [
      'merging',
      (id) => [
        'messages',
        { body: newMessage({ id, content: 'not what I said' }), headers: MERGE },
      ],
    ],
  ];
  test.each(attacks)('%s is refused to everybody', async (_what, attack) => {
    for (const person of [student, mentor, outsider, null]) {
      for (const id of [ofStudent, ofMentor]) {
        const answer = await expectUntouched(() => as(person, ...attack(id)));
        const status = person === null ? 401 : 403;
        expect(refusalOf(answer)).toMatchObject({ status, code: FORBIDDEN });
      }
    }
  });

  test('sending under the id of a foreign message changes nothing', async () => {
    const headers = { prefer: 'resolution=ignore-duplicates' };
    const body = newMessage({ id: ofMentor, content: 'not what I said' });
    const answer = await expectUntouched(() => as(student, 'messages', { body, headers }));
    expect(answer.status).toBe(409);
    expect(answer.text).not.toContain(SECRET);
  });

  test('a column that is named apart, or a conflict of one’s own choosing, changes nothing', async () => {
    const body = newMessage({ seq: 1, rev: 1, content: 'not what I said' });
    for (const [path, headers] of [
      ['messages?columns=id,session_id,content,seq', {}],
      ['messages?on_conflict=session_id,seq', MERGE],
      ['messages?on_conflict=id', MERGE],
    ] as const) {
      const answer = await expectUntouched(() => as(student, path, { body, headers }));
      expect(refusalOf(answer), path).toMatchObject({ status: 403, code: FORBIDDEN });
    }
  });

  test('one forged row among good ones takes them all down', async () => {
    const body = [newMessage(), newMessage({ session_id: randomUUID() })];
    const answer = await expectUntouched(() => as(student, 'messages', { body }));
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  });

  test('nobody can empty a table, not even past the API', async () => {
    for (const { name } of await apiRelations(sql())) {
      const truncate = asUser(sql(), student.id, (tx) =>
        tx.unsafe(`truncate public.${name} cascade`),
      );
      await expect(truncate, name).rejects.toThrow(/permission denied|is not a table/);
    }
  });
});

describe('what may be written, but is somebody else’s', () => {
  test('a product is neither merged over, replaced, changed nor taken away', async () => {
    const [owner, rival] = await Promise.all(
      ['One', 'Other'].map((fullName) => createPerson(facts, { role: 'supplier', fullName })),
    );
    const product = { id: randomUUID(), name: 'Cup', price_cents: 100 };
    expect((await as(owner!, 'products', { body: product })).status).toBe(201);
    const stolen = { ...product, name: 'Mine now', price_cents: 1 };
    const one = `products?id=eq.${product.id}`;
    for (const [path, request] of [
      ['products', { body: stolen, headers: MERGE }],
      ['products', { body: stolen }],
      [one, { method: 'PUT', body: stolen }],
      [one, { method: 'PATCH', body: { supplier_id: rival!.id } }],
      [one, { method: 'DELETE' }],
    ] as const) {
      const answer = await as(rival!, path, request);
      expect(answer.status, answer.text).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
    }
    const changed = await as(rival!, one, { method: 'PATCH', body: { name: 'Mine now' } });
    const missing = await as(rival!, `products?id=eq.${randomUUID()}`, {
      method: 'PATCH',
      body: { name: 'Mine now' },
    });
    expect(changed).toEqual(missing);
    const [row] = await sql()`
      select supplier_id, name, price_cents from public.products where id = ${product.id}`;
    expect(row).toEqual({ supplier_id: owner!.id, name: 'Cup', price_cents: 100 });
  });

  test.each([
    ['a NUL', { full_name: 'a\u0000b' }],
    ['no name', { full_name: '' }],
    ['a name that nobody sees', { full_name: '\u200b\u2060\u202e \u3164' }],
    ['an endless name', { full_name: 'x'.repeat(100_000) }],
    ['an endless text', { bio: 'x'.repeat(100_000) }],
    ['a thousand skills', { skills: Array(1_000).fill('x') }],
    ['skills within skills', { skills: [['x']] }],
    ['a picture elsewhere', { avatar_url: 'https://example.com/me.png' }],
    ['a picture that runs', { avatar_url: 'javascript:alert(1)' }],
  ])('a profile does not take %s', async (_what, body) => {
    const path = `profiles?id=eq.${student.id}`;
    const answer = await as(student, path, { method: 'PATCH', body });
    expect([400, 422], answer.text).toContain(answer.status);
    const [row] = await sql()`select full_name from public.profiles where id = ${student.id}`;
    expect(row).toEqual({ full_name: 'Nora Lind' });
  });
});

describe('writing past the functions', () => {
  /** What signed-in people may write directly; every other verb on every table is refused. */
  const WRITABLE = new Set(['POST messages', 'PATCH profiles', 'POST products', 'PATCH products']);

  test('no table takes rows, changes or deletions that are not meant to be', async () => {
    const relations = await apiRelations(sql());
    const before = await stored();
    for (const { name, idColumns } of relations) {
      const column = idColumns[0] ?? 'key';
      const value = name === 'app_settings' ? 'messages_per_minute' : student.id;
      const filter = `${name}?${column}=eq.${value}`;
      const attacks: [string, string, unknown][] = [
        ['POST', name, { [column]: value }],
        ['PATCH', filter, { [column]: value }],
        ['DELETE', filter, undefined],
        ['DELETE', name, undefined],
      ];
      for (const [method, path, body] of attacks) {
        if (WRITABLE.has(`${method} ${name}`)) continue;
        for (const person of [student, outsider, null]) {
          const answer = await as(person, path, { method, body });
          const what = `${method} ${path}: ${answer.text}`;
          expect(refusalOf(answer).code, what).toBe(FORBIDDEN);
          expect(answer.status, what).toBe(person === null ? 401 : 403);
        }
      }
    }
    expect(await stored()).toEqual(before);
  });

  const forgeries: [string, () => Record<string, unknown>][] = [
    ['participants', () => ({ session_id: sessionId, user_id: outsider.id, role: 'student' })],
    [
      'participant_state',
      () => ({ session_id: sessionId, user_id: student.id, unread_count: 0, last_read_seq: 99 }),
    ],
    ['receipts', () => ({ session_id: sessionId, user_id: student.id, read_seq: 99 })],
    [
      'receipt_marks',
      () => ({ session_id: sessionId, user_id: student.id, at: 'now', delivered_seq: 99 }),
    ],
    ['user_presence', () => ({ user_id: mentor.id, status: 'online' })],
    [
      'realtime_connections',
      () => ({ user_id: outsider.id, auth_session_id: outsider.authSessionId, device: 'x' }),
    ],
    ['app_settings', () => ({ key: 'messages_per_minute', value: 1_000, description: 'x' })],
    [
      'sessions',
      () => ({
        kind: 'support',
        status: 'in_progress',
        founder_a: outsider.id,
        founder_b: mentor.id,
        created_by: outsider.id,
      }),
    ],
  ];
  test.each(forgeries)('a whole row of %s is refused, new or merged', async (table, row) => {
    for (const headers of [{}, { prefer: 'resolution=merge-duplicates' }]) {
      const answer = await expectUntouched(() => as(outsider, table, { body: row(), headers }));
      expect(refusalOf(answer)).toMatchObject({ status: 403, code: FORBIDDEN });
    }
  });
});

test('a reply must lie in the same session; anything else is the same answer', async () => {
  const other = await makeSession(sql(), student.id, mentor.id);
  const foreign = await makeSession(sql(), outsider.id, mentor.id);
  const elsewhere = (await say(student, other, 'elsewhere')).id;
  await forgetRate(sql(), mentor.id);
  const unseen = (await say(mentor, foreign, 'unseen')).id;
  const answers: Answer[] = [];
  for (const replyTo of [elsewhere, unseen, randomUUID()]) {
    const body = newMessage({ reply_to: replyTo });
    answers.push(await expectUntouched(() => as(student, 'messages', { body })));
  }
  expect(answers[0]?.status).toBe(422);
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[2]).toEqual(answers[0]);
  const body = newMessage({ session_id: other, reply_to: elsewhere });
  expect((await as(student, 'messages', { body })).status).toBe(201);
});
