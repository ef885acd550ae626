import { oldIfSame } from '../lib/old-if-same.ts';
import { withoutKey } from '../lib/without-key.ts';
import type { Peer, PresenceStatus, ReadState, Receipt, Session } from './model.ts';
import { hearOfSession, withTimeline } from './reduce-timeline.ts';
import type { ChatState } from './state.ts';

const maxOrNull = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.max(a, b);

type Reading = Pick<Receipt, 'readSeq' | 'readVersion'>;

/** Rises, unless one of the two has switched read receipts since: then the newer of the two counts. */
function laterRead(old: Reading, next: Reading): Reading {
  const { readSeq, readVersion } = next.readVersion < old.readVersion ? old : next;
  const rises = old.readVersion === next.readVersion && readSeq !== null;
  return { readVersion, readSeq: rises ? Math.max(old.readSeq ?? 0, readSeq) : readSeq };
}

function mergePeer(old: Peer | undefined, next: Peer): Peer {
  if (old === undefined) return next;
  const staler = (next.lastSeen ?? 0) < (old.lastSeen ?? 0);
  return oldIfSame(old, {
    ...next,
    presence: staler ? old.presence : next.presence,
    lastSeen: maxOrNull(old.lastSeen, next.lastSeen),
    deliveredSeq: Math.max(old.deliveredSeq, next.deliveredSeq),
    ...laterRead(old, next),
  });
}

const isNewer = (old: Session, next: Session): boolean =>
  next.lastRev !== old.lastRev ? next.lastRev > old.lastRev : next.updatedAt >= old.updatedAt;

/**
 * Rows of one session arrive in any order: its shared part is ordered by (`lastRev`, `updatedAt`),
 * the viewer's own part by `stateVersion`, and watermarks only rise.
 */
function mergeSession(old: Session, next: Session): Session {
  const shared = isNewer(old, next) ? next : old;
  const own = next.stateVersion > old.stateVersion ? next : old;
  const place = next.placeVersion > old.placeVersion ? next : old;
  const peers = shared.peers.map((peer) => {
    const before = old.peers.find((p) => p.userId === peer.userId);
    const after = next.peers.find((p) => p.userId === peer.userId) ?? peer;
    return mergePeer(before, after);
  });
  return {
    ...shared,
    peers: oldIfSame(old.peers, peers),
    lastReadSeq: own.lastReadSeq,
    unreadCount: own.unreadCount,
    unreadFromSeq: own.unreadFromSeq,
    stateVersion: own.stateVersion,
    mutedUntil: place.mutedUntil,
    archivedAt: place.archivedAt,
    pinnedAt: place.pinnedAt,
    placeVersion: place.placeVersion,
    myDeliveredSeq: Math.max(old.myDeliveredSeq, next.myDeliveredSeq),
  };
}

/** A row that says nothing new leaves everything as it is: each poll repeats the whole list. */
function withSession(state: ChatState, next: Session): ChatState {
  const old = state.sessions[next.id];
  const session = old === undefined ? next : oldIfSame(old, next);
  if (session === old) return state;
  const known = withEarlier(
    { ...state, sessions: { ...state.sessions, [next.id]: session } },
    session,
    old,
  );
  return old !== undefined && session.lastReadSeq < old.lastReadSeq
    ? fallBack(known, session)
    : known;
}

/** Somebody let the person see more of the session: what came before is there to be loaded. */
function withEarlier(state: ChatState, session: Session, old: Session | undefined): ChatState {
  const timeline = state.timelines[session.id];
  return old === undefined || timeline === undefined || session.fromSeq >= old.fromSeq
    ? state
    : withTimeline(state, session.id, { ...timeline, hasOlder: true });
}

/** The person marked the session unread, here or on another device: it is not read by staying open. */
function fallBack(state: ChatState, session: Session): ChatState {
  const timeline = state.timelines[session.id];
  const unreadLineSeq = session.unreadFromSeq;
  const kept = keepUnread(state, session.id);
  return timeline === undefined || unreadLineSeq === null
    ? kept
    : withTimeline(kept, session.id, { ...timeline, unreadLineSeq });
}

/** What was seen before does not count any more, nor does the screen while it shows the session. */
export function keepUnread(state: ChatState, sessionId: string): ChatState {
  const seen = state.seen[sessionId] === undefined ? state.seen : withoutKey(state.seen, sessionId);
  const keepsUnread = state.keepsUnread || state.openSessionId === sessionId;
  return seen === state.seen && keepsUnread === state.keepsUnread
    ? state
    : { ...state, seen, keepsUnread };
}

/** Changes what a session says of one of its people. */
const changePeer = (session: Session, userId: string, change: (peer: Peer) => Peer): Session => ({
  ...session,
  peers: oldIfSame(
    session.peers,
    session.peers.map((peer) => (peer.userId === userId ? oldIfSame(peer, change(peer)) : peer)),
  ),
});

export function changeSession(state: ChatState, session: Session): ChatState {
  const old = state.sessions[session.id];
  const merged = old === undefined ? session : mergeSession(old, session);
  // What the device remembers is not what the person has seen: the unread line is the server's.
  const isNew = old === undefined || state.list.fromCache;
  return hearOfSession(withSession(state, merged), merged, isNew);
}

/** Access has ended: everything of the session goes, except what the person wrote and did not get sent. */
export function removeSession(state: ChatState, sessionId: string): ChatState {
  if (state.sessions[sessionId] === undefined && state.timelines[sessionId] === undefined) {
    return state;
  }
  return {
    ...state,
    sessions: withoutKey(state.sessions, sessionId),
    timelines: withoutKey(state.timelines, sessionId),
    typing: withoutKey(state.typing, sessionId),
    here: withoutKey(state.here, sessionId),
    seen: withoutKey(state.seen, sessionId),
  };
}

function applyReadState(session: Session, own: ReadState | null): Session {
  if (own === null || own.stateVersion <= session.stateVersion) return session;
  return {
    ...session,
    unreadCount: own.unreadCount,
    lastReadSeq: own.lastReadSeq,
    stateVersion: own.stateVersion,
    unreadFromSeq: own.unreadFromSeq,
  };
}

export function receiveReceipt(
  state: ChatState,
  sessionId: string,
  receipt: Receipt,
  own: ReadState | null,
): ChatState {
  const session = state.sessions[sessionId];
  if (session === undefined || state.auth.status !== 'signedIn') return state;
  if (receipt.userId === state.auth.me.id) {
    return withSession(state, {
      ...applyReadState(session, own),
      myDeliveredSeq: Math.max(session.myDeliveredSeq, receipt.deliveredSeq),
    });
  }
  return withSession(
    state,
    changePeer(session, receipt.userId, (peer) => ({
      ...peer,
      deliveredSeq: Math.max(peer.deliveredSeq, receipt.deliveredSeq),
      ...laterRead(peer, receipt),
    })),
  );
}

export function see(state: ChatState, sessionId: string, seq: number): ChatState {
  const session = state.sessions[sessionId];
  if (session === undefined || seq <= session.lastReadSeq) return state;
  if (state.keepsUnread && sessionId === state.openSessionId) return state;
  if (seq <= (state.seen[sessionId] ?? 0)) return state;
  return { ...state, seen: { ...state.seen, [sessionId]: seq } };
}

export function confirmRead(
  state: ChatState,
  sessionId: string,
  seq: number,
  own: ReadState | null,
): ChatState {
  const session = state.sessions[sessionId];
  const seen = (state.seen[sessionId] ?? 0) <= seq ? withoutKey(state.seen, sessionId) : state.seen;
  const next = { ...state, seen };
  return session === undefined ? next : withSession(next, applyReadState(session, own));
}

export function changePresence(
  state: ChatState,
  userId: string,
  status: PresenceStatus,
  lastSeen: number | null,
): ChatState {
  const touched = Object.values(state.sessions).filter((session) =>
    session.peers.some((p) => p.userId === userId && (lastSeen ?? 0) >= (p.lastSeen ?? 0)),
  );
  return touched.reduce(
    (next, session) =>
      withSession(
        next,
        changePeer(session, userId, (peer) => ({ ...peer, presence: status, lastSeen })),
      ),
    state,
  );
}
