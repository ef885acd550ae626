import { mergeSorted } from '../lib/sorted.ts';
import type { MessagePage, SyncPage } from './events.ts';
import type { ChatError } from './errors.ts';
import type { Message, Session } from './model.ts';
import type { ChatState, Timeline } from './state.ts';

/** Sessions whose messages are kept at hand; the rest load again when they are opened. */
const MAX_TIMELINES = 30;

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

const withTimeline = (state: ChatState, sessionId: string, timeline: Timeline): ChatState =>
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

/** Merges messages, except those older than what is loaded: their page will bring them. */
function withMessages(timeline: Timeline, incoming: readonly Message[]): Timeline {
  const oldest = timeline.messages[0]?.seq;
  const wanted =
    timeline.status === 'ready' && timeline.hasOlder && oldest !== undefined
      ? incoming.filter((message) => message.seq >= oldest)
      : incoming;
  const messages = mergeSorted(timeline.messages, wanted, seqOf, laterChange);
  return messages === timeline.messages ? timeline : { ...timeline, messages };
}

export function openSession(state: ChatState, sessionId: string): ChatState {
  if (state.openSessionId === sessionId) return state;
  return openTimeline({ ...state, openSessionId: sessionId }, sessionId);
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

/** Starts over from the newest page; what is on screen stays until the page is there. */
export function requestTimeline(state: ChatState, sessionId: string): ChatState {
  const timeline = state.timelines[sessionId];
  if (timeline === undefined) return withTimeline(state, sessionId, emptyTimeline);
  if (timeline.status === 'loading') return state;
  return withTimeline(state, sessionId, {
    ...timeline,
    status: 'loading',
    loadingOlder: false,
    error: null,
  });
}

export function requestOlder(state: ChatState, sessionId: string): ChatState {
  const timeline = state.timelines[sessionId];
  if (timeline?.status !== 'ready' || !timeline.hasOlder || timeline.loadingOlder) return state;
  return withTimeline(state, sessionId, { ...timeline, loadingOlder: true, error: null });
}

export function loadPage(
  state: ChatState,
  sessionId: string,
  page: MessagePage,
  older: boolean,
): ChatState {
  const timeline = state.timelines[sessionId];
  if (timeline === undefined) return state;
  return older
    ? loadOlderPage(state, sessionId, timeline, page)
    : loadNewestPage(state, sessionId, timeline, page);
}

function loadNewestPage(
  state: ChatState,
  sessionId: string,
  timeline: Timeline,
  page: MessagePage,
): ChatState {
  if (timeline.status !== 'loading') return state;
  // Broadcasts that overtook the page are kept; whatever lies before the page is not, because
  // changes to it between the old cursor and the page's would be missed.
  const from = page.messages[0]?.seq ?? 0;
  const overtook = timeline.messages.filter((m) => m.seq >= from && m.rev > page.lastRev);
  const messages = mergeSorted(page.messages, overtook, seqOf, laterChange);
  const loaded: Timeline = {
    ...timeline,
    status: 'ready',
    messages,
    hasOlder: page.hasOlder,
    error: null,
  };
  return withTimeline(state, sessionId, advance(loaded, page.lastRev, []));
}

function loadOlderPage(
  state: ChatState,
  sessionId: string,
  timeline: Timeline,
  page: MessagePage,
): ChatState {
  if (!timeline.loadingOlder) return state;
  const merged = mergeSorted(timeline.messages, page.messages, seqOf, laterChange);
  // A change to one of these messages may have come, and been dropped as too old to matter,
  // between the page's snapshot and now: fall back to the snapshot and sync again from there.
  return withTimeline(state, sessionId, {
    ...timeline,
    messages: merged,
    hasOlder: page.hasOlder,
    loadingOlder: false,
    cursor: Math.min(timeline.cursor, page.lastRev),
  });
}

export function applySync(state: ChatState, sessionId: string, page: SyncPage): ChatState {
  const timeline = state.timelines[sessionId];
  if (timeline?.status !== 'ready') return state;
  const merged = withMessages(timeline, page.messages);
  const known = { ...merged, knownRev: Math.max(merged.knownRev, page.lastRev) };
  return withTimeline(state, sessionId, advance(known, Math.max(known.cursor, page.cursor), []));
}

export function failTimeline(state: ChatState, sessionId: string, error: ChatError): ChatState {
  const timeline = state.timelines[sessionId];
  if (timeline === undefined) return state;
  if (timeline.loadingOlder) {
    return withTimeline(state, sessionId, { ...timeline, loadingOlder: false, error });
  }
  if (timeline.status !== 'loading') return state;
  return withTimeline(state, sessionId, { ...timeline, status: 'error', error });
}

/** A message was accepted, here or elsewhere. Sessions that were never opened keep no messages. */
export function receiveMessage(state: ChatState, message: Message): ChatState {
  const timeline = state.timelines[message.sessionId];
  if (timeline === undefined) return state;
  const merged = withMessages(timeline, [message]);
  const heard = message.rev > merged.cursor ? [message.rev] : [];
  return withTimeline(state, message.sessionId, advance(merged, merged.cursor, heard));
}
