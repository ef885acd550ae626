import { endOf } from '../../core/session-end.ts';
import type { Session } from '../../core/model.ts';
import { useChat } from '../../store/hooks.ts';
import { useStatus } from '../../store/use-status.ts';
import { useNow } from '../../ui/use-now.ts';

/** How often what is counted down is looked at, in milliseconds. */
const STEP_MS = 10_000;

/**
 * The server's clock (epoch ms) to count down by. Up to a step ahead, so that no more time is promised
 * than there is; but exact about the session's end.
 */
export function useServerNow(session: Session): number {
  const ahead = useChat((state) => state.serverAheadMs);
  const now = useNow(STEP_MS) + STEP_MS + ahead;
  const end = endOf(session);
  const isOver = useStatus(session) === 'expired';
  if (end === null) return now;
  return isOver ? Math.max(now, end) : Math.min(now, end - 1);
}
