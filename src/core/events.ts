import type { AlertEvent } from './alerts.ts';
import type { ChatError } from './errors.ts';
import type { JumpTarget } from './jump.ts';
import type {
  Bookmark,
  Limits,
  Me,
  Message,
  PresenceChoice,
  PresenceStatus,
  ReadState,
  Receipt,
  Session,
} from './model.ts';
import type { NotificationEvent } from './notifications.ts';
import type { Outgoing } from './outgoing.ts';
import type { ComposerMode, ConnectionState, Viewer } from './state.ts';

/** A page of history, taken from one snapshot of the session. */
export interface MessagePage {
  readonly messages: readonly Message[];
  readonly hasOlder: boolean;
  readonly lastRev: number;
}

/** A page from anywhere in the history. */
export interface WindowPage extends MessagePage {
  readonly hasNewer: boolean;
}

/** What changed since a `rev`; `cursor` is the `rev` to go on from. */
export interface SyncPage {
  readonly messages: readonly Message[];
  readonly hasMore: boolean;
  readonly cursor: number;
  readonly lastRev: number;
  readonly receipts: readonly Receipt[];
}

/** The newest part of one session's history as an earlier visit left it on this device. */
export interface CachedTimeline {
  readonly sessionId: string;
  /** Ascending by `seq`. */
  readonly messages: readonly Message[];
  readonly hasOlder: boolean;
  /** As `Timeline.cursor` was then. */
  readonly cursor: number;
}

/** Everything that happens, in the past tense. Replaying any of these changes nothing. */
export type ChatEvent =
  | { type: 'auth/signedIn'; me: Me }
  /** `byPerson`: they asked for it on this device. Otherwise the sign-in has ended by itself. */
  | { type: 'auth/signedOut'; byPerson?: true }
  | { type: 'connection/changed'; change: Partial<ConnectionState> }
  /** What this device kept of earlier visits, the session used last first; fills what is not known. */
  | {
      type: 'cache/restored';
      sessions: readonly Session[];
      timelines: readonly CachedTimeline[];
    }
  | { type: 'list/requested' }
  | { type: 'list/moreRequested' }
  | {
      type: 'list/loaded';
      sessions: readonly Session[];
      hasMore: boolean;
      nextCursor: string | null;
      /** False for the first page, true for one that was asked for with a cursor. */
      more: boolean;
    }
  /** `more`: the page after the last row, as in `list/loaded`. */
  | { type: 'list/failed'; error: ChatError; more: boolean }
  | { type: 'session/changed'; session: Session }
  | { type: 'session/removed'; sessionId: string }
  | { type: 'session/opened'; sessionId: string }
  | { type: 'session/closed' }
  /** A picture is looked at large; null when it is put away. */
  | { type: 'viewer/changed'; viewer: Viewer | null }
  | { type: 'timeline/requested'; sessionId: string }
  | { type: 'timeline/olderRequested'; sessionId: string }
  | { type: 'timeline/newerRequested'; sessionId: string }
  /**
   * The newest page, or the one before the oldest message. `edge` is that message's `seq` when the
   * page was asked for: another one may have become the oldest since.
   */
  | {
      type: 'timeline/pageLoaded';
      sessionId: string;
      page: MessagePage;
      older: boolean;
      edge?: number | null;
    }
  /** The page after the message with `seq` `edge`, which was the newest loaded one then. */
  | { type: 'timeline/newerLoaded'; sessionId: string; page: WindowPage; edge: number }
  /**
   * A page from somewhere in the history, to stand in place of what is loaded: because the jump with
   * this id leads to `seq` (null: to the newest), or because a window is loaded again.
   */
  | {
      type: 'timeline/windowLoaded';
      sessionId: string;
      page: WindowPage;
      jump: { readonly id: string; readonly seq: number | null } | null;
    }
  /** The reader rests at the end: of a long way back there, only the newest part is kept. */
  | { type: 'timeline/trimmed'; sessionId: string }
  /** `since`: the `rev` after which the page begins; the cursor may have been set back since. */
  | { type: 'timeline/synced'; sessionId: string; page: SyncPage; since?: number }
  | { type: 'timeline/failed'; sessionId: string; error: ChatError }
  /** The person wants to be taken somewhere; `id` tells this wish from any other. */
  | { type: 'jump/requested'; id: string; sessionId: string; target: JumpTarget }
  | { type: 'jump/failed'; id: string; error: ChatError }
  /** The target is in view. */
  | { type: 'jump/landed'; id: string }
  /** Its highlight has faded, or the person has read why it failed. */
  | { type: 'jump/ended'; id: string }
  | { type: 'message/received'; message: Message }
  | { type: 'receipt/received'; sessionId: string; receipt: Receipt; own: ReadState | null }
  | { type: 'read/seen'; sessionId: string; seq: number }
  /** The person begins or ceases to read what comes in a session: see `ChatState.reading`. */
  | { type: 'read/attended'; sessionId: string | null }
  /** The person wants the session to stay unread from some message on, while it is on screen. */
  | { type: 'read/keptUnread'; sessionId: string }
  /** It could not be marked so: what is on screen counts as read again. */
  | { type: 'read/resumed'; sessionId: string }
  | { type: 'read/confirmed'; sessionId: string; seq: number; state: ReadState | null }
  | {
      type: 'presence/changed';
      userId: string;
      status: PresenceStatus;
      lastSeen: number | null;
    }
  /** The person chose what others see of them. */
  | { type: 'presence/chosen'; choice: PresenceChoice }
  /** They did something with the page, in whichever tab. */
  | { type: 'person/active'; at: number }
  | { type: 'typing/changed'; sessionId: string; userId: string; typing: boolean; at: number }
  | { type: 'typing/expired'; at: number }
  | { type: 'here/changed'; sessionId: string; userIds: readonly string[] }
  | { type: 'draft/changed'; sessionId: string; text: string }
  /** `text` is what the box then holds. */
  | { type: 'mode/entered'; sessionId: string; mode: ComposerMode; text: string }
  | { type: 'mode/left'; sessionId: string }
  /** The server's answer about quoted messages; those of `ids` that it left out are not to be had. */
  | {
      type: 'quotes/loaded';
      sessionId: string;
      ids: readonly string[];
      messages: readonly Message[];
    }
  /** What is pinned in a session, in no order. */
  | { type: 'pins/loaded'; sessionId: string; messages: readonly Message[] }
  /** The person pins or unpins a message. */
  | { type: 'pin/wished'; sessionId: string; messageId: string; on: boolean }
  /** The server has done it (and said so in the message), or will not. */
  | { type: 'pin/settled'; messageId: string }
  | { type: 'bookmark/idsLoaded'; sessionId: string; ids: readonly string[] }
  | { type: 'bookmark/changed'; sessionId: string; messageId: string; on: boolean }
  | { type: 'bookmarks/requested'; more: boolean }
  /** `turn`: of the wish that this answers. */
  | {
      type: 'bookmarks/loaded';
      turn: number;
      items: readonly Bookmark[];
      hasMore: boolean;
      nextCursor: string | null;
    }
  | { type: 'bookmarks/failed'; turn: number; error: ChatError }
  /** The person should know what became of something they did; null once they do. */
  | { type: 'note/changed'; text: string | null }
  | NotificationEvent
  | AlertEvent
  | { type: 'limits/loaded'; limits: Limits }
  /** The server's clock is so much ahead of this device's (negative: behind). */
  | { type: 'clock/compared'; aheadMs: number }
  | { type: 'outbox/composed'; item: Outgoing }
  | { type: 'outbox/stored'; id: string }
  /** What is unsent on this device's disk, in order: of earlier visits, or of other tabs. */
  | { type: 'outbox/restored'; items: readonly Outgoing[] }
  /** An item as another tab of this browser has it; stored on the disk already. */
  | { type: 'outbox/mirrored'; item: Outgoing }
  | { type: 'outbox/sendStarted'; id: string }
  | { type: 'outbox/accepted'; id: string; message: Message }
  | { type: 'outbox/delayed'; id: string; error: ChatError; notBefore: number | null }
  /** The sign-in has ended: this item waits for the next one, and all that is queued with it. */
  | { type: 'outbox/paused'; id: string; error: ChatError }
  /** Signed in again, or the token is renewed. */
  | { type: 'outbox/resumed' }
  | { type: 'outbox/refused'; id: string; error: ChatError }
  | { type: 'outbox/retried'; id: string }
  | { type: 'outbox/discarded'; id: string }
  /** Items that need not be sent are gone; `item`, where there is one, is what became of them. */
  | { type: 'outbox/coalesced'; gone: readonly string[]; item: Outgoing | null }
  /** `id` is the message's. */
  | { type: 'outbox/fileUploaded'; id: string; fileId: string }
  | { type: 'outbox/fileFailed'; id: string; fileId: string; error: ChatError }
  /** The person takes a file out of a message that has not been sent. */
  | { type: 'outbox/fileRemoved'; id: string; fileId: string }
  /** `share` has gone up, 0 to 1; null when the upload is over, however it ended. */
  | { type: 'upload/progressed'; fileId: string; share: number | null }
  | { type: 'storage/troubled'; reason: string }
  /** This tab begins or ceases to speak to the server for all tabs of the browser. */
  | { type: 'tab/led'; leads: boolean };
