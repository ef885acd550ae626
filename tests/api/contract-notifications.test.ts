import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { useDatabase } from '../support/accounts.ts';
import { makeSession } from '../support/database.ts';
import { createPerson, eventually, signIn, type Person } from '../support/people.ts';
import { hearOwn } from './listening.ts';
import { say } from './say.ts';

/** Notifications as a client of the API has them: the library's calls, over the network. */

const facts = inject('stack');
const sql = useDatabase();

interface Item {
  id: string;
  type: string;
  title: string;
  message: string | null;
  raised_at: string;
  read_at: string | null;
  count: number;
  version: number;
}
interface Page {
  items: Item[];
  next_cursor: { raised_at: string; id: string } | null;
  has_more: boolean;
  unread_count: number;
}
/** What the events `message` and `notification` bring about notifications. */
interface Heard {
  notification?: Item;
  read?: string[];
  read_until?: string;
  unread_count?: number;
  withdrawn?: string;
  settings?: unknown;
}

let admin: Person;
let student: Person;
let mentor: Person;

beforeAll(async () => {
  [admin, student, mentor] = await Promise.all([
    createPerson(facts, { role: 'admin', fullName: 'Elena' }),
    createPerson(facts, { fullName: 'Nora Lind' }),
    createPerson(facts, { role: 'mentor' }),
  ]);
});

/** The answer of a call that must succeed. */
async function done<T>(call: PromiseLike<{ data: unknown; error: unknown }>): Promise<T> {
  const { data, error } = await call;
  expect(error).toBeNull();
  return data as T;
}
const list = (person: Person, args: object = {}) =>
  done<Page>(person.client.rpc('list_notifications', args));

/** Exactly these keys: clients parse them, and nothing of the row may slip out. */
const ITEM_KEYS = [
  ...['announcement_id', 'count', 'created_at', 'data', 'expires_at', 'id', 'last_seq', 'message'],
  ...['priority', 'raised_at', 'read_at', 'session_id', 'silent', 'title', 'type', 'updated_at'],
  'version',
];

describe('notifications', () => {
  test('come with their message, are told on one device and read on the other, and stay read', async () => {
    const session = await makeSession(sql(), student.id, mentor.id);
    const other = await signIn(facts, mentor);
    const [here, there] = [await hearOwn<Heard>(mentor), await hearOwn<Heard>(other)];
    await say(student, session, 'Hello');
    await say(student, session, 'Are you there?');
    const page = await list(mentor);
    expect(page).toMatchObject({ has_more: false, next_cursor: null, unread_count: 1 });
    const [item] = page.items;
    expect(Object.keys(item!).sort()).toEqual(ITEM_KEYS);
    expect(item).toMatchObject({
      type: 'message_received',
      title: 'Nora Lind',
      message: 'Are you there?',
      count: 2,
      version: 2,
    });
    await eventually(() => {
      for (const heard of [here, there]) {
        const told = heard.filter(({ event }) => event === 'message');
        expect(told.at(-1)?.payload.notification).toEqual(item);
      }
    });

    await done(mentor.client.rpc('mark_read', { p_session_id: session, p_seq: 2 }));
    await eventually(() =>
      expect(there.find(({ payload }) => payload.read !== undefined)?.payload).toMatchObject({
        read: [item!.id],
        unread_count: 0,
      }),
    );
    expect(await list(mentor, { p_unread: true })).toMatchObject({ items: [], unread_count: 0 });
  });

  test('are paged by their own cursor, marked by id and until a moment', async () => {
    const person = await createPerson(facts);
    const heard = await hearOwn<Heard>(person);
    for (const title of ['one', 'two', 'three'])
      await sql()`select private.notify(${person.id}, 'reminder', ${title})`;
    const first = await list(person, { p_limit: 2 });
    expect(first.items.map((item) => item.title)).toEqual(['three', 'two']);
    const second = await list(person, { p_limit: 2, p_before: first.next_cursor });
    expect(second.items.map((item) => item.title)).toEqual(['one']);

    const p_ids = [first.items[0]!.id];
    expect(await done(person.client.rpc('mark_notifications_read', { p_ids }))).toEqual({
      unread_count: 2,
    });
    const p_until = second.items[0]!.raised_at;
    expect(await done(person.client.rpc('mark_all_notifications_read', { p_until }))).toEqual({
      unread_count: 1,
    });
    await eventually(() =>
      expect(heard.filter(({ payload }) => payload.unread_count !== undefined)).toMatchObject([
        { event: 'notification', payload: { read: p_ids, unread_count: 2 } },
        { event: 'notification', payload: { read_until: p_until, unread_count: 1 } },
      ]),
    );
    expect(await list(person, { p_types: ['session_request'] })).toMatchObject({ items: [] });
  });

  test('follow what their owner prefers, on every device', async () => {
    const person = await createPerson(facts);
    const heard = await hearOwn<Heard>(person);
    await done(
      person.client.rpc('set_notification_preference', { p_type: 'reminder', p_in_app: false }),
    );
    const settings = await done(
      person.client.rpc('set_notification_settings', {
        p_settings: { quiet_from: '22:00', quiet_to: '07:00', timezone: 'Europe/Berlin' },
      }),
    );
    expect(settings).toEqual(await done(person.client.rpc('my_notification_settings')));
    expect(settings).toMatchObject({
      preferences: { reminder: { in_app: false, browser: true, email: true } },
      settings: { quiet_from: '22:00', quiet_to: '07:00', timezone: 'Europe/Berlin' },
    });
    await eventually(() => expect(heard.at(-1)?.payload.settings).toEqual(settings));
    await sql()`select private.notify(${person.id}, 'reminder', 'Soon')`;
    expect(await list(person)).toMatchObject({ unread_count: 0, items: [{ title: 'Soon' }] });

    const { status, error } = await person.client.rpc('set_notification_settings', {
      p_settings: { timezone: 'Moon/Base', digest_minutes: 1 },
    });
    expect(status).toBe(422);
    expect(JSON.parse(error!.details)).toEqual({
      code: 'invalid',
      fields: {
        timezone: 'This time zone is not known.',
        digest_minutes: 'Choose from 5 minutes to 24 hours.',
      },
    });
  });

  test('of an announcement reach a role, and go when it is withdrawn', async () => {
    const buyer = await createPerson(facts, { role: 'buyer' });
    const heard = await hearOwn<Heard>(buyer);
    const p_id = randomUUID();
    const words = {
      p_id,
      p_title: 'New prices',
      p_audience: 'buyer',
      p_link: '/products',
    } as const;
    expect((await buyer.client.rpc('announce', words)).status).toBe(403);
    const made = await done(admin.client.rpc('announce', words));
    expect(made).toMatchObject({ id: p_id, status: 'published', title: 'New prices' });
    expect(await done(admin.client.rpc('announce', words))).toEqual(made);
    await eventually(() =>
      expect(heard.at(-1)?.payload.notification).toMatchObject({
        type: 'system_announcement',
        announcement_id: p_id,
        data: { event: 'announcement', link: '/products' },
      }),
    );
    expect(await list(buyer)).toMatchObject({ unread_count: 1 });
    const all = await done<{ items: { id: string }[] }>(admin.client.rpc('list_announcements'));
    expect(all.items.map((item) => item.id)).toContain(p_id);

    await done(admin.client.rpc('withdraw_announcement', { p_id }));
    await eventually(() => expect(heard.at(-1)?.payload.withdrawn).toBe(p_id));
    expect(await list(buyer)).toMatchObject({ unread_count: 0, items: [] });
  });
});
