import type { Session } from './model.ts';
import { sessionTitle } from './selectors.ts';

type Sessions = Readonly<Record<string, Session>>;

/**
 * What to say aloud about the step from `before` to `after`: one sentence per session in which
 * somebody other than `myId` wrote. Sessions that were not known before say nothing.
 */
export function announcements(before: Sessions, after: Sessions, myId: string): readonly string[] {
  if (before === after) return [];
  return Object.values(after).flatMap((session) => {
    const old = before[session.id];
    if (old === undefined || session.lastSeq <= old.lastSeq) return [];
    if (session.lastSenderId === myId) return [];
    const fresh = session.lastSeq - old.lastSeq;
    const author = session.peers.find((peer) => peer.userId === session.lastSenderId);
    const name = author?.fullName ?? sessionTitle(session);
    return fresh === 1 && session.lastMessage !== null
      ? [`${name}: ${session.lastMessage}`]
      : [`${fresh} new messages from ${name}`];
  });
}
