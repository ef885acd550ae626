import { isCounted } from './notifications.ts';
import { totalUnread } from './selectors.ts';
import type { ChatState } from './state.ts';

/**
 * What the tab's title counts at `now` (epoch ms): messages to read, and what else the person was told
 * and has not read, as far as it is listed on this device.
 */
export function unreadTotal(
  state: Pick<ChatState, 'seen' | 'sessions' | 'notifications'>,
  now: number,
): number {
  const { items, settings } = state.notifications;
  const others = items.filter(
    (item) => item.type !== 'message_received' && isCounted(item, settings),
  );
  return totalUnread(state, now) + others.length;
}
