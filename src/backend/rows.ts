import * as v from 'valibot';
import type {
  Message,
  Peer,
  ProductFace,
  Reaction,
  ReadState,
  Receipt,
  Session,
  SessionProduct,
} from '../core/model.ts';
import { avatarAddress } from './avatar-address.ts';

/** ISO 8601 as PostgREST sends it, and PostgreSQL's own `2026-11-22 05:48:31.1+00`. */
function parseTime(text: string): number {
  const iso = text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00');
  return Date.parse(iso);
}

export const Time = v.pipe(v.string(), v.transform(parseTime), v.number(), v.finite());
export const Id = v.pipe(v.string(), v.uuid());
export const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

export const Role = v.picklist(['student', 'mentor', 'buyer', 'supplier', 'admin']);
export const Kind = v.picklist(['mentoring', 'buyer_supplier', 'buyer_admin', 'support']);
export const Status = v.picklist([
  'requested',
  'accepted',
  'declined',
  'in_progress',
  'completed',
  'expired',
]);
export const Type = v.picklist(['text', 'file', 'image', 'system']);
export const ProductField = v.picklist(['name', 'image_url', 'price_cents', 'currency', 'active']);
export const Deleter = v.picklist(['sender', 'admin', 'retention']);
export const Presence = v.picklist(['online', 'away', 'busy', 'offline']);

/** Rows have the path of a file; everybody else gets its address. */
export const AvatarUrl = v.nullable(v.pipe(v.string(), v.transform(avatarAddress)));

export const Attachment = v.pipe(
  v.object({
    path: v.string(),
    name: v.string(),
    size: v.optional(Count, 0),
    mime: v.optional(v.string(), 'application/octet-stream'),
    width: v.nullish(Count, null),
    height: v.nullish(Count, null),
  }),
  v.readonly(),
);

const Reaction = v.pipe(
  v.object({ emoji: v.string(), user_ids: v.array(Id) }),
  v.transform((row): Reaction => ({ emoji: row.emoji, userIds: row.user_ids })),
);

export const MessageRow = v.pipe(
  v.object({
    id: Id,
    session_id: Id,
    seq: Count,
    rev: Count,
    sender_id: v.nullable(Id),
    message_type: Type,
    content: v.nullable(v.string()),
    attachments: v.optional(v.array(Attachment), []),
    reactions: v.optional(v.array(Reaction), []),
    reply_to: v.nullable(Id),
    forwarded: v.optional(v.boolean(), false),
    pinned_at: v.nullish(Time, null),
    pinned_by: v.nullish(Id, null),
    edited_at: v.nullable(Time),
    deleted_at: v.nullable(Time),
    metadata: v.nullish(v.looseObject({ deleted_by: v.optional(Deleter) })),
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
    attachments: row.attachments,
    reactions: row.reactions,
    replyTo: row.reply_to,
    forwarded: row.forwarded,
    pinnedAt: row.pinned_at,
    pinnedBy: row.pinned_by,
    editedAt: row.edited_at,
    deletedAt: row.deleted_at,
    deletedBy: row.deleted_at === null ? null : (row.metadata?.deleted_by ?? 'sender'),
    createdAt: row.created_at,
  })),
);

/** A time, or for ever. */
const Until = v.union([
  v.pipe(
    v.literal('infinity'),
    v.transform(() => Infinity),
  ),
  Time,
]);

const PeerRow = v.pipe(
  v.object({
    user_id: Id,
    full_name: v.string(),
    avatar_url: AvatarUrl,
    role: Role,
    timezone: v.nullable(v.string()),
    reply_seconds: v.nullish(Count, null),
    presence: Presence,
    last_seen: v.nullable(Time),
    delivered_seq: Count,
    read_seq: v.nullable(Count),
    read_version: Count,
  }),
  v.transform((row): Peer => ({
    userId: row.user_id,
    fullName: row.full_name,
    avatarUrl: row.avatar_url,
    role: row.role,
    timezone: row.timezone,
    replySeconds: row.reply_seconds,
    presence: row.presence,
    lastSeen: row.last_seen,
    deliveredSeq: row.delivered_seq,
    readSeq: row.read_seq,
    readVersion: row.read_version,
  })),
);

export const productFields = {
  name: v.string(),
  image_url: v.nullish(v.string(), null),
  price_cents: v.nullish(Count, null),
  currency: v.nullish(v.string(), null),
};

export const toProductFace = (row: v.InferOutput<typeof ProductFaceRow>): ProductFace => ({
  name: row.name,
  imageUrl: row.image_url,
  priceCents: row.price_cents,
  currency: row.currency,
});

const ProductFaceRow = v.object(productFields);

const ProductRow = v.pipe(
  v.object({
    ...productFields,
    id: Id,
    active: v.boolean(),
    changes: v.array(ProductField),
  }),
  v.transform((row): SessionProduct => ({
    ...toProductFace(row),
    id: row.id,
    active: row.active,
    changes: row.changes,
  })),
);

export const SessionRow = v.pipe(
  v.object({
    id: Id,
    kind: Kind,
    status: Status,
    subject: v.nullable(v.string()),
    product: v.nullish(ProductRow, null),
    product_snapshot: v.nullable(v.pipe(ProductFaceRow, v.transform(toProductFace))),
    founder_a: Id,
    founder_b: Id,
    created_by: v.nullable(Id),
    scheduled_at: v.nullable(Time),
    expires_at: v.nullable(Time),
    ends_at: v.nullable(Time),
    extension_minutes: v.nullable(Count),
    extension_by: v.nullable(Id),
    ended_reason: v.nullable(v.string()),
    summary: v.nullable(v.string()),
    awaiting_user_id: v.nullable(Id),
    awaiting_since: v.nullable(Time),
    from_seq: Count,
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
    muted_until: v.nullable(Until),
    archived_at: v.nullable(Time),
    pinned_at: v.nullable(Time),
    my_delivered_seq: Count,
    peers: v.array(PeerRow),
  }),
  v.transform((row): Session => ({
    id: row.id,
    kind: row.kind,
    status: row.status,
    subject: row.subject,
    product: row.product,
    productAsked: row.product_snapshot,
    founderA: row.founder_a,
    founderB: row.founder_b,
    createdBy: row.created_by,
    scheduledAt: row.scheduled_at,
    expiresAt: row.expires_at,
    endsAt: row.ends_at,
    extensionMinutes: row.extension_minutes,
    extensionBy: row.extension_by,
    endedReason: row.ended_reason,
    summary: row.summary,
    awaitingUserId: row.awaiting_user_id,
    awaitingSince: row.awaiting_since,
    fromSeq: row.from_seq,
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
    mutedUntil: row.muted_until,
    archivedAt: row.archived_at,
    pinnedAt: row.pinned_at,
    placeVersion: row.state_version,
    myDeliveredSeq: row.my_delivered_seq,
    peers: row.peers,
  })),
);

export const ReceiptRow = v.pipe(
  v.object({
    user_id: Id,
    delivered_seq: Count,
    read_seq: v.nullable(Count),
    read_version: Count,
  }),
  v.transform((row): Receipt => ({
    userId: row.user_id,
    deliveredSeq: row.delivered_seq,
    readSeq: row.read_seq,
    readVersion: row.read_version,
  })),
);

export const ReadStateRow = v.pipe(
  v.object({
    unread_count: Count,
    last_read_seq: Count,
    unread_from_seq: v.nullish(Count, null),
    state_version: Count,
  }),
  v.transform((row): ReadState => ({
    unreadCount: row.unread_count,
    lastReadSeq: row.last_read_seq,
    unreadFromSeq: row.unread_from_seq,
    stateVersion: row.state_version,
  })),
);

export const ProfileRow = v.object({
  full_name: v.string(),
  avatar_url: AvatarUrl,
  role: Role,
});
