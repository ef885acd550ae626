import type { Me, Session, SessionStatus } from './model.ts';
import { isFounder, isOver, statusAt } from './session-end.ts';

/** `time` is nobody who could ask for it. */
type Who = 'mentor' | 'requester' | 'founder' | 'admin' | 'time';

/** One way from a status to another. `event` is what it is called in the session's history. */
export interface Arrow {
  readonly from: SessionStatus;
  readonly to: SessionStatus;
  readonly who: Who;
  readonly event: string;
}

/**
 * The life of a session, as the database has it in `private.session_arrows()`: the same rows in the
 * same order. Here it says what to offer; there it decides.
 */
export const arrows: readonly Arrow[] = [
  { from: 'requested', to: 'accepted', who: 'mentor', event: 'accepted' },
  { from: 'requested', to: 'declined', who: 'mentor', event: 'declined' },
  { from: 'requested', to: 'expired', who: 'requester', event: 'withdrawn' },
  { from: 'requested', to: 'expired', who: 'admin', event: 'ended_by_admin' },
  { from: 'requested', to: 'expired', who: 'time', event: 'expired' },
  { from: 'accepted', to: 'in_progress', who: 'founder', event: 'started' },
  { from: 'accepted', to: 'expired', who: 'founder', event: 'cancelled' },
  { from: 'accepted', to: 'expired', who: 'admin', event: 'ended_by_admin' },
  { from: 'accepted', to: 'expired', who: 'time', event: 'expired' },
  { from: 'in_progress', to: 'completed', who: 'founder', event: 'completed' },
  { from: 'in_progress', to: 'completed', who: 'admin', event: 'ended_by_admin' },
  { from: 'in_progress', to: 'expired', who: 'time', event: 'expired' },
];

type Person = Pick<Me, 'id' | 'role'>;

function fits(who: Who, session: Session, person: Person): boolean {
  switch (who) {
    case 'mentor':
      return person.id === session.founderB;
    case 'requester':
      return person.id === session.createdBy;
    case 'founder':
      return isFounder(session, person.id);
    case 'admin':
      return person.role === 'admin';
    case 'time':
      return false;
  }
}

/** The arrows that a person may take now; where two lead to the same status, the first that fits. */
export function arrowsFor(session: Session, person: Person, now: number): readonly Arrow[] {
  const status = statusAt(session, now);
  const open = arrows.filter(({ from, who }) => from === status && fits(who, session, person));
  return open.filter((arrow, at) => open.findIndex(({ to }) => to === arrow.to) === at);
}

/** Whether a person may move a session to another time: their request, or what was accepted. */
export function canReschedule(session: Session, person: Person, now: number): boolean {
  const status = statusAt(session, now);
  if (status === 'requested') return person.id === session.createdBy;
  return status === 'accepted' && isFounder(session, person.id);
}

/** What a founder may do about more time: ask for it, wait, or answer the other's wish. */
export type Extension = 'ask' | 'wait' | 'answer';

export function extensionFor(session: Session, person: Person, now: number): Extension | null {
  if (session.endsAt === null || statusAt(session, now) !== 'in_progress') return null;
  if (!isFounder(session, person.id)) return null;
  if (session.extensionBy === null) return 'ask';
  return session.extensionBy === person.id ? 'wait' : 'answer';
}

/** Whether a person may leave: joined, at any time; as a founder, once it is over. */
export function canLeave(session: Session, person: Person, now: number): boolean {
  if (session.peers.length === 0) return false;
  return isOver(statusAt(session, now)) || !isFounder(session, person.id);
}

/** Whether a person may say how a mentoring session was: the student, once it is completed. */
export const canRate = ({ kind, status, founderA }: Session, { id }: Person): boolean =>
  kind === 'mentoring' && status === 'completed' && id === founderA;

/** Those in which it is a person's turn, whoever waits longest first. */
export const awaiting = (
  sessions: Readonly<Record<string, Session>>,
  userId: string,
): readonly Session[] =>
  Object.values(sessions)
    .filter(({ awaitingUserId }) => awaitingUserId === userId)
    .sort((a, b) => (a.awaitingSince ?? 0) - (b.awaitingSince ?? 0) || (a.id < b.id ? -1 : 1));
