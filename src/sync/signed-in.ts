import { loadLater } from '../backend/load-later.ts';
import { loadOnce } from '../lib/load-once.ts';
import { onDemand } from '../lib/on-demand.ts';
import { stopAll, type Stop } from '../lib/stop.ts';
import type { Commands, MessageCommands } from '../store/commands.ts';
import { createCatchUp } from './catch-up.ts';
import type { SyncContext } from './context.ts';
import type { Disk } from './disk/disk.ts';
import { filesOn } from './disk/files.ts';
import { createEar, type Ear } from './ear.ts';
import type { Further, FurtherCommands } from './further.ts';
import { createFileAccess, type FileAccess } from './file-access.ts';
import { startLead } from './lead.ts';
import type { Around } from './around.ts';
import type { NotificationSync } from './notifications.ts';
import { startOwnPresence } from './own-presence.ts';
import { startPager } from './pager.ts';
import { startSyncer } from './syncer.ts';
import type { Tabs } from './tabs/tabs.ts';
import { startTogether, type Together } from './tabs/together.ts';

export interface SignedIn {
  readonly reconnect: Together['reconnect'];
  readonly sendTyping: Together['sendTyping'];
  readonly contactSupport: () => Promise<string>;
  readonly files: FileAccess;
  readonly more: MessageCommands;
  readonly further: FurtherCommands;
  readonly lifecycle: Commands['lifecycle'];
  readonly people: Commands['people'];
  readonly notifications: Commands['notifications'];
  stop: Stop;
}

/** The link when nobody keeps it. */
const IDLE = { status: 'idle', attempts: 0, recovered: false, reason: null } as const;

const FURTHER: Readonly<Record<keyof FurtherCommands, true>> = {
  arrangeSession: true,
  sharedIn: true,
  transcriptOf: true,
  readReceipts: true,
  setReadReceipts: true,
  searchMessages: true,
};

const AROUND: Readonly<Record<keyof MessageCommands, true>> = {
  pinMessage: true,
  bookmark: true,
  markUnreadFrom: true,
  deliveriesOf: true,
  versionsOf: true,
};

/** What follows the messages at once. */
async function loadAround(context: SyncContext): Promise<Around> {
  const { startAround } = await loadLater(
    () => import('./around.ts'),
    'This cannot be done right now.',
  );
  return startAround(context);
}

/** What is asked for besides reading and writing. */
async function loadFurther(context: SyncContext, look: () => void): Promise<Further> {
  const { createFurther } = await loadLater(
    () => import('./further.ts'),
    'This cannot be shown right now.',
  );
  return createFurther(context, look);
}

/** What a visit needs once it does something with a session's life. */
async function loadLifecycle(context: SyncContext): ReturnType<Commands['lifecycle']> {
  const { createLifecycle } = await loadLater(
    () => import('./lifecycle.ts'),
    'This cannot be done right now.',
  );
  return createLifecycle(context);
}

/** The same of people and products. */
async function loadPeople(context: SyncContext): ReturnType<Commands['people']> {
  const { createPeople } = await loadLater(
    () => import('./people.ts'),
    'This cannot be shown right now.',
  );
  return createPeople(context);
}

/** What tells the person things; the first paint does without it. */
async function loadNotifications(context: SyncContext, ear: Ear): Promise<NotificationSync> {
  const { createNotifications } = await loadLater(
    () => import('./notifications.ts'),
    'Notifications cannot be shown right now.',
  );
  return createNotifications(context, ear);
}

/**
 * Everything that runs while one person is signed in. Each tab loads what it shows; what speaks for
 * the whole browser (see `lead.ts`) runs in one of its tabs.
 */
export function startSignedIn(
  context: SyncContext,
  parts: {
    tabs: Tabs | null;
    disk: Promise<Disk>;
    /** See `Keeper`. */
    reread: () => Promise<void>;
  },
): SignedIn {
  const { store, backend } = context;
  const ear = createEar(context);
  const syncer = startSyncer(context);
  const files = createFileAccess(context);

  /** Ends what was loaded meanwhile, too. */
  const loaded: Stop[] = [];
  let stopped = false;
  const loadPart = <T extends { stop: Stop }>(load: () => Promise<T>): (() => Promise<T>) =>
    loadOnce(async () => {
      const part = await load();
      if (stopped) part.stop();
      else loaded.push(part.stop);
      return part;
    });

  const notifications = loadPart(() => loadNotifications(context, ear));
  const lookAtNotifications = async (): Promise<void> => (await notifications()).look();
  const around = loadPart(() => loadAround(context));
  const catchUp = createCatchUp(context, ear, syncer, () => {
    around().catch(() => undefined);
    // Nothing waits for it; what does not come now comes with the next look.
    lookAtNotifications().catch(() => undefined);
  });
  const look = (): void => {
    catchUp.run().catch(() => undefined);
  };

  const further = loadPart(() => loadFurther(context, look));
  const furtherCommands = async (): Promise<FurtherCommands> => (await further()).commands;
  // First: the lead's first word to the server goes by it.
  const ownPresence = startOwnPresence(context);
  const together = startTogether(context, parts.tabs, {
    ear,
    disk: parts.disk,
    reread: parts.reread,
    begin: (quiet, maySend) =>
      startLead(context, {
        ear,
        catchUp: catchUp.run,
        maySend,
        quiet,
        files: filesOn(parts.disk),
        onNotification: (told) => {
          // What cannot be read now is there at the next look.
          notifications().then(
            (part) => part.hear(told),
            () => undefined,
          );
        },
      }),
    // Back in view after what may have been a deep sleep, with another tab at the helm.
    onStay: look,
  });
  around().catch(() => undefined);
  // The list does not wait for the live connection: with Realtime down, or this device refused, the
  // chat still shows what is there.
  look();

  /** `Try again` on a failed list is a wish in the state. */
  const unsubscribe = store.subscribe((state, before) => {
    if (state.list.status === 'loading' && before.list.status === 'error') look();
  });

  return {
    reconnect: together.reconnect,
    sendTyping: together.sendTyping,
    files,
    more: onDemand(AROUND, async () => (await around()).commands),
    further: onDemand(FURTHER, furtherCommands),
    lifecycle: () => loadLifecycle(context),
    people: () => loadPeople(context),
    notifications: async () => (await notifications()).manager,
    contactSupport: async () => {
      const session = await backend.contactSupport();
      store.dispatch({ type: 'session/changed', session });
      return session.id;
    },
    // In reverse: the other tabs do not hear that the link is idle here.
    stop: stopAll([
      () => store.dispatch({ type: 'connection/changed', change: IDLE }),
      files.stop,
      () => {
        stopped = true;
        stopAll(loaded)();
      },
      catchUp.stop,
      together.stop,
      syncer.stop,
      startPager(context, ear, parts.disk),
      ownPresence,
      unsubscribe,
    ]),
  };
}
