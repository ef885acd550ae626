import { arrowsFor, canLeave, canRate, canReschedule, extensionFor } from './lifecycle.ts';
import { isFounder } from './session-end.ts';
import type { Me, Session } from './model.ts';

/** What a person may do with a session's life. */
export type Offer =
  | 'accept'
  | 'decline'
  | 'withdraw'
  | 'cancel'
  | 'start'
  | 'complete'
  | 'end'
  | 'move'
  | 'askForTime'
  | 'giveTime'
  | 'refuseTime'
  | 'rate'
  | 'leave';

const byEvent: Readonly<Record<string, Offer>> = {
  accepted: 'accept',
  declined: 'decline',
  withdrawn: 'withdraw',
  cancelled: 'cancel',
  started: 'start',
  completed: 'complete',
  ended_by_admin: 'end',
};

export interface Offers {
  /** What the moment asks for: at hand. */
  readonly first: readonly Offer[];
  /** One step away. */
  readonly more: readonly Offer[];
}

/** What to offer somebody at `now` (epoch ms, by the server's clock). The database decides. */
export function offersFor(session: Session, person: Pick<Me, 'id' | 'role'>, now: number): Offers {
  const extension = extensionFor(session, person, now);
  const steps = arrowsFor(session, person, now).flatMap(({ event }) => byEvent[event] ?? []);
  const answers: readonly Offer[] = extension === 'answer' ? ['giveTime', 'refuseTime'] : [];
  const all: readonly Offer[] = [
    ...answers,
    ...steps,
    ...(canReschedule(session, person, now) ? (['move'] as const) : []),
    ...(extension === 'ask' ? (['askForTime'] as const) : []),
    ...(canRate(session, person) ? (['rate'] as const) : []),
    ...(canLeave(session, person, now) ? (['leave'] as const) : []),
  ];
  const joined = !isFounder(session, person.id);
  const isFirst = (offer: Offer): boolean => {
    switch (offer) {
      case 'accept':
      case 'decline':
      case 'start':
      case 'giveTime':
      case 'refuseTime':
      case 'rate':
        return true;
      // There is room for two, and the other side waits for an answer.
      case 'complete':
        return answers.length === 0;
      case 'leave':
        return joined;
      default:
        return false;
    }
  };
  return { first: all.filter(isFirst), more: all.filter((offer) => !isFirst(offer)) };
}
