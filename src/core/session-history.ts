import type { SessionKind } from './model.ts';
import { thingWord } from './session-words.ts';

/** Something that happened to a session, as its history has it. */
export interface SessionEvent {
  readonly id: string;
  /** Null when time did it. */
  readonly actorId: string | null;
  /** The database's word for it; see `eventWords`. */
  readonly event: string;
  /** What was said about it. */
  readonly reason: string | null;
  /** Of more time, and of a start with an end: how many minutes. */
  readonly minutes: number | null;
  /** The time that was proposed, or that it was moved to (epoch ms). */
  readonly scheduledAt: number | null;
  /** Who was let see the earlier messages. */
  readonly userId: string | null;
  readonly createdAt: number;
}

/**
 * An event as a sentence without its end. `nameOf` gives the name of a person, `when` puts a time into
 * words.
 */
export function eventWords(
  { actorId, event, minutes, scheduledAt, userId }: SessionEvent,
  kind: SessionKind,
  nameOf: (userId: string) => string,
  when: (at: number) => string,
): string {
  const who = actorId === null ? 'Time' : nameOf(actorId);
  const thing = thingWord(kind);
  const at = scheduledAt === null ? '' : ` for ${when(scheduledAt)}`;
  switch (event) {
    case 'requested':
      return `${who} asked for the ${thing}${at}`;
    case 'accepted':
      return `${who} accepted the request`;
    case 'declined':
      return `${who} declined the request`;
    case 'withdrawn':
      return `${who} withdrew the request`;
    case 'cancelled':
      return `${who} cancelled the ${thing}`;
    case 'started':
      return `${who} started the ${thing}${minutes === null ? '' : `, for ${minutes} min`}`;
    case 'completed':
      return `${who} completed the ${thing}`;
    case 'expired':
      return `The ${thing} expired`;
    case 'ended_by_admin':
      return `${who} ended the ${thing} as an admin`;
    case 'account_deleted':
      return 'An account was deleted';
    case 'rescheduled':
      return `${who} moved the ${thing}${scheduledAt === null ? '' : ` to ${when(scheduledAt)}`}`;
    case 'extension_requested':
      return `${who} asked for ${minutes ?? 'some'} more minutes`;
    case 'extended':
      return `${who} gave ${minutes ?? 'some'} more minutes`;
    case 'extension_refused':
      return `${who} could not stay longer`;
    case 'joined':
      return `${who} joined as an admin`;
    case 'left':
      return `${who} left`;
    case 'history_shown':
      return `${who} showed ${userId === null ? 'somebody' : nameOf(userId)} the earlier messages`;
    case 'escalated':
      return 'The team was asked to look at it';
    default:
      return `${who}: ${event.replaceAll('_', ' ')}`;
  }
}
