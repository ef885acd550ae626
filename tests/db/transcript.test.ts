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

const { sql } = await createTestDatabase();
let student: string;
let mentor: string;
let session: string;

beforeAll(async () => {
  await set(sql, 'messages_per_minute', 1_000_000);
});
beforeEach(async () => {
  student = await makeUser(sql, 'student', 'Amara');
  mentor = await makeUser(sql, 'mentor', 'Priya');
  session = await makeSession(sql, student, mentor);
});

interface Page {
  items: { seq: number; content: string | null }[];
  has_more: boolean;
  next_cursor: number | null;
}
const say = async (content: string) =>
  (await asUser(sql, student, (tx) => send(tx, session, content)))!.id;
/** A file as `admit_message` would have stored it. */
const attach = (id: string) =>
  sql`update public.messages set message_type = 'file', content = null,
        attachments = ${sql.json([{ path: randomUUID(), name: 'a.pdf', size: 1, mime: 'application/pdf' }])}
      where id = ${id}`;
const join = async (from: number) => {
  const late = await makeUser(sql, 'admin', 'Late');
  await sql`insert into public.participants (session_id, user_id, role, from_seq) values (${session}, ${late}, 'admin', ${from})`;
  return late;
};
const leave = (who: string) =>
  sql`update public.participants set left_at = now() where session_id = ${session} and user_id = ${who}`;

describe('list_attachments', () => {
  const list = (
    who: string,
    p_kind: string | null,
    args: Record<string, number | null> = {},
  ): Promise<Page> =>
    asUser(sql, who, (tx) =>
      call<Page>(tx, 'list_attachments', { p_session_id: session, p_kind, ...args }),
    );
  const seqs = async (who: string, kind: string) =>
    (await list(who, kind)).items.map((item) => item.seq);

  test('has files and links, newest first, from where the person joined', async () => {
    await attach(await say('one'));
    await say('see https://example.com');
    await say('nothing to see: javascript:alert(1), ftp://example.com, https://');
    await say('HTTP://EXAMPLE.COM/, 在https://example.com');
    const deleted = await say('https://example.com/deleted');
    await attach(await say('six'));
    await asUser(sql, student, (tx) => call(tx, 'delete_message', { p_id: deleted }));
    expect(await seqs(mentor, 'files')).toEqual([6, 1]);
    expect(await seqs(mentor, 'links')).toEqual([4, 2]);
    const late = await join(3);
    expect(await seqs(late, 'files')).toEqual([6]);
    expect(await seqs(late, 'links')).toEqual([4]);
  });

  test('comes in pages', async () => {
    for (let n = 0; n < 5; n += 1) await say(`https://example.com/${n}`);
    for (const p_limit of [1, 2, 5, 100]) {
      const seen: number[] = [];
      let cursor: number | null = null;
      do {
        const page: Page = await list(mentor, 'links', { p_before_seq: cursor, p_limit });
        expect(page.has_more).toBe(page.next_cursor !== null);
        seen.push(...page.items.map((item) => item.seq));
        cursor = page.next_cursor;
      } while (cursor !== null);
      expect(seen).toEqual([5, 4, 3, 2, 1]);
    }
  });

  test('is refused to who takes no part or asks for something else', async () => {
    const outsider = await makeUser(sql);
    await leave(mentor);
    for (const who of [outsider, mentor])
      expect((await refusal(list(who, 'files'))).sqlstate).toBe('PT404');
    for (const kind of ['images', '', null, '@file'])
      expect((await refusal(list(student, kind))).detail).toMatchObject({ code: 'invalid' });
  });
});

describe('export_session', () => {
  interface Export extends Page {
    session: { id: string };
    participants: { user_id: string; full_name: string; left_at: string | null }[];
    events: { seq: number; content: string; metadata: { event: string } }[];
  }
  const exported = (who: string, args: Record<string, number | null> = {}): Promise<Export> =>
    asUser(sql, who, (tx) =>
      call<Export>(tx, 'export_session', { p_session_id: session, ...args }),
    );

  test('is the whole session as the person sees it, in pages', async () => {
    for (const content of ['one', 'two', 'secret']) await say(content);
    await sql`select private.post_system_message(${session}, 'Started.', '{"event": "in_progress"}')`;
    await say('five');
    const page = await asUser(sql, mentor, (tx) =>
      call<Page & { items: { id: string }[] }>(tx, 'get_messages', { p_session_id: session }),
    );
    await asUser(sql, student, (tx) => call(tx, 'delete_message', { p_id: page.items[2]!.id }));

    const whole = await exported(mentor);
    expect(whole.items.map((item) => item.content)).toEqual([
      'one',
      'two',
      null,
      'Started.',
      'five',
    ]);
    expect(whole).toMatchObject({
      session: await asUser(sql, mentor, (tx) =>
        call<{ id: string }>(tx, 'get_session', { p_session_id: session }),
      ),
      events: [{ seq: 4, content: 'Started.', metadata: { event: 'in_progress' } }],
      has_more: false,
      next_cursor: null,
    });
    expect(whole.participants.map((person) => person.full_name).sort()).toEqual(['Amara', 'Priya']);
    expect(JSON.stringify(whole)).not.toContain('secret');

    const seen: number[] = [];
    let cursor: number | null = null;
    do {
      const part: Export = await exported(mentor, { p_after_seq: cursor, p_limit: 2 });
      expect(part.events).toHaveLength(cursor === null ? 1 : 0);
      seen.push(...part.items.map((item) => item.seq));
      cursor = part.next_cursor;
    } while (cursor !== null);
    expect(seen).toEqual([1, 2, 3, 4, 5]);
  });

  test('begins where the person joined and still names who left', async () => {
    await say('before');
    await sql`select private.post_system_message(${session}, 'Before.')`;
    const late = await join(3);
    await say('after');
    await leave(student);
    const whole = await exported(late);
    expect(whole.items.map((item) => item.content)).toEqual(['after']);
    expect(whole.events).toEqual([]);
    expect(whole.participants).toContainEqual(
      expect.objectContaining({ full_name: 'Amara', left_at: expect.any(String) as string }),
    );
    expect(JSON.stringify(whole).toLowerCase()).not.toContain('before');
  });

  test('is refused to who takes no part', async () => {
    await leave(student);
    for (const who of [student, await makeUser(sql)])
      expect(await refusal(exported(who))).toMatchObject({
        sqlstate: 'PT404',
        detail: { code: 'not_found' },
      });
  });
});
