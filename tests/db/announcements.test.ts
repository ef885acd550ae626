import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  asUser,
  createTestDatabase,
  makeUser,
  refusal,
  set,
  untilBlocked,
  type AppRole,
} from '../support/database.ts';
import { makeCrowd } from '../support/crowd.ts';

const CROWD = 20_000;
const { sql } = await createTestDatabase();
let admin: string;
let student: string;
let mentor: string;

beforeAll(async () => {
  admin = await makeUser(sql, 'admin', 'Elena Petrova');
  student = await makeUser(sql, 'student');
  mentor = await makeUser(sql, 'mentor');
});
beforeEach(async () => {
  await sql`delete from public.announcements`;
  await sql`delete from realtime.messages`;
});

interface Announcement {
  id: string;
  status: string;
  title: string;
  recipients: number;
  published_at: string | null;
}
interface Words {
  id?: string | null;
  title?: string;
  message?: string | null;
  audience?: AppRole | null;
  priority?: number;
  starts?: string | null;
  expires?: string | null;
  link?: string | null;
}
const announce = (words: Words = {}, who: string | null = admin) =>
  asUser(sql, who, async (tx) => {
    const [row] = await tx<{ made: Announcement }[]>`
      select public.announce(
        ${words.id === undefined ? randomUUID() : words.id}, ${words.title ?? 'Maintenance'}, ${words.message ?? null},
        ${words.audience ?? null}, ${words.priority ?? 1},
        ${words.starts ?? null}::text::timestamptz, ${words.expires ?? null}::text::timestamptz, ${words.link ?? null}
      ) as made`;
    return row!.made;
  });
const withdraw = (id: string, who = admin) =>
  asUser(sql, who, async (tx) => {
    const [row] = await tx<
      { item: Announcement }[]
    >`select public.withdraw_announcement(${id}) as item`;
    return row!.item;
  });
const listAll = (who = admin, before: string | null = null, limit = 30) =>
  asUser(sql, who, async (tx) => {
    const [row] = await tx<
      { page: { items: Announcement[]; has_more: boolean; next_cursor: string | null } }[]
    >`select public.list_announcements(${before}, ${limit}) as page`;
    return row!.page;
  });
const publish = async (batch = CROWD) => {
  const [row] = await sql<
    { done: number }[]
  >`select private.publish_announcements(${batch}) as done`;
  return row!.done;
};
const clear = async (batch = CROWD) => {
  const [row] = await sql<{ done: number }[]>`select private.clear_announcements(${batch}) as done`;
  return row!.done;
};
const recipients = async () => {
  const rows = await sql<{ user_id: string }[]>`
    select user_id from public.notifications where announcement_id is not null`;
  return rows.map((row) => row.user_id).sort();
};
/** Titles in the person's list of notifications. */
const seenBy = (who: string) =>
  asUser(sql, who, async (tx) => {
    const [row] = await tx<{ page: { items: { title: string }[]; unread_count: number } }[]>`
      select public.list_notifications() as page`;
    return row!.page.items.map((item) => item.title);
  });
const told = () => sql<{ topic: string; payload: Record<string, unknown> }[]>`
  select topic, payload - 'id' as payload from realtime.messages where event = 'notification' order by topic`;
const connect = (who: string) => sql`
  insert into public.realtime_connections (user_id, auth_session_id, device) values (${who}, gen_random_uuid(), 'Phone')`;
const soon = () => new Date(Date.now() + 3_600_000).toISOString();
const come = (id: string) =>
  sql`update public.announcements set starts_at = now() - interval '1 second' where id = ${id}`;

describe('an announcement', () => {
  test('to all reaches everybody at once, with what it says and where it leads', async () => {
    const made = await announce({
      title: ' Maintenance ',
      message: 'Tonight, for an hour. <b>Save your work.</b>',
      priority: 4,
      expires: soon(),
      link: '/settings',
    });
    expect(made).toMatchObject({ status: 'published', title: 'Maintenance', recipients: 3 });
    expect(made).not.toHaveProperty('published_upto');
    expect(await recipients()).toEqual([admin, mentor, student].sort());
    const [row] = await sql`select * from public.notifications where user_id = ${student}`;
    expect(row).toMatchObject({
      type: 'system_announcement',
      title: 'Maintenance',
      message: 'Tonight, for an hour. <b>Save your work.</b>',
      data: { event: 'announcement', link: '/settings' },
      priority: 4,
      announcement_id: made.id,
      expires_at: expect.any(Date) as Date,
      silent: false,
    });
    const [line] =
      await sql`select actor_id, action, details from public.audit_log order by created_at desc limit 1`;
    expect(line).toEqual({
      actor_id: admin,
      action: 'announce',
      details: { announcement_id: made.id, audience: null, priority: 4 },
    });
  });

  test('to one role reaches these only', async () => {
    expect(await announce({ audience: 'mentor' })).toMatchObject({ recipients: 1 });
    expect(await recipients()).toEqual([mentor]);
    expect(await announce({ audience: 'buyer' })).toMatchObject({
      recipients: 0,
      status: 'published',
    });
  });

  test('repeated with its id is made once; the id of somebody else’s is refused', async () => {
    const id = randomUUID();
    const made = await announce({ id });
    expect(await announce({ id, title: 'Other words' })).toEqual(made);
    const again = await Promise.all([1, 2, 3].map(() => announce({ id })));
    expect(again).toEqual([made, made, made]);
    expect(await recipients()).toHaveLength(3);
    const colleague = await makeUser(sql, 'admin');
    expect((await refusal(announce({ id }, colleague))).detail).toEqual({ code: 'duplicate' });
    await sql`delete from auth.users where id = ${colleague}`;
  });

  test('is made, withdrawn and listed by admins only', async () => {
    const { id } = await announce();
    const suspended = await makeUser(sql, 'admin');
    await sql`insert into private.account_states (user_id, suspended_at) values (${suspended}, now())`;
    for (const who of [student, mentor, suspended])
      for (const attempt of [
        () => announce({}, who),
        () => withdraw(id, who),
        () => withdraw(randomUUID(), who),
        () => listAll(who),
      ])
        expect((await refusal(attempt())).sqlstate).toBe('42501');
    expect((await refusal(announce({}, null))).sqlstate).toBe('42501');
    expect(await asUser(sql, student, (tx) => tx`select 1 from public.announcements`)).toEqual([]);
    expect(await asUser(sql, admin, (tx) => tx`select 1 from public.announcements`)).toHaveLength(
      1,
    );
    await sql`delete from auth.users where id = ${suspended}`;
  });

  test.each<[string, Words, string]>([
    ['no id', { id: null }, 'id'],
    ['no title', { title: ' \u200B' }, 'title'],
    ['a title that is too long', { title: 'x'.repeat(201) }, 'title'],
    ['a message that is too long', { message: 'x'.repeat(1001) }, 'message'],
    ['priority 0', { priority: 0 }, 'priority'],
    ['priority 6', { priority: 6 }, 'priority'],
    ['a start in two years', { starts: '2100-01-01' }, 'starts_at'],
    [
      'an end before the start',
      { starts: soon(), expires: new Date().toISOString() },
      'expires_at',
    ],
    ['an end in the past', { expires: '2020-01-01' }, 'expires_at'],
    ['a script for a link', { link: 'javascript:alert(1)' }, 'link'],
    ['a link without encryption', { link: 'http://example.com' }, 'link'],
    ['another host that looks like a path', { link: '//example.com' }, 'link'],
    ['a backslash that browsers take for a slash', { link: '/\\example.com' }, 'link'],
    ['a link over two lines', { link: '/a\nb' }, 'link'],
  ])('with %s is refused, by field', async (_what, words, field) => {
    const { sqlstate, detail } = await refusal(announce(words));
    expect(sqlstate).toBe('PT422');
    expect(Object.keys(detail['fields'] as object)).toEqual([field]);
    expect(await sql`select 1 from public.announcements`).toEqual([]);
  });

  test('may lead to the start page, into the app, or to an https address', async () => {
    for (const link of ['/', '/sessions/1?x=1#y', 'https://example.com/a'])
      expect(await announce({ link })).toMatchObject({ link });
  });

  test('that comes to nothing in the same transaction is none', async () => {
    await asUser(sql, admin, (tx) => tx`select public.announce(${randomUUID()}, 'Hello')`, {
      rollback: true,
    });
    expect(await recipients()).toEqual([]);
    expect((await told()).length).toBe(0);
  });
});

describe('time', () => {
  test('scheduled: nobody has it before, everybody after, once', async () => {
    const { id, status } = await announce({ starts: soon() });
    expect(status).toBe('scheduled');
    expect(await publish()).toBe(0);
    expect(await recipients()).toEqual([]);
    await come(id);
    expect((await listAll()).items[0]).toMatchObject({ status: 'publishing' });
    expect(await publish()).toBe(3);
    expect(await publish()).toBe(0);
    expect((await listAll()).items[0]).toMatchObject({ status: 'published', recipients: 3 });
  });

  test('withdrawn before it starts: nobody ever has it', async () => {
    const { id } = await announce({ starts: soon() });
    expect(await withdraw(id)).toMatchObject({ status: 'withdrawn' });
    await come(id);
    expect(await publish()).toBe(0);
    // Nor by a round that had found it before.
    await sql`select private.publish_announcement(${id})`;
    expect(await recipients()).toEqual([]);
  });

  test('expired: gone from lists, and then deleted; never published if nobody could in time', async () => {
    const { id } = await announce({ title: 'For now', expires: soon() });
    const late = await announce({
      starts: soon(),
      expires: new Date(Date.now() + 7_200_000).toISOString(),
    });
    expect(await seenBy(student)).toEqual(['For now']);
    await sql`update public.announcements set starts_at = now() - interval '2 hours', expires_at = now() - interval '1 hour'`;
    await sql`update public.notifications set expires_at = now() - interval '1 hour'`;
    expect(await seenBy(student)).toEqual([]);
    expect(await publish()).toBe(0);
    expect((await listAll()).items.map((item) => [item.id, item.status, item.recipients])).toEqual([
      [late.id, 'expired', 0],
      [id, 'expired', 3],
    ]);
    await sql`select private.purge_notifications()`;
    expect(await recipients()).toEqual([]);
  });

  test('the round of scheduled work publishes, clears away and purges', async () => {
    const scheduled = await announce({ starts: soon() });
    await come(scheduled.id);
    const [row] = await sql<{ done: object }[]>`select private.run_scheduled_work() as done`;
    expect(row!.done).toMatchObject({
      announced_to: 3,
      cleared_notifications: 0,
      purged_notifications: 0,
      queued_mails: 0,
      purged_mails: 0,
    });
  });
});

describe('withdrawing', () => {
  test('takes it from everybody at once, is told to who is live, and repeats as nothing', async () => {
    const { id } = await announce();
    await connect(student);
    await sql`delete from realtime.messages`;
    const item = await withdraw(id);
    expect(item).toMatchObject({ status: 'withdrawn', recipients: 3 });
    expect(await seenBy(student)).toEqual([]);
    expect(await told()).toEqual([{ topic: `user:${student}`, payload: { withdrawn: id } }]);
    expect(await withdraw(id)).toEqual(item);
    expect(await told()).toHaveLength(1);
    expect(await recipients()).toEqual([]);
    const lines = await sql`select 1 from public.audit_log
                            where action = 'withdraw_announcement' and details ->> 'announcement_id' = ${id}`;
    expect(lines).toHaveLength(1);
    expect((await refusal(withdraw(randomUUID()))).detail).toEqual({ code: 'not_found' });
    await sql`delete from public.realtime_connections`;
  });

  test('is seen at once where rows are left, which go batch by batch', async () => {
    const { id } = await announce();
    await sql`update public.announcements set withdrawn_at = now() where id = ${id}`;
    expect(await seenBy(student)).toEqual([]);
    expect(await clear(2)).toBe(2);
    expect(await clear(2)).toBe(1);
    expect(await clear(2)).toBe(0);
    expect(await sql`select cleared_at is not null as done from public.announcements`).toEqual([
      { done: true },
    ]);
  });

  test('stops what is just being published', async () => {
    const { id } = await announce({ starts: soon() });
    await come(id);
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    let begun = () => {};
    const isBegun = new Promise<void>((resolve) => (begun = resolve));
    const publishing = sql.begin(async (tx) => {
      await tx`select private.publish_announcements(1)`;
      begun();
      await held;
    });
    await isBegun;
    const withdrawing = withdraw(id);
    await untilBlocked(sql);
    release();
    await Promise.all([publishing, withdrawing]);
    expect(await publish()).toBe(0);
    expect(await recipients()).toEqual([]);
  });
});

describe('many people', () => {
  beforeAll(() => makeCrowd(sql, CROWD));

  test('have it set-based, in batches that go on where the last one ended, and nobody twice', async () => {
    const { id } = await announce({ starts: soon() });
    await come(id);
    expect(await publish(8_000)).toBe(8_000);
    // Failing in between loses nothing and repeats nothing.
    await sql
      .begin(async (tx) => {
        await tx`select private.publish_announcements(8000)`;
        throw new Error('the server was killed');
      })
      .catch(() => undefined);
    expect(await recipients()).toHaveLength(8_000);
    expect((await listAll()).items[0]).toMatchObject({ status: 'publishing', recipients: 8_000 });
    // Two at once: whoever comes second passes by.
    const both = await Promise.all([publish(8_000), publish(8_000)]);
    expect([0, 8_000]).toContain(both[0]);
    while ((await publish(8_000)) > 0);
    const all = await recipients();
    expect(all).toHaveLength(CROWD + 3);
    expect(new Set(all).size).toBe(CROWD + 3);
    expect((await listAll()).items[0]).toMatchObject({
      status: 'published',
      recipients: CROWD + 3,
    });
    expect(await withdraw(id)).toMatchObject({ status: 'withdrawn' });
    expect(await clear()).toBe(3);
  });

  test('are not all told at once: only who is live, and so many of them', async () => {
    await sql`insert into public.realtime_connections (user_id, auth_session_id, device)
              select id, gen_random_uuid(), 'Phone' from public.profiles order by id limit 300`;
    await sql`update public.realtime_connections set seen_at = now() - interval '10 minutes'
              where user_id in (select user_id from public.realtime_connections order by user_id limit 100)`;
    await sql`delete from realtime.messages`;
    await set(sql, 'announcement_broadcasts', 150);
    const { id } = await announce();
    const heard = await told();
    expect(heard).toHaveLength(150);
    expect(heard[0]!.payload).toMatchObject({ notification: { announcement_id: id, version: 1 } });
    const live = await sql<{ topic: string }[]>`
      select 'user:' || user_id as topic from public.realtime_connections where seen_at > now() - interval '90 seconds'`;
    expect(new Set(live.map((row) => row.topic))).toEqual(
      new Set([...live.map((row) => row.topic), ...heard.map((row) => row.topic)]),
    );
  });
});

describe('the list of announcements', () => {
  test('is newest first, page by page', async () => {
    const made: string[] = [];
    for (const title of ['first', 'second', 'third'])
      made.unshift((await announce({ title, starts: soon() })).id);
    const first = await listAll(admin, null, 2);
    expect(first).toMatchObject({ has_more: true });
    const second = await listAll(admin, first.next_cursor, 2);
    expect(second).toMatchObject({ has_more: false, next_cursor: null });
    expect([...first.items, ...second.items].map((item) => item.id)).toEqual(made);
    expect((await refusal(listAll(admin, 'x'))).detail).toMatchObject({ code: 'invalid' });
  });
});
