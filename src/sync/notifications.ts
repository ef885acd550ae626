import { toChatError } from '../core/errors.ts';
import type { Notification } from '../core/notifications.ts';
import { followNotifications } from '../core/reduce-notifications.ts';
import { stopAll, type Stop } from '../lib/stop.ts';
import type { NotificationManager } from '../store/notification-manager.ts';
import { browserOutlets, startAlerts } from './alerts.ts';
import type { SyncContext } from './context.ts';
import type { Ear } from './ear.ts';
import { createSettings } from './notification-settings.ts';

/** Notifications per page. */
const PAGE = 30;
/** As many as the database gives, or marks, at once. */
const AT_ONCE = 100;

export interface NotificationSync {
  readonly manager: NotificationManager;
  /** Hears what the server tells by itself. */
  readonly hear: (told: unknown) => void;
  /** Puts what is loaded right, and brings what is new; a failure is in the state. */
  readonly look: () => Promise<void>;
  stop: Stop;
}

/**
 * Loads what the state wants of notifications, does what the person does with them, and tells them of
 * what is new.
 */
export async function createNotifications(
  context: SyncContext,
  ear: Ear,
  outlets = browserOutlets,
): Promise<NotificationSync> {
  const { store, backend } = context;
  const remote = await backend.notifications();
  store.extend(followNotifications);
  const current = () => store.getState().notifications;
  let stopped = false;

  /** One question at a time: an answer can then only be older than what was heard, never than another. */
  let queue: Promise<unknown> = Promise.resolve();
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = queue.then(work);
    queue = mine.catch(() => undefined);
    return mine;
  }

  /** The whole of what is loaded again, or the page that is wished for. */
  const load = (): Promise<void> =>
    inTurn(async () => {
      const { filter, items, wanted, turn, nextCursor } = current();
      if (stopped) return;
      const cursor = wanted === 'more' ? nextCursor : null;
      const limit = cursor === null ? Math.min(AT_ONCE, Math.max(PAGE, items.length)) : PAGE;
      try {
        await ear.whileFetching(
          () => remote.list(filter, cursor, limit),
          (page) =>
            store.dispatch({
              type: 'notifications/loaded',
              page,
              filter,
              turn: wanted === null ? null : turn,
            }),
        );
      } catch (thrown) {
        store.dispatch({ type: 'notifications/failed', turn, error: toChatError(thrown) });
      }
    });

  const settings = createSettings({ store, remote, inTurn });

  /** Shows as read what `isMeant`, at once; takes it back if the server cannot be told. */
  async function read(
    isMeant: (item: Notification) => boolean,
    show: () => void,
    tell: () => Promise<void>,
  ): Promise<void> {
    const { unreadCount } = current();
    const items = current().items.filter((item) => !item.isRead && isMeant(item));
    show();
    try {
      await inTurn(tell);
    } catch (thrown) {
      store.dispatch({ type: 'notifications/restored', items, unreadCount });
      throw thrown;
    }
  }

  const manager: NotificationManager = {
    list: (filter, cursor) => remote.list(filter, cursor, PAGE),

    markRead: (ids) =>
      read(
        ({ id }) => ids.includes(id),
        () => store.dispatch({ type: 'notifications/read', ids, unreadCount: null }),
        async () => {
          for (let from = 0; from < ids.length; from += AT_ONCE) {
            const some = ids.slice(from, from + AT_ONCE);
            const unreadCount = await remote.markRead(some);
            store.dispatch({ type: 'notifications/read', ids: some, unreadCount });
          }
        },
      ),

    markAllRead: async () => {
      // What came after the newest one that this device knows of was not seen by the person.
      const until = current().newestAt;
      if (until === null) return;
      await read(
        ({ raisedAt }) => raisedAt <= until,
        () => store.dispatch({ type: 'notifications/readUntil', until, unreadCount: null }),
        async () => {
          const unreadCount = await remote.markAllRead(until);
          store.dispatch({ type: 'notifications/readUntil', until, unreadCount });
        },
      );
    },

    subscribe: (listener) =>
      store.subscribe((state, before) => {
        const { news } = state.notifications;
        // Whoever signs in next has a manager of their own, and listeners of their own.
        if (stopped) return;
        if (news !== before.notifications.news && news.length > 0) listener(news);
      }),

    loadSettings: settings.loadSettings,
    setChannels: settings.setChannels,
    setSettings: settings.setSettings,

    announce: (announcement) => remote.announce(announcement),
    withdraw: (announcementId) => remote.withdraw(announcementId),
    announcements: (cursor) => remote.announcements(cursor),
  };

  const unsubscribe = store.subscribe(({ notifications }, before) => {
    const { wanted, turn, news } = notifications;
    // What the person may do is in their profile.
    const isRoleNews = ({ data }: Notification): boolean =>
      data['event'] === 'role_changed' || data['event'] === 'mentor_approved';
    if (news !== before.notifications.news && news.some(isRoleNews)) void backend.rereadProfile();
    if (wanted !== null && turn !== before.notifications.turn) void load();
  });

  return {
    manager,
    hear: (told) => {
      const event = remote.read(told);
      // Not to be told again later, as the ear does: of two the later one holds.
      if (event?.type === 'notifications/settings') settings.know(event.settings);
      else if (event !== null) ear.hear([event]);
    },
    look: async () => {
      // Settings change by broadcasts too, and those may be missed: so with every look.
      await Promise.all([load(), settings.loadSettings().catch(() => undefined)]);
    },
    stop: stopAll([
      () => {
        stopped = true;
      },
      unsubscribe,
      startAlerts(context, manager, outlets),
    ]),
  };
}
