import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { makeSession } from '../support/database.ts';
import { createPerson } from '../support/people.ts';
import { rest } from './rest.ts';
import {
  as,
  expectUntouched,
  facts,
  mentor,
  newMessage,
  sessionId,
  sql,
  student,
} from './stage.ts';

describe('too much', () => {
  const countOf = async (id: string): Promise<number> => {
    const [row] = await sql()<{ count: number }[]>`
      select count(*) as count from public.messages where session_id = ${id}`;
    return row!.count;
  };

  test('of thirty messages at once exactly ten are accepted', async () => {
    const own = await makeSession(sql(), student.id, mentor.id);
    const answers = await Promise.all(
      Array.from({ length: 30 }, () =>
        as(student, 'messages', { body: newMessage({ session_id: own }) }),
      ),
    );
    const statuses = answers.map((answer) => answer.status).sort();
    expect(statuses).toEqual([...Array<number>(10).fill(201), ...Array<number>(20).fill(429)]);
    expect(await countOf(own)).toBe(10);
    const [session] = await sql()`select last_seq, last_rev from public.sessions where id = ${own}`;
    expect(session).toEqual({ last_seq: 10, last_rev: 10 });
  });

  test('of six requests for a session at once exactly five are accepted', async () => {
    await sql()`update public.profiles set mentor_status = 'approved' where id = ${mentor.id}`;
    const { id, accessToken } = await createPerson(facts);
    const answers = await Promise.all(
      Array.from({ length: 6 }, () =>
        rest(facts, accessToken, 'rpc/request_session', {
          body: { p_id: randomUUID(), p_mentor_id: mentor.id, p_subject: 'All at once' },
        }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 429]);
    const [row] = await sql()<{ count: number }[]>`
      select count(*) as count from public.sessions where founder_a = ${id}`;
    expect(row!.count).toBe(5);
  });

  test.each([500, 100_000])('JSON nested %i deep is no attachment, and no fault', async (depth) => {
    const deep = `${'['.repeat(depth)}${']'.repeat(depth)}`;
    const body = JSON.stringify(newMessage({ attachments: [] })).replace('[]', deep);
    const answer = await expectUntouched(() => as(student, 'messages', { body }));
    expect([400, 413, 422]).toContain(answer.status);
    expect(answer.text.length).toBeLessThan(1_000);
  });

  test('fifty in one request are refused as a whole', async () => {
    const body = Array.from({ length: 50 }, () => newMessage());
    const answer = await expectUntouched(() => as(student, 'messages', { body }));
    expect(answer.status).toBe(429);
    // Nothing was burned by it.
    expect((await as(student, 'messages', { body: newMessage() })).status).toBe(201);
  });

  test('one request cannot send to two sessions', async () => {
    const other = await makeSession(sql(), student.id, mentor.id);
    const body = [newMessage(), newMessage({ session_id: other })];
    const answer = await expectUntouched(() => as(student, 'messages', { body }));
    expect(answer.status).toBe(422);
    expect(await countOf(other)).toBe(0);
  });

  test('a body of ten megabytes is refused and leaves nothing behind', async () => {
    const body = newMessage({ content: 'x'.repeat(10_000_000) });
    const answer = await expectUntouched(() => as(student, 'messages', { body }));
    expect([413, 422]).toContain(answer.status);
    expect(answer.text.length).toBeLessThan(1_000);
  });

  test('a page cannot be made larger than it is', async () => {
    for (const limit of [-1, 0, 1_000_000]) {
      const body = { p_session_id: sessionId, p_limit: limit };
      const { status, body: page } = await as(student, 'rpc/get_messages', { body });
      expect(status).toBe(200);
      const { items } = page as { items: unknown[] };
      expect(items.length).toBeGreaterThan(0);
      expect(items.length).toBeLessThanOrEqual(100);
    }
  });
});

describe('text that is not what it seems', () => {
  test.each([
    ['NUL', 'before\u0000after'],
    ['a lone NUL', '\u0000'],
    ['zero-width characters only', '\u200b\u200c\u200d\ufeff\u2060'],
    ['bidirectional controls only', '\u202e\u2066\u2069\u200f'],
    ['fillers and blanks only', '\u3164\u2800\u115f \u00a0\u3000\u00ad'],
    ['nothing', ''],
    ['null', null],
  ])('%s is refused', async (_what, content) => {
    const answer = await expectUntouched(() =>
      as(student, 'messages', { body: newMessage({ content }) }),
    );
    expect([400, 422]).toContain(answer.status);
  });

  test.each([
    ['markup', '<img src=x onerror=alert(1)><script>alert(1)</script>'],
    ['links', 'javascript:alert(1) data:text/html,x'],
    ['SQL', "'); drop table public.messages; --"],
    ['direction changes within words', 'a\u202egnp.exe\u202c b'],
    ['half a surrogate’s neighbour', '\u{1f600}\u{10ffff}'],
  ])('%s is kept as plain text', async (_what, content) => {
    const body = newMessage({ content });
    expect((await as(student, 'messages', { body })).status).toBe(201);
    const { body: rows } = await as(mentor, `messages?select=content&id=eq.${body.id}`);
    expect(rows).toEqual([{ content }]);
  });

  test.each(['{', '[]]', '"text"', '{"id": 1}', '[1, 2]', '\u0000'])(
    'a body that is no message is refused: %j',
    async (body) => {
      const answer = await expectUntouched(() => as(student, 'messages', { body }));
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
    },
  );

  test.each(['not-a-uuid', '', '00000000-0000-0000-0000-00000000000g'])(
    'an id that is none is refused: %j',
    async (id) => {
      for (const [path, body] of [
        ['messages', newMessage({ id })],
        ['rpc/get_session', { p_session_id: id }],
      ] as const) {
        const { status } = await expectUntouched(() => as(student, path, { body }));
        expect(status).toBe(400);
      }
    },
  );
});
