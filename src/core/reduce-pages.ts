import { mergeSorted } from '../lib/sorted.ts';
import type { ChatError } from './errors.ts';
import type { ChatEvent, MessagePage, WindowPage } from './events.ts';
import type { Message } from './model.ts';
import {
  advance,
  emptyTimeline,
  laterChange,
  seqOf,
  withoutNewest,
  withoutOldest,
  withTimeline,
} from './reduce-timeline.ts';
import type { ChatState, Timeline } from './state.ts';

/** Once the reader is back at the end, more than this shrinks to `KEPT_AT_END`. */
export const TRIM_ABOVE = 1_000;
const KEPT_AT_END = 300;

/** Starts over from the server; what is on screen stays until the page is there. */
export function requestTimeline(state: ChatState, sessionId: string): ChatState {
  const timeline = state.timelines[sessionId];
  if (timeline === undefined) return withTimeline(state, sessionId, emptyTimeline);
  if (timeline.status === 'loading') return state;
  return withTimeline(state, sessionId, {
    ...timeline,
    status: 'loading',
    loadingOlder: false,
    loadingNewer: false,
    error: null,
  });
}

export function requestOlder(state: ChatState, sessionId: string): ChatState {
  const timeline = state.timelines[sessionId];
  if (timeline?.status !== 'ready' || !timeline.hasOlder || timeline.loadingOlder) return state;
  return withTimeline(state, sessionId, { ...timeline, loadingOlder: true, error: null });
}

export function requestNewer(state: ChatState, sessionId: string): ChatState {
  const timeline = state.timelines[sessionId];
  if (timeline?.status !== 'ready' || !timeline.hasNewer || timeline.loadingNewer) return state;
  return withTimeline(state, sessionId, { ...timeline, loadingNewer: true, error: null });
}

export function loadPage(
  state: ChatState,
  event: Extract<ChatEvent, { type: 'timeline/pageLoaded' }>,
): ChatState {
  const { sessionId, page, edge } = event;
  const timeline = state.timelines[sessionId];
  if (timeline === undefined) return state;
  if (!event.older) return loadNewestPage(state, sessionId, timeline, page);
  if (!timeline.loadingOlder) return state;
  if (edge !== undefined && edge !== (timeline.messages[0]?.seq ?? null)) return state;
  const loaded = withPage(timeline, page);
  return withTimeline(
    state,
    sessionId,
    withoutNewest({ ...loaded, hasOlder: page.hasOlder, loadingOlder: false }),
  );
}

export function loadNewerPage(
  state: ChatState,
  { sessionId, page, edge }: Extract<ChatEvent, { type: 'timeline/newerLoaded' }>,
): ChatState {
  const timeline = state.timelines[sessionId];
  if (timeline?.loadingNewer !== true || edge !== timeline.messages.at(-1)?.seq) return state;
  const loaded = withPage(timeline, page);
  return withTimeline(
    state,
    sessionId,
    withoutOldest({ ...loaded, hasNewer: page.hasNewer, loadingNewer: false }),
  );
}

/**
 * Adds a page to what is loaded. A change to one of its messages may have come, and been dropped as
 * out of sight, between the page's snapshot and now, also beyond a hole: nothing that was heard after
 * the snapshot counts as known, and catching up goes on from there.
 */
const withPage = (timeline: Timeline, page: MessagePage): Timeline => ({
  ...timeline,
  messages: mergeSorted(timeline.messages, page.messages, seqOf, laterChange),
  cursor: Math.min(timeline.cursor, page.lastRev),
  ahead: timeline.ahead.filter((rev) => rev <= page.lastRev),
});

/** A page in place of what is loaded, with nothing known beyond its snapshot. */
const inPlaceOf = (
  timeline: Timeline,
  page: WindowPage,
  messages: readonly Message[] = page.messages,
): Timeline => ({
  ...timeline,
  status: 'ready',
  messages,
  hasOlder: page.hasOlder,
  loadingOlder: false,
  hasNewer: page.hasNewer,
  loadingNewer: false,
  cursor: page.lastRev,
  ahead: [],
  knownRev: Math.max(timeline.knownRev, page.lastRev),
  error: null,
});

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
  const loaded = inPlaceOf(timeline, { ...page, hasNewer: false }, messages);
  // What came in meanwhile beyond the end of a window was dropped, and has to be fetched.
  const heard = timeline.hasNewer ? [] : timeline.ahead;
  return withTimeline(state, sessionId, advance(loaded, page.lastRev, heard));
}

/** Puts a page from somewhere in the history in the place of what is loaded. */
export const loadWindow = (state: ChatState, sessionId: string, page: WindowPage): ChatState =>
  withTimeline(state, sessionId, inPlaceOf(state.timelines[sessionId] ?? emptyTimeline, page));

/** A window that fell too far behind comes anew. */
export function reloadWindow(state: ChatState, sessionId: string, page: WindowPage): ChatState {
  return state.timelines[sessionId]?.status === 'loading'
    ? loadWindow(state, sessionId, page)
    : state;
}

export function trimTimeline(state: ChatState, sessionId: string): ChatState {
  const timeline = state.timelines[sessionId];
  if (timeline?.status !== 'ready' || timeline.hasNewer) return state;
  return timeline.messages.length > TRIM_ABOVE
    ? withTimeline(state, sessionId, withoutOldest(timeline, KEPT_AT_END))
    : state;
}

export function failTimeline(state: ChatState, sessionId: string, error: ChatError): ChatState {
  const timeline = state.timelines[sessionId];
  if (timeline === undefined) return state;
  if (timeline.loadingOlder || timeline.loadingNewer) {
    const still = { loadingOlder: false, loadingNewer: false };
    return withTimeline(state, sessionId, { ...timeline, ...still, error });
  }
  if (timeline.status !== 'loading') return state;
  return withTimeline(state, sessionId, { ...timeline, status: 'error', error });
}
