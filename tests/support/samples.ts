import type { Me, Message, Peer, Session } from '../../src/core/model.ts';

/** A valid UUID that says who it is for: `uuid(7)` → `00000000-0000-7000-8000-000000000007`. */
export const uuid = (n: number): string =>
  `00000000-0000-7000-8000-${n.toString().padStart(12, '0')}`;

export const ANNA = uuid(1);
export const BEN = uuid(2);
export const SESSION = uuid(100);
export const NOON = Date.UTC(2026, 0, 5, 12);

export const sampleMe = (changes: Partial<Me> = {}): Me => ({
  id: ANNA,
  email: 'anna@example.com',
  authSessionId: uuid(900),
  fullName: 'Anna',
  avatarUrl: null,
  role: 'student',
  ...changes,
});

export const samplePeer = (changes: Partial<Peer> = {}): Peer => ({
  userId: BEN,
  fullName: 'Ben',
  avatarUrl: null,
  role: 'mentor',
  timezone: null,
  presence: 'offline',
  lastSeen: null,
  replySeconds: null,
  deliveredSeq: 0,
  readSeq: 0,
  readVersion: 0,
  ...changes,
});

export const sampleSession = (changes: Partial<Session> = {}): Session => ({
  id: SESSION,
  kind: 'mentoring',
  status: 'in_progress',
  subject: 'Portfolio review',
  product: null,
  productAsked: null,
  founderA: ANNA,
  founderB: BEN,
  createdBy: ANNA,
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
  lastSeq: 0,
  lastRev: 0,
  lastMessage: null,
  lastMessageAt: null,
  lastSenderId: null,
  createdAt: NOON,
  updatedAt: NOON,
  sortAt: NOON,
  lastReadSeq: 0,
  unreadCount: 0,
  unreadFromSeq: null,
  stateVersion: 0,
  mutedUntil: null,
  archivedAt: null,
  pinnedAt: null,
  placeVersion: 0,
  myDeliveredSeq: 0,
  peers: [samplePeer()],
  ...changes,
});

/** What most messages have none of. */
export const plainMessage = {
  attachments: [],
  reactions: [],
  replyTo: null,
  forwarded: false,
  pinnedAt: null,
  pinnedBy: null,
  editedAt: null,
  deletedAt: null,
  deletedBy: null,
} as const;

export const sampleMessage = (seq: number, changes: Partial<Message> = {}): Message => ({
  id: uuid(1000 + seq),
  sessionId: SESSION,
  seq,
  rev: seq,
  senderId: BEN,
  type: 'text',
  content: `message ${seq}`,
  ...plainMessage,
  createdAt: NOON + seq * 1000,
  ...changes,
});
