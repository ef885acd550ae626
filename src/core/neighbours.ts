import { sessionsInOrder, unreadOf } from './selectors.ts';
import { arrange } from './session-places.ts';
import type { ChatState } from './state.ts';

/**
 * The session below (1) or above (−1) the open one in the list; the first or the last while none is
 * open. Null if there is none; archived ones are out of the way. With `unread` only those with something unread, all round the list.
 */
export function neighbour(
  state: Pick<ChatState, 'sessions' | 'seen'>,
  openId: string | null,
  step: 1 | -1,
  unread: boolean,
): string | null {
  const { pinned, others } = arrange(sessionsInOrder(state.sessions));
  const list = [...pinned, ...others];
  const at = list.findIndex((session) => session.id === openId);
  // From outside: before the first one, or behind the last.
  const from = at === -1 && step === -1 ? list.length : at;
  if (!unread) return list[from + step]?.id ?? null;
  for (let n = 1; n <= list.length; n += 1) {
    const session = list[(from + step * n + list.length * 2) % list.length];
    if (session !== undefined && session.id !== openId && unreadOf(state, session) > 0) {
      return session.id;
    }
  }
  return null;
}
