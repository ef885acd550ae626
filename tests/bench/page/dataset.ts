import { plainMessage } from '../../support/samples.ts';
import type { Me, Message, Peer, Reaction, Session } from '../../../src/core/model.ts';
import { pictureOf } from './pictures.ts';

export const SESSION_ID = 'bench-session';
/** The newest generated `seq`: high enough for any number of older pages. */
export const NEWEST_SEQ = 1_000_000_000;
/** Fixed, so that every run draws the same days. */
const NEWEST_AT = Date.UTC(2026, 0, 31, 12);
/** 180 messages a day; some are near enough to the one before to be in a group with it. */
const MEAN_GAP_MS = 8 * 60_000;

/** Shares of all messages. */
const SHORT = 0.7;
const VERY_LONG = 0.05;
const WITH_LINK = 0.05;
const REPLIES = 0.1;
const REACTIONS = 0.1;
const PICTURES = 0.05;
/** How far back a reply goes, in messages; some go further than what is loaded with them. */
const ANSWERS = [1, 2, 5, 40] as const;
const emoji = ['👍', '❤️', '😂', '🎉'] as const;

export const me: Me = {
  id: 'me',
  email: 'student@example.com',
  authSessionId: 'bench',
  fullName: 'Sam Student',
  avatarUrl: null,
  role: 'student',
};

export const PEER_ID = 'peer';

const peer: Peer = {
  userId: PEER_ID,
  fullName: 'Mina Mentor',
  avatarUrl: null,
  role: 'mentor',
  timezone: 'Europe/Lisbon',
  replySeconds: null,
  presence: 'online',
  lastSeen: NEWEST_AT,
  deliveredSeq: NEWEST_SEQ,
  readSeq: NEWEST_SEQ - 3,
  readVersion: 0,
};

const words =
  'plan question draft figure answer chapter maybe after before sketch budget supplier sample tomorrow thanks idea careful result method again number page review quickly next'.split(
    ' ',
  );

/** A number in [0, 1) that depends on `seed` only (a small integer hash). */
export function noise(seed: number): number {
  let mixed = (seed ^ 0x9e3779b9) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35) >>> 0;
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
}

const PHRASES = 1_024;
const PHRASE_WORDS = 3;
/** Texts are put together of these: a hundred thousand, word by word, would take their time. */
const phrases = Array.from({ length: PHRASES }, (_, phrase) =>
  Array.from(
    { length: PHRASE_WORDS },
    (_, at) => words[Math.floor(noise(phrase * 31 + at) * words.length)],
  ).join(' '),
);

/** Mostly a line or two, now and then a paragraph, rarely more than is read at a glance. */
function textOf(seq: number): string {
  const kind = noise(seq * 7 + 1);
  const length =
    kind < SHORT
      ? 2 + noise(seq) * 14
      : kind < 1 - VERY_LONG
        ? 20 + noise(seq) * 40
        : 100 + noise(seq) * 100;
  const parts: (string | undefined)[] = [];
  for (let at = 0; at * PHRASE_WORDS < length; at += 1) {
    parts.push(phrases[Math.floor(noise(seq * 31 + at) * PHRASES)]);
  }
  const text = parts.join(' ');
  return noise(seq * 13) < WITH_LINK ? `${text}\nhttps://example.com/${seq}` : text;
}

const oneOf = <T>(items: readonly [T, ...T[]], seed: number): T =>
  items[Math.floor(noise(seed) * items.length)] ?? items[0];

function reactionsOf(seq: number): readonly Reaction[] {
  if (noise(seq * 19) >= REACTIONS) return [];
  const first: Reaction = { emoji: oneOf(emoji, seq), userIds: [peer.userId] };
  return noise(seq * 23) < 0.5 ? [first] : [{ ...first, userIds: [peer.userId, me.id] }];
}

/** The generated message with this `seq`; the same for the same `seq`, whoever asks. */
export function messageAt(seq: number): Message {
  const picture = noise(seq * 29) < PICTURES;
  return {
    ...plainMessage,
    id: `m${seq}`,
    sessionId: SESSION_ID,
    seq,
    rev: seq,
    senderId: noise(Math.floor(seq / 3)) < 0.5 ? me.id : peer.userId,
    type: picture ? 'image' : 'text',
    content: picture && noise(seq * 37) < 0.5 ? null : textOf(seq),
    attachments: picture ? [pictureOf(seq)] : plainMessage.attachments,
    reactions: reactionsOf(seq),
    replyTo: noise(seq * 17) < REPLIES ? `m${seq - oneOf(ANSWERS, seq * 41)}` : null,
    createdAt: NEWEST_AT - (NEWEST_SEQ - seq + noise(seq * 43)) * MEAN_GAP_MS,
  };
}

/** The generated message with this id, or null if there is none. */
export function messageWithId(id: string): Message | null {
  const seq = /^m(\d+)$/.exec(id)?.[1];
  return seq === undefined ? null : messageAt(Number(seq));
}

/** `count` messages that end with `lastSeq`, ascending. */
export const messagesUpTo = (lastSeq: number, count: number): Message[] =>
  Array.from({ length: count }, (_, at) => messageAt(lastSeq - count + 1 + at));

export const session: Session = {
  id: SESSION_ID,
  kind: 'mentoring',
  status: 'in_progress',
  subject: 'A long conversation',
  product: null,
  productAsked: null,
  founderA: me.id,
  founderB: peer.userId,
  createdBy: me.id,
  scheduledAt: null,
  expiresAt: null,
  endsAt: null,
  extensionMinutes: null,
  extensionBy: null,
  endedReason: null,
  summary: null,
  awaitingUserId: null,
  awaitingSince: null,
  fromSeq: 1,
  lastSeq: NEWEST_SEQ,
  lastRev: NEWEST_SEQ,
  lastMessage: null,
  lastMessageAt: NEWEST_AT,
  lastSenderId: peer.userId,
  createdAt: NEWEST_AT,
  updatedAt: NEWEST_AT,
  sortAt: NEWEST_AT,
  lastReadSeq: NEWEST_SEQ,
  unreadCount: 0,
  unreadFromSeq: null,
  stateVersion: 1,
  mutedUntil: null,
  archivedAt: null,
  pinnedAt: null,
  placeVersion: 1,
  myDeliveredSeq: NEWEST_SEQ,
  peers: [peer],
};
