import { mergeSorted } from '../lib/sorted.ts';
import type { ChatEvent } from './events.ts';
import type { Message, Session } from './model.ts';
import type { ChatState, Timeline } from './state.ts';

/** Sessions whose messages are kept at hand; the rest load again when they are opened. */
const MAX_TIMELINES = 30;
/**
 * Messages that are loaded of one session: more fall off at the far end and load back by `seq`, so
 * that neither memory nor the work per message grows with the history that somebody scrolls through.
 */
export const MAX_LOADED = 2_000;

export const seqOf = (message: Message): number => message.seq;
const same = (rev: number): number => rev;
/** Of two states of one message the later change wins, whichever arrived first. */
export const laterChange = (old: Message, next: Message): Message =>
  next.rev > old.rev ? next : old;

export const emptyTimeline: Timeline = {
  status: 'loading',
  messages: [],
  hasOlder: false,
  loadingOlder: false,
  hasNewer: false,
  loadingNewer: false,
  cursor: 0,
  ahead: [],
  knownRev: 0,
  error: null,
  unreadLineSeq: null,
};

/** Whether the server has changes that this timeline has not. */
export const isBehind = (timeline: Timeline): boolean =>
  timeline.status === 'ready' && timeline.knownRev > timeline.cursor;

/** Where the unread line belongs if `session` is opened now, or null when all is read. */
const unreadLineOf = (session: Session | undefined): number | null =>
  session !== undefined && session.unreadCount > 0
    ? (session.unreadFromSeq ?? session.lastReadSeq + 1)
    : null;

export const withTimeline = (state: ChatState, sessionId: string, timeline: Timeline): ChatState =>
  state.timelines[sessionId] === timeline
    ? state
    : { ...state, timelines: { ...state.timelines, [sessionId]: timeline } };

/** Moves the cursor over every change that has arrived, and forgets what it passed. */
export function advance(timeline: Timeline, cursor: number, heard: readonly number[]): Timeline {
  let at = cursor;
  const ahead = mergeSorted(timeline.ahead, heard, same, (old) => old);
  for (const rev of ahead) if (rev === at + 1) at = rev;
  const rest = ahead.filter((rev) => rev > at);
  const knownRev = Math.max(timeline.knownRev, at, rest.at(-1) ?? 0);
  if (
    at === timeline.cursor &&
    knownRev === timeline.knownRev &&
    rest.length === timeline.ahead.length
  ) {
    return timeline;
  }
  return { ...timeline, cursor: at, ahead: rest, knownRev };
}

/** Lets the newest messages beyond `MAX_LOADED` fall off; what is left is a window. */
export const withoutNewest = (timeline: Timeline): Timeline =>
  timeline.messages.length <= MAX_LOADED
    ? timeline
    : {
        ...timeline,
        messages: timeline.messages.slice(0, MAX_LOADED),
        hasNewer: true,
        loadingNewer: false,
      };

/** Lets all but the `keep` newest messages fall off. */
export const withoutOldest = (timeline: Timeline, keep = MAX_LOADED): Timeline =>
  timeline.messages.length <= keep
    ? timeline
    : {
        ...timeline,
        messages: timeline.messages.slice(-keep),
        hasOlder: true,
        loadingOlder: false,
      };

/**
 * Merges messages, except those beyond what is loaded on either side: their page will bring them.
 * Whoever reads far from the end keeps what they read: where too many come in, the newest wait.
 */
function withMessages(timeline: Timeline, incoming: readonly Message[], isOpen: boolean): Timeline {
  const { status, messages, hasOlder, hasNewer } = timeline;
  const oldest = (status === 'ready' && hasOlder ? messages[0]?.seq : undefined) ?? -Infinity;
  const newest = (hasNewer ? messages.at(-1)?.seq : undefined) ?? Infinity;
  const wanted = incoming.filter(({ seq }) => seq >= oldest && seq <= newest);
  const merged = mergeSorted(messages, wanted, seqOf, laterChange);
  if (merged === messages) return timeline;
  const next = { ...timeline, messages: merged };
  return isOpen ? withoutNewest(next) : withoutOldest(next);
}

export function openSession(state: ChatState, sessionId: string): ChatState {
  if (state.openSessionId === sessionId) return state;
  return openTimeline({ ...state, openSessionId: sessionId, keepsUnread: false }, sessionId);
}

/** Puts the session's timeline last in the order of use, and forgets those not used for longest. */
function openTimeline(state: ChatState, sessionId: string): ChatState {
  const timeline = state.timelines[sessionId] ?? emptyTimeline;
  const unreadLineSeq = unreadLineOf(state.sessions[sessionId]);
  const others = Object.entries(state.timelines).filter(([id]) => id !== sessionId);
  const timelines = Object.fromEntries([
    ...others.slice(-(MAX_TIMELINES - 1)),
    [sessionId, { ...timeline, unreadLineSeq }],
  ]);
  return { ...state, timelines };
}

/** A session's row arrived: the timeline learns how far the server is. */
export function hearOfSession(state: ChatState, session: Session, isNew: boolean): ChatState {
  const timeline = state.timelines[session.id];
  if (timeline === undefined) {
    // On screen without a timeline: access had ended and is back.
    return state.openSessionId === session.id ? openTimeline(state, session.id) : state;
  }
  const line = isNew ? unreadLineOf(session) : timeline.unreadLineSeq;
  const knownRev = Math.max(timeline.knownRev, session.lastRev);
  if (line === timeline.unreadLineSeq && knownRev === timeline.knownRev) return state;
  return withTimeline(state, session.id, { ...timeline, knownRev, unreadLineSeq: line });
}

/**
 * Takes in what changed. A page that begins after the cursor (which a page of history has set back
 * since it was asked for) leaves a hole, so the cursor stays and the hole is fetched.
 */
export function applySync(
  state: ChatState,
  { sessionId, page, since }: Extract<ChatEvent, { type: 'timeline/synced' }>,
): ChatState {
  const timeline = state.timelines[sessionId];
  if (timeline?.status !== 'ready') return state;
  const merged = withMessages(timeline, page.messages, sessionId === state.openSessionId);
  const known = { ...merged, knownRev: Math.max(merged.knownRev, page.lastRev) };
  const follows = since === undefined || since <= known.cursor;
  const cursor = follows ? Math.max(known.cursor, page.cursor) : known.cursor;
  return withTimeline(state, sessionId, advance(known, cursor, []));
}

/** A message was accepted, here or elsewhere. Sessions that were never opened keep no messages. */
export function receiveMessage(state: ChatState, message: Message): ChatState {
  const timeline = state.timelines[message.sessionId];
  if (timeline === undefined) return state;
  const isOpen = message.sessionId === state.openSessionId;
  const merged = withMessages(timeline, [message], isOpen);
  const heard = message.rev > merged.cursor ? [message.rev] : [];
  return withTimeline(state, message.sessionId, advance(merged, merged.cursor, heard));
}
