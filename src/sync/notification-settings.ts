import type { NotificationsBackend } from '../backend/notifications-backend.ts';
import type { NotificationSettings } from '../core/notifications.ts';
import type { NotificationManager } from '../store/notification-manager.ts';
import type { ChatStore } from '../store/store.ts';

type Change = (settings: NotificationSettings) => NotificationSettings;

export interface SettingsSync extends Pick<
  NotificationManager,
  'loadSettings' | 'setChannels' | 'setSettings'
> {
  /** The server says that they are so now. */
  readonly know: (settings: NotificationSettings) => void;
}

/**
 * The person's choices: what they change is shown at once. Until the last change is answered, each
 * answer and each broadcast tells of a time before it, so what is still on its way is laid over them.
 */
export function createSettings(parts: {
  store: ChatStore;
  remote: Pick<NotificationsBackend, 'settings' | 'setChannels' | 'setSettings'>;
  /** Runs one question after the other. */
  inTurn: <T>(work: () => Promise<T>) => Promise<T>;
}): SettingsSync {
  const { store, remote, inTurn } = parts;
  /** As the server last told them, while something is on its way. */
  let told: NotificationSettings | null = null;
  let underWay: readonly Change[] = [];

  function know(settings: NotificationSettings): void {
    told = settings;
    store.dispatch({
      type: 'notifications/settings',
      settings: underWay.reduce((shown, change) => change(shown), settings),
    });
  }

  async function choose(change: Change, tell: () => Promise<NotificationSettings>): Promise<void> {
    // Another tab may have heard of something since.
    if (underWay.length === 0) told = store.getState().notifications.settings;
    underWay = [...underWay, change];
    if (told !== null) know(told);
    let settings = null;
    try {
      settings = await inTurn(tell);
    } finally {
      underWay = underWay.filter((one) => one !== change);
      const now = settings ?? told;
      if (now !== null) know(now);
    }
  }

  return {
    know,
    loadSettings: async () => know(await inTurn(() => remote.settings())),
    setChannels: (type, change) =>
      choose(
        (settings) => ({
          ...settings,
          channels: { ...settings.channels, [type]: { ...settings.channels[type], ...change } },
        }),
        () => remote.setChannels(type, change),
      ),
    setSettings: (change) =>
      choose(
        (settings) => ({ ...settings, ...change }),
        () => remote.setSettings(change),
      ),
  };
}
