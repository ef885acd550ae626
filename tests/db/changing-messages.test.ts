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
  type SessionOptions,
} from '../support/database.ts';
import { putFile } from '../support/stored-files.ts';

const WINDOW_SECONDS = 900;
const FORBIDDEN = '42501';

const { sql } = await createTestDatabase();
let student: string;
let mentor: string;
let outsider: string;
let session: string;

interface Item {
  id: string;
  rev: number;
  content: string | null;
  edited_at: string | null;
  deleted_at: string | null;
  metadata: Record<string, unknown>;
}

beforeAll(async () => {
  await set(sql, 'messages_per_minute', 1_000_000);
  student = await makeUser(sql, 'student');
  mentor = await makeUser(sql, 'mentor');
  outsider = await makeUser(sql, 'student');
});
beforeEach(async () => {
  session = await makeSession(sql, student, mentor);
});

const say = async (content: string | null, attachments: unknown = [], who = student) => {
  const sent = await asUser(sql, who, (tx) => send(tx, session, content, { attachments }));
  return sent!.id;
};
const edit = (who: string | null, id: string, content: string | null, rev: number | null = 1) =>
  asUser(sql, who, (tx) =>
    call<Item>(tx, 'edit_message', { p_id: id, p_content: content, p_expected_rev: rev }),
  );
const remove = (who: string | null, id: string) =>
  asUser(sql, who, (tx) => call<Item>(tx, 'delete_message', { p_id: id }));
const revs = async () => {
  const [row] = await sql`
    select last_rev, last_message, last_seq from public.sessions where id = ${session}`;
  return row!;
};
const versions = (id: string) =>
  sql`select version, content, reason from public.message_versions where message_id = ${id} order by version`;
const broadcasts = async (id: string) => {
  const rows = await sql<{ topic: string; item: Item }[]>`
    select topic, payload -> 'message' as item from realtime.messages
    where event = 'message' and payload -> 'message' ->> 'id' = ${id} order by topic`;
  return rows;
};

/** The refusals that editing and deleting share. */
const CHANGES = {
  edit_message: (who: string | null, id: string) => edit(who, id, 'changed'),
  delete_message: remove,
};

describe.each(Object.entries(CHANGES))('%s is refused', (_name, change) => {
  test('to outsiders, leavers and late joiners as if the message did not exist', async () => {
    const id = await say('mine');
    const late = await makeUser(sql, 'admin');
    await sql`insert into public.participants (session_id, user_id, role, from_seq) values (${session}, ${late}, 'admin', 2)`;
    const missing = await refusal(change(student, randomUUID()));
    expect(missing).toMatchObject({ sqlstate: 'PT404', detail: { code: 'not_found' } });
    expect(await refusal(change(outsider, id))).toEqual(missing);
    expect(await refusal(change(late, id))).toEqual(missing);
    await sql`update public.participants set left_at = now() where session_id = ${session} and user_id = ${student}`;
    expect(await refusal(change(student, id))).toEqual(missing);
  });

  test('to visitors and the suspended', async () => {
    const id = await say('mine');
    const suspended = await makeUser(sql, 'student');
    session = await makeSession(sql, suspended, mentor);
    const theirs = await say('mine', [], suspended);
    await sql`insert into private.account_states (user_id, suspended_at) values (${suspended}, now())`;
    expect((await refusal(change(null, id))).sqlstate).toBe(FORBIDDEN);
    expect((await refusal(change(suspended, theirs))).sqlstate).toBe(FORBIDDEN);
  });

  test('for others’ messages, the system’s and others’ tombstones', async () => {
    const id = await say('mine');
    const [system] = await sql`select private.post_system_message(${session}, 'Something.') as id`;
    const before = await revs();
    expect((await refusal(change(mentor, id))).sqlstate).toBe(FORBIDDEN);
    expect((await refusal(change(mentor, system!['id'] as string))).sqlstate).toBe(FORBIDDEN);
    expect(await revs()).toEqual(before);
    await remove(student, id);
    expect((await refusal(change(mentor, id))).sqlstate).toBe(FORBIDDEN);
  });
});

describe('editing', () => {
  test('changes the text, keeps the former one, takes a rev and tells both', async () => {
    const id = await say('first');
    await say('second');
    await sql`delete from realtime.messages`;
    const item = await edit(student, id, 'better');
    expect(item).toMatchObject({
      id,
      rev: 3,
      content: 'better',
      edited_at: expect.any(String) as string,
    });
    expect(await revs()).toMatchObject({ last_rev: 3, last_message: 'second' });
    expect(await versions(id)).toEqual([{ version: 1, content: 'first', reason: 'edit' }]);
    const told = await broadcasts(id);
    expect(told.map(({ topic }) => topic)).toEqual([`user:${student}`, `user:${mentor}`].sort());
    expect(told.map((row) => row.item)).toEqual([item, item]);
    await edit(student, id, 'best', 3);
    expect(await versions(id)).toMatchObject([
      { content: 'first' },
      { version: 2, content: 'better' },
    ]);
  });

  test('of the newest message changes the list’s preview', async () => {
    const id = await say('first');
    await edit(student, id, 'better');
    expect(await revs()).toMatchObject({ last_message: 'better' });
  });

  test('repeated after a lost answer changes nothing, whatever happened since', async () => {
    const id = await say('first');
    await edit(student, id, 'better');
    await sql`update public.messages set created_at = now() - interval '1 day' where id = ${id}`;
    await sql`update public.sessions set status = 'completed' where id = ${session}`;
    expect(await edit(student, id, 'better')).toMatchObject({ rev: 2, content: 'better' });
    expect(await revs()).toMatchObject({ last_rev: 2 });
    expect(await versions(id)).toHaveLength(1);
  });

  test('is stale when the text changed since, and shows both', async () => {
    const id = await say('first');
    await edit(student, id, 'on the phone', 1);
    for (const rev of [1, 0, null])
      expect(await refusal(edit(student, id, 'on the laptop', rev))).toMatchObject({
        sqlstate: 'PT409',
        detail: { code: 'stale', rev: 2, content: 'on the phone' },
      });
    expect(await edit(student, id, 'on the laptop', 2)).toMatchObject({ rev: 3 });
  });

  test('is not stale because of reactions and pins', async () => {
    const id = await say('first');
    await asUser(sql, mentor, (tx) =>
      call(tx, 'set_reaction', { p_message_id: id, p_emoji: '👍', p_on: true }),
    );
    await asUser(sql, mentor, (tx) => call(tx, 'pin_message', { p_message_id: id, p_on: true }));
    expect(await edit(student, id, 'better', 1)).toMatchObject({
      rev: 4,
      reactions: [{ emoji: '👍', user_ids: [mentor] }],
      pinned_by: mentor,
    });
  });

  test('ends with the window', async () => {
    const id = await say('first');
    const age = (seconds: number) =>
      sql`update public.messages set created_at = now() - make_interval(secs => ${seconds}) where id = ${id}`;
    await age(WINDOW_SECONDS - 30);
    await edit(student, id, 'in time');
    await age(WINDOW_SECONDS);
    expect(await refusal(edit(student, id, 'too late', 2))).toMatchObject({
      sqlstate: 'PT409',
      detail: { code: 'edit_window_over' },
    });
  });

  const past = new Date(Date.now() - 1000);
  test.each<[string, SessionOptions]>([
    ['completed', { status: 'completed' }],
    ['declined', { status: 'declined' }],
    ['over by the clock', { status: 'in_progress', endsAt: past }],
    ['expired by the clock', { status: 'accepted', expiresAt: past }],
  ])('is refused in a session that is %s', async (_what, options) => {
    const id = await say('first');
    await sql`
      update public.sessions set status = ${options.status ?? 'in_progress'},
        ends_at = ${options.endsAt ?? null}, expires_at = ${options.expiresAt ?? null}
      where id = ${session}`;
    expect((await refusal(edit(student, id, 'changed'))).detail).toEqual({
      code: 'session_closed',
    });
  });

  test('is refused for a tombstone', async () => {
    const id = await say('first');
    await remove(student, id);
    expect(await refusal(edit(student, id, 'back again'))).toMatchObject({
      sqlstate: 'PT409',
      detail: { code: 'message_deleted' },
    });
  });

  test('takes what sending takes: something to see, 10,000 characters', async () => {
    const id = await say('first');
    for (const content of ['', ' \u200b', null, 'a'.repeat(10_001)])
      expect((await refusal(edit(student, id, content))).detail).toMatchObject({ code: 'invalid' });
    const withFile = await say('look', [{ path: await putFile(sql, session, student), name: 'a' }]);
    expect(await edit(student, withFile, ' ', 2)).toMatchObject({ content: null });
    expect(await revs()).toMatchObject({ last_message: 'a' });
  });
});

describe('deleting', () => {
  test('leaves a tombstone, takes a rev and tells both', async () => {
    const id = await say('first');
    await say('second');
    await sql`delete from realtime.messages`;
    const item = await remove(student, id);
    expect(item).toMatchObject({
      id,
      rev: 3,
      content: null,
      attachments: [],
      reactions: [],
      pinned_at: null,
      pinned_by: null,
      deleted_at: expect.any(String) as string,
      metadata: { deleted_by: 'sender' },
    });
    expect(await revs()).toEqual({ last_rev: 3, last_seq: 2, last_message: 'second' });
    expect((await broadcasts(id)).map((row) => row.item)).toEqual([item, item]);
  });

  test('repeated is a success without a change', async () => {
    const id = await say('first');
    const item = await remove(student, id);
    expect(await remove(student, id)).toEqual(item);
    expect(await revs()).toMatchObject({ last_rev: 2 });
    expect(await versions(id)).toHaveLength(1);
  });

  test('knows no window and no closed session', async () => {
    const id = await say('first');
    await sql`update public.messages set created_at = now() - interval '1 year' where id = ${id}`;
    await sql`update public.sessions set status = 'completed' where id = ${session}`;
    expect(await remove(student, id)).toMatchObject({ rev: 2 });
  });

  test('of a message that others answered leaves the answers', async () => {
    const id = await say('first');
    const answer = await asUser(sql, mentor, (tx) => send(tx, session, 'yes', { replyTo: id }));
    await remove(student, id);
    const [row] = await sql`select reply_to, content from public.messages where id = ${answer!.id}`;
    expect(row).toEqual({ reply_to: id, content: 'yes' });
  });

  test('and then answering it is refused', async () => {
    const id = await say('first');
    await remove(student, id);
    const reply = asUser(sql, mentor, (tx) => send(tx, session, 'yes', { replyTo: id }));
    expect(await refusal(reply)).toMatchObject({
      sqlstate: 'PT409',
      detail: { code: 'message_deleted' },
    });
    expect(await revs()).toMatchObject({ last_seq: 1, last_rev: 2 });
  });
});
