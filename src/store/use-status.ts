import { endOf, statusAt } from '../core/session-end.ts';
import type { Session, SessionStatus } from '../core/model.ts';
import { usePassed } from './use-passed.ts';

/**
 * The status of a session by the server's clock: it is over when its time is, also before the server
 * says so. Null while the session is not known.
 */
export function useStatus(session: Session | undefined): SessionStatus | null {
  const isOver = usePassed(session === undefined ? null : endOf(session));
  return session === undefined ? null : statusAt(session, isOver ? Infinity : -Infinity);
}
