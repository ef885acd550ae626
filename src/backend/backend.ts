import type { MessagePage, SyncPage } from '../core/events.ts';
import type { Me, Message, PresenceStatus, ReadState, Receipt, Session } from '../core/model.ts';
import type { ChatError } from '../core/errors.ts';
import type { Stop } from '../lib/stop.ts';

/** A page of the session list; `nextCursor` is opaque and asks for the page after it. */
export interface SessionPage {
  readonly sessions: readonly Session[];
  readonly hasMore: boolean;
  readonly nextCursor: string | null;
}

/** Durable events of one person, after parsing. */
export type UserEvent =
  | { type: 'message'; message: Message; session: Session }
  | { type: 'session'; session: Session }
  | { type: 'removed'; sessionId: string }
  | { type: 'receipt'; sessionId: string; receipt: Receipt; own: ReadState | null }
  | { type: 'presence'; userId: string; status: PresenceStatus; lastSeen: number | null }
  | { type: 'revoked'; authSessionId: string };

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

  listSessions(cursor: string | null, limit: number): Promise<SessionPage>;
  getSession(sessionId: string): Promise<Session>;
  /** The `limit` newest messages before `beforeSeq` (null = the newest of all), ascending. */
  getMessages(sessionId: string, beforeSeq: number | null, limit: number): Promise<MessagePage>;
  syncSession(sessionId: string, sinceRev: number, limit: number): Promise<SyncPage>;
  /** Idempotent by `id`: sending what the database already has yields the stored message. */
  sendMessage(item: { id: string; sessionId: string; content: string }): Promise<Message>;
  markRead(sessionId: string, seq: number): Promise<ReadState>;
  /** Yields the watermark as it now stands. */
  markDelivered(sessionId: string, seq: number): Promise<number>;
  /** The viewer's support conversation, made if there is none. */
  contactSupport(): Promise<Session>;

  /** Claims one of the connections a person may have; `force` ends the oldest. */
  claimConnection(device: string, force: boolean): Promise<void>;
  releaseConnection(): Promise<void>;
  heartbeat(status: PresenceStatus, sessionId: string | null): Promise<void>;
  joinUser(userId: string, listener: UserChannelListener): Stop;
  joinRoom(sessionId: string, userId: string, listener: RoomListener): Room;
}
