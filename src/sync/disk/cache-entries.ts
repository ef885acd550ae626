import * as v from 'valibot';
import {
  Count,
  Deleter,
  Id,
  Kind,
  Presence,
  ProductField,
  Role,
  Status,
  Type,
} from '../../backend/rows.ts';
import type { CachedTimeline } from '../../core/events.ts';
import type { Attachment, Message, Peer, Reaction, Session } from '../../core/model.ts';
import { sessionsInOrder } from '../../core/selectors.ts';
import type { Timeline } from '../../core/state.ts';

/** Raised with every change of what is kept: entries of other builds are not read. */
const FORMAT = 4;
/** Rows of the session list that are kept: as many as the server's first page brings. */
const MAX_SESSIONS = 50;
/** Newest messages that are kept of one session. */
const MAX_MESSAGES = 100;
/** Characters of text that are kept of one session; with `MAX_TIMELINES`, a bound on all of it. */
const MAX_CHARACTERS = 100_000;
/** Sessions whose messages are kept: those that were used last. */
export const MAX_TIMELINES = 10;

export const LIST_KEY = 'list';
export const TIMELINE_PREFIX = 'timeline:';
export const timelineKey = (sessionId: string): string => `${TIMELINE_PREFIX}${sessionId}`;

const Time = v.pipe(v.number(), v.finite());
const text = v.nullable(v.string());
const time = v.nullable(Time);
const id = v.nullable(Id);
const count = v.nullable(Count);

const AttachmentEntry: v.GenericSchema<unknown, Attachment> = v.object({
  path: v.string(),
  name: v.string(),
  size: Count,
  mime: v.string(),
  width: count,
  height: count,
});

const ReactionEntry: v.GenericSchema<unknown, Reaction> = v.object({
  emoji: v.string(),
  userIds: v.array(Id),
});

const MessageEntry: v.GenericSchema<unknown, Message> = v.object({
  id: Id,
  sessionId: Id,
  seq: Count,
  rev: Count,
  senderId: id,
  type: Type,
  content: text,
  attachments: v.array(AttachmentEntry),
  reactions: v.array(ReactionEntry),
  replyTo: id,
  forwarded: v.boolean(),
  pinnedAt: time,
  pinnedBy: id,
  editedAt: time,
  deletedAt: time,
  deletedBy: v.nullable(Deleter),
  createdAt: Time,
});

const PeerEntry: v.GenericSchema<unknown, Peer> = v.object({
  userId: Id,
  fullName: v.string(),
  avatarUrl: text,
  role: Role,
  timezone: text,
  replySeconds: count,
  presence: Presence,
  lastSeen: time,
  deliveredSeq: Count,
  readSeq: count,
  readVersion: Count,
});

const productFace = { name: v.string(), imageUrl: text, priceCents: count, currency: text };

const SessionEntry: v.GenericSchema<unknown, Session> = v.object({
  id: Id,
  kind: Kind,
  status: Status,
  subject: text,
  product: v.nullable(
    v.object({ ...productFace, id: Id, active: v.boolean(), changes: v.array(ProductField) }),
  ),
  productAsked: v.nullable(v.object(productFace)),
  founderA: Id,
  founderB: Id,
  createdBy: id,
  scheduledAt: time,
  expiresAt: time,
  endsAt: time,
  extensionMinutes: count,
  extensionBy: id,
  endedReason: text,
  summary: text,
  awaitingUserId: id,
  awaitingSince: time,
  fromSeq: Count,
  lastSeq: Count,
  lastRev: Count,
  lastMessage: text,
  lastMessageAt: time,
  lastSenderId: id,
  createdAt: Time,
  updatedAt: Time,
  sortAt: Time,
  lastReadSeq: Count,
  unreadCount: Count,
  unreadFromSeq: count,
  stateVersion: Count,
  // Not a time: it may be for good.
  mutedUntil: v.nullable(v.number()),
  archivedAt: time,
  pinnedAt: time,
  placeVersion: Count,
  myDeliveredSeq: Count,
  peers: v.array(PeerEntry),
});

const ListEntry = v.object({ format: v.literal(FORMAT), sessions: v.array(v.unknown()) });
const TimelineEntry = v.object({
  format: v.literal(FORMAT),
  messages: v.array(MessageEntry),
  hasOlder: v.boolean(),
  cursor: Count,
});

/** What is written of the session list: its newest rows. */
export const listEntry = (sessions: Readonly<Record<string, Session>>): unknown => ({
  format: FORMAT,
  sessions: sessionsInOrder(sessions).slice(0, MAX_SESSIONS),
});

/** The rows in an entry, without those that make no sense; null if the entry is not ours to read. */
export function readListEntry(value: unknown): readonly Session[] | null {
  const entry = v.safeParse(ListEntry, value);
  if (!entry.success) return null;
  return entry.output.sessions.flatMap((row) => {
    const session = v.safeParse(SessionEntry, row);
    return session.success ? [asOfThen(session.output)] : [];
  });
}

/** Who was online then says nothing about now. */
const asOfThen = (session: Session): Session => ({
  ...session,
  peers: session.peers.map((peer) => ({ ...peer, presence: 'offline' })),
});

/** What is written of a timeline: its newest messages, within the bounds, and where they end. */
export function timelineEntry(timeline: Timeline): unknown {
  const newest = timeline.messages.slice(-MAX_MESSAGES);
  let room = MAX_CHARACTERS;
  const from = newest.findLastIndex((message) => (room -= message.content?.length ?? 0) < 0) + 1;
  const messages = newest.slice(from);
  return {
    format: FORMAT,
    messages,
    hasOlder: timeline.hasOlder || messages.length < timeline.messages.length,
    cursor: timeline.cursor,
  };
}

/**
 * The timeline in an entry, or null if anything about it makes no sense: a message that is left out
 * would stay missing, because catching up begins after it.
 */
export function readTimelineEntry(sessionId: string, value: unknown): CachedTimeline | null {
  const entry = v.safeParse(TimelineEntry, value);
  if (!entry.success) return null;
  const { messages, hasOlder, cursor } = entry.output;
  const sound = messages.every(
    (message, index) =>
      message.sessionId === sessionId && message.seq > (messages[index - 1]?.seq ?? 0),
  );
  return sound ? { sessionId, messages, hasOlder, cursor } : null;
}
