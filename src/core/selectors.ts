import type { Me, Peer, Session, SessionStatus } from './model.ts';
import { isMuted } from './session-places.ts';
import type { Outgoing } from './outgoing.ts';
import type { ChatState } from './state.ts';

/** Sessions newest first; ties by id downwards, as the database pages them. */
export function sessionsInOrder(sessions: Readonly<Record<string, Session>>): readonly Session[] {
  return Object.values(sessions).sort((a, b) => b.sortAt - a.sortAt || (a.id > b.id ? -1 : 1));
}

export const me = (state: ChatState): Me | null =>
  state.auth.status === 'signedIn' ? state.auth.me : null;

/** Unread messages to show: none once the person has seen the newest, even before the server agrees. */
export const unreadOf = (state: Pick<ChatState, 'seen'>, session: Session): number =>
  (state.seen[session.id] ?? 0) >= session.lastSeq ? 0 : session.unreadCount;

/** What the tab's title counts: nothing of sessions that are muted at `now` or archived. */
export const totalUnread = (state: Pick<ChatState, 'seen' | 'sessions'>, now: number): number =>
  Object.values(state.sessions)
    .filter((session) => !isMuted(session, now) && session.archivedAt === null)
    .reduce((sum, session) => sum + unreadOf(state, session), 0);

/** What a session is called in the list: the people in it but the viewer. */
export const sessionTitle = (session: Session): string =>
  session.peers.map((peer) => peer.fullName).join(', ') || 'Nobody else';

const OPEN: readonly SessionStatus[] = ['accepted', 'in_progress'];

/** Whether messages are sent and changed in it, as far as this device can tell. */
export const isOpen = ({ status }: Pick<Session, 'status'>): boolean => OPEN.includes(status);

/** Whether the database would take a message now, as far as this device can tell. */
export function canSend(session: Session, userId: string): boolean {
  if (isOpen(session)) return true;
  return session.status === 'requested' && session.createdBy === userId && session.lastSeq === 0;
}

export type DeliveryState = 'Sent' | 'Delivered' | 'Read';

/** State of one's own accepted message: what *everybody* else has done with it. */
export function deliveryState(peers: readonly Peer[], seq: number): DeliveryState {
  if (peers.length === 0) return 'Sent';
  if (peers.every((peer) => (peer.readSeq ?? 0) >= seq)) return 'Read';
  return peers.every((peer) => peer.deliveredSeq >= seq) ? 'Delivered' : 'Sent';
}

/** The outbox items of one session, oldest first. */
export const outgoingOf = (outbox: readonly Outgoing[], sessionId: string): readonly Outgoing[] =>
  outbox.filter((item) => item.sessionId === sessionId);

/** Names of those typing in a session now. */
export function typingNames(state: ChatState, sessionId: string): readonly string[] {
  const people = Object.keys(state.typing[sessionId] ?? {});
  const peers = state.sessions[sessionId]?.peers ?? [];
  return peers.filter((peer) => people.includes(peer.userId)).map((peer) => peer.fullName);
}

export type Banner = 'connecting' | 'offline' | 'trouble' | 'refused' | 'suspended' | 'reconnected';

/** A few failures in a row and the person is told that it is not just a blink. */
const TROUBLE_AFTER_ATTEMPTS = 5;

/** What the connection strip says, or null for nothing. */
export function banner({ connection, auth }: ChatState): Banner | null {
  if (auth.status !== 'signedIn') return null;
  if (!connection.online) return 'offline';
  switch (connection.status) {
    case 'refused':
    case 'suspended':
      return connection.status;
    case 'stale':
      return connection.attempts >= TROUBLE_AFTER_ATTEMPTS ? 'trouble' : 'offline';
    case 'idle':
    case 'joining':
    case 'catchingUp':
      return connection.attempts > 0 ? 'offline' : 'connecting';
    case 'live':
      return connection.recovered ? 'reconnected' : null;
  }
}
