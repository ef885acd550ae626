import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  asUser,
  call,
  createTestDatabase,
  makeSession,
  makeUser,
  send,
  set,
} from '../support/database.ts';
import { putFile } from '../support/stored-files.ts';

const SECRET = 'unmistakable-words';
const FILE_NAME = 'unmistakable-name.pdf';

const { sql } = await createTestDatabase();
let student: string;
let mentor: string;
let session: string;

beforeAll(async () => {
  await set(sql, 'messages_per_minute', 1_000_000);
  student = await makeUser(sql, 'student');
  mentor = await makeUser(sql, 'mentor');
});
beforeEach(async () => {
  session = await makeSession(sql, student, mentor);
});

const say = async (who: string, content: string | null, attachments: unknown = []) => {
  const sent = await asUser(sql, who, (tx) => send(tx, session, content, { attachments }));
  return sent!.id;
};
const remove = (who: string, id: string) =>
  asUser(sql, who, (tx) => call(tx, 'delete_message', { p_id: id }));
const state = async (who: string) => {
  const [row] = await sql`
    select unread_count, unread_from_seq, last_read_seq from public.participant_state
    where session_id = ${session} and user_id = ${who}`;
  return row!;
};

/** Everything a person can read of any table, as text. */
async function readable(who: string): Promise<string> {
  const columns = await sql<{ name: string; list: string }[]>`
    select c.oid::regclass::text as name, string_agg(quote_ident(a.attname), ', ') as list
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v')
      and has_column_privilege('authenticated', c.oid, a.attnum, 'SELECT')
    group by c.oid order by 1`;
  return asUser(sql, who, async (tx) => {
    const texts: string[] = [];
    for (const { name, list } of columns) {
      const [row] = await tx.unsafe<{ all: string }[]>(
        `select coalesce(string_agg(t::text, ' '), '') as all from (select ${list} from ${name}) t`,
      );
      texts.push(row!.all);
    }
    for (const [name, args] of [
      ['list_sessions', {}],
      ['get_session', { p_session_id: session }],
      ['get_messages', { p_session_id: session }],
      ['sync_session', { p_session_id: session, p_since_rev: 0 }],
      ['list_pins', { p_session_id: session }],
    ] as const)
      texts.push(JSON.stringify(await call(tx, name, args)));
    const files = await tx`select name from storage.objects where bucket_id = 'attachments'`;
    return [...texts, JSON.stringify(files)].join('\n');
  });
}

describe('a deleted message', () => {
  test('is nowhere to be read any more, former versions and files included', async () => {
    const path = await putFile(sql, session, student);
    const id = await say(student, `${SECRET} at first`, [{ path, name: FILE_NAME }]);
    await asUser(sql, student, (tx) =>
      call(tx, 'edit_message', { p_id: id, p_content: `${SECRET} then`, p_expected_rev: 1 }),
    );
    await asUser(sql, mentor, async (tx) => {
      await call(tx, 'set_reaction', { p_message_id: id, p_emoji: '🦄', p_on: true });
      await call(tx, 'pin_message', { p_message_id: id, p_on: true });
    });
    const before = await readable(mentor);
    for (const trace of [`${SECRET} at first`, `${SECRET} then`, FILE_NAME, path, '🦄'])
      expect(before, `${trace} can be read before`).toContain(trace);

    await remove(student, id);
    for (const who of [student, mentor]) {
      const after = await readable(who);
      for (const trace of [SECRET, FILE_NAME, '🦄']) expect(after).not.toContain(trace);
    }
    // Its owner alone may still fetch the file until the worker removed it.
    expect(await readable(mentor)).not.toContain(path);
    const kept = await sql`
      select content, attachments -> 0 ->> 'name' as name, reason from public.message_versions
      where message_id = ${id} order by version`;
    expect(kept).toEqual([
      { content: `${SECRET} at first`, name: FILE_NAME, reason: 'edit' },
      { content: `${SECRET} then`, name: FILE_NAME, reason: 'delete' },
    ]);
    const queue = await sql`select path from private.file_deletions`;
    expect(queue).toEqual([{ path }]);
  });

  test('leaves no copy in any column of any table but where the original is kept', async () => {
    const id = await say(student, SECRET);
    await remove(student, id);
    const columns = await sql<{ place: string; table: string; column: string }[]>`
      select c.oid::regclass || '.' || a.attname as place, c.oid::regclass::text as table, a.attname as column
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind = 'r'`;
    const found = [];
    for (const { place, table, column } of columns) {
      const rows = await sql.unsafe(
        `select 1 from ${table} where "${column}"::text ilike '%unmistakable%' limit 1`,
      );
      if (rows.length > 0 && table !== 'message_versions') found.push(place);
    }
    expect(found).toEqual([]);
  });

  test('hides its versions only: those of living messages are there to look at', async () => {
    const id = await say(student, 'first');
    await asUser(sql, student, (tx) =>
      call(tx, 'edit_message', { p_id: id, p_content: 'then', p_expected_rev: 1 }),
    );
    const seen = (who: string) =>
      asUser(
        sql,
        who,
        (tx) => tx`select content from public.message_versions where message_id = ${id}`,
      );
    expect(await seen(mentor)).toEqual([{ content: 'first' }]);
    expect(await seen(await makeUser(sql))).toEqual([]);
    await remove(student, id);
    expect(await seen(mentor)).toEqual([]);
    expect(await seen(student)).toEqual([]);
  });

  test('as the newest leaves an empty preview, never what was said before', async () => {
    await say(student, 'said before');
    const id = await say(student, SECRET);
    const late = await makeUser(sql, 'admin');
    await sql`insert into public.participants (session_id, user_id, role, from_seq) values (${session}, ${late}, 'admin', 2)`;
    await remove(student, id);
    for (const who of [student, mentor, late])
      expect(
        await asUser(sql, who, (tx) => call(tx, 'get_session', { p_session_id: session })),
      ).toMatchObject({ last_message: null, last_seq: 2, last_rev: 3, last_sender_id: student });
  });
});

describe('unread counts', () => {
  test('lose an unread message, and point to the next one that is', async () => {
    const ids = [];
    for (const text of ['1', '2', '3']) ids.push(await say(student, text));
    await say(mentor, '4');
    await sql`select private.post_system_message(${session}, 'Something.')`;
    await say(student, '6');
    expect(await state(mentor)).toMatchObject({ unread_count: 4, unread_from_seq: 1 });
    await remove(student, ids[1]!);
    expect(await state(mentor)).toMatchObject({ unread_count: 3, unread_from_seq: 1 });
    await remove(student, ids[0]!);
    expect(await state(mentor)).toMatchObject({ unread_count: 2, unread_from_seq: 3 });
    await remove(student, ids[2]!);
    expect(await state(mentor)).toMatchObject({ unread_count: 1, unread_from_seq: 6 });
    await remove(student, ids[2]!);
    expect(await state(mentor)).toMatchObject({ unread_count: 1, unread_from_seq: 6 });
    expect(await state(student)).toMatchObject({ unread_count: 1, unread_from_seq: 4 });
  });

  test('come to nothing with the last one', async () => {
    const id = await say(student, '1');
    await remove(student, id);
    expect(await state(mentor)).toMatchObject({ unread_count: 0, unread_from_seq: null });
    const told = await sql`
      select payload -> 'session' ->> 'unread_count' as unread from realtime.messages
      where topic = ${`user:${mentor}`} and payload -> 'message' ->> 'deleted_at' is not null
        and payload -> 'message' ->> 'id' = ${id}`;
    expect(told).toEqual([{ unread: '0' }]);
  });

  test('stay as they are for what was read, was one’s own or was never shown', async () => {
    const read = await say(student, '1');
    await asUser(sql, mentor, (tx) => call(tx, 'mark_read', { p_session_id: session, p_seq: 1 }));
    const earlier = await say(student, '2');
    const late = await makeUser(sql, 'admin');
    await sql`insert into public.participants (session_id, user_id, role, from_seq) values (${session}, ${late}, 'admin', 3)`;
    await say(student, '3');
    const own = await say(mentor, '4');
    await remove(student, read);
    expect(await state(mentor)).toMatchObject({ unread_count: 2, unread_from_seq: 2 });
    await remove(mentor, own);
    expect(await state(mentor)).toMatchObject({ unread_count: 2 });
    expect(await state(late)).toMatchObject({ unread_count: 1, unread_from_seq: 3 });
    await remove(student, earlier);
    expect(await state(late)).toMatchObject({ unread_count: 1, unread_from_seq: 3 });
    expect(await state(mentor)).toMatchObject({ unread_count: 1, unread_from_seq: 3 });
  });

  test('lose what was marked unread again', async () => {
    const ids = [];
    for (const text of ['1', '2', '3']) ids.push(await say(student, text));
    await asUser(sql, mentor, async (tx) => {
      await call(tx, 'mark_read', { p_session_id: session, p_seq: 3 });
      await call(tx, 'mark_unread_from', { p_session_id: session, p_seq: 2 });
    });
    await remove(student, ids[1]!);
    expect(await state(mentor)).toMatchObject({ unread_count: 1, unread_from_seq: 3 });
    await remove(student, ids[0]!);
    expect(await state(mentor)).toMatchObject({ unread_count: 1, unread_from_seq: 3 });
  });
});
