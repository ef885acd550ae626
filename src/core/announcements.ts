import type { Session } from './model.ts';
import { sessionTitle } from './selectors.ts';
import { isMuted } from './session-places.ts';

type Sessions = Readonly<Record<string, Session>>;

/**
 * How many messages the viewer has to read that were not there before. Their own and the system's
 * never count, as in the unread count, nor does what another of their devices has read already.
 */
function freshOf(old: Session, session: Session): number {
  const before = session.lastReadSeq > old.lastReadSeq ? 0 : old.unreadCount;
  return Math.min(session.unreadCount - before, session.lastSeq - old.lastSeq);
}

/**
 * What to say aloud about the step from `before` to `after`: for each session one sentence about
 * what others wrote, and one for what the system wrote last. Sessions that were not known before
 * say nothing, nor do those that are muted at `now` (epoch ms), unless one of them is on screen
 * (`openId`): who looks at it wants to know.
 */
export function announcements(
  before: Sessions,
  after: Sessions,
  { now, openId }: { now: number; openId: string | null },
): readonly string[] {
  if (before === after) return [];
  return Object.values(after).flatMap((session) => {
    const old = before[session.id];
    if (old === undefined || session.lastSeq <= old.lastSeq) return [];
    if (isMuted(session, now) && session.id !== openId) return [];
    const fresh = freshOf(old, session);
    const text = session.lastMessage;
    const author = session.peers.find((peer) => peer.userId === session.lastSenderId);
    if (fresh === 1 && text !== null && author !== undefined)
      return [`${author.fullName}: ${text}`];
    const title = sessionTitle(session);
    return [
      ...(fresh === 1 ? [`New message from ${title}`] : []),
      ...(fresh > 1 ? [`${fresh} new messages from ${title}`] : []),
      ...(session.lastSenderId === null && text !== null ? [`System: ${text}`] : []),
    ];
  });
}
