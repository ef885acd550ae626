import type { Session, SessionStatus } from './model.ts';

export const isFounder = ({ founderA, founderB }: Session, userId: string): boolean =>
  userId === founderA || userId === founderB;

/** When time ends a session as it is now (epoch ms), or null. */
export const endOf = ({ status, expiresAt, endsAt }: Session): number | null =>
  status === 'requested' || status === 'accepted'
    ? expiresAt
    : status === 'in_progress'
      ? endsAt
      : null;

/** Whether it is over for good: nothing leads out of these. */
export const isOver = (status: SessionStatus): boolean =>
  status === 'declined' || status === 'completed' || status === 'expired';

/** The status by the server's clock (`now`, epoch ms), also before the server's hands have moved it. */
export function statusAt(session: Session, now: number): SessionStatus {
  const end = endOf(session);
  return end !== null && end <= now ? 'expired' : session.status;
}
