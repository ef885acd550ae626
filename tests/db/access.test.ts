import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  asUser,
  call,
  createTestDatabase,
  makeSession,
  makeUser,
  refusal,
  send,
} from '../support/database.ts';

/** Everything any API role may do, by table; whatever is not here must be refused. */
const READ_ALL = { authenticated: { select: '*' }, service_role: { select: '*' } };
type Grants = Record<string, Record<string, string | string[]>>;
const GRANTS: Record<string, Grants> = {
  'public.app_settings': { ...READ_ALL, service_role: { select: '*', update: ['value'] } },
  'public.profiles': {
    authenticated: {
      select: '*',
      update: [
        ...['full_name', 'avatar_url', 'headline', 'bio', 'skills', 'timezone'],
        'accepting',
      ],
    },
    service_role: { select: '*', update: ['role', 'mentor_status'] },
  },
  'public.products': {
    authenticated: {
      select: '*',
      insert: ['id', 'name', 'image_url', 'price_cents', 'currency', 'active'],
      update: ['name', 'image_url', 'price_cents', 'currency', 'active'],
    },
    service_role: { select: '*' },
  },
  'public.sessions': {
    // Not last_message and last_sender_id: they know nothing of from_seq.
    authenticated: {
      select: [
        ...['id', 'kind', 'status', 'subject', 'product_id', 'product_snapshot', 'founder_a'],
        ...['founder_b', 'conversation_key', 'created_by', 'updated_by', 'scheduled_at'],
        ...['expires_at', 'ends_at', 'last_seq', 'last_rev', 'last_message_at'],
        ...['extension_minutes', 'extension_by', 'ended_reason', 'summary'],
        ...['awaiting_user_id', 'awaiting_since', 'metadata', 'created_at', 'updated_at'],
      ],
    },
    service_role: { select: '*' },
  },
  'public.participants': READ_ALL,
  'public.messages': {
    authenticated: {
      select: '*',
      insert: [
        ...['id', 'session_id', 'content', 'message_type', 'reply_to'],
        ...['attachments', 'forwarded'],
      ],
    },
    service_role: { select: '*' },
  },
  'public.session_events': READ_ALL,
  'public.notifications': READ_ALL,
  'public.notification_preferences': READ_ALL,
  'public.notification_settings': READ_ALL,
  'public.announcements': READ_ALL,
  'public.audit_log': READ_ALL,
  'public.message_versions': READ_ALL,
  'public.message_reactions': READ_ALL,
  'public.pins': READ_ALL,
  'public.bookmarks': READ_ALL,
  'public.participant_state': READ_ALL,
  // Not what was read: columns know nothing of who switched read receipts off.
  'public.receipts': {
    authenticated: { select: ['session_id', 'user_id', 'delivered_seq', 'delivered_at'] },
    service_role: { select: '*' },
  },
  'public.receipt_marks': {
    authenticated: { select: ['session_id', 'user_id', 'at', 'delivered_seq'] },
    service_role: { select: '*' },
  },
  'public.message_delivery': { authenticated: { select: '*' } },
  'public.realtime_connections': READ_ALL,
  'public.user_presence': {
    authenticated: { select: ['user_id', 'status', 'last_seen'] },
    service_role: { select: '*' },
  },
  'public.blocks': READ_ALL,
  'public.ratings': READ_ALL,
  // Not who decided, here and in mentor_applications.
  'public.review_grants': READ_ALL,
  'public.setting_changes': READ_ALL,
  'public.reports': {
    authenticated: {
      select: [
        ...['id', 'reporter_id', 'session_id', 'message_id', 'reason', 'note', 'status'],
        ...['resolution', 'created_at', 'resolved_at'],
      ],
    },
    service_role: { select: '*' },
  },
  'public.mentor_applications': {
    authenticated: {
      select: ['user_id', 'status', 'statement', 'applied_at', 'decided_at', 'reason'],
    },
    service_role: { select: '*' },
  },
  'private.account_states': {},
  'private.active_people': {},
  'private.activity_days': {},
  'private.analytics_counted': {},
  'private.file_deletions': {},
  'private.just_mailed': {},
  'private.mail_outbox': {},
  'private.mail_tokens': {},
  'private.marks_passed': {},
  'private.mentor_directory': {},
  'private.person_items': {},
  'private.product_directory': {},
  'private.rating_totals': {},
  'private.personal_settings': {},
  'private.rate_limits': {},
  'private.reminders': {},
  'private.reply_times': {},
  'private.message_items': {},
  'private.message_search': {},
  'private.notification_items': {},
  'private.session_facts': {},
  'private.session_items': {},
  'private.sessions_to_count': {},
  'private.setting_rules': {},
};

/** What signed-in people may call. */
const API_FUNCTIONS = [
  'admin_count_sessions',
  'admin_export_sessions',
  'admin_list_sessions',
  'admin_say',
  'analytics',
  'announce',
  'answer_extension',
  'apply_as_mentor',
  'assign_report',
  'claim_connection',
  'decide_mentor',
  'delete_account',
  'delete_message',
  'download_my_data',
  'edit_message',
  'end_review',
  'export_audit',
  'export_session',
  'get_messages',
  'get_messages_by_id',
  'get_profile',
  'get_report',
  'get_session',
  'get_suspension',
  'heartbeat',
  'hide_message',
  'join_session',
  'leave_session',
  'list_announcements',
  'list_attachments',
  'list_audit',
  'list_available_admins',
  'list_bookmarks',
  'list_mentor_applications',
  'list_mentors',
  'list_notifications',
  'list_pins',
  'list_products',
  'list_ratings',
  'list_reports',
  'list_reviews',
  'list_sessions',
  'list_settings',
  'mark_all_notifications_read',
  'mark_delivered',
  'mark_notifications_read',
  'mark_read',
  'mark_unread_from',
  'mentor_skills',
  'my_notification_settings',
  'my_reports',
  'my_settings',
  'my_suspension',
  'open_conversation',
  'overlapping_sessions',
  'pin_message',
  'rate_session',
  'release_connection',
  'release_report',
  'report',
  'request_extension',
  'request_session',
  'reschedule_session',
  'resolve_report',
  'restore_user',
  'review_session',
  'review_timeline',
  'search_messages',
  'seq_at',
  'sessions_with',
  'set_block',
  'set_bookmark',
  'set_notification_preference',
  'set_notification_settings',
  'set_reaction',
  'set_read_receipts',
  'set_role',
  'set_session_state',
  'set_setting',
  'show_history',
  'suspend_user',
  'sync_session',
  'transition_session',
  'unread_count',
  'unsubscribe',
  'withdraw_announcement',
];
/** What others may call; each is the API's function and the work behind it. */
const VISITORS = ['unsubscribe'];
const WORKERS = ['claim_mails', 'finish_mail'];
const POLICY_FUNCTIONS = [
  'am_active',
  'am_admin',
  'can_read_topic',
  'can_write_topic',
  'is_participant',
  'is_supplier',
  'joined_late_session_ids',
  'may_delete_attachment',
  'may_read_attachment',
  'may_upload_attachment',
  'may_write_avatar',
  'my_from_seq',
  'my_session_ids',
  'read_time',
  'readable_session_ids',
  'reviewed_session_id',
  'visible_presence_ids',
];
/** Readable by everybody who is signed in. */
const OPEN_TABLES = new Set(['public.app_settings', 'public.profiles', 'public.products']);

const { sql } = await createTestDatabase();
let student: string;
let mentor: string;
let supplier: string;
let outsider: string;
let session: string;

beforeAll(async () => {
  student = await makeUser(sql, 'student');
  mentor = await makeUser(sql, 'mentor');
  supplier = await makeUser(sql, 'supplier');
  outsider = await makeUser(sql, 'student');
  session = await makeSession(sql, student, mentor);
  await sql`insert into private.account_states (user_id) values (${supplier})`;
  await sql`insert into private.file_deletions (path) values ('a/file')`;
  await sql`insert into public.products (supplier_id, name, price_cents) values (${supplier}, 'Cup', 100)`;
  await sql`insert into public.blocks (user_id, blocked_id) values (${mentor}, ${supplier})`;
  await sql`update public.profiles set mentor_status = 'approved' where id = ${mentor}`;
  await sql`insert into public.ratings (session_id, rater_id, ratee_id, stars) values (${session}, ${student}, ${mentor}, 5)`;
  await asUser(sql, student, (tx) => send(tx, session, 'private words'));
  await asUser(sql, mentor, (tx) => call(tx, 'mark_read', { p_session_id: session, p_seq: 1 }));
  await sql`
    with m as (select session_id, id from public.messages),
      versions as (insert into public.message_versions (session_id, message_id, version, reason)
                   select session_id, id, 1, 'edit' from m),
      reactions as (insert into public.message_reactions (session_id, message_id, user_id, emoji)
                    select session_id, id, ${mentor}, '👍' from m),
      pins as (insert into public.pins (session_id, message_id, pinned_by) select session_id, id, ${mentor} from m)
    insert into public.bookmarks (session_id, message_id, user_id) select session_id, id, ${mentor} from m`;
  await sql`insert into public.session_events (session_id, event, to_status) values (${session}, 'started', 'in_progress')`;
  await sql`select private.notify(${student}, 'reminder', 'Soon', null, ${session}), private.audit('look', ${session}),
    private.note_reply(${mentor}, now(), now())`;
  await sql`insert into private.reminders (session_id, user_id, due_at) values (${session}, ${student}, now())`;
  await sql`insert into public.notification_preferences (user_id, type) values (${student}, 'reminder')`;
  await sql`insert into public.notification_settings (user_id) values (${student})`;
  await sql`insert into private.mail_tokens (user_id) values (${student})`;
  await sql`insert into private.mail_outbox (user_id, notification_ids) values (${student}, '{}')`;
  await sql`insert into public.announcements (id, title, priority, starts_at, created_by)
            values (gen_random_uuid(), 'Soon', 1, now() + interval '1 day', ${mentor})`;
  await sql`insert into public.reports (id, reporter_id, session_id, reason)
            values (gen_random_uuid(), ${student}, ${session}, 'spam')`;
  await sql`insert into public.setting_changes (key, old_value, new_value, changed_by)
            values ('edit_window', '1', '2', ${mentor})`;
  await sql`insert into public.review_grants (session_id, admin_id, reason, expires_at)
            values (${session}, ${await makeUser(sql, 'admin')}, 'somebody asked', now() + interval '1 hour')`;
  await sql`select private.count_sessions(array[${session}::uuid])`;
  const authSessionId = randomUUID();
  await asUser(sql, student, (tx) => call(tx, 'claim_connection', { p_device: 'Laptop' }), {
    authSessionId,
  });
});

/** Every table and view of the two schemas, from the catalog. */
async function relations(kinds = ['r', 'p', 'v', 'm']): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'private') and c.relkind = any (${kinds}) order by 1`;
  return rows.map((row) => row.name);
}

describe('grants', () => {
  test('are exactly these, per role, table, verb and column', async () => {
    const columns = await sql<{ name: string; column: string }[]>`
      select n.nspname || '.' || c.relname as name, a.attname as column
      from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('public', 'private') and c.relkind in ('r', 'p', 'v', 'm') and a.attnum > 0 and not a.attisdropped`;
    const expected = columns.flatMap(({ name, column }) =>
      Object.entries(GRANTS[name] ?? {}).flatMap(([role, verbs]) =>
        Object.entries(verbs)
          .filter(([, list]) => list === '*' || list.includes(column))
          .map(([verb]) => `${role} ${verb} ${name}.${column}`),
      ),
    );
    const actual = await sql<{ line: string }[]>`
      select role || ' ' || lower(verb) || ' ' || n.nspname || '.' || c.relname || '.' || a.attname as line
      from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
      cross join unnest(array['anon', 'authenticated', 'service_role']) role
      cross join unnest(array['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']) verb
      where n.nspname in ('public', 'private') and c.relkind in ('r', 'p', 'v', 'm') and a.attnum > 0
        and not a.attisdropped and has_column_privilege(role, c.oid, a.attnum, verb)`;
    expect(actual.map((row) => row.line).sort()).toEqual(expected.sort());
  });

  test('never include deleting, truncating or triggers, nor creating anything', async () => {
    const rows = await sql`
      select role, c.relname, verb from pg_class c join pg_namespace n on n.oid = c.relnamespace
      cross join unnest(array['anon', 'authenticated', 'service_role']) role
      cross join unnest(array['DELETE', 'TRUNCATE', 'TRIGGER', 'MAINTAIN']) verb
      where n.nspname in ('public', 'private') and c.relkind in ('r', 'p', 'v', 'm')
        and has_table_privilege(role, c.oid, verb)`;
    expect(rows).toEqual([]);
    const schemas = await sql`
      select role, schema from unnest(array['anon', 'authenticated', 'service_role']) role
      cross join unnest(array['public', 'private']) schema where has_schema_privilege(role, schema, 'CREATE')`;
    expect(schemas).toEqual([]);
  });

  test('every table and view is accounted for here', async () => {
    expect(await relations()).toEqual(Object.keys(GRANTS).sort());
  });

  test('functions: signed-in people may call these, visitors and service_role next to nothing', async () => {
    const rows = await sql<{ role: string; schema: string; name: string }[]>`
      select role, n.nspname as schema, p.proname as name
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      cross join unnest(array['anon', 'authenticated', 'service_role']) role
      where n.nspname in ('public', 'private') and has_function_privilege(role, p.oid, 'EXECUTE')`;
    const list = (schema: string, role = 'authenticated') =>
      rows
        .filter((row) => row.role === role && row.schema === schema)
        .map((row) => row.name)
        .sort();
    for (const schema of ['public', 'private']) {
      expect(list(schema, 'anon')).toEqual(VISITORS);
      expect(list(schema, 'service_role')).toEqual(WORKERS);
    }
    expect(list('public')).toEqual(API_FUNCTIONS);
    expect(list('private')).toEqual([...API_FUNCTIONS, ...POLICY_FUNCTIONS].sort());
  });
});

describe('policies', () => {
  test('every table has row-level security and at least one policy, every view security_invoker', async () => {
    const rows = await sql`
      select c.relname, c.relrowsecurity as rls,
        (select count(*)::int from pg_policy p where p.polrelid = c.oid) > 0 as policies
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('public', 'private') and c.relkind in ('r', 'p')`;
    expect(rows.filter((row) => row['rls'] !== true || row['policies'] !== true)).toEqual([]);
    const views = await sql`
      select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('public', 'private') and c.relkind = 'v'
        and not coalesce(c.reloptions @> array['security_invoker=true'], false)`;
    expect(views).toEqual([]);
  });

  test('there is exactly one, for signed-in people, per verb that is granted', async () => {
    const rows = await sql<{ table: string; cmd: string; roles: string[]; permissive: string }[]>`
      select schemaname || '.' || tablename as table, lower(cmd) as cmd, roles::text[] as roles, permissive
      from pg_policies where schemaname in ('public', 'private')`;
    expect(rows.every((row) => row.roles.join() === 'authenticated')).toBe(true);
    const expected = (await relations(['r', 'p'])).flatMap((table) => {
      const verbs = Object.keys(GRANTS[table]?.['authenticated'] ?? {});
      return verbs.length === 0 ? [`${table} all`] : verbs.map((verb) => `${table} ${verb}`);
    });
    expect(rows.map((row) => `${row.table} ${row.cmd}`).sort()).toEqual(expected.sort());
  });

  test('none trusts metadata or lets an admin in, and auth.uid() is asked once per statement', async () => {
    const rows = await sql<{ text: string }[]>`
      select coalesce(qual, '') || ' ' || coalesce(with_check, '') as text from pg_policies
      where schemaname in ('public', 'private', 'realtime')`;
    expect(rows.length).toBeGreaterThan(10);
    for (const { text } of rows) {
      expect(text).not.toMatch(/user_metadata|is_admin|auth\.jwt/);
      expect(text.replaceAll(/\( ?SELECT auth\.uid\(\) AS uid\)/g, '')).not.toContain('auth.uid()');
    }
  });
});

describe('an outsider', () => {
  test('reads no row of any table that is not open to all', async () => {
    for (const name of await relations()) {
      const [all] = await sql.unsafe<{ n: number }[]>(`select count(*)::int as n from ${name}`);
      expect(all!.n, `${name} must have rows for this test to mean anything`).toBeGreaterThan(0);
      if (OPEN_TABLES.has(name)) continue;
      const count = asUser(sql, outsider, (tx) =>
        tx.unsafe<{ n: number }[]>(`select count(*)::int as n from ${name}`),
      );
      if (name.startsWith('private.')) expect((await refusal(count)).sqlstate, name).toBe('42501');
      else expect((await count)[0]!.n, name).toBe(0);
    }
  });

  test('gets not_found for every function that names a session, whether it exists or not', async () => {
    for (const p_session_id of [session, randomUUID()])
      for (const [name, args] of [
        ['get_session', {}],
        ['get_messages', {}],
        ['sync_session', { p_since_rev: 0 }],
        ['mark_read', { p_seq: 1 }],
        ['mark_delivered', { p_seq: 1 }],
        ['list_pins', {}],
        ['get_messages_by_id', { p_ids: '{}' }],
        ['seq_at', { p_at: '2026-01-01' }],
        ['mark_unread_from', { p_seq: 1 }],
        ['search_messages', { p_query: 'private' }],
        ['list_attachments', { p_kind: 'files' }],
        ['set_session_state', { p_archived: true }],
        ['export_session', {}],
        ['transition_session', { p_to: 'completed' }],
        ['reschedule_session', { p_scheduled_at: '2026-01-01' }],
        ['request_extension', { p_minutes: 15 }],
        ['answer_extension', { p_grant: true }],
        ['leave_session', {}],
        ['show_history', { p_user_id: outsider }],
        ['list_reviews', {}],
        ['review_timeline', {}],
        ['report', { p_id: outsider, p_message_id: null, p_reason: 'spam' }],
      ] as const)
        expect(
          await refusal(asUser(sql, outsider, (tx) => call(tx, name, { p_session_id, ...args }))),
        ).toEqual({
          sqlstate: 'PT404',
          message: 'This conversation does not exist or is not yours.',
          detail: { code: 'not_found' },
        });
  });

  test('has an empty list and badge', async () => {
    expect(await asUser(sql, outsider, (tx) => call(tx, 'list_sessions'))).toEqual({
      items: [],
      next_cursor: null,
      has_more: false,
      now: expect.any(String) as string,
    });
    expect(await asUser(sql, outsider, (tx) => call(tx, 'unread_count'))).toBe(0);
  });

  test('cannot join, cannot change others, cannot promote themselves', async () => {
    for (const statement of [
      `insert into public.participants (session_id, user_id, role) values ('${session}', '${outsider}', 'student')`,
      `update public.profiles set role = 'admin' where id = '${outsider}'`,
      `update public.profiles set mentor_status = 'approved' where id = '${outsider}'`,
      `insert into public.products (name, price_cents) values ('Not a supplier', 1)`,
      `insert into public.products (id, name, price_cents, supplier_id) values (gen_random_uuid(), 'x', 1, '${supplier}')`,
    ])
      expect(
        (await refusal(asUser(sql, outsider, (tx) => tx.unsafe(statement)))).sqlstate,
        statement,
      ).toBe('42501');
    const touched = await asUser(sql, outsider, async (tx) => [
      ...(await tx`update public.profiles set full_name = 'Mallory' where id = ${student} returning id`),
      ...(await tx`update public.products set price_cents = 1 returning id`),
    ]);
    expect(touched).toEqual([]);
  });
});

test('a visitor is refused everywhere', async () => {
  for (const name of await relations()) {
    const look = asUser(sql, null, (tx) => tx.unsafe(`select count(*) from ${name}`));
    expect((await refusal(look)).sqlstate, name).toBe('42501');
  }
  for (const name of ['list_sessions', 'unread_count', 'release_connection'])
    expect((await refusal(asUser(sql, null, (tx) => call(tx, name)))).sqlstate, name).toBe('42501');
});

test('signed-in people without a profile or a claim set get nothing either', async () => {
  const nobody = randomUUID();
  expect(await asUser(sql, nobody, (tx) => tx`select id from public.sessions`)).toHaveLength(0);
  for (const [name, args] of [
    ['open_conversation', { p_kind: 'support' }],
    ['claim_connection', { p_device: 'x' }],
  ] as const)
    expect((await refusal(asUser(sql, nobody, (tx) => call(tx, name, args)))).detail).toMatchObject(
      { code: 'unauthorized' },
    );
});

describe('membership', () => {
  test('participants read their session; whoever left reads nothing of it', async () => {
    const leaver = await makeUser(sql, 'mentor');
    const other = await makeSession(sql, student, leaver);
    await asUser(sql, student, (tx) => send(tx, other, 'hello'));
    const counts = (who: string) =>
      asUser(sql, who, async (tx) => {
        const [row] = await tx`
          select (select count(*)::int from public.sessions where id = ${other}) as sessions,
                 (select count(*)::int from public.messages where session_id = ${other}) as messages,
                 (select count(*)::int from public.participants where session_id = ${other}) as participants,
                 (select count(*)::int from public.receipts where session_id = ${other}) as receipts`;
        return row!;
      });
    expect(await counts(leaver)).toEqual({
      sessions: 1,
      messages: 1,
      participants: 2,
      receipts: 2,
    });
    await sql`update public.participants set left_at = now() where session_id = ${other} and user_id = ${leaver}`;
    expect(await counts(leaver)).toEqual({
      sessions: 0,
      messages: 0,
      participants: 0,
      receipts: 0,
    });
    expect(
      (
        await refusal(
          asUser(sql, leaver, (tx) => call(tx, 'get_messages', { p_session_id: other })),
        )
      ).sqlstate,
    ).toBe('PT404');
  });

  test('who joins later sees neither words nor sender from before, by list, broadcast or table', async () => {
    const late = await makeUser(sql, 'admin');
    const other = await makeSession(sql, student, mentor);
    const say = (content: string) => asUser(sql, student, (tx) => send(tx, other, content));
    interface Row {
      id: string;
      last_seq: number;
      last_message: string | null;
      last_sender_id: string | null;
    }
    const last = ({ last_seq, last_message, last_sender_id }: Row) => ({
      last_seq,
      last_message,
      last_sender_id,
    });
    const look = async (who: string) => {
      const one = await asUser(sql, who, (tx) =>
        call<Row>(tx, 'get_session', { p_session_id: other }),
      );
      const { items } = await asUser(sql, who, (tx) => call<{ items: Row[] }>(tx, 'list_sessions'));
      const [told] = await sql<{ session: Row }[]>`
        select payload -> 'session' as session from realtime.messages
        where topic = ${`user:${who}`} and payload -> 'session' ->> 'id' = ${other}
        order by inserted_at desc limit 1`;
      return [one, items.find((item) => item.id === other)!, told!.session].map(last);
    };
    await say('before');
    await sql`insert into public.participants (session_id, user_id, role, from_seq)
              select id, ${late}, 'admin', last_seq + 1 from public.sessions where id = ${other}`;
    const nothing = { last_seq: 1, last_message: null, last_sender_id: null };
    expect(await look(late)).toEqual([nothing, nothing, nothing]);
    const before = { last_seq: 1, last_message: 'before', last_sender_id: student };
    expect(await look(mentor)).toEqual([before, before, before]);
    for (const column of ['last_message', 'last_sender_id', '*'])
      expect(
        (
          await refusal(
            asUser(sql, late, (tx) => tx.unsafe(`select ${column} from public.sessions`)),
          )
        ).sqlstate,
        column,
      ).toBe('42501');
    expect(
      await asUser(
        sql,
        late,
        (tx) => tx`select 1 from public.message_delivery where user_id = ${late}`,
      ),
    ).toHaveLength(0);

    await say('after');
    const after = { last_seq: 2, last_message: 'after', last_sender_id: student };
    expect(await look(late)).toEqual([after, after, after]);
  });

  test('a change of a message from before is not told to who joined later', async () => {
    const late = await makeUser(sql, 'admin');
    const other = await makeSession(sql, student, mentor);
    const sent = await asUser(sql, student, (tx) => send(tx, other, 'before'));
    await sql`insert into public.participants (session_id, user_id, role, from_seq)
              select id, ${late}, 'admin', last_seq + 1 from public.sessions where id = ${other}`;
    await sql`select private.announce_message(${sent!.id}, ${other})`;
    const heard = (who: string) => sql`
      select 1 from realtime.messages where topic = ${`user:${who}`} and event = 'message'
        and payload -> 'message' ->> 'id' = ${sent!.id}`;
    expect(await heard(mentor)).toHaveLength(2);
    expect(await heard(late)).toHaveLength(0);
  });

  test('who joins later sees nothing from before, by table, page, catch-up or unread count', async () => {
    const late = await makeUser(sql, 'admin');
    const other = await makeSession(sql, student, mentor);
    const say = (content: string) => asUser(sql, student, (tx) => send(tx, other, content));
    await say('before 1');
    await say('before 2');
    await sql`insert into public.participants (session_id, user_id, role, from_seq)
              select id, ${late}, 'admin', last_seq + 1 from public.sessions where id = ${other}`;
    await say('after');
    interface Page {
      items: { content: string }[];
      has_more: boolean;
    }
    const contents = async (name: string, args: Record<string, string | number>) => {
      const page = await asUser(sql, late, (tx) =>
        call<Page>(tx, name, { p_session_id: other, ...args }),
      );
      return { contents: page.items.map((item) => item.content), has_more: page.has_more };
    };
    const only = { contents: ['after'], has_more: false };
    expect(await contents('get_messages', {})).toEqual(only);
    expect(await contents('get_messages', { p_around_seq: 1 })).toEqual(only);
    expect(await contents('get_messages', { p_before_seq: 3 })).toEqual({
      contents: [],
      has_more: false,
    });
    expect(await contents('sync_session', { p_since_rev: 0 })).toEqual(only);
    expect(await asUser(sql, late, (tx) => tx`select content from public.messages`)).toEqual([
      { content: 'after' },
    ]);
    expect(await asUser(sql, late, (tx) => call(tx, 'unread_count'))).toBe(1);
  });

  test('state, connections and presence: own, own, and shared', async () => {
    const stranger = await makeUser(sql, 'student');
    const approved = await makeUser(sql, 'mentor');
    await sql`update public.profiles set mentor_status = 'approved' where id = ${approved}`;
    await sql`insert into public.user_presence (user_id, status) values (${approved}, 'online')`;
    const seen = (who: string) =>
      asUser(sql, who, async (tx) => ({
        states: await tx`select distinct user_id from public.participant_state`,
        connections: await tx`select distinct user_id from public.realtime_connections`,
        presence: await tx`select user_id from public.user_presence order by user_id`,
      }));
    expect(await seen(mentor)).toEqual({
      states: [{ user_id: mentor }],
      connections: [],
      presence: [student, approved].sort().map((user_id) => ({ user_id })),
    });
    expect(await seen(stranger)).toEqual({
      states: [],
      connections: [],
      presence: [{ user_id: approved }],
    });
  });
});
