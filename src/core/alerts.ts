import type { Notification } from './notifications.ts';

/** One card on screen; it may stand for several notifications. */
export interface Toast {
  /** Made by who raises it; what belongs to one burst has the same. */
  readonly id: string;
  /** In the order in which they became news; each is there once. */
  readonly items: readonly Notification[];
  /** Whether it came while nobody looked at the page. */
  readonly away: boolean;
  /** Rises with whatever is added to it: it is then shown for its whole time again. */
  readonly turn: number;
}

export interface Alerts {
  /** To be shown first to last; see `MOST_TOASTS`. */
  readonly toasts: readonly Toast[];
  /** Where the person wants to go, from outside of the page; null once they are there. */
  readonly opened: readonly Notification[] | null;
}

export const noAlerts: Alerts = { toasts: [], opened: null };

/** In the past tense, as all events. */
export type AlertEvent =
  | { type: 'alerts/raised'; id: string; items: readonly Notification[]; away: boolean }
  /** By the person, or because its time is over; null for all. */
  | { type: 'alerts/dismissed'; toastId: string | null }
  | { type: 'alerts/opened'; items: readonly Notification[] | null };

export const isAlertEvent = (event: { readonly type: string }): event is AlertEvent =>
  event.type.startsWith('alerts/');
