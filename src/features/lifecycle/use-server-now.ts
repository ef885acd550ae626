import { endOf } from '../../core/session-end.ts';
import type { Session } from '../../core/model.ts';
import { useChat } from '../../store/hooks.ts';
import { useStatus } from '../../store/use-status.ts';
import { useNow } from '../../ui/use-now.ts';

/** How often what is counted down is looked at, in milliseconds. */
const STEP_MS = 10_000;

/** The server's clock (epoch ms), near enough to count down by, and exact about a session's end. */
export function useServerNow(session: Session): number {
  const ahead = useChat((state) => state.serverAheadMs);
  const now = useNow(STEP_MS) + ahead;
  const end = endOf(session);
  const status = useStatus(session);
  return status === 'expired' && end !== null ? Math.max(now, end) : now;
}
