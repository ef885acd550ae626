import { noAlerts, type Alerts } from './alerts.ts';
import type { ChatError } from './errors.ts';
import type { Jump } from './jump.ts';
import type { Outgoing } from './outgoing.ts';
import { noNotifications, type Notifications } from './notifications.ts';
import type {
  Attachment,
  Bookmark,
  Limits,
  Me,
  Message,
  PresenceChoice,
  Session,
} from './model.ts';

/**
 * Who is using the app.
 *
 *   unknown --signedIn--> signedIn --signedOut--> signedOut --signedIn--> signedIn
 *   unknown --signedOut-> signedOut
 */
export type AuthState =
  | { readonly status: 'unknown' }
  | { readonly status: 'signedOut' }
  | { readonly status: 'signedIn'; readonly me: Me };

/**
 * The link to Realtime.
 *
 *   idle --started--> joining --joined--> catchingUp --caughtUp--> live
 *                        ^                    |                      |
 *                        |                    +------ lost ----------+
 *                        |                               v
 *                        +----------- retry -------- stale
 *   joining --refused (too many devices)--> refused --retry--> joining
 *   joining --refused (an admin suspended the account)--> suspended --retry--> catchingUp
 *   any --stopped--> idle
 */
export type ConnectionStatus =
  'idle' | 'joining' | 'catchingUp' | 'live' | 'stale' | 'refused' | 'suspended';

export interface ConnectionState {
  readonly status: ConnectionStatus;
  /** What the browser says about its network. */
  readonly online: boolean;
  /** Failed tries since the link was last live. */
  readonly attempts: number;
  /** True for a moment after a lost link came back. */
  readonly recovered: boolean;
  /** Why the link is refused, for people. */
  readonly reason: string | null;
}

/**
 * The loaded part of one session's history: one run of messages without a hole. Mostly it reaches up
 * to now; after a jump, or far back, it is a window that does not (`hasNewer`), and what is newer
 * than its end is not put there but left to the page that will bring it.
 *
 *   loading --pageLoaded, windowLoaded--> ready
 *   loading --failed--> error --requested--> loading
 */
export interface Timeline {
  readonly status: 'loading' | 'ready' | 'error';
  /** Ascending by `seq`, no more than `MAX_LOADED`. */
  readonly messages: readonly Message[];
  readonly hasOlder: boolean;
  readonly loadingOlder: boolean;
  /** Whether there are messages after these; then this is a window into the past. */
  readonly hasNewer: boolean;
  readonly loadingNewer: boolean;
  /** Every change with `rev` up to here is in `messages` (or older than what is loaded). */
  readonly cursor: number;
  /** Changes beyond a hole after `cursor` that have already arrived, ascending. */
  readonly ahead: readonly number[];
  /** The highest `rev` heard of; above `cursor` means there is something to fetch. */
  readonly knownRev: number;
  readonly error: ChatError | null;
  /** First unread `seq` at the moment the session was opened; the line stays there while open. */
  readonly unreadLineSeq: number | null;
}

/**
 * What the composer of a session is for, besides writing something new.
 *
 *   (new) --entered--> reply --left or sent--> (new)
 *   (new) --entered--> edit --left or saved--> (new), with what was put aside
 *   reply --entered--> edit, edit --entered--> reply
 */
export type ComposerMode =
  | { readonly kind: 'reply'; readonly messageId: string }
  | {
      readonly kind: 'edit';
      readonly messageId: string;
      /** The text that the person began with. */
      readonly seenText: string;
      /** What was in the box, to be put back. */
      readonly draftBefore: string;
    };

export interface ListState {
  readonly status: 'loading' | 'ready' | 'error';
  /** Shown from what this device kept; the server has not spoken in this visit. */
  readonly fromCache: boolean;
  readonly loadingMore: boolean;
  readonly hasMore: boolean;
  /** Opaque; what the server wants to hear to give the next page. */
  readonly nextCursor: string | null;
  /** Why the first page could not be shown; only while there is no list. */
  readonly error: ChatError | null;
  /** Why the page after the last row could not be loaded. */
  readonly moreError: ChatError | null;
}

/** A picture that is looked at large, and the session that it belongs to. */
export interface Viewer {
  readonly sessionId: string;
  readonly picture: Attachment;
}

/**
 * The messages that the viewer keeps at hand, newest bookmark first.
 *
 *   idle --requested--> loading --loaded--> ready
 *                       loading --failed--> error --requested--> loading
 */
export interface BookmarkList {
  readonly status: 'idle' | 'loading' | 'ready' | 'error';
  readonly items: readonly Bookmark[];
  /** What is to be fetched: the list from its beginning, or the page after its end. */
  readonly wanted: 'first' | 'more' | null;
  /** Rises with each wish and each change: an answer to an earlier one is out of date. */
  readonly turn: number;
  readonly hasMore: boolean;
  /** Opaque. */
  readonly nextCursor: string | null;
  /** Why the last wish was not met. */
  readonly error: ChatError | null;
}

/** What a person wants of a pin, until the server has answered. */
export interface PinWish {
  readonly sessionId: string;
  readonly on: boolean;
}

export interface ChatState {
  readonly auth: AuthState;
  /** What this device kept for the person who is signed in has been shown, or is not waited for. */
  readonly restored: boolean;
  readonly connection: ConnectionState;
  readonly list: ListState;
  readonly sessions: Readonly<Record<string, Session>>;
  readonly timelines: Readonly<Record<string, Timeline>>;
  readonly outbox: readonly Outgoing[];
  /** File id → share that has gone up, 0 to 1. Of files that are going up now; never stored. */
  readonly uploads: Readonly<Record<string, number>>;
  /** The session on screen, or null. */
  readonly openSessionId: string | null;
  /** Where the person wants to be taken, or null. */
  readonly jump: Jump | null;
  readonly viewer: Viewer | null;
  /** What the person wants others to see of them. */
  readonly presence: PresenceChoice;
  /** When they last did something in a tab of this browser (epoch ms); 0 for never. */
  readonly activeAt: number;
  /** session id → user id → when their typing expires (epoch ms). */
  readonly typing: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** session id → people who have it open right now. */
  readonly here: Readonly<Record<string, readonly string[]>>;
  readonly drafts: Readonly<Record<string, string>>;
  /** By session; none for writing something new. */
  readonly modes: Readonly<Record<string, ComposerMode>>;
  /** Messages that others quote, loaded or not, as they are now; null = not to be had. */
  readonly quoted: Readonly<Record<string, Message | null>>;
  /** session id → ids of quoted messages that are to be asked for. */
  readonly quotesWanted: Readonly<Record<string, readonly string[]>>;
  /** session id → its pinned messages, newest pin first; missing until they are loaded. */
  readonly pins: Readonly<Record<string, readonly Message[]>>;
  /** session id → message id → the `rev` at which one that is not loaded was heard to be no pin. */
  readonly unpinned: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** By message id. */
  readonly pinWishes: Readonly<Record<string, PinWish>>;
  /** session id → ids of messages that the viewer keeps at hand; missing until they are loaded. */
  readonly bookmarked: Readonly<Record<string, readonly string[]>>;
  readonly bookmarks: BookmarkList;
  readonly notifications: Notifications;
  readonly alerts: Alerts;
  /** Settings of the server that faces go by. */
  readonly limits: Limits;
  /** By how much the server's clock is ahead of this device's; 0 until that is known. */
  readonly serverAheadMs: number;
  /** session id → highest `seq` the viewer has seen but the server has not confirmed. */
  readonly seen: Readonly<Record<string, number>>;
  /** The session whose end is on screen in this tab, with the person there; or null. */
  readonly reading: string | null;
  /**
   * The session on screen was marked unread: nothing in it counts as seen until it is left, or the
   * person writes in it.
   */
  readonly keepsUnread: boolean;
  /** What the person should know of something that they did, or null. */
  readonly note: string | null;
  /** Whether this tab speaks to the server for all tabs of the browser. */
  readonly leads: boolean;
  /** What the person should know about this device storing nothing, or null while it does. */
  readonly storageTrouble: string | null;
}

export const initialState: ChatState = {
  auth: { status: 'unknown' },
  restored: false,
  connection: { status: 'idle', online: true, attempts: 0, recovered: false, reason: null },
  list: {
    status: 'loading',
    fromCache: false,
    loadingMore: false,
    hasMore: false,
    nextCursor: null,
    error: null,
    moreError: null,
  },
  sessions: {},
  timelines: {},
  outbox: [],
  uploads: {},
  openSessionId: null,
  jump: null,
  viewer: null,
  presence: 'online',
  activeAt: 0,
  typing: {},
  here: {},
  drafts: {},
  modes: {},
  quoted: {},
  quotesWanted: {},
  pins: {},
  unpinned: {},
  pinWishes: {},
  bookmarked: {},
  bookmarks: {
    status: 'idle',
    items: [],
    wanted: null,
    turn: 0,
    hasMore: false,
    nextCursor: null,
    error: null,
  },
  notifications: noNotifications,
  alerts: noAlerts,
  limits: { editWindowMs: null },
  serverAheadMs: 0,
  seen: {},
  reading: null,
  keepsUnread: false,
  note: null,
  leads: false,
  storageTrouble: null,
};
