import type { AppRole, Me, Message, Peer, Session, SessionKind, SessionStatus } from './model.ts';
import { canSend } from './selectors.ts';

export const kindWords: Readonly<Record<SessionKind, string>> = {
  mentoring: 'Mentoring session',
  buyer_supplier: 'Product conversation',
  buyer_admin: 'Conversation with the team',
  support: 'Support',
};

export const statusWords: Readonly<Record<SessionStatus, string>> = {
  requested: 'Requested',
  accepted: 'Accepted',
  declined: 'Declined',
  in_progress: 'In progress',
  completed: 'Completed',
  expired: 'Expired',
};

export const roleWords: Readonly<Record<AppRole, string>> = {
  student: 'Student',
  mentor: 'Mentor',
  buyer: 'Buyer',
  supplier: 'Supplier',
  admin: 'Team',
};

/** What people call it: students and mentors have sessions, all others conversations. */
export const thingWord = (kind: SessionKind): 'session' | 'conversation' =>
  kind === 'mentoring' ? 'session' : 'conversation';

/** What the product of a conversation is called, or was when it was asked about. */
export const productName = ({ product, productAsked }: Session): string | null =>
  product?.name ?? productAsked?.name ?? null;

/** What a session is about, in a few words. */
export const sessionTopic = (session: Session): string =>
  session.subject ?? productName(session) ?? kindWords[session.kind];

/** Somebody who wrote in a session and is not in it any more. */
export const FORMER_PARTICIPANT = 'Former participant';

/** What the sender of a message is called. */
export function senderName(
  { senderId }: Message,
  session: Pick<Session, 'peers'> | undefined,
  person: Me | null,
): string {
  if (senderId === person?.id) return 'You';
  const peer = session?.peers.find(({ userId }) => userId === senderId);
  return peer?.fullName ?? FORMER_PARTICIPANT;
}

/** Why the composer is closed, as a sentence, or null if `userId` can send. */
export function whyClosed(session: Session, userId: string): string | null {
  if (canSend(session, userId)) return null;
  switch (session.status) {
    case 'requested':
      return session.createdBy === userId
        ? 'You can write more once the request is accepted.'
        : 'You can answer once the request is accepted.';
    case 'declined':
      return 'This request was declined, so it takes no messages.';
    case 'expired':
      return `This ${thingWord(session.kind)} has expired, so it takes no more messages.`;
    default:
      return `This ${thingWord(session.kind)} is completed, so it takes no more messages.`;
  }
}

/** More people than this are not all named. */
const MOST_NAMED = 3;

/** Who does something, as the parts of a list: “Ana”, “Ben”, “2 others”. */
export function namedFew(names: readonly string[]): readonly string[] {
  if (names.length <= MOST_NAMED) return names;
  const named = names.slice(0, MOST_NAMED - 1);
  return [...named, `${names.length - named.length} others`];
}

/**
 * What is known about somebody's attention. `ago` puts a past time into words (“5 min ago”).
 */
export function presenceWords(
  peer: Pick<Peer, 'presence' | 'lastSeen'>,
  here: boolean,
  ago: (at: number) => string,
): string {
  if (here) return 'In this conversation';
  switch (peer.presence) {
    case 'online':
      return 'Online';
    case 'away':
      return 'Away';
    case 'busy':
      return 'Busy';
    case 'offline':
      return peer.lastSeen === null ? 'Offline' : `Last seen ${ago(peer.lastSeen)}`;
  }
}
