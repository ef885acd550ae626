import type {
  Backend,
  Room,
  RoomListener,
  SessionPage,
  UserChannelListener,
} from '../../src/backend/backend.ts';
import type { NotificationsBackend } from '../../src/backend/notifications-backend.ts';
import type { PeopleBackend } from '../../src/backend/people-backend.ts';
import type { LifecycleBackend } from '../../src/backend/lifecycle-backend.ts';
import { chatError, ChatFailure, type ChatError } from '../../src/core/errors.ts';
import type {
  Limits,
  Me,
  Message,
  PresenceStatus,
  ReadState,
  Session,
} from '../../src/core/model.ts';
import {
  isCounted,
  isListed,
  type Notification,
  type NotificationEvent,
  type NotificationSettings,
} from '../../src/core/notifications.ts';
import type { Stop } from '../../src/lib/stop.ts';
import { FakeServer } from './fake-server.ts';
import { sampleSettings } from './sample-notifications.ts';
import { ANNA, NOON, sampleSession } from './samples.ts';

const HALF = 0.5;
/** What a person has read last is newer than any row a test makes up. */
const AFTER_EVERYTHING = 1_000;

type Method = Exclude<
  keyof Backend,
  'onAuthChange' | 'joinUser' | 'joinRoom' | 'probeLive' | 'rereadProfile'
>;

/**
 * The shell's interface over one in-memory session, for tests of the engine's timing and order.
 * (What Supabase really does is tested against Supabase's own parts, in `api`.)
 */
export class FakeBackend implements Backend {
  readonly server: FakeServer;
  /** Whose requests these are. */
  readonly userId: string;
  readonly calls: string[] = [];
  readonly #failures = new Map<Method, ChatError[]>();
  readonly #holds = new Map<Method, Promise<void>[]>();
  listener: UserChannelListener | null = null;
  room: RoomListener | null = null;
  readonly typingSent: boolean[] = [];
  readonly beats: PresenceStatus[] = [];
  /** What the server's clock says (epoch ms). */
  serverTime: () => number = () => NOON;
  /** How often the live connection was asked for a sign of life. */
  probes = 0;
  /** Every session of the person, newest first; by default the one of `server`. */
  rows: () => readonly Session[] = () => [this.session()];
  /** Ids of the messages that the person keeps at hand, oldest bookmark first. */
  readonly bookmarks = new Set<string>();
  /** Channels that are open now; a leak shows here. */
  openChannels = 0;
  #authListener: ((me: Me | null) => void) | null = null;

  /** @param server one that other backends share, for several tabs or devices */
  constructor(server: FakeServer = new FakeServer(), userId = ANNA) {
    this.server = server;
    this.userId = userId;
  }

  /** The next call of `method` fails with `error`. */
  failNext(method: Method, error: ChatError): void {
    this.#failures.set(method, [...(this.#failures.get(method) ?? []), error]);
  }

  /** The next call of `method` waits until the function returned is called. */
  holdNext(method: Method): () => void {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.#holds.set(method, [...(this.#holds.get(method) ?? []), held]);
    return release;
  }

  count(method: Method): number {
    return this.calls.filter((call) => call === method).length;
  }

  session(): Session {
    const { server } = this;
    return sampleSession({ lastSeq: server.lastSeq, lastRev: server.lastRev });
  }

  async #run<T>(method: Method, work: () => T): Promise<T> {
    this.calls.push(method);
    const hold = this.#holds.get(method)?.shift();
    if (hold !== undefined) await hold;
    const failure = this.#failures.get(method)?.shift();
    if (failure !== undefined) throw new ChatFailure(failure);
    return work();
  }

  /** The trigger's broadcast of a stored message. */
  broadcast(message: Message): void {
    this.listener?.onEvent({
      type: 'message',
      message,
      session: this.session(),
      notification: null,
    });
  }

  signInAs(me: Me | null): void {
    this.#authListener?.(me);
  }

  onAuthChange(listener: (me: Me | null) => void): Stop {
    this.#authListener = listener;
    return () => {
      this.#authListener = null;
    };
  }

  signIn = (): Promise<void> => this.#run('signIn', () => undefined);
  signUp = (): Promise<void> => this.#run('signUp', () => undefined);
  signOut = (): Promise<void> => this.#run('signOut', () => this.signInAs(null));

  listSessions: Backend['listSessions'] = (cursor, limit): Promise<SessionPage> =>
    this.#run('listSessions', () => {
      const below = this.rows().filter((row) => cursor === null || row.sortAt < Number(cursor));
      const sessions = below.slice(0, limit);
      const hasMore = below.length > limit;
      const last = sessions.at(-1);
      return {
        sessions,
        hasMore,
        nextCursor: hasMore && last !== undefined ? String(last.sortAt) : null,
      };
    });

  getSession: Backend['getSession'] = (sessionId) =>
    this.#run('getSession', () => this.#mine(sessionId));

  /** The person's row of a session; not theirs and not there are the same. */
  #mine(sessionId: string): Session {
    const row = this.rows().find((one) => one.id === sessionId);
    if (row === undefined) throw new ChatFailure(chatError('NotFound', 'No such conversation.'));
    return row;
  }
  getMessages: Backend['getMessages'] = (sessionId, place, limit) =>
    this.#run('getMessages', () => {
      this.#mine(sessionId);
      return this.server.page(place, limit);
    });
  seqAt: Backend['seqAt'] = (_id, at) =>
    this.#run('seqAt', () => this.server.all().find((m) => m.createdAt >= at)?.seq ?? null);
  syncSession: Backend['syncSession'] = (sessionId, sinceRev, limit) =>
    this.#run('syncSession', () => {
      this.#mine(sessionId);
      return this.server.sync(sinceRev, limit);
    });
  getMessagesById: Backend['getMessagesById'] = (_sessionId, ids) =>
    this.#run('getMessagesById', () => this.server.byId(ids));
  sendMessage: Backend['sendMessage'] = ({ id, content, replyTo, forwarded, attachments }) =>
    this.#run('sendMessage', () =>
      this.server.insert(id, {
        senderId: this.userId,
        content,
        replyTo: replyTo ?? null,
        forwarded: forwarded ?? false,
        attachments: (attachments ?? []).map((file) => ({ ...file, size: 1, mime: 'text/plain' })),
      }),
    );
  editMessage: Backend['editMessage'] = (id, content, expectedRev) =>
    this.#run('editMessage', () => this.server.edit(id, content, this.userId, expectedRev));
  deleteMessage: Backend['deleteMessage'] = (id) =>
    this.#run('deleteMessage', () => this.server.remove(id, this.userId));
  setReaction: Backend['setReaction'] = (id, emoji, on) =>
    this.#run('setReaction', () => this.server.react(id, this.userId, emoji, on));
  uploadFile: Backend['uploadFile'] = (path, bytes, { onProgress }) => {
    onProgress?.(HALF);
    return this.#run('uploadFile', () => {
      this.server.files.set(path, bytes);
    });
  };
  withdrawFiles: Backend['withdrawFiles'] = (paths) =>
    this.#run('withdrawFiles', () => {
      for (const path of paths) this.server.files.delete(path);
    });
  signFiles: Backend['signFiles'] = (paths) =>
    this.#run('signFiles', () => {
      const there = paths.filter((path) => this.server.files.has(path));
      const nth = this.count('signFiles');
      return new Map(there.map((path) => [path, `https://files.test/${path}?token=${nth}`]));
    });
  downloadFile: Backend['downloadFile'] = (path) =>
    this.#run('downloadFile', () => {
      const bytes = this.server.files.get(path);
      if (bytes === undefined) throw new ChatFailure(chatError('NotFound', 'No such file.'));
      return bytes;
    });
  markRead: Backend['markRead'] = (_id, seq): Promise<ReadState> =>
    this.#run('markRead', () => ({
      unreadCount: 0,
      lastReadSeq: seq,
      unreadFromSeq: null,
      stateVersion: AFTER_EVERYTHING + seq,
    }));
  markUnreadFrom: Backend['markUnreadFrom'] = (_id, seq): Promise<ReadState> =>
    this.#run('markUnreadFrom', () => ({
      unreadCount: this.server.lastSeq - seq + 1,
      lastReadSeq: seq - 1,
      unreadFromSeq: seq,
      stateVersion: 2 * AFTER_EVERYTHING + seq,
    }));
  pinMessage: Backend['pinMessage'] = (id, on) =>
    this.#run('pinMessage', () => this.server.pin(id, this.userId, on));
  listPins: Backend['listPins'] = (sessionId) =>
    this.#run('listPins', () => {
      this.#mine(sessionId);
      return this.server.all().filter((message) => message.pinnedAt !== null);
    });
  setBookmark: Backend['setBookmark'] = (messageId, on) =>
    this.#run('setBookmark', () => {
      if (on) this.bookmarks.add(messageId);
      else this.bookmarks.delete(messageId);
    });
  listBookmarkIds: Backend['listBookmarkIds'] = () =>
    this.#run('listBookmarkIds', () => [...this.bookmarks]);
  listBookmarks: Backend['listBookmarks'] = (cursor, limit) =>
    this.#run('listBookmarks', () => {
      const from = Number(cursor ?? 0);
      const all = this.server.byId([...this.bookmarks].reverse());
      const page = all.slice(from, from + limit);
      const hasMore = from + limit < all.length;
      return {
        items: page.map((message) => ({ message, sessionSubject: null, bookmarkedAt: NOON })),
        hasMore,
        nextCursor: hasMore ? String(from + limit) : null,
      };
    });
  getDeliveries: Backend['getDeliveries'] = () => this.#run('getDeliveries', () => []);
  getVersions: Backend['getVersions'] = () => this.#run('getVersions', () => []);
  /** What the person set for themselves. */
  places: Partial<Pick<Session, 'mutedUntil' | 'archivedAt' | 'pinnedAt'>> = {};
  receipts = true;
  setSessionState: Backend['setSessionState'] = (sessionId, change) =>
    this.#run('setSessionState', () => {
      const { mutedUntil, archived, pinned } = change;
      this.places = {
        ...this.places,
        ...(mutedUntil === undefined ? {} : { mutedUntil }),
        ...(archived === undefined ? {} : { archivedAt: archived ? NOON : null }),
        ...(pinned === undefined ? {} : { pinnedAt: pinned ? NOON : null }),
      };
      const stateVersion = this.count('setSessionState');
      return { ...this.#mine(sessionId), ...this.places, stateVersion, placeVersion: stateVersion };
    });
  listPinnedSessions: Backend['listPinnedSessions'] = () =>
    this.#run('listPinnedSessions', () =>
      this.rows()
        .filter((row) => row.pinnedAt !== null)
        .map((row) => row.id),
    );
  getReadReceipts: Backend['getReadReceipts'] = () =>
    this.#run('getReadReceipts', () => this.receipts);
  setReadReceipts: Backend['setReadReceipts'] = (on) =>
    this.#run('setReadReceipts', () => (this.receipts = on));
  listShared: Backend['listShared'] = () =>
    this.#run('listShared', () => ({ messages: [], nextCursor: null }));
  /** Messages per page of a transcript. */
  transcriptPage = AFTER_EVERYTHING;
  getTranscriptPage: Backend['getTranscriptPage'] = (sessionId, cursor) =>
    this.#run('getTranscriptPage', () => {
      const session = this.#mine(sessionId);
      const rest = this.server.all().filter((message) => message.seq > (cursor ?? 0));
      const messages = rest.slice(0, this.transcriptPage);
      const nextCursor = rest.length > messages.length ? (messages.at(-1)?.seq ?? null) : null;
      return { session, people: [], messages, nextCursor };
    });
  markDelivered: Backend['markDelivered'] = (_id, seq) => this.#run('markDelivered', () => seq);
  /** What the test prepares of it; anything else that is asked for fails the test. */
  life: Partial<LifecycleBackend> = {};
  lifecycle: Backend['lifecycle'] = () =>
    this.#run('lifecycle', () => this.life as LifecycleBackend);
  /** The same of people and products. */
  folk: Partial<PeopleBackend> = {};
  people: Backend['people'] = () => this.#run('people', () => this.folk as PeopleBackend);

  /** What the server has of notifications, latest news first. */
  notices: readonly Notification[] = [];
  settings: NotificationSettings = sampleSettings;
  notifications: Backend['notifications'] = () =>
    Promise.resolve(this.#told as NotificationsBackend);
  readonly #told: Partial<NotificationsBackend> = {
    /** What is told here is such an event already. */
    read: (told) => told as NotificationEvent,
    list: (filter, cursor, limit) =>
      this.#run('notifications', () => {
        const listed = this.notices.filter((item) => isListed(item, filter));
        const end = Number(cursor ?? 0) + limit;
        const hasMore = listed.length > end;
        return {
          items: listed.slice(end - limit, end),
          hasMore,
          nextCursor: hasMore ? String(end) : null,
          unreadCount: this.#unreadNotices(),
        };
      }),
    markRead: (ids) =>
      this.#run('notifications', () => this.#readNotices(({ id }) => ids.includes(id))),
    markAllRead: (until) =>
      this.#run('notifications', () => this.#readNotices(({ raisedAt }) => raisedAt <= until)),
    settings: () => Promise.resolve(this.settings),
    setChannels: (type, change) =>
      this.#run('notifications', () => {
        const channels = { ...this.settings.channels[type], ...change };
        this.settings = {
          ...this.settings,
          channels: { ...this.settings.channels, [type]: channels },
        };
        return this.settings;
      }),
    setSettings: (change) =>
      this.#run('notifications', () => {
        this.settings = { ...this.settings, ...change };
        return this.settings;
      }),
  };

  #unreadNotices(): number {
    return this.notices.filter((item) => isCounted(item, this.settings)).length;
  }

  #readNotices(isMeant: (item: Notification) => boolean): number {
    this.notices = this.notices.map((item) =>
      isMeant(item) ? { ...item, isRead: true, version: item.version + 1 } : item,
    );
    return this.#unreadNotices();
  }
  /** How often the person's profile was asked for anew. */
  rereads = 0;
  rereadProfile = (): Promise<void> => {
    this.rereads += 1;
    return Promise.resolve();
  };
  getLimits = (): Promise<Limits> => this.#run('getLimits', () => ({ editWindowMs: 900_000 }));
  /** What a search finds instead of every message of `server` that has its text. */
  found: readonly Message[] | null = null;
  searchMessages: Backend['searchMessages'] = ({ text }, cursor, limit) =>
    this.#run('searchMessages', () => {
      const every = this.server.all().filter((m) => m.content?.includes(text) === true);
      const all = this.found ?? every.reverse();
      const from = Number(cursor ?? 0);
      const more = all.length > from + limit;
      return {
        messages: all.slice(from, from + limit),
        nextCursor: more ? String(from + limit) : null,
      };
    });
  contactSupport = (): Promise<Session> => this.#run('contactSupport', () => this.session());
  claimConnection = (): Promise<void> => this.#run('claimConnection', () => undefined);
  releaseConnection = (): Promise<void> => this.#run('releaseConnection', () => undefined);
  heartbeat: Backend['heartbeat'] = (status) =>
    this.#run('heartbeat', () => {
      this.beats.push(status);
      return this.serverTime();
    });

  probeLive(): void {
    this.probes += 1;
  }

  joinUser(_userId: string, listener: UserChannelListener): Stop {
    this.listener = listener;
    return this.#open(() => {
      if (this.listener === listener) this.listener = null;
    });
  }

  joinRoom(_sessionId: string, _userId: string, listener: RoomListener): Room {
    this.room = listener;
    return {
      sendTyping: (typing) => this.typingSent.push(typing),
      stop: this.#open(() => {
        if (this.room === listener) this.room = null;
      }),
    };
  }

  #open(close: () => void): Stop {
    this.openChannels += 1;
    let open = true;
    return () => {
      if (!open) return;
      open = false;
      this.openChannels -= 1;
      close();
    };
  }
}
