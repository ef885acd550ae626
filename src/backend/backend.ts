import type { SyncPage, WindowPage } from '../core/events.ts';
import type {
  Attachment,
  Bookmark,
  Delivery,
  Limits,
  Me,
  Message,
  MessageVersion,
  PresenceStatus,
  ReadState,
  Receipt,
  Session,
} from '../core/model.ts';
import type { ChatError } from '../core/errors.ts';
import type { FoundPage, MessageSearch } from '../core/search.ts';
import type { PlaceChange } from '../core/session-places.ts';
import type { SharedKind, SharedPage } from '../core/shared.ts';
import type { TranscriptPage } from '../core/transcript.ts';
import type { Stop } from '../lib/stop.ts';
import type { NotificationsBackend } from './notifications-backend.ts';
import type { PeopleBackend } from './people-backend.ts';
import type { LifecycleBackend } from './lifecycle-backend.ts';

/** A page of the session list; `nextCursor` is opaque and asks for the page after it. */
export interface SessionPage {
  readonly sessions: readonly Session[];
  readonly hasMore: boolean;
  readonly nextCursor: string | null;
}

/**
 * Which page of a session's history: the one before a `seq`, the newest (null), the one after a `seq`,
 * or the one that has it in the middle.
 */
export type Place = number | null | { readonly after: number } | { readonly around: number };

/** A page of bookmarks, newest first; `nextCursor` is opaque and asks for the page after it. */
export interface BookmarkPage {
  readonly items: readonly Bookmark[];
  readonly hasMore: boolean;
  readonly nextCursor: string | null;
}

/** Durable events of one person, after parsing. */
export type UserEvent =
  | {
      type: 'message';
      message: Message;
      session: Session;
      /** What the message made of the person's notifications, as `NotificationsBackend` reads it. */
      notification: unknown;
    }
  | { type: 'session'; session: Session }
  | { type: 'removed'; sessionId: string }
  | { type: 'receipt'; sessionId: string; receipt: Receipt; own: ReadState | null }
  /** Somebody has switched read receipts: what is shown of them now. */
  | { type: 'receipts'; receipts: readonly { sessionId: string; receipt: Receipt }[] }
  | { type: 'presence'; userId: string; status: PresenceStatus; lastSeen: number | null }
  | { type: 'bookmark'; sessionId: string; messageId: string; on: boolean }
  /** As `NotificationsBackend` reads it. */
  | { type: 'notification'; told: unknown }
  /** A claim of the person's ended: for another device, or because an admin suspended the account. */
  | { type: 'revoked'; authSessionId: string; suspended: boolean };

/**
 * What becomes of a channel: `joined` (again after every loss), `lost` (it keeps trying by
 * itself), `closed` (it will not; only a new join helps).
 */
export type ChannelStatus =
  { status: 'joined' } | { status: 'lost'; error: ChatError } | { status: 'closed' };

export interface UserChannelListener {
  onEvent(event: UserEvent): void;
  onStatus(status: ChannelStatus): void;
}

export interface RoomListener {
  onTyping(userId: string, typing: boolean): void;
  /** Everybody who has the session open, in no order. */
  onHere(userIds: readonly string[]): void;
  onStatus(status: ChannelStatus): void;
}

/** The open session's channel: hints only, nothing durable. */
export interface Room {
  sendTyping(typing: boolean): void;
  stop: Stop;
}

/** A message that the database may not have yet; its files have been uploaded. */
export interface NewMessage {
  readonly id: string;
  readonly sessionId: string;
  /** May be empty if there are attachments. */
  readonly content: string;
  readonly replyTo?: string | null;
  readonly forwarded?: boolean;
  /** What the sender says of the files; size and type are the database's to know. */
  readonly attachments?: readonly Pick<Attachment, 'path' | 'name' | 'width' | 'height'>[];
}

export interface UploadOptions {
  readonly mime: string;
  /** Hears now and then which share has gone up, 0 to 1. */
  readonly onProgress?: (share: number) => void;
  /** Ends the upload, which then rejects with `Offline`. */
  readonly signal?: AbortSignal;
}

/**
 * Supabase in the chat's own words. Promises reject with `ChatFailure` and with nothing else;
 * malformed rows inside lists and malformed broadcasts are dropped with a warning in development.
 */
export interface Backend {
  /** Calls back with the signed-in person (or null) once it is known, then on every change. */
  onAuthChange(listener: (me: Me | null) => void): Stop;
  signIn(email: string, password: string): Promise<void>;
  signUp(form: { email: string; password: string; fullName: string; role: string }): Promise<void>;
  signOut(): Promise<void>;
  /** The signed-in person has changed what others see of them: who listens hears of it. Never rejects. */
  rereadProfile(): Promise<void>;

  listSessions(cursor: string | null, limit: number): Promise<SessionPage>;
  getSession(sessionId: string): Promise<Session>;
  /** Up to `limit` messages, ascending: the newest before a `seq` or of all, or others (see `Place`). */
  getMessages(sessionId: string, place: Place, limit: number): Promise<WindowPage>;
  /** `seq` of the first message at or after `at` (epoch ms), or null if there is none. */
  seqAt(sessionId: string, at: number): Promise<number | null>;
  syncSession(sessionId: string, sinceRev: number, limit: number): Promise<SyncPage>;
  /** Those of up to 100 messages that the viewer may read, in no order. */
  getMessagesById(sessionId: string, ids: readonly string[]): Promise<readonly Message[]>;
  /** Idempotent by `id`: sending what the database already has yields the stored message. */
  sendMessage(item: NewMessage): Promise<Message>;
  /**
   * `Conflict` with `theirs` if the text was changed after `expectedRev`; setting the text that is
   * stored already is no change and succeeds.
   */
  editMessage(messageId: string, content: string, expectedRev: number): Promise<Message>;
  /** Yields the tombstone; repeating it changes nothing. */
  deleteMessage(messageId: string): Promise<Message>;
  /** Sets or takes back the viewer's reaction; repeating it changes nothing. */
  setReaction(messageId: string, emoji: string, on: boolean): Promise<Message>;
  /**
   * Puts a file where a message may then name it. Repeating it changes nothing: a path is used for
   * one file ever.
   */
  uploadFile(path: string, bytes: Blob, options: UploadOptions): Promise<void>;
  /** Deletes those of the viewer's files that no message names. */
  withdrawFiles(paths: readonly string[]): Promise<void>;
  /** Path → an address good for `seconds`; of up to 100 files those that the viewer may read. */
  signFiles(paths: readonly string[], seconds: number): Promise<ReadonlyMap<string, string>>;
  downloadFile(path: string): Promise<Blob>;
  markRead(sessionId: string, seq: number): Promise<ReadState>;
  /** Yields the watermark as it now stands. */
  markDelivered(sessionId: string, seq: number): Promise<number>;
  /** Others' messages from `seq` on are unread again; others go on seeing what had been read. */
  markUnreadFrom(sessionId: string, seq: number): Promise<ReadState>;

  /** For everybody in the session; repeating it changes nothing. */
  pinMessage(messageId: string, on: boolean): Promise<Message>;
  /** All that is pinned in a session; at most 50. */
  listPins(sessionId: string): Promise<readonly Message[]>;
  /** For the viewer alone; repeating it changes nothing. */
  setBookmark(messageId: string, on: boolean): Promise<void>;
  /** Ids of the messages of one session that the viewer keeps at hand, in no order. */
  listBookmarkIds(sessionId: string): Promise<readonly string[]>;
  listBookmarks(cursor: string | null, limit: number): Promise<BookmarkPage>;
  /** One for each recipient of a message. */
  getDeliveries(messageId: string): Promise<readonly Delivery[]>;
  /** What a message said before each change, oldest first; nothing of deleted messages. */
  getVersions(messageId: string): Promise<readonly MessageVersion[]>;

  /** Mutes, archives or pins a session for the viewer; repeating it changes nothing. */
  setSessionState(sessionId: string, change: PlaceChange): Promise<Session>;
  /** Ids of the sessions that the viewer has pinned, in no order. */
  listPinnedSessions(): Promise<readonly string[]>;
  /** Whether others see what the viewer has read, and the viewer what they have. */
  getReadReceipts(): Promise<boolean>;
  setReadReceipts(on: boolean): Promise<boolean>;
  /** Messages with files or links, newest first, at most 100: all, or those before a cursor. */
  listShared(
    sessionId: string,
    kind: SharedKind,
    cursor: number | null,
    limit: number,
  ): Promise<SharedPage>;
  /** What the viewer may read from the session's first message on, or from a cursor. */
  getTranscriptPage(sessionId: string, cursor: number | null): Promise<TranscriptPage>;

  /** `Offline` while its code cannot be fetched. */
  lifecycle(): Promise<LifecycleBackend>;

  getLimits(): Promise<Limits>;
  /** Messages that the viewer may read, newest first; `Invalid` if there is nothing to look for. */
  searchMessages(search: MessageSearch, cursor: string | null, limit: number): Promise<FoundPage>;
  /** `Offline` while its code cannot be fetched. */
  people(): Promise<PeopleBackend>;
  /** `Offline` while its code cannot be fetched. */
  notifications(): Promise<NotificationsBackend>;
  /** The viewer's support conversation, made if there is none. */
  contactSupport(): Promise<Session>;

  /** Claims one of the connections a person may have; `force` ends the oldest. */
  claimConnection(device: string, force: boolean): Promise<void>;
  releaseConnection(): Promise<void>;
  /** Yields what the server's clock says (epoch ms). */
  heartbeat(status: PresenceStatus, sessionId: string | null): Promise<number>;
  /**
   * Asks the live connection for a sign of life. Without one soon it is given up and made again, and
   * its channels say `lost`; a socket that a device slept through looks alive for a minute otherwise.
   */
  probeLive(): void;
  joinUser(userId: string, listener: UserChannelListener): Stop;
  joinRoom(sessionId: string, userId: string, listener: RoomListener): Room;
}
