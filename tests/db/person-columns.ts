import { randomUUID } from 'node:crypto';
import { asUser, call, makeSession, makeUser, send, type Sql } from '../support/database.ts';
import { putFile } from '../support/stored-files.ts';

/** What becomes of a column that names a person, when the account goes and in what is downloaded. */
export interface PersonColumn {
  /** `gone`: no row names the person any more. Otherwise why it goes on naming them. */
  deleted: string;
  /** Path into the answer of `download_my_data`, or `-` and why not. */
  download: string;
}

const gone = (download: string): PersonColumn => ({ deleted: 'gone', download });
const PART = 'a part of the history that the others keep; the id names nobody any more';
const COUNTED = '- counted from the messages and sessions, which are in it';
const COPY = '- a copy for searching of what is in profile and products';

/** Every column of every table that names a person. A new one fails the tests until it is decided upon. */
export const PERSON_COLUMNS: Record<string, PersonColumn> = {
  'private.account_states.user_id': gone('account_state'),
  'private.active_people.user_id': gone(COUNTED),
  'private.mail_outbox.user_id': gone('mails'),
  'private.mail_tokens.user_id': gone('- a key to one door; every mail has it'),
  'private.mentor_directory.user_id': gone(COPY),
  'private.personal_settings.user_id': gone('settings'),
  'private.product_directory.supplier_id': gone(COPY),
  'private.rate_limits.user_id': gone('rate_limits'),
  'private.rating_totals.user_id': gone('rating_totals'),
  'private.reminders.user_id': gone('- a plan that follows from the sessions'),
  'private.reply_times.user_id': gone('reply_times'),
  'private.session_facts.asked_id': { deleted: PART, download: COUNTED },
  'private.session_facts.first_by': { deleted: PART, download: COUNTED },
  'public.announcements.created_by': {
    deleted: 'somebody was answerable for the announcement; the id names nobody any more',
    download: '- what admins did in office',
  },
  'public.announcements.published_upto': {
    deleted: 'how far it has come, in the order of ids; the id names nobody any more',
    download: '- tells where a batch ended, nothing of the person',
  },
  'public.audit_log.actor_id': {
    deleted: 'the record of powers that were used outlives everybody in it',
    download: '- what admins did in office',
  },
  'public.audit_log.subject_user_id': {
    deleted: 'the record of powers that were used outlives everybody in it',
    download: '- the admins’ record; decisions reach the person as notifications',
  },
  'public.blocks.blocked_id': gone('- nobody learns who blocked them'),
  'public.blocks.user_id': gone('blocks'),
  'public.bookmarks.user_id': gone('bookmarks'),
  'public.mentor_applications.decided_by': {
    deleted: 'somebody was answerable for the decision; the id names nobody any more',
    download: '- what admins did in office',
  },
  'public.mentor_applications.user_id': gone('mentor_application'),
  'public.message_reactions.user_id': gone('reactions'),
  'public.messages.sender_id': {
    deleted: `tombstones without words: ${PART}`,
    download: 'messages',
  },
  'public.notification_preferences.user_id': gone('notification_preferences'),
  'public.notification_settings.user_id': gone('notification_settings'),
  'public.notifications.user_id': gone('notifications'),
  'public.participant_state.user_id': gone('sessions.state'),
  'public.participants.user_id': gone('sessions.participation'),
  'public.pins.pinned_by': { deleted: `others’ messages stay pinned: ${PART}`, download: 'pins' },
  'public.products.supplier_id': gone('products'),
  'public.profiles.id': gone('profile'),
  'public.ratings.ratee_id': gone('- what students said is for admins; the totals are in it'),
  'public.ratings.rater_id': gone('ratings'),
  'public.realtime_connections.user_id': gone('devices'),
  'public.receipt_marks.user_id': gone('sessions.receipt_marks'),
  'public.receipts.user_id': gone('sessions.receipt'),
  'public.reports.assigned_to': {
    deleted: 'somebody looked into the report; the id names nobody any more',
    download: '- what admins did in office',
  },
  'public.reports.reporter_id': {
    deleted: 'the report is still looked into, without its note; the id names nobody any more',
    download: 'reports',
  },
  'public.reports.resolved_by': {
    deleted: 'somebody was answerable for the decision; the id names nobody any more',
    download: '- what admins did in office',
  },
  'public.review_grants.admin_id': {
    deleted: 'those who were reviewed see that they were; the id names nobody any more',
    download: '- what admins did in office',
  },
  'public.session_events.actor_id': { deleted: PART, download: 'session_events' },
  'public.sessions.awaiting_user_id': gone('sessions'),
  'public.sessions.created_by': { deleted: PART, download: 'sessions' },
  'public.sessions.extension_by': gone('sessions'),
  'public.sessions.founder_a': { deleted: PART, download: 'sessions' },
  'public.sessions.founder_b': { deleted: PART, download: 'sessions' },
  'public.sessions.last_sender_id': { deleted: PART, download: '- follows from the messages' },
  'public.sessions.updated_by': { deleted: PART, download: 'sessions' },
  'public.setting_changes.changed_by': {
    deleted: 'somebody was answerable for the change; the id names nobody any more',
    download: '- what admins did in office',
  },
  'public.user_presence.user_id': gone('presence'),
};

/** Ids of other things. */
const OTHER_IDS = [
  ...['id', 'session_id', 'message_id', 'reply_to', 'product_id', 'auth_session_id'],
  ...['announcement_id', 'notification_ids', 'token'],
];

/** Tables that name nobody: whose they are follows from the message, the product or the path. */
export const NAMELESS_TABLES = [
  'private.activity_days',
  'private.analytics_counted',
  'private.file_deletions',
  'private.marks_passed',
  'private.message_search',
  'private.sessions_to_count',
  'private.setting_rules',
  'public.app_settings',
  'public.message_versions',
];

export interface Column {
  table: string;
  column: string;
}

/** The tables of both schemas and their uuid columns that are no ids of other things, from the catalog. */
export async function namingColumns(sql: Sql): Promise<Column[]> {
  return sql<Column[]>`
    select n.nspname || '.' || c.relname as "table", a.attname as "column"
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'private') and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
      and a.atttypid in ('uuid'::regtype, 'uuid[]'::regtype)
      and (a.attname <> all (${OTHER_IDS}) or c.oid = 'public.profiles'::regclass)
    order by 1, 2`;
}

export async function allTables(sql: Sql): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'private') and c.relkind in ('r', 'p') order by 1`;
  return rows.map((row) => row.name);
}

/** How many rows name somebody, by column. */
export async function countNaming(sql: Sql, person: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { table, column } of await namingColumns(sql)) {
    const [row] = await sql.unsafe<{ n: number }[]>(
      `select count(*)::int as n from ${table} where ${column} = $1`,
      [person],
    );
    counts[`${table}.${column}`] = row!.n;
  }
  return counts;
}

export interface Life {
  person: string;
  email: string;
  /** The other side of every session. */
  peer: string;
  /** An admin with whom the two talk in one of them. */
  admin: string;
  sessions: {
    running: string;
    accepted: string;
    requested: string;
    completed: string;
    joined: string;
  };
  /** Stored files of the person: sent, withdrawn from sending, and their pictures. */
  files: string[];
  /** A message of the peer that the person reacted to, one of the person's that the peer reacted to. */
  reactedTo: string;
  reactedBy: string;
}

/**
 * Somebody with a row in every table that can name them. Whatever they wrote or are called holds `mark`.
 * @param sql as the owner; `messages_per_minute` must be high
 */
export async function liveALife(sql: Sql, mark: string): Promise<Life> {
  const person = await makeUser(sql, 'mentor', `${mark} Name`);
  const peer = await makeUser(sql, 'student', 'Peer');
  const admin = await makeUser(sql, 'admin', 'Admin');
  const email = `${person}@example.com`;
  const authSessionId = randomUUID();
  const asPerson = <T>(fn: Parameters<typeof asUser<T>>[2]) =>
    asUser(sql, person, fn, { authSessionId });

  await sql`update public.profiles set mentor_status = 'approved', headline = ${mark}, bio = ${mark}, skills = ${[mark]}
            where id = ${person}`;
  await sql`update public.mentor_applications set statement = ${mark} where user_id = ${person}`;
  await sql`insert into private.account_states (user_id, reason) values (${person}, ${mark})`;
  await asPerson((tx) => call(tx, 'claim_connection', { p_device: `${mark} phone` }));

  const sessions = {
    running: await makeSession(sql, peer, person),
    accepted: await makeSession(sql, peer, person, { status: 'requested' }),
    requested: await makeSession(sql, person, peer, { status: 'requested' }),
    completed: await makeSession(sql, peer, person),
    joined: await makeSession(sql, peer, admin, { kind: 'support' }),
  };
  await sql`insert into public.participants (session_id, user_id, role, from_seq)
            select ${sessions.joined}, ${person}, 'mentor', 1`;

  // By the lifecycle's function: an event, a system message and a notification, each with the name.
  const move = (id: string, to: string) =>
    asPerson((tx) => call(tx, 'transition_session', { p_session_id: id, p_to: to }));
  await move(sessions.accepted, 'accepted');

  const files: string[] = [];
  const put = async () => {
    files.push(await putFile(sql, sessions.running, person));
    return files.at(-1)!;
  };
  const say = async (
    session: string,
    who: string,
    content: string,
    attachments: unknown[] = [],
  ) => {
    const sent = await asUser(sql, who, (tx) => send(tx, session, content, { attachments }));
    return sent!;
  };
  const reactedTo = (await say(sessions.running, peer, 'of the peer')).id;
  const first = await say(sessions.running, person, `${mark} first`, [
    { path: await put(), name: `${mark}.pdf` },
  ]);
  await put();
  for (const folder of [person, person]) {
    files.push(`${folder}/${randomUUID()}.png`);
    await sql`insert into storage.objects (bucket_id, name, owner_id) values ('avatars', ${files.at(-1)!}, ${person})`;
  }
  await sql`update public.profiles set avatar_url = ${files.at(-1)!} where id = ${person}`;
  await asPerson((tx) =>
    call(tx, 'edit_message', {
      p_id: first.id,
      p_content: `${mark} edited`,
      p_expected_rev: first.rev,
    }),
  );
  const taken = await say(sessions.running, person, `${mark} taken back`);
  await asPerson((tx) => call(tx, 'delete_message', { p_id: taken.id }));
  for (const [who, id] of [
    [person, reactedTo],
    [peer, first.id],
  ] as const)
    await asUser(sql, who, async (tx) => {
      await call(tx, 'set_reaction', { p_message_id: id, p_emoji: '👍', p_on: true });
      await call(tx, 'pin_message', { p_message_id: id, p_on: true });
      await call(tx, 'set_bookmark', { p_message_id: id, p_on: true });
    });
  await asUser(sql, peer, (tx) => send(tx, sessions.running, 'an answer', { replyTo: first.id }));
  for (const session of [sessions.accepted, sessions.completed, sessions.joined])
    await say(session, person, `${mark} there`);
  await say(sessions.joined, peer, 'goes on');
  await asPerson((tx) => call(tx, 'mark_read', { p_session_id: sessions.running, p_seq: 4 }));

  await move(sessions.completed, 'completed');
  await sql`select private.notify(${person}, 'system_announcement', 'Hello', ${mark})`;
  await sql`update public.sessions set extension_by = ${person}, extension_minutes = 10, awaiting_user_id = ${person}
            where id = ${sessions.running}`;
  await asPerson(async (tx) => {
    await call(tx, 'set_notification_preference', { p_type: 'reminder', p_email: false });
    await tx`select public.set_notification_settings('{"sound": false}')`;
  });
  await sql`insert into public.announcements (id, title, priority, starts_at, created_by, published_upto)
            values (gen_random_uuid(), 'Hello', 1, now(), ${person}, ${person})`;
  await sql`insert into private.mail_tokens (user_id) values (${person})`;
  await sql`insert into private.mail_outbox (user_id, notification_ids, status) values (${person}, '{}', 'sent')`;
  await sql`insert into private.reminders (session_id, user_id, due_at) values (${sessions.accepted}, ${person}, now())
            on conflict do nothing`;
  await sql`insert into private.reply_times (user_id, recent) values (${person}, '{1}') on conflict do nothing`;
  await sql`insert into public.ratings (session_id, rater_id, ratee_id, stars, comment) values
            (${sessions.completed}, ${peer}, ${person}, 5, 'of the peer'), (${sessions.joined}, ${person}, ${admin}, 5, ${mark})`;
  await sql`insert into public.products (supplier_id, name, price_cents) values (${person}, ${`${mark} cup`}, 1)`;

  const [other, another] = [await makeUser(sql, 'mentor'), await makeUser(sql)];
  await sql`insert into public.blocks (user_id, blocked_id) values (${person}, ${other}), (${another}, ${person})`;
  await sql`update public.mentor_applications set decided_by = ${person} where user_id = ${other}`;
  await sql`insert into public.reports (id, reporter_id, session_id, reason, note) values
            (gen_random_uuid(), ${person}, ${sessions.running}, 'other', ${mark})`;
  await sql`insert into public.reports (id, reporter_id, session_id, reason, status, assigned_to, resolved_by, resolved_at)
            values (gen_random_uuid(), ${peer}, ${sessions.joined}, 'other', 'resolved', ${person}, ${person}, now())`;
  await sql`insert into public.setting_changes (key, old_value, new_value, changed_by)
            values ('edit_window', '1', '2', ${person})`;
  await sql`insert into public.review_grants (session_id, admin_id, reason, expires_at)
            values (${sessions.joined}, ${person}, 'somebody asked', now())`;
  await sql`insert into public.audit_log (actor_id, actor_label, action, subject_user_id)
            values (${person}, 'somebody', 'tested', ${person})`;
  await sql`select private.count_for_analytics()`;
  return { person, email, peer, admin, sessions, files, reactedTo, reactedBy: first.id };
}
