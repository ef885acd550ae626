import { randomUUID } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import { beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { useDatabase } from '../support/accounts.ts';
import { asUser, makeSession } from '../support/database.ts';
import { createPerson, createTokenHolder, createVisitor, type Person } from '../support/people.ts';
import { apiRelations } from './catalog.ts';
import { refusalOf, rest, type Answer, type Request } from './rest.ts';
import { forgetRate, say } from './say.ts';
import { expiredClaims, liveClaims, signToken, unsignedToken } from './tokens.ts';

const facts = inject('stack');
const sql = useDatabase();
const SECRET = 'words for two';
const FORBIDDEN = '42501';
/** What PostgreSQL answers to whoever writes to a view that joins. */
const NOT_A_TABLE = '55000';

let student: Person;
let mentor: Person;
let outsider: Person;
let sessionId: string;
/** One message of each, known to the database. */
let ofStudent: string;
let ofMentor: string;

beforeAll(async () => {
  [student, mentor, outsider] = await Promise.all([
    createPerson(facts, { fullName: 'Nora Lind' }),
    createPerson(facts, { role: 'mentor', fullName: 'Theo Brandt' }),
    createPerson(facts, { fullName: 'Somebody Else' }),
  ]);
  sessionId = await makeSession(sql(), student.id, mentor.id);
  ofStudent = (await say(student, sessionId, `${SECRET}, first`)).id;
  ofMentor = (await say(mentor, sessionId, `${SECRET}, second`)).id;
});

beforeEach(() => forgetRate(sql(), student.id));

const as = (person: Person | null, path: string, request?: Request): Promise<Answer> =>
  rest(facts, person?.accessToken ?? null, path, request);

const newMessage = (more: Record<string, unknown> = {}) => ({
  id: uuidv7(),
  session_id: sessionId,
  content: 'hello',
  ...more,
});

/** All that is stored of a session, to see that nothing changed. */
const stored = (id = sessionId) => sql()`
  select to_jsonb(s) as session,
    (select jsonb_agg(m order by m.seq) from public.messages m where m.session_id = s.id) as messages,
    (select jsonb_agg(p order by p.user_id) from public.participants p where p.session_id = s.id) as participants
  from public.sessions s where s.id = ${id}`;

/** Runs `attack` and expects that the session is as before. */
async function expectUntouched<T>(attack: () => Promise<T>, id = sessionId): Promise<T> {
  const before = await stored(id);
  const result = await attack();
  expect(await stored(id)).toEqual(before);
  return result;
}

describe('sending as somebody else, or with more than a person may set', () => {
  const columns: [string, () => unknown][] = [
    ['seq', () => 1],
    ['rev', () => 99],
    ['created_at', () => '2001-01-01T00:00:00Z'],
    ['updated_at', () => '2001-01-01T00:00:00Z'],
    ['edited_at', () => '2001-01-01T00:00:00Z'],
    ['deleted_at', () => '2001-01-01T00:00:00Z'],
    ['sender_id', () => mentor.id],
    ['attachments', () => [{ path: `${sessionId}/${mentor.id}/x.png` }]],
    ['metadata', () => ({ event: 'accepted' })],
  ];
  test.each(columns)('%s cannot be set, alone or in bulk', async (column, value) => {
    const attack = { [column]: value() };
    for (const body of [newMessage(attack), [newMessage(attack), newMessage(attack)]]) {
      const answer = await expectUntouched(() => as(student, 'messages', { body }));
      expect(refusalOf(answer)).toMatchObject({ status: 403, code: FORBIDDEN });
    }
  });

  test.each(['system', 'file', 'image'])('a message of type %s is refused', async (type) => {
    const body = newMessage({ message_type: type });
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
  const MERGE = { prefer: 'resolution=merge-duplicates' };
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

  test('nobody can empty a table, not even past the API', async () => {
    for (const { name } of await apiRelations(sql())) {
      const truncate = asUser(sql(), student.id, (tx) =>
        tx.unsafe(`truncate public.${name} cascade`),
      );
      await expect(truncate, name).rejects.toThrow(/permission denied|is not a table/);
    }
  });
});

describe('one’s own rank', () => {
  const roleOf = async (id: string) => {
    const [row] = await sql()`select role, mentor_status from public.profiles where id = ${id}`;
    return row;
  };

  test.each(['admin', 'service_role', ['admin'], { role: 'admin' }])(
    'asking for %j when signing up makes a student',
    async (role) => {
      const client = createVisitor(facts);
      const { data, error } = await client.auth.signUp({
        email: `${randomUUID()}@example.com`,
        password: 'a long enough password',
        options: { data: { full_name: 'Would-be Admin', role, mentor_status: 'approved' } },
      });
      expect(error).toBeNull();
      expect(await roleOf(data.user?.id ?? '')).toEqual({ role: 'student', mentor_status: 'none' });
    },
  );

  test('a mentor who signs up waits for approval, whatever they say', async () => {
    const client = createVisitor(facts);
    const { data } = await client.auth.signUp({
      email: `${randomUUID()}@example.com`,
      password: 'a long enough password',
      options: { data: { full_name: 'M', role: 'mentor', mentor_status: 'approved' } },
    });
    expect(await roleOf(data.user?.id ?? '')).toEqual({ role: 'mentor', mentor_status: 'pending' });
  });

  test('changing one’s metadata later changes no role', async () => {
    const { error } = await mentor.client.auth.updateUser({ data: { role: 'admin' } });
    expect(error).toBeNull();
    expect(await roleOf(mentor.id)).toEqual({ role: 'mentor', mentor_status: 'pending' });
  });

  test.each([
    { role: 'admin' },
    { mentor_status: 'approved' },
    { full_name: 'New Name', role: 'admin' },
    { id: randomUUID() },
  ])('a profile does not take %j', async (body) => {
    const path = `profiles?id=eq.${mentor.id}`;
    const answer = await as(mentor, path, { method: 'PATCH', body });
    expect(refusalOf(answer)).toMatchObject({ status: 403, code: FORBIDDEN });
    expect(await roleOf(mentor.id)).toEqual({ role: 'mentor', mentor_status: 'pending' });
  });

  test('somebody else’s profile does not change, and answers like a missing one', async () => {
    const change = (id: string) =>
      as(outsider, `profiles?id=eq.${id}`, {
        method: 'PATCH',
        body: { full_name: 'Renamed' },
        headers: { prefer: 'return=representation' },
      });
    const foreign = await change(mentor.id);
    const missing = await change(randomUUID());
    expect(foreign).toMatchObject({ status: 200, body: [] });
    expect(missing).toEqual(foreign);
    const [row] = await sql()`select full_name from public.profiles where id = ${mentor.id}`;
    expect(row).toEqual({ full_name: 'Theo Brandt' });
  });
});

describe('writing past the functions', () => {
  /** What signed-in people may write directly; every other verb on every table is refused. */
  const WRITABLE = new Set(['POST messages', 'PATCH profiles', 'POST products', 'PATCH products']);

  test('no table takes rows, changes or deletions that are not meant to be', async () => {
    const relations = await apiRelations(sql());
    const before = await stored();
    for (const { name, idColumns, isView } of relations) {
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
          if (isView && refusalOf(answer).code === NOT_A_TABLE) continue;
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

describe('reading around corners', () => {
  /** Harmless for those in the session, who see the words; so the question itself is right. */
  const answered: [string, () => string][] = [
    ['messages in sessions', () => `sessions?select=*,messages(id,content)&id=eq.${sessionId}`],
    [
      'sessions in messages',
      () => `messages?select=content,sessions!inner(id,last_message)&session_id=eq.${sessionId}`,
    ],
    [
      'a filter on an embed',
      () => `sessions?select=id,messages!inner(content)&messages.content=like.*two*`,
    ],
    [
      'an or-filter',
      () =>
        `messages?select=content&or=(session_id.eq.${sessionId},content.like.*${encodeURIComponent(SECRET)}*)`,
    ],
    ['an or-filter that is always true', () => 'messages?select=content&or=(seq.gt.0,seq.lte.0)'],
    ['the beginning in the list', () => `sessions?select=last_message&last_message=like.*two*`],
  ];
  test.each(answered)('%s: only those in the session see anything', async (_what, path) => {
    expect((await as(student, path())).text).toContain(SECRET);
    const third = await as(outsider, path());
    expect(third).toMatchObject({ status: 200, text: '[]' });
    const visitor = await as(null, path());
    expect(visitor.status).toBe(401);
    expect(visitor.text).not.toContain(SECRET);
  });

  const refusedOrEmpty: [string, () => string][] = [
    [
      'closing the bracket of an or-filter',
      () => `messages?select=content&or=(session_id.eq.${randomUUID()}),or(seq.gt.0)`,
    ],
    [
      'SQL in a filter',
      () => `messages?select=content&content=eq.${encodeURIComponent("' or '1'='1")}`,
    ],
    [
      'SQL in a column',
      () => `messages?select=${encodeURIComponent('content from public.messages --')}`,
    ],
    [
      'SQL in an order',
      () => `messages?select=content&order=${encodeURIComponent('seq;select 1')}`,
    ],
    ['an aggregate', () => 'messages?select=count()'],
    [
      'people with their participations',
      () =>
        `profiles?select=id,participants(session_id)&id=eq.${student.id}&participants=not.is.null`,
    ],
    ['a cast that fails', () => 'messages?select=content::int'],
    ['a system table', () => 'pg_user?select=*'],
    ['a dotted schema', () => 'auth.users?select=*'],
    ['a private table', () => 'rate_limits?select=*'],
    ['a private view', () => 'message_items?select=*'],
    ['a private function', () => 'rpc/settle_sessions?p_session_ids={}'],
    ['a system function', () => 'rpc/pg_sleep?seconds=0'],
  ];
  test.each(refusedOrEmpty)('%s: nothing comes of it', async (_what, path) => {
    for (const person of [outsider, null]) {
      const { text, status } = await as(person, path());
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain(sessionId);
      expect(status).toBeLessThan(500);
      if (status === 200) expect(['[]', '[{"count":0}]']).toContain(text);
    }
  });

  test.each(['private', 'auth', 'realtime', 'storage', 'pg_catalog'])(
    'the schema %s is not served',
    async (schema) => {
      for (const headers of [{ 'accept-profile': schema }, { 'content-profile': schema }]) {
        for (const path of ['users?select=*', 'rate_limits?select=*', 'messages?select=*']) {
          const { status, text } = await as(outsider, path, { headers });
          if ('accept-profile' in headers) expect(status).toBe(406);
          expect(text).not.toContain(SECRET);
          expect(text).not.toContain(student.email);
        }
      }
    },
  );

  test('hidden columns can be neither read, filtered, nor sorted by', async () => {
    for (const query of [
      'select=session_id',
      'select=*',
      'select=user_id&order=session_id',
      'select=user_id&session_id=not.is.null',
    ]) {
      const answer = await as(student, `user_presence?${query}`);
      expect(refusalOf(answer), query).toMatchObject({ status: 403, code: FORBIDDEN });
    }
  });

  test('a cursor is a value, not SQL', async () => {
    for (const cursor of [
      "' or 1=1 --",
      "infinity|' or 1=1 --",
      'infinity|',
      '|',
      '2026-01-01|x',
    ]) {
      const answer = await as(outsider, 'rpc/list_sessions', { body: { p_before: cursor } });
      expect(answer.status, cursor).toBe(422);
    }
  });
});

test('who has left loses everything with the next request, and as if it had never been', async () => {
  const own = await makeSession(sql(), outsider.id, mentor.id);
  await forgetRate(sql(), outsider.id);
  await say(outsider, own, SECRET);
  const functions: [string, Record<string, unknown>][] = [
    ['get_session', {}],
    ['get_messages', {}],
    ['sync_session', { p_since_rev: 0 }],
    ['mark_read', { p_seq: 1 }],
    ['mark_delivered', { p_seq: 1 }],
  ];
  const call = (name: string, id: string, more: Record<string, unknown>) =>
    as(outsider, `rpc/${name}`, { body: { p_session_id: id, ...more } });
  const tables = ['messages', 'sessions', 'participants', 'receipts', 'receipt_marks'];
  const read = (table: string) => as(outsider, `${table}?select=*`);
  for (const [name, more] of functions) expect((await call(name, own, more)).status).toBe(200);
  expect((await read('messages')).text).toContain(SECRET);

  await sql()`update public.participants set left_at = now()
              where session_id = ${own} and user_id = ${outsider.id}`;

  await expectUntouched(async () => {
    for (const [name, more] of functions) {
      const gone = await call(name, own, more);
      const missing = await call(name, randomUUID(), more);
      expect(gone, name).toEqual(missing);
      expect(gone.status, name).toBe(404);
    }
    for (const table of tables) {
      const { status, text } = await read(table);
      expect(status, table).toBe(200);
      expect(text, table).not.toContain(own);
    }
    const list = await as(outsider, 'rpc/list_sessions', { body: {} });
    expect(list.text).not.toContain(own);
    const body = newMessage({ session_id: own });
    const sent = await as(outsider, 'messages', { body });
    const nowhere = await as(outsider, 'messages', { body: { ...body, session_id: randomUUID() } });
    expect(refusalOf(sent)).toMatchObject({ status: 403, code: FORBIDDEN });
    expect(sent).toEqual(nowhere);
  }, own);
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

describe('tokens', () => {
  const wrongSecret = 'a secret that is long enough to be one, but another';
  const forgeries: [string, () => string][] = [
    ['signed by somebody else', () => signToken(wrongSecret, liveClaims(student))],
    ['not signed at all', () => unsignedToken(liveClaims(student))],
    [
      'with other claims under a good signature',
      () => {
        const [header, , signature] = outsider.accessToken.split('.');
        const claims = Buffer.from(JSON.stringify(liveClaims(student))).toString('base64url');
        return `${header}.${claims}.${signature}`;
      },
    ],
    [
      'service_role, signed by somebody else',
      () => {
        return signToken(wrongSecret, { ...liveClaims(student), role: 'service_role' });
      },
    ],
    ['that is none', () => 'not.a.token'],
    // Only where the project's secret is known to the tests can they sign something bad with it.
    ...(facts.jwtSecret === null ? [] : signed(facts.jwtSecret)),
  ];

  function signed(secret: string): [string, () => string][] {
    return [
      ['that expired', () => signToken(secret, expiredClaims(student))],
      ['of a visitor', () => signToken(secret, { ...liveClaims(student), role: 'anon' })],
    ];
  }

  /** Roles that the API cannot become, however well the token is signed. */
  const foreignRoles = facts.jwtSecret === null ? [] : ['root', 'postgres', 'supabase_admin'];

  async function expectClosed(token: string): Promise<void> {
    await expectUntouched(async () => {
      for (const [path, request] of [
        ['messages?select=*', {}],
        ['profiles?select=*', {}],
        ['rpc/list_sessions', { body: {} }],
        ['messages', { body: newMessage() }],
      ] as const) {
        const { status, text } = await rest(facts, token, path, request);
        expect([400, 401, 403], path).toContain(status);
        expect(text).not.toContain(SECRET);
      }
    });
  }

  test.each(forgeries)('one %s opens nothing', (_what, makeToken) => expectClosed(makeToken()));

  test.each(foreignRoles)('one for the role %s opens nothing', (role) =>
    expectClosed(signToken(facts.jwtSecret ?? '', { ...liveClaims(student), role })),
  );

  test.each(forgeries)('one %s joins no channel', async (_what, makeToken) => {
    const holder = createTokenHolder(facts, makeToken());
    await holder.realtime.setAuth();
    const channel = holder.channel(`session:${sessionId}`, { config: { private: true } });
    const status = await new Promise<string>((resolve) => channel.subscribe(resolve));
    expect(status).toBe('CHANNEL_ERROR');
  });

  test('without any key there is no answer', async () => {
    const response = await fetch(`${facts.apiUrl}/rest/v1/messages?select=*`);
    expect(response.status).toBe(401);
  });

  test('a demoted admin is none with the next request', async () => {
    const admin = await createPerson(facts, { role: 'admin' });
    await sql()`update public.profiles set role = 'student' where id = ${admin.id}`;
    const answer = await as(admin, 'rpc/open_conversation', {
      body: { p_kind: 'support', p_peer_id: student.id },
    });
    expect(answer.status).toBe(422);
  });
});
