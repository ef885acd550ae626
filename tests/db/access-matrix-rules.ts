import { randomUUID } from 'node:crypto';
import type { Actor, Scene } from './access-matrix-scene.ts';

/**
 * Who may do what, in our own words and not the database's: what is not said here must be refused.
 * A new table, column or function needs a line here before anybody may use it.
 */

/** The rows that an actor gets at, as a condition in SQL, judged by the owner of the database. */
export type Rows = (who: Actor) => string;

export interface Rule {
  /** Which rows are read. */
  rows: Rows;
  /** Columns that are read, apart by blanks; `*` for tables of the platform, whose columns are not ours. */
  reads: string;
  /** Columns that nobody reads. */
  hidden?: string;
  inserts?: {
    columns: string;
    /** A whole row that points at the session of the two. */
    row: (who: Actor, scene: Scene) => Record<string, string>;
    /** Whose row is taken. */
    by: readonly string[];
  };
  updates?: { columns: string; rows: Rows };
  deletes?: Rows;
  /** The platform grants it on its own tables; no API speaks it. */
  truncates?: true;
}

const list = (ids: readonly string[]): string =>
  `array[${ids.map((id) => `'${id}'`).join()}]::uuid[]`;
const me = (who: Actor): string => `'${who.id}'::uuid`;

const nobody: Rows = () => 'false';
const everybody: Rows = () => 'true';
const admins: Rows = (who) => String(who.admin);
const own =
  (column: string): Rows =>
  (who) =>
    `${column} = ${me(who)}`;
const takingPart =
  (column = 'session_id'): Rows =>
  (who) =>
    `${column} = any (${list(who.sessions)})`;

/** Messages that a participant may see. */
const seenTakingPart: Rows = (who) => {
  const fromWhere =
    who.late === null
      ? ''
      : ` and (session_id <> '${who.late.session}' or seq >= ${who.late.fromSeq})`;
  return `(session_id = any (${list(who.sessions)})${fromWhere})`;
};
const underReview =
  (column = 'session_id'): Rows =>
  (who) =>
    who.reviews === null ? 'false' : `${column} = '${who.reviews}'`;
const either =
  (...rules: Rows[]): Rows =>
  (who) =>
    `(${rules.map((rule) => rule(who)).join(' or ')})`;
/** What belongs to messages for which `rows` holds. */
const ofMessages =
  (rows: Rows): Rows =>
  (who) =>
    `message_id in (select id from public.messages where ${rows(who)})`;
/** Files that such messages name. */
const namedBy =
  (rows: Rows): Rows =>
  (who) =>
    `name in (select f ->> 'path' from public.messages, jsonb_array_elements(attachments) f where ${rows(who)})`;

const seen = either(seenTakingPart, underReview());
const living: Rows = (who) => `${seenTakingPart(who)} and deleted_at is null`;
const unsent: Rows = (who) =>
  `bucket_id = 'attachments' and split_part(name, '/', 2) = '${who.id}'
   and not exists (select 1 from public.messages where attachments::text like '%' || name || '%')`;
const ownAvatars: Rows = (who) => `bucket_id = 'avatars' and name like '${who.id}/%'`;

const IN_THE_SESSION = ['participant', 'participant who joined late'];

export const TABLES: Record<string, Rule> = {
  'public.announcements': {
    rows: admins,
    reads:
      'id title message audience priority starts_at expires_at link created_by created_at withdrawn_at cleared_at published_at published_upto recipients',
  },
  'public.app_settings': { rows: everybody, reads: 'key value description updated_at' },
  'public.audit_log': {
    rows: admins,
    reads: 'id actor_id actor_label action session_id subject_user_id reason details created_at',
  },
  'public.blocks': { rows: own('user_id'), reads: 'user_id blocked_id created_at' },
  'public.bookmarks': { rows: own('user_id'), reads: 'session_id message_id user_id created_at' },
  'public.mentor_applications': {
    rows: own('user_id'),
    reads: 'user_id status statement applied_at decided_at reason',
    hidden: 'decided_by',
  },
  'public.message_delivery': {
    rows: ofMessages(seenTakingPart),
    reads: 'id message_id user_id delivered_at read_at created_at',
  },
  'public.message_reactions': {
    rows: ofMessages(seen),
    reads: 'session_id message_id user_id emoji created_at',
  },
  'public.message_versions': {
    rows: either(ofMessages(living), underReview()),
    reads: 'session_id message_id version content attachments edited_at reason',
  },
  'public.messages': {
    rows: seen,
    reads:
      'id session_id seq rev sender_id message_type content attachments reply_to forwarded reactions content_rev edited_at deleted_at purged_at metadata created_at updated_at',
    inserts: {
      columns: 'id session_id content message_type attachments reply_to forwarded',
      row: (_, { session }) => ({ id: randomUUID(), session_id: session, content: 'hello' }),
      by: IN_THE_SESSION,
    },
  },
  'public.notification_preferences': {
    rows: own('user_id'),
    reads: 'user_id type in_app browser email push',
  },
  'public.notification_settings': {
    rows: own('user_id'),
    reads: 'user_id quiet_from quiet_to timezone sound sound_at_night email digest_minutes',
  },
  'public.notifications': {
    rows: own('user_id'),
    reads:
      'id user_id type title message data session_id last_seq count priority silent announcement_id read_at expires_at mailed_at unmailed_since raised_at created_at updated_at version',
  },
  'public.participant_state': {
    rows: own('user_id'),
    reads:
      'session_id user_id last_read_seq unread_count unread_from_seq muted_until archived_at pinned_at state_version',
  },
  'public.participants': {
    rows: takingPart(),
    reads: 'session_id user_id role from_seq joined_at left_at sort_at',
  },
  'public.pins': {
    rows: ofMessages(seenTakingPart),
    reads: 'session_id message_id pinned_by pinned_at',
  },
  'public.products': {
    rows: (who) => `active or supplier_id = ${me(who)}`,
    reads: 'id supplier_id name image_url price_cents currency active created_at updated_at',
    inserts: {
      columns: 'id name image_url price_cents currency active',
      row: () => ({ name: 'Bowl', price_cents: '1' }),
      by: ['supplier'],
    },
    updates: {
      columns: 'name image_url price_cents currency active',
      rows: own('supplier_id'),
    },
  },
  'public.profiles': {
    rows: everybody,
    reads:
      'id full_name avatar_url role headline bio skills timezone mentor_status accepting created_at updated_at',
    updates: {
      columns: 'full_name avatar_url headline bio skills timezone accepting',
      rows: (who) => (who.suspended ? 'false' : `id = ${me(who)}`),
    },
  },
  'public.ratings': {
    rows: own('rater_id'),
    reads: 'session_id rater_id ratee_id stars comment created_at updated_at',
  },
  'public.realtime_connections': {
    rows: own('user_id'),
    reads: 'user_id auth_session_id device status seen_at created_at',
  },
  'public.receipt_marks': {
    rows: takingPart(),
    reads: 'session_id user_id at delivered_seq',
    hidden: 'read_seq',
  },
  'public.receipts': {
    rows: takingPart(),
    reads: 'session_id user_id delivered_seq delivered_at',
    hidden: 'read_seq read_at read_version',
  },
  'public.reports': {
    rows: own('reporter_id'),
    reads:
      'id reporter_id session_id message_id reason note status resolution created_at resolved_at',
    hidden: 'assigned_to resolved_by',
  },
  'public.review_grants': {
    rows: (who) => `admin_id = ${me(who)} and ${who.admin}`,
    reads: 'id session_id admin_id reason granted_at expires_at ended_at',
  },
  'public.session_events': {
    rows: takingPart(),
    reads: 'id session_id actor_id event from_status to_status reason metadata created_at',
  },
  'public.sessions': {
    rows: either(takingPart('id'), underReview('id')),
    reads:
      'id kind status subject product_id product_snapshot founder_a founder_b conversation_key created_by updated_by scheduled_at expires_at ends_at extension_minutes extension_by ended_reason summary last_seq last_rev last_message_at awaiting_user_id awaiting_since metadata created_at updated_at',
    hidden: 'last_message last_sender_id escalated_at',
  },
  'public.setting_changes': {
    rows: admins,
    reads: 'id key old_value new_value changed_by changed_at',
  },
  'public.user_presence': {
    rows: (who) => `user_id = ${me(who)}
      or user_id in (select user_id from public.participants
                     where session_id = any (${list(who.sessions)}) and left_at is null)
      or user_id in (select id from public.profiles where role = 'mentor' and mentor_status = 'approved')`,
    reads: 'user_id status last_seen',
    hidden: 'session_id',
  },
  // Topics are tried apart: without one nobody hears or says anything.
  'realtime.messages': {
    rows: nobody,
    reads: '*',
    inserts: {
      columns: '*',
      row: (_, { session }) => ({
        topic: `session:${session}`,
        extension: 'broadcast',
        private: 'true',
      }),
      by: [],
    },
    updates: { columns: '*', rows: nobody },
  },
  'storage.buckets': {
    rows: nobody,
    reads: '*',
    inserts: { columns: '*', row: () => ({ id: 'mine', name: 'mine' }), by: [] },
    updates: { columns: '*', rows: nobody },
    deletes: nobody,
    truncates: true,
  },
  'storage.objects': {
    rows: either(
      namedBy(seen),
      (who) =>
        who.reviews === null
          ? 'false'
          : `name in (select f ->> 'path' from public.message_versions, jsonb_array_elements(attachments) f
                      where session_id = '${who.reviews}')`,
      unsent,
      ownAvatars,
    ),
    reads: '*',
    inserts: {
      columns: '*',
      row: (who, { session }) => ({
        bucket_id: 'attachments',
        name: `${session}/${who.id}/${randomUUID()}.pdf`,
      }),
      by: IN_THE_SESSION,
    },
    // To another bucket, folder or name it may not go; those columns are tried with foreign values.
    updates: { columns: '*', rows: ownAvatars },
    deletes: either(unsent, ownAvatars),
    truncates: true,
  },
};

/** Schemas in which every table needs a line above; tables anywhere else are closed to the API. */
export const NAMED_SCHEMAS = ['public', 'storage', 'realtime'];
