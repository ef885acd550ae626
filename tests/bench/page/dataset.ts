import { plainMessage } from '../../support/samples.ts';
import type { Me, Message, Peer, Session } from '../../../src/core/model.ts';

export const SESSION_ID = 'bench-session';
/** The newest generated `seq`: high enough for any number of older pages. */
export const NEWEST_SEQ = 1_000_000_000;
/** Fixed, so that every run draws the same days. */
const NEWEST_AT = Date.UTC(2026, 0, 31, 12);
const MEAN_GAP_MS = 4 * 60_000;

export const me: Me = {
  id: 'me',
  email: 'student@example.com',
  authSessionId: 'bench',
  fullName: 'Sam Student',
  avatarUrl: null,
  role: 'student',
};

const peer: Peer = {
  userId: 'peer',
  fullName: 'Mina Mentor',
  avatarUrl: null,
  role: 'mentor',
  timezone: 'Europe/Lisbon',
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

function textOf(seq: number): string {
  const kind = noise(seq * 7 + 1);
  const length = kind < 0.7 ? 2 + noise(seq) * 14 : kind < 0.95 ? 20 + noise(seq) * 40 : 150;
  const text = Array.from(
    { length: Math.ceil(length) },
    (_, at) => words[Math.floor(noise(seq * 31 + at) * words.length)],
  ).join(' ');
  return noise(seq * 13) < 0.05 ? `${text}\nhttps://example.com/${seq}` : text;
}

/** The generated message with this `seq`; the same for the same `seq`, whoever asks. */
export function messageAt(seq: number): Message {
  const replies = noise(seq * 17) < 0.1;
  return {
    id: `m${seq}`,
    sessionId: SESSION_ID,
    seq,
    rev: seq,
    senderId: noise(Math.floor(seq / 3)) < 0.5 ? me.id : peer.userId,
    type: 'text',
    content: textOf(seq),
    ...plainMessage,
    replyTo: replies ? `m${seq - 5}` : null,
    createdAt: NEWEST_AT - (NEWEST_SEQ - seq) * MEAN_GAP_MS,
  };
}

/** `count` messages that end with `lastSeq`, ascending. */
export const messagesUpTo = (lastSeq: number, count: number): readonly Message[] =>
  Array.from({ length: count }, (_, at) => messageAt(lastSeq - count + 1 + at));

export const session: Session = {
  id: SESSION_ID,
  kind: 'mentoring',
  status: 'in_progress',
  subject: 'A long conversation',
  productName: null,
  createdBy: me.id,
  scheduledAt: null,
  expiresAt: null,
  endsAt: null,
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
