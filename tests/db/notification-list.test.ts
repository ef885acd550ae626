import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  asUser,
  call,
  createTestDatabase,
  makeUser,
  refusal,
  untilBlocked,
} from '../support/database.ts';

const MANY = 10_000;
const CAP = 100;
const { sql } = await createTestDatabase();
let me: string;
let other: string;

beforeAll(async () => {
  me = await makeUser(sql);
  other = await makeUser(sql);
});
beforeEach(async () => {
  await sql`delete from public.notifications`;
  await sql`delete from public.notification_preferences`;
  await sql`delete from realtime.messages`;
});

interface Item {
  id: string;
  type: string;
  title: string;
  raised_at: string;
  read_at: string | null;
}
interface Page {
  items: Item[];
  next_cursor: { raised_at: string; id: string } | null;
  has_more: boolean;
  unread_count: number;
}
interface Asked {
  before?: Page['next_cursor'];
  limit?: number;
  unread?: boolean;
  types?: string[];
}
const list = (asked: Asked = {}, who = me) =>
  asUser(sql, who, async (tx) => {
    const [row] = await tx<{ page: Page }[]>`
      select public.list_notifications(
        ${asked.before === undefined ? null : JSON.stringify(asked.before)}::text::jsonb, ${asked.limit ?? 30},
        ${asked.unread ?? false}, ${asked.types ?? null}::text[]::public.notification_type[]
      ) as page`;
    return row!.page;
  });
const titles = (page: Page) => page.items.map((item) => item.title);
const markRead = (ids: string[] | null, who = me) =>
  asUser(sql, who, async (tx) => {
    const [row] = await tx<{ answer: object }[]>`
      select public.mark_notifications_read(${ids}::uuid[]) as answer`;
    return row!.answer;
  });
const markAll = (until: Date | string | null, who = me) =>
  asUser(sql, who, async (tx) => {
    const [row] = await tx<{ answer: object }[]>`
      select public.mark_all_notifications_read(${until === null ? null : String(until)}::text::timestamptz) as answer`;
    return row!.answer;
  });
/** `count` notifications, one a minute; the last is the newest. Returns their ids. */
async function make(count: number, who = me, extra = ''): Promise<string[]> {
  const rows = await sql.unsafe<{ id: string }[]>(`
    insert into public.notifications (user_id, type, title, raised_at ${extra && `, ${extra.split('=')[0]!}`})
    select '${who}', 'reminder', 'n' || n, now() - make_interval(mins => ${count} - n)
      ${extra && `, ${extra.split('=')[1]!}`}
    from generate_series(1, ${count}) n returning id`);
  return rows.map((row) => row.id);
}
const told = async (who = me) => {
  const rows = await sql<{ payload: Record<string, unknown> }[]>`
    select payload - 'id' as payload from realtime.messages where topic = ${`user:${who}`} order by inserted_at`;
  return rows.map((row) => row.payload);
};

describe('the list', () => {
  test('is one’s own, newest news first, page by page, without a gap or a repetition', async () => {
    await make(7);
    // The same moment for several: the id decides.
    await sql`update public.notifications set raised_at = now() where title in ('n4', 'n5', 'n6')`;
    await make(3, other);
    const first = await list({ limit: 3 });
    expect(first).toMatchObject({ has_more: true, unread_count: 7 });
    const second = await list({ limit: 3, before: first.next_cursor });
    const third = await list({ limit: 3, before: second.next_cursor });
    expect(third).toMatchObject({ has_more: false, next_cursor: null });
    const all = [first, second, third].flatMap(titles);
    expect(new Set(all.slice(0, 4))).toEqual(new Set(['n4', 'n5', 'n6', 'n7']));
    expect(all.slice(4)).toEqual(['n3', 'n2', 'n1']);
  });

  test('shows what is asked for: unread, of some types', async () => {
    const [first] = await make(3);
    await markRead([first!]);
    await sql`insert into public.notifications (user_id, type, title) values (${me}, 'mentor_approved', 'yes')`;
    expect(titles(await list({ unread: true }))).toEqual(['yes', 'n3', 'n2']);
    expect(titles(await list({ types: ['mentor_approved', 'session_request'] }))).toEqual(['yes']);
    expect(titles(await list({ types: ['reminder'], unread: true }))).toEqual(['n3', 'n2']);
    expect(titles(await list({ types: [] }))).toEqual([]);
  });

  test('leaves out what is over', async () => {
    await make(1, me, "expires_at=now() - interval '1 second'");
    expect(await list()).toMatchObject({ items: [], unread_count: 0 });
  });

  test('has bounds, and refuses a cursor that is none', async () => {
    await make(3);
    expect((await list({ limit: 0 })).items).toHaveLength(1);
    expect((await list({ limit: 1_000_000 })).items).toHaveLength(3);
    for (const before of ['{"raised_at": "soon", "id": "x"}', '{"id": "x"}', '{"raised_at": {}}'])
      expect(
        (
          await refusal(
            asUser(sql, me, (tx) => tx.unsafe(`select public.list_notifications('${before}')`)),
          )
        ).detail,
      ).toMatchObject({ code: 'invalid' });
  });

  test('shows ten thousand unread ones as quickly as ten, and counts up to a hundred', async () => {
    await make(MANY);
    const page = await list({ limit: 100 });
    expect(page.items).toHaveLength(100);
    expect(page).toMatchObject({ has_more: true, unread_count: CAP });
    await sql.unsafe('analyze public.notifications');
    for (const statement of [
      `order by raised_at desc, id desc limit 31`,
      `and read_at is null order by raised_at desc, id desc limit 31`,
    ]) {
      const [row] = await sql.unsafe<{ 'QUERY PLAN': object }[]>(
        `explain (analyze, format json) select item from private.notification_items where user_id = '${me}' ${statement}`,
      );
      const plan = JSON.stringify(row!['QUERY PLAN']);
      expect(plan).toMatch(/notifications_(list|unread)_idx/);
      expect(plan).not.toContain('Sort Key');
    }
  });

  test('the badge leaves out silent ones and types that are switched off in the app', async () => {
    await make(2);
    await make(1, me, 'silent=true');
    await sql`insert into public.notifications (user_id, type, title) values (${me}, 'mentor_approved', 'yes')`;
    expect(await list()).toMatchObject({ unread_count: 3 });
    await asUser(sql, me, (tx) =>
      call(tx, 'set_notification_preference', { p_type: 'reminder', p_in_app: false }),
    );
    const page = await list();
    expect(page.unread_count).toBe(1);
    expect(page.items).toHaveLength(4);
  });
});

describe('marking as read', () => {
  test('some: reads them, once, and tells the other devices', async () => {
    const [a, b] = await make(3);
    expect(await markRead([a!, b!])).toEqual({ unread_count: 1 });
    const [heard, ...more] = await told();
    expect({ ...heard, read: [...(heard!['read'] as string[])].sort() }).toEqual({
      read: [a, b].sort(),
      unread_count: 1,
    });
    expect(more).toEqual([]);
    const before = await sql`select read_at from public.notifications where id = ${a!}`;
    expect(await markRead([a!, b!])).toEqual({ unread_count: 1 });
    expect(await told()).toHaveLength(1);
    expect(await sql`select read_at from public.notifications where id = ${a!}`).toEqual(before);
  });

  test('others’ and unknown ones: changes nothing and tells nothing of them', async () => {
    const [theirs] = await make(1, other);
    expect(await markRead([theirs!, randomUUID()])).toEqual({ unread_count: 0 });
    expect(await markRead([])).toEqual({ unread_count: 0 });
    expect(await markRead(null)).toEqual({ unread_count: 0 });
    expect(await told()).toEqual([]);
    expect(await list({}, other)).toMatchObject({ unread_count: 1 });
  });

  test('at most a hundred at a time', async () => {
    const ids = Array.from({ length: 101 }, () => randomUUID());
    expect((await refusal(markRead(ids))).detail).toMatchObject({ code: 'invalid' });
  });

  test('all until a moment: later ones stay unread', async () => {
    await make(MANY);
    await make(1, other);
    const page = await list({ limit: 3 });
    expect(await markAll(page.items[2]!.raised_at)).toEqual({ unread_count: 2 });
    expect(await told()).toMatchObject([{ unread_count: 2 }]);
    expect(await told()).toEqual([{ read_until: page.items[2]!.raised_at, unread_count: 2 }]);
    expect(titles(await list({ unread: true }))).toEqual(titles(page).slice(0, 2));
    expect(await list({}, other)).toMatchObject({ unread_count: 1 });
    await markAll(page.items[2]!.raised_at);
    expect(await told()).toHaveLength(1);
    expect((await refusal(markAll(null))).detail).toMatchObject({ code: 'invalid' });
  });

  test('all while a message raises one: what became news meanwhile stays unread', async () => {
    await make(1);
    const until = (await list()).items[0]!.raised_at;
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    let raised = () => {};
    const isRaised = new Promise<void>((resolve) => (raised = resolve));
    const sender = sql.begin(async (tx) => {
      await tx`update public.notifications set count = count + 1, raised_at = clock_timestamp() where user_id = ${me}`;
      raised();
      await held;
    });
    await isRaised;
    const marking = markAll(until);
    await untilBlocked(sql);
    release();
    await sender;
    expect(await marking).toEqual({ unread_count: 1 });
  });
});

describe('nobody', () => {
  test('reads, forges, moves, marks or deletes by any verb what is not theirs', async () => {
    const [theirs] = await make(1, other);
    for (const statement of [
      `insert into public.notifications (user_id, type, title) values ('${me}', 'reminder', 'x')`,
      `insert into public.notifications (id, user_id, type, title) values ('${theirs!}', '${me}', 'reminder', 'x')
         on conflict (id) do update set user_id = excluded.user_id`,
      `update public.notifications set user_id = '${me}' where id = '${theirs!}'`,
      `update public.notifications set read_at = null, silent = true`,
      `delete from public.notifications where id = '${theirs!}'`,
      `truncate public.notifications`,
      `insert into public.notification_preferences (user_id, type) values ('${me}', 'reminder')`,
      `update public.notification_settings set email = false`,
      `delete from public.notification_preferences`,
      `insert into public.announcements (id, title, priority, starts_at, created_by)
         values (gen_random_uuid(), 'x', 1, now(), '${me}')`,
      `update public.announcements set withdrawn_at = now()`,
      `select private.publish_announcements()`,
      `select private.purge_notifications()`,
      `select private.unread_notifications('${other}')`,
      `select item from private.notification_items`,
    ])
      for (const who of [me, null])
        expect(
          (await refusal(asUser(sql, who, (tx) => tx.unsafe(statement)))).sqlstate,
          statement,
        ).toBe('42501');
    for (const name of ['list_notifications()', `mark_notifications_read('{${theirs!}}')`])
      expect(
        (await refusal(asUser(sql, null, (tx) => tx.unsafe(`select public.${name}`)))).sqlstate,
      ).toBe('42501');
    const visible = await asUser(sql, me, (tx) => tx`select 1 from public.notifications`);
    expect(visible).toEqual([]);
    expect(await sql`select user_id, read_at from public.notifications`).toEqual([
      { user_id: other, read_at: null },
    ]);
  });
});
