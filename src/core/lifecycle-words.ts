import { extensionFor } from './lifecycle.ts';
import { isFounder, statusAt } from './session-end.ts';
import type { Me, Session } from './model.ts';
import { replyWords } from './people-words.ts';
import { thingWord } from './session-words.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Up to here the smaller unit says more. */
const IN_MINUTES_MS = 90 * MINUTE_MS;
const IN_HOURS_MS = 36 * HOUR_MS;

const days = (count: number): string => (count === 1 ? '1 day' : `${count} days`);

/** How long is left: “12 min”, “3 h”, “2 days”. Minutes are rounded up, so that none is missing. */
export function leftWords(ms: number): string {
  if (ms < MINUTE_MS) return 'less than a minute';
  if (ms <= IN_MINUTES_MS) return `${Math.ceil(ms / MINUTE_MS)} min`;
  if (ms <= IN_HOURS_MS) return `${Math.round(ms / HOUR_MS)} h`;
  return days(Math.round(ms / DAY_MS));
}

const endings: Readonly<Record<string, string>> = {
  withdrawn: 'The request was withdrawn',
  cancelled: 'Cancelled',
  unanswered: 'The request was not answered in time',
  not_started: 'Nobody started it in time',
  time_over: 'Its time is over',
  ended_by_admin: 'Ended by an admin',
  account_deleted: 'It ended because an account was deleted',
};

/** Why a session is over, where more is known than that; without the words people gave. */
export const endingWords = ({ endedReason }: Session): string | null =>
  endings[endedReason ?? ''] ?? null;

/** What is up with a session: in a few words, and what there is to know about it. */
export interface Standing {
  readonly title: string;
  readonly facts: readonly string[];
}

/**
 * What is up with a session for whoever looks at it at `now` (epoch ms, by the server's clock). `when`
 * puts a moment into words.
 */
export function standing(
  session: Session,
  person: Pick<Me, 'id' | 'role'>,
  now: number,
  when: (at: number) => string,
): Standing {
  const { scheduledAt, expiresAt, endsAt, summary } = session;
  const other = session.peers.find((peer) => isFounder(session, peer.userId));
  const name = other?.fullName ?? 'Somebody';
  const thing = thingWord(session.kind);
  if (!isFounder(session, person.id)) {
    return { title: 'You joined as an admin', facts: ['Both sides know that you are here'] };
  }
  const expires = expiresAt === null ? [] : [`Expires in ${leftWords(expiresAt - now)}`];
  const ending = endingWords(session);

  switch (statusAt(session, now)) {
    case 'requested': {
      const asked = session.createdBy === person.id;
      const proposed = scheduledAt === null ? [] : [`Proposed: ${when(scheduledAt)}`];
      const replies = asked ? replyWords(other?.replySeconds ?? null) : null;
      return {
        title: asked ? `${name} has not answered yet` : `${name} asks for a ${thing}`,
        facts: [...proposed, ...(replies === null ? [] : [replies]), ...expires],
      };
    }
    case 'accepted': {
      const soon = scheduledAt !== null && scheduledAt > now;
      return {
        title: scheduledAt === null ? 'Accepted' : `Planned for ${when(scheduledAt)}`,
        facts: soon ? [`Begins in ${leftWords(scheduledAt - now)}`] : ['Not started', ...expires],
      };
    }
    case 'in_progress': {
      const ends = endsAt === null ? ['No fixed end'] : [`Ends in ${leftWords(endsAt - now)}`];
      const minutes = session.extensionMinutes ?? 0;
      switch (extensionFor(session, person, now)) {
        case 'answer':
          return { title: `${name} asks for ${minutes} more minutes`, facts: ends };
        case 'wait':
          return {
            title: 'In progress',
            facts: [...ends, `You asked for ${minutes} more minutes`],
          };
        default:
          return { title: 'In progress', facts: ends };
      }
    }
    case 'declined':
      return {
        title: 'Declined',
        facts: session.endedReason === null ? [] : [session.endedReason],
      };
    case 'completed':
      return { title: ending ?? 'Completed', facts: summary === null ? [] : [summary] };
    case 'expired':
      return {
        // The server has not said it yet where it is over by the clock alone.
        title: session.status === 'in_progress' ? 'Its time is over' : (ending ?? 'Expired'),
        facts: summary === null ? [] : [summary],
      };
  }
}
