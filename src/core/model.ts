/** The nouns of the chat, as every room but `backend/` knows them. Times are epoch milliseconds. */

export type AppRole = 'student' | 'mentor' | 'buyer' | 'supplier' | 'admin';
export type SessionKind = 'mentoring' | 'buyer_supplier' | 'buyer_admin' | 'support';
export type SessionStatus =
  'requested' | 'accepted' | 'declined' | 'in_progress' | 'completed' | 'expired';
export type PresenceStatus = 'online' | 'away' | 'busy' | 'offline';
/** What a person wants others to see; `online` is as it is: away when they do nothing for a while. */
export type PresenceChoice = Exclude<PresenceStatus, 'offline'>;
export type MessageType = 'text' | 'file' | 'image' | 'system';

/** The signed-in person. `authSessionId` names this sign-in (the JWT's `session_id`). */
export interface Me {
  readonly id: string;
  readonly email: string;
  readonly authSessionId: string;
  readonly fullName: string;
  readonly avatarUrl: string | null;
  readonly role: AppRole;
}

/** A file of a message. `path` names it in the bucket `attachments`. */
export interface Attachment {
  readonly path: string;
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  readonly mime: string;
  /** In pixels; null for everything but images. */
  readonly width: number | null;
  readonly height: number | null;
}

/** Who answered a message with one emoji, first come first. */
export interface Reaction {
  readonly emoji: string;
  readonly userIds: readonly string[];
}

/**
 * A message the database has accepted. `seq` orders messages within a session (1, 2, 3 … without
 * gap); `rev` is the session's change counter when this message last changed.
 */
export interface Message {
  readonly id: string;
  readonly sessionId: string;
  readonly seq: number;
  readonly rev: number;
  readonly senderId: string | null;
  readonly type: MessageType;
  readonly content: string | null;
  readonly attachments: readonly Attachment[];
  readonly reactions: readonly Reaction[];
  readonly replyTo: string | null;
  readonly forwarded: boolean;
  readonly pinnedAt: number | null;
  readonly pinnedBy: string | null;
  readonly editedAt: number | null;
  readonly deletedAt: number | null;
  /** Null while the message stands; `retention` when it was kept as long as messages are. */
  readonly deletedBy: 'sender' | 'admin' | 'retention' | null;
  readonly createdAt: number;
}

/** What of a product may have changed since somebody asked about it. */
export type ProductField = 'name' | 'image_url' | 'price_cents' | 'currency' | 'active';

/** A product as it is shown; the price is in the currency's smallest unit. */
export interface ProductFace {
  readonly name: string;
  readonly imageUrl: string | null;
  readonly priceCents: number | null;
  /** ISO 4217. */
  readonly currency: string | null;
}

/** The product of a conversation as it is now. */
export interface SessionProduct extends ProductFace {
  readonly id: string;
  /** Still on offer. */
  readonly active: boolean;
  /** Of what it was when the buyer asked. */
  readonly changes: readonly ProductField[];
}

/** Somebody else in a session, with how far they have received and read. */
export interface Peer {
  readonly userId: string;
  readonly fullName: string;
  readonly avatarUrl: string | null;
  readonly role: AppRole;
  readonly timezone: string | null;
  /** In how many seconds this person usually answers; null while too little is known. */
  readonly replySeconds: number | null;
  readonly presence: PresenceStatus;
  readonly lastSeen: number | null;
  readonly deliveredSeq: number;
  /** Null when this person, or the viewer, has switched read receipts off. */
  readonly readSeq: number | null;
  /** Rises when one of the two switches them; within one version `readSeq` only rises. */
  readonly readVersion: number;
}

/** A session as one person sees it: the row of the list and the header of the conversation. */
export interface Session {
  readonly id: string;
  readonly kind: SessionKind;
  readonly status: SessionStatus;
  readonly subject: string | null;
  /** Null when there is none, or it is gone; `productAsked` is it as it was then. */
  readonly product: SessionProduct | null;
  readonly productAsked: ProductFace | null;
  /** For mentoring the student, else the person who needs something. */
  readonly founderA: string;
  readonly founderB: string;
  readonly createdBy: string | null;
  readonly scheduledAt: number | null;
  /** When a request, or an accepted session that nobody starts, expires. */
  readonly expiresAt: number | null;
  /** When a running session ends by itself. */
  readonly endsAt: number | null;
  /** More time that one founder wishes for, in minutes, and who. */
  readonly extensionMinutes: number | null;
  readonly extensionBy: string | null;
  /**
   * Why it ended: `withdrawn`, `cancelled`, `ended_by_admin`, `account_deleted`, `unanswered`,
   * `not_started`, `time_over`, or the words with which a request was declined.
   */
  readonly endedReason: string | null;
  /** The words with which it was completed or ended. */
  readonly summary: string | null;
  /** Whose turn it is, and since when; null when nobody's. */
  readonly awaitingUserId: string | null;
  readonly awaitingSince: number | null;
  /** The first message that the viewer may see. */
  readonly fromSeq: number;
  readonly lastSeq: number;
  readonly lastRev: number;
  readonly lastMessage: string | null;
  readonly lastMessageAt: number | null;
  readonly lastSenderId: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** What the list is ordered by, newest first. */
  readonly sortAt: number;
  /** The viewer's own part; `stateVersion` rises with each change of it. */
  readonly lastReadSeq: number;
  readonly unreadCount: number;
  readonly unreadFromSeq: number | null;
  readonly stateVersion: number;
  /** `Infinity` is for good, a past time is over. */
  readonly mutedUntil: number | null;
  readonly archivedAt: number | null;
  readonly pinnedAt: number | null;
  /** The `stateVersion` that these three are of: reading on leaves them out. */
  readonly placeVersion: number;
  readonly myDeliveredSeq: number;
  readonly peers: readonly Peer[];
}

/** How far one person has received and read one session. */
export interface Receipt {
  readonly userId: string;
  readonly deliveredSeq: number;
  readonly readSeq: number | null;
  /** As `Peer.readVersion`. */
  readonly readVersion: number;
}

/** The viewer's own reading position, as sent to all of their devices. */
export interface ReadState {
  readonly unreadCount: number;
  readonly lastReadSeq: number;
  readonly unreadFromSeq: number | null;
  readonly stateVersion: number;
}

/** A message that the viewer keeps at hand. */
export interface Bookmark {
  readonly message: Message;
  readonly sessionSubject: string | null;
  readonly bookmarkedAt: number;
}

/** When one recipient received and read a message; null while they have not, or do not tell. */
export interface Delivery {
  readonly userId: string;
  readonly deliveredAt: number | null;
  readonly readAt: number | null;
}

/** What a message said before it was changed. */
export interface MessageVersion {
  /** 1 for the text that it was sent with. */
  readonly version: number;
  readonly content: string | null;
  /** When the next text took its place. */
  readonly replacedAt: number;
}

/** What an admin may set and people see the effect of; null until it is known. */
export interface Limits {
  /** How long after sending a message its sender may edit it, in milliseconds. */
  readonly editWindowMs: number | null;
}

/** Longest text of one message, in characters (code points), as the database enforces it. */
export const MAX_MESSAGE_CHARACTERS = 10_000;
