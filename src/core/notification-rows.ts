import type { Notification } from './notifications.ts';

/** One line of the list of notifications. Keys stay while what they name is listed. */
export type NotificationRow =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  /** Above several of one session; `first` is the latest of them. */
  | { readonly kind: 'session'; readonly key: string; readonly first: Notification }
  | {
      readonly kind: 'item';
      readonly key: string;
      readonly item: Notification;
      /** Whether it stands below a heading with its session. */
      readonly grouped: boolean;
    };

/**
 * The list by days, and within a day by session, each where its latest news has it.
 *
 * @param items latest news first
 * @param dayKey equal for two times (epoch ms) exactly if they fall on the same day
 */
export function notificationRows(
  items: readonly Notification[],
  dayKey: (at: number) => string,
): readonly NotificationRow[] {
  const days = new Map<string, { at: number; groups: Map<string, Notification[]> }>();
  for (const item of items) {
    const key = dayKey(item.raisedAt);
    const day = days.get(key) ?? { at: item.raisedAt, groups: new Map<string, Notification[]>() };
    days.set(key, day);
    // What belongs to no session stands alone.
    const about = item.sessionId ?? item.id;
    const group = day.groups.get(about);
    if (group === undefined) day.groups.set(about, [item]);
    else group.push(item);
  }
  const rows: NotificationRow[] = [];
  for (const [key, { at, groups }] of days) {
    rows.push({ kind: 'day', key, at });
    for (const [about, group] of groups) {
      const grouped = group.length > 1;
      const [first] = group;
      if (grouped && first !== undefined)
        rows.push({ kind: 'session', key: `${key} ${about}`, first });
      for (const item of group) rows.push({ kind: 'item', key: item.id, item, grouped });
    }
  }
  return rows;
}
