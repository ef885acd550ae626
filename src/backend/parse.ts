import * as v from 'valibot';
import type { MessagePage, SyncPage } from '../core/events.ts';
import { chatError, ChatFailure } from '../core/errors.ts';
import type { Me, Message, Peer, ReadState, Receipt, Session } from '../core/model.ts';
import type { SessionPage, UserEvent } from './backend.ts';

/** ISO 8601 as PostgREST sends it, and PostgreSQL's own `2026-11-22 05:48:31.1+00`. */
function parseTime(text: string): number {
  const iso = text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00');
  return Date.parse(iso);
}

const Time = v.pipe(v.string(), v.transform(parseTime), v.number(), v.finite());
const Id = v.pipe(v.string(), v.uuid());
const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const Role = v.picklist(['student', 'mentor', 'buyer', 'supplier', 'admin']);
const Presence = v.picklist(['online', 'away', 'busy', 'offline']);

const MessageRow = v.pipe(
  v.object({
    id: Id,
    session_id: Id,
    seq: Count,
    rev: Count,
    sender_id: v.nullable(Id),
    message_type: v.picklist(['text', 'file', 'image', 'system']),
    content: v.nullable(v.string()),
    reply_to: v.nullable(Id),
    edited_at: v.nullable(Time),
    deleted_at: v.nullable(Time),
    created_at: Time,
  }),
  v.transform((row): Message => ({
    id: row.id,
    sessionId: row.session_id,
    seq: row.seq,
    rev: row.rev,
    senderId: row.sender_id,
    type: row.message_type,
    content: row.content,
    replyTo: row.reply_to,
    editedAt: row.edited_at,
    deletedAt: row.deleted_at,
    createdAt: row.created_at,
  })),
);

const PeerRow = v.pipe(
  v.object({
    user_id: Id,
    full_name: v.string(),
    avatar_url: v.nullable(v.string()),
    role: Role,
    timezone: v.nullable(v.string()),
    presence: Presence,
    last_seen: v.nullable(Time),
    delivered_seq: Count,
    read_seq: v.nullable(Count),
  }),
  v.transform((row): Peer => ({
    userId: row.user_id,
    fullName: row.full_name,
    avatarUrl: row.avatar_url,
    role: row.role,
    timezone: row.timezone,
    presence: row.presence,
    lastSeen: row.last_seen,
    deliveredSeq: row.delivered_seq,
    readSeq: row.read_seq,
  })),
);

const SessionRow = v.pipe(
  v.object({
    id: Id,
    kind: v.picklist(['mentoring', 'buyer_supplier', 'buyer_admin', 'support']),
    status: v.picklist([
      'requested',
      'accepted',
      'declined',
      'in_progress',
      'completed',
      'expired',
    ]),
    subject: v.nullable(v.string()),
    product_snapshot: v.nullable(v.looseObject({ name: v.optional(v.string()) })),
    created_by: v.nullable(Id),
    scheduled_at: v.nullable(Time),
    expires_at: v.nullable(Time),
    ends_at: v.nullable(Time),
    last_seq: Count,
    last_rev: Count,
    last_message: v.nullable(v.string()),
    last_message_at: v.nullable(Time),
    last_sender_id: v.nullable(Id),
    created_at: Time,
    updated_at: Time,
    sort_at: Time,
    last_read_seq: Count,
    unread_count: Count,
    unread_from_seq: v.nullable(Count),
    state_version: Count,
    my_delivered_seq: Count,
    peers: v.array(PeerRow),
  }),
  v.transform((row): Session => ({
    id: row.id,
    kind: row.kind,
    status: row.status,
    subject: row.subject,
    productName: row.product_snapshot?.name ?? null,
    createdBy: row.created_by,
    scheduledAt: row.scheduled_at,
    expiresAt: row.expires_at,
    endsAt: row.ends_at,
    lastSeq: row.last_seq,
    lastRev: row.last_rev,
    lastMessage: row.last_message,
    lastMessageAt: row.last_message_at,
    lastSenderId: row.last_sender_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    sortAt: row.sort_at,
    lastReadSeq: row.last_read_seq,
    unreadCount: row.unread_count,
    unreadFromSeq: row.unread_from_seq,
    stateVersion: row.state_version,
    myDeliveredSeq: row.my_delivered_seq,
    peers: row.peers,
  })),
);

const ReceiptRow = v.pipe(
  v.object({ user_id: Id, delivered_seq: Count, read_seq: v.nullable(Count) }),
  v.transform((row): Receipt => ({
    userId: row.user_id,
    deliveredSeq: row.delivered_seq,
    readSeq: row.read_seq,
  })),
);

const ReadStateRow = v.pipe(
  v.object({ unread_count: Count, last_read_seq: Count, state_version: Count }),
  v.transform((row): ReadState => ({
    unreadCount: row.unread_count,
    lastReadSeq: row.last_read_seq,
    stateVersion: row.state_version,
  })),
);

const ProfileRow = v.object({
  full_name: v.string(),
  avatar_url: v.nullable(v.string()),
  role: Role,
});

const warn = (what: string, issues: readonly { message: string }[]): void => {
  if (import.meta.env.DEV) {
    console.warn(`Dropped a malformed ${what}: ${issues.map((i) => i.message).join('; ')}`);
  }
};

/** Parses the whole answer; a malformed one is the server's or our bug, and said so. */
function parse<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  what: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  warn(what, result.issues);
  throw new ChatFailure(chatError('Bug', `The server sent a ${what} that cannot be understood.`));
}

/** Parses a list, leaving out the rows that make no sense: one bad row must not hide the others. */
function parseEach<Schema extends v.GenericSchema>(
  schema: Schema,
  values: readonly unknown[],
  what: string,
): v.InferOutput<Schema>[] {
  return values.flatMap((value) => {
    const result = v.safeParse(schema, value);
    if (result.success) return [result.output];
    warn(what, result.issues);
    return [];
  });
}

const Rows = v.array(v.unknown());

export const parseMessage = (value: unknown): Message => parse(MessageRow, value, 'message');
export const parseSession = (value: unknown): Session => parse(SessionRow, value, 'session');
export const parseReadState = (value: unknown): ReadState =>
  parse(ReadStateRow, value, 'read state');

export function parseSessionPage(value: unknown): SessionPage {
  const page = parse(
    v.object({ items: Rows, has_more: v.boolean(), next_cursor: v.nullable(v.string()) }),
    value,
    'session list',
  );
  return {
    sessions: parseEach(SessionRow, page.items, 'session'),
    hasMore: page.has_more,
    nextCursor: page.next_cursor,
  };
}

export function parseMessagePage(value: unknown): MessagePage {
  const page = parse(
    v.object({ items: Rows, has_more: v.boolean(), last_rev: Count }),
    value,
    'page of messages',
  );
  return {
    messages: parseEach(MessageRow, page.items, 'message'),
    hasOlder: page.has_more,
    lastRev: page.last_rev,
  };
}

export function parseSyncPage(value: unknown): SyncPage {
  const page = parse(
    v.object({
      items: Rows,
      has_more: v.boolean(),
      next_cursor: Count,
      last_rev: Count,
      receipts: Rows,
    }),
    value,
    'page of changes',
  );
  return {
    messages: parseEach(MessageRow, page.items, 'message'),
    hasMore: page.has_more,
    cursor: page.next_cursor,
    lastRev: page.last_rev,
    receipts: parseEach(ReceiptRow, page.receipts, 'receipt'),
  };
}

/** The delivered watermark in the answer of `mark_delivered`. */
export const parseDelivered = (value: unknown): number =>
  parse(v.object({ delivered_seq: Count }), value, 'receipt').delivered_seq;

/** The session in the answer of `open_conversation`. */
export const parseOpened = (value: unknown): Session =>
  parse(v.object({ session: SessionRow }), value, 'conversation').session;

export type Profile = Pick<Me, 'fullName' | 'avatarUrl' | 'role'>;

export function parseProfile(value: unknown): Profile {
  const row = parse(ProfileRow, value, 'profile');
  return { fullName: row.full_name, avatarUrl: row.avatar_url, role: row.role };
}

const Typing = v.object({ user_id: Id, typing: v.boolean() });

/** A typing hint, or null: anybody in the session may have sent anything. */
export function parseTyping(value: unknown): { userId: string; typing: boolean } | null {
  const result = v.safeParse(Typing, value);
  return result.success ? { userId: result.output.user_id, typing: result.output.typing } : null;
}

const Broadcasts = {
  message: v.pipe(
    v.object({ message: MessageRow, session: SessionRow }),
    v.transform(({ message, session }): UserEvent => ({ type: 'message', message, session })),
  ),
  session: v.union([
    v.pipe(
      v.object({ session: v.object({ id: Id }), removed: v.literal(true) }),
      v.transform(({ session }): UserEvent => ({ type: 'removed', sessionId: session.id })),
    ),
    v.pipe(
      v.object({ session: SessionRow }),
      v.transform(({ session }): UserEvent => ({ type: 'session', session })),
    ),
  ]),
  receipt: v.pipe(
    v.looseObject({ session_id: Id, unread_count: v.optional(Count) }),
    v.rawTransform(({ dataset, addIssue, NEVER }): UserEvent => {
      const receipt = v.safeParse(ReceiptRow, dataset.value);
      const own = v.safeParse(ReadStateRow, dataset.value);
      if (!receipt.success) {
        for (const issue of receipt.issues) addIssue({ message: issue.message });
        return NEVER;
      }
      return {
        type: 'receipt',
        sessionId: dataset.value.session_id,
        receipt: receipt.output,
        own: own.success ? own.output : null,
      };
    }),
  ),
  presence: v.pipe(
    v.object({ user_id: Id, status: Presence, last_seen: v.nullable(Time) }),
    v.transform((row): UserEvent => ({
      type: 'presence',
      userId: row.user_id,
      status: row.status,
      lastSeen: row.last_seen,
    })),
  ),
  connection_revoked: v.pipe(
    v.object({ auth_session_id: v.string() }),
    v.transform((row): UserEvent => ({ type: 'revoked', authSessionId: row.auth_session_id })),
  ),
} as const;

export type BroadcastName = keyof typeof Broadcasts;
export const broadcastNames = Object.keys(Broadcasts) as readonly BroadcastName[];

/** A durable event from the person's channel, or null if it makes no sense. */
export function parseBroadcast(name: BroadcastName, payload: unknown): UserEvent | null {
  const result = v.safeParse(Broadcasts[name], payload);
  if (result.success) return result.output;
  warn(`“${name}” broadcast`, result.issues);
  return null;
}
