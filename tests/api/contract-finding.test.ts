import { beforeAll, describe, expect, inject, test } from 'vitest';
import { useDatabase } from '../support/accounts.ts';
import { makeSession } from '../support/database.ts';
import { createPerson, eventually, type Person } from '../support/people.ts';
import { listen } from './listening.ts';
import { refusalOf, rest } from './rest.ts';
import { sayAll } from './say.ts';

const facts = inject('stack');
const sql = useDatabase();

let student: Person;
let mentor: Person;
let sessionId: string;

beforeAll(async () => {
  [student, mentor] = await Promise.all([
    createPerson(facts, { fullName: 'Nora Lind' }),
    createPerson(facts, { role: 'mentor', fullName: 'Theo Brandt' }),
  ]);
  sessionId = await makeSession(sql(), student.id, mentor.id);
  await sayAll(sql(), student, sessionId, [
    'Shall we meet on Thursday?',
    '北京大学的学生会',
    'The slides: https://example.com/slides',
    'it\'s 100% (really) & "quoted", isn\'t it',
  ]);
});

interface Item {
  id: string;
  seq: number;
  content: string;
}
interface Page {
  items: Item[];
  has_more: boolean;
  next_cursor: unknown;
}
const rpc = (name: string, body: Record<string, unknown>, who: Person = mentor) =>
  rest(facts, who.accessToken, `rpc/${name}`, { body });
async function ok<T>(
  name: string,
  body: Record<string, unknown>,
  who: Person = mentor,
): Promise<T> {
  const answer = await rpc(name, body, who);
  expect(answer.status, answer.text).toBe(200);
  return answer.body as T;
}
const contents = (page: Page) => page.items.map((item) => item.content);

describe('searching', () => {
  test.each([
    ['thurs', 'Shall we meet on Thursday?'],
    ['meet THU', 'Shall we meet on Thursday?'],
    ['大学', '北京大学的学生会'],
    ['学', '北京大学的学生会'],
    ["isn't it's", 'it\'s 100% (really) & "quoted", isn\'t it'],
  ])('%s', async (p_query, expected) => {
    for (const scope of [{}, { p_session_id: sessionId }])
      expect(contents(await ok<Page>('search_messages', { p_query, ...scope }))).toEqual([
        expected,
      ]);
  });

  test('through the library, an item is as in any page', async () => {
    const { data, error } = await mentor.client.rpc('search_messages', { p_query: 'slides' });
    expect(error).toBeNull();
    const { items } = data as unknown as Page;
    const page = await ok<Page>('get_messages', { p_session_id: sessionId });
    expect(items).toEqual(page.items.filter((item) => item.seq === 3));
  });

  test('pages by cursor, with filters', async () => {
    const seen: number[] = [];
    let p_before: unknown = null;
    do {
      const page: Page = await ok<Page>('search_messages', {
        p_query: '',
        p_sender_id: student.id,
        p_after: '2020-01-01T00:00:00Z',
        p_before,
        p_limit: 3,
      });
      seen.push(...page.items.map((item) => item.seq));
      p_before = page.next_cursor;
    } while (p_before !== null);
    expect(seen).toEqual([4, 3, 2, 1]);
  });

  test.each([
    "'",
    "' or 1=1; drop table public.messages; --",
    'a & | ! <-> b:* (',
    'or=(content.ilike.*)',
    '\\',
    '%_*',
    'and(id.eq.1)',
    '\u202e',
    '\ud800',
    'NUL \u0000 within',
    '\u0000',
    'x'.repeat(10_000),
    '学 '.repeat(5_000),
    '🎉'.repeat(200),
  ])('%j gives results or a refusal that says why', async (p_query) => {
    for (const scope of [{}, { p_session_id: sessionId }]) {
      const answer = await rpc('search_messages', { p_query, ...scope });
      expect([200, 400, 422], answer.text).toContain(answer.status);
      // What is no text never reaches the function.
      if (answer.status === 400) expect(p_query).toMatch(/[\0\ud800]/);
      if (answer.status === 422)
        expect(answer.body).toMatchObject({
          message: expect.stringMatching(/^Search for /) as string,
        });
    }
  });

  test.each([
    [{ p_query: 'a', p_limit: 'many' }],
    [{ p_query: 'a', p_after: 'yesterday-ish' }],
    [{ p_query: 'a', p_session_id: 'x' }],
    [{ p_query: ['a'], p_before: {} }],
    [{ p_query: 'a', p_before: '2026-01-01|' }],
    [{}],
  ])('%j is refused', async (body) => {
    const { status } = await rpc('search_messages', body);
    expect([400, 422]).toContain(status);
  });
});

describe('reading around', () => {
  test('by id, by date, forwards', async () => {
    const { items } = await ok<Page>('get_messages', { p_session_id: sessionId });
    const ids = [items[2]!.id, items[0]!.id];
    expect(await ok('get_messages_by_id', { p_session_id: sessionId, p_ids: ids })).toEqual({
      items: [items[0], items[2]],
    });
    const { data } = await mentor.client.rpc('get_messages_by_id', {
      p_session_id: sessionId,
      p_ids: ids,
    });
    expect((data as unknown as Page).items).toHaveLength(2);
    expect(await ok('seq_at', { p_session_id: sessionId, p_at: '2020-01-01T00:00:00Z' })).toBe(1);
    expect(await ok('seq_at', { p_session_id: sessionId, p_at: '2999-01-01' })).toBeNull();
    expect(
      await ok<Page>('get_messages', { p_session_id: sessionId, p_after_seq: 1, p_limit: 2 }),
    ).toMatchObject({ items: [items[1], items[2]], has_older: true, has_newer: true });
    const both = await rpc('get_messages', {
      p_session_id: sessionId,
      p_after_seq: 1,
      p_around_seq: 1,
    });
    expect(refusalOf(both)).toMatchObject({ status: 422 });
  });

  test('what was shared, and everything', async () => {
    const links = await ok<Page>('list_attachments', { p_session_id: sessionId, p_kind: 'links' });
    expect(contents(links)).toEqual(['The slides: https://example.com/slides']);
    const whole = await ok<Page & { session: { id: string }; participants: unknown[] }>(
      'export_session',
      { p_session_id: sessionId },
    );
    expect(whole.session.id).toBe(sessionId);
    expect(whole.participants).toHaveLength(2);
    expect(whole.items).toHaveLength(4);
  });
});

describe('what people set for themselves', () => {
  test('unread from here, told to their other devices with the whole state', async () => {
    await ok('mark_read', { p_session_id: sessionId, p_seq: 4 });
    const device = await listen(mentor);
    const state = await ok<{ state_version: number }>('mark_unread_from', {
      p_session_id: sessionId,
      p_seq: 3,
    });
    expect(state).toEqual({
      unread_count: 2,
      last_read_seq: 2,
      unread_from_seq: 3,
      state_version: expect.any(Number) as number,
    });
    await eventually(() =>
      expect(device.heard('receipt').at(-1)?.own).toMatchObject({
        unreadCount: 2,
        lastReadSeq: 2,
        stateVersion: state.state_version,
      }),
    );
  });

  test('a session muted for ever, pinned, and not at all', async () => {
    const body = { p_session_id: sessionId, p_muted_until: 'infinity', p_pinned: true };
    expect(await ok('set_session_state', body)).toMatchObject({
      muted_until: 'infinity',
      pinned_at: expect.any(String) as string,
      archived_at: null,
    });
    expect(
      await ok('set_session_state', {
        p_session_id: sessionId,
        p_muted_until: '-infinity',
        p_pinned: false,
      }),
    ).toMatchObject({ muted_until: null, pinned_at: null });
  });

  test('bookmarks', async () => {
    const { items } = await ok<Page>('get_messages', { p_session_id: sessionId });
    const p_message_id = items[1]!.id;
    const set = await rpc('set_bookmark', { p_message_id, p_on: true });
    expect([200, 204]).toContain(set.status);
    expect(await ok('list_bookmarks', {})).toMatchObject({
      items: [{ message: items[1], session_subject: null }],
      has_more: false,
      next_cursor: null,
    });
    expect(await ok('list_bookmarks', {}, student)).toMatchObject({ items: [] });
    await rpc('set_bookmark', { p_message_id, p_on: false });
    expect(await ok('list_bookmarks', {})).toMatchObject({ items: [] });
  });

  test('read receipts', async () => {
    expect(await ok('my_settings', {})).toEqual({ read_receipts: true });
    expect(await ok('set_read_receipts', { p_on: false })).toEqual({ read_receipts: false });
    const seen = await student.backend.getSession(sessionId);
    expect(seen.peers[0]).toMatchObject({ readSeq: null });
    const own = await mentor.backend.getSession(sessionId);
    expect(own.peers[0]).toMatchObject({ readSeq: null });
    expect(await ok('set_read_receipts', { p_on: true })).toEqual({ read_receipts: true });
    expect((await student.backend.getSession(sessionId)).peers[0]!.readSeq).toBeTypeOf('number');
  });
});
