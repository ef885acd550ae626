import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { makeSession } from '../support/database.ts';
import { refusalOf } from './rest.ts';
import { forgetRate, say } from './say.ts';
import {
  as,
  expectUntouched,
  FORBIDDEN,
  mentor,
  newMessage,
  outsider,
  SECRET,
  sessionId,
  sql,
  student,
} from './stage.ts';

describe('reading around corners', () => {
  /** Harmless for those in the session, who see the words; so the question itself is right. */
  const answered: [string, () => string][] = [
    ['messages in sessions', () => `sessions?select=id,messages(id,content)&id=eq.${sessionId}`],
    [
      'sessions in messages',
      () => `messages?select=content,sessions!inner(id,last_seq)&session_id=eq.${sessionId}`,
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
    // The last words of a session, even to those in it: the table cannot tell who joined after them.
    for (const path of [
      'sessions?select=last_message',
      'sessions?select=*',
      'sessions?select=id&last_message=like.*two*',
      'sessions?select=id&order=last_sender_id',
      'messages?select=id,sessions!inner(last_message)',
      'messages?select=id,sessions!inner(id)&sessions.last_message=like.*two*',
      'messages?select=id,sessions(id)&order=sessions(last_message)',
      'receipts?select=user_id&order=read_seq',
      'receipts?select=user_id&read_seq=gte.1',
      'reports?select=id&assigned_to=is.null',
    ]) {
      const answer = await as(student, path);
      expect(refusalOf(answer), path).toMatchObject({ status: 403, code: FORBIDDEN });
    }
  });

  test.each([
    ['a plan of the query', { accept: 'application/vnd.pgrst.plan+json' }],
    ['a plan with what was read', { accept: 'application/vnd.pgrst.plan+text; options=analyze' }],
    ['CSV', { accept: 'text/csv' }],
    ['one object', { accept: 'application/vnd.pgrst.object+json' }],
    ['a planned count', { prefer: 'count=planned' }],
    ['an estimated count', { prefer: 'count=estimated' }],
    ['a range', { range: '0-1000', 'range-unit': 'items' }],
    ['another role', { 'x-role': 'service_role', role: 'service_role' }],
  ])('%s: an outsider learns nothing by it', async (_what, headers) => {
    for (const method of ['GET', 'HEAD']) {
      const path = `messages?select=content&session_id=eq.${sessionId}`;
      const { status, text } = await as(outsider, path, { method, headers });
      expect(status).toBeLessThan(500);
      for (const secret of [SECRET, 'Seq Scan', 'Index', 'cost'])
        expect(text).not.toContain(secret);
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
    ['mark_unread_from', { p_seq: 1 }],
    ['get_messages_by_id', { p_ids: [randomUUID()] }],
    ['seq_at', { p_at: '2026-01-01T00:00:00Z' }],
    ['search_messages', { p_query: SECRET }],
    ['list_attachments', { p_kind: 'links' }],
    ['set_session_state', { p_pinned: true }],
    ['export_session', {}],
  ];
  const call = (name: string, id: string, more: Record<string, unknown>) =>
    as(outsider, `rpc/${name}`, { body: { p_session_id: id, ...more } });
  const COLUMNS = {
    messages: '*',
    sessions: 'id',
    participants: '*',
    receipts: 'session_id',
    receipt_marks: 'session_id',
  };
  const tables = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];
  const read = (table: keyof typeof COLUMNS) => as(outsider, `${table}?select=${COLUMNS[table]}`);
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
    for (const [name, body] of [
      ['list_sessions', {}],
      ['search_messages', { p_query: SECRET }],
    ] as const)
      expect((await as(outsider, `rpc/${name}`, { body })).text, name).not.toContain(own);
    const body = newMessage({ session_id: own });
    const sent = await as(outsider, 'messages', { body });
    const nowhere = await as(outsider, 'messages', { body: { ...body, session_id: randomUUID() } });
    expect(refusalOf(sent)).toMatchObject({ status: 403, code: FORBIDDEN });
    expect(sent).toEqual(nowhere);
  }, own);
});
