import { planAlerts, readAlong } from '../core/alert-rules.ts';
import type { Notification } from '../core/notifications.ts';
import { followAlerts, isOver, isRewritten } from '../core/reduce-alerts.ts';
import { toastWords } from '../core/toast-words.ts';
import { showBrowserNote, type BrowserNote } from '../lib/browser-notifications.ts';
import { chime } from '../lib/chime.ts';
import { stopAll, type Stop } from '../lib/stop.ts';
import type { NotificationManager } from '../store/notification-manager.ts';
import type { SyncContext } from './context.ts';

/** Who reads the session that the news is about says so within this time, also in another tab. */
const SETTLE_MS = 150;
/** What follows within this time belongs to the same burst … */
const GATHER_MS = 1_000;
/** … and is shown no later than when there is so much of it. */
const GATHER_MOST = 10;
/** After the last news that would have made a sound, the next one does. */
const SOUND_GAP_MS = 3_000;
/** Of more than so many at once, the system tells together. */
const MOST_BROWSER_NOTES = 3;
/** Of the one that stands for several. */
const SEVERAL = 'several';

/** What reaches the person outside of the page. */
export interface AlertOutlets {
  readonly chime: () => void;
  /** As `showBrowserNote`. */
  readonly notify: (note: BrowserNote, onClick: () => void) => Stop | null;
}

export const browserOutlets: AlertOutlets = { chime, notify: showBrowserNote };

/**
 * Tells the person of what becomes news, by the rules in alert-rules.ts: the first at once, and what
 * follows it in batches. Every tab hears of it; the one that leads tells.
 */
export function startAlerts(
  context: Pick<SyncContext, 'store' | 'clock' | 'environment'>,
  manager: Pick<NotificationManager, 'subscribe' | 'markRead'>,
  outlets: AlertOutlets,
): Stop {
  const { store, clock, environment } = context;
  store.extend(followAlerts);

  let waiting: readonly Notification[] = [];
  let cancel: Stop | null = null;
  /** Cards of one burst have one name; so has all that comes while nobody looks. */
  let burst: string | null = null;
  let bursts = 0;
  let loudAt = -Infinity;
  /** What the system shows, by tag. */
  const notes = new Map<string, { items: readonly Notification[]; close: Stop }>();

  function sound(): void {
    const now = clock.now();
    if (now - loudAt >= SOUND_GAP_MS) outlets.chime();
    loudAt = now;
  }

  function note(items: readonly Notification[], tag: string): void {
    const { title, text, more } = toastWords({ items });
    const body = [more, text].filter((line) => line !== null).join('\n');
    const close = outlets.notify({ title, body, tag }, () =>
      store.dispatch({ type: 'alerts/opened', items }),
    );
    if (close !== null) notes.set(tag, { items, close });
  }

  function notify(items: readonly Notification[]): void {
    if (items.length > MOST_BROWSER_NOTES) {
      const earlier = notes.get(SEVERAL)?.items.filter(({ id }) => items.every((i) => i.id !== id));
      note([...(earlier ?? []), ...items], SEVERAL);
    } else for (const item of items) note([item], item.sessionId ?? item.id);
  }

  function closeNotes(): void {
    for (const { close } of notes.values()) close();
    notes.clear();
  }

  function tell(): void {
    cancel?.();
    cancel = null;
    const visible = environment.visible();
    if (waiting.length === 0) {
      if (visible) burst = null;
      return;
    }
    const news = waiting;
    waiting = [];
    cancel = clock.after(GATHER_MS, tell);
    const state = store.getState();
    if (!state.leads) return;
    const plan = planAlerts(news, {
      ...state,
      settings: state.notifications.settings,
      now: clock.now(),
      visible,
    });
    if (plan.toasts.length > 0) {
      burst ??= `burst ${(bursts += 1)}`;
      store.dispatch({ type: 'alerts/raised', id: burst, items: plan.toasts, away: !visible });
    }
    if (plan.browser.length > 0) notify(plan.browser);
    if (plan.sound) sound();
  }

  function hear(news: readonly Notification[]): void {
    const ids = new Set(news.map(({ id }) => id));
    waiting = [...waiting.filter(({ id }) => !ids.has(id)), ...news];
    if (waiting.length >= GATHER_MOST) tell();
    else if (cancel !== null) return;
    // Where nobody looks nobody reads, and timers are slow.
    else if (environment.visible()) cancel = clock.after(SETTLE_MS, tell);
    else tell();
  }

  /** What has been asked for since the session came before the person's eyes: once is enough. */
  const asked = new Set<string>();
  function readWithSession(before: { reading: string | null }): void {
    const { reading, keepsUnread, notifications } = store.getState();
    if (reading !== before.reading) asked.clear();
    if (reading === null || keepsUnread) return;
    const ids = readAlong([...notifications.items, ...notifications.news], reading).filter(
      (id) => !asked.has(id),
    );
    if (ids.length === 0) return;
    for (const id of ids) asked.add(id);
    // What fails now is read with the session the next time.
    manager.markRead([...new Set(ids)]).catch(() => undefined);
  }
  readWithSession({ reading: null });

  return stopAll([
    () => cancel?.(),
    closeNotes,
    manager.subscribe(hear),
    store.subscribe((state, before) => {
      if (
        state.reading !== before.reading ||
        state.keepsUnread !== before.keepsUnread ||
        state.notifications !== before.notifications
      )
        readWithSession(before);
      if (!state.leads && before.leads) {
        closeNotes();
        if (state.alerts.toasts.length > 0)
          store.dispatch({ type: 'alerts/dismissed', toastId: null });
      }
    }),
    store.onEvent((event, state) => {
      waiting = waiting.filter((item) => !isOver(item, event, state));
      for (const [tag, { items, close }] of notes) {
        // The system keeps what it was given: a note with words that are no longer so is taken away.
        const left = items.some((item) => isRewritten(item, event))
          ? []
          : items.filter((item) => !isOver(item, event, state));
        if (left.length > 0) notes.set(tag, { items: left, close });
        else {
          close();
          notes.delete(tag);
        }
      }
    }),
    environment.onChange(() => {
      if (!environment.visible()) return;
      // Here they are: what came meanwhile is on a card, and what comes now is told apart from it.
      burst = null;
      closeNotes();
    }),
  ]);
}
