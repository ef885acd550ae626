import { mergeSorted } from '../lib/sorted.ts';
import { isTransient } from './errors.ts';
import type { CachedTimeline, ChatEvent } from './events.ts';
import type { Session } from './model.ts';
import { settleAll } from './reduce-outbox.ts';
import { changeSession, removeSession } from './reduce-sessions.ts';
import { advance, emptyTimeline, laterChange, seqOf } from './reduce-timeline.ts';
import type { ChatState, Timeline } from './state.ts';

/**
 * Shows what an earlier visit left on this device wherever the server has not spoken yet. What is
 * stale in it is put right as after any absence: rows by their revision, messages by catching up
 * from the cursor that came with them.
 */
export function restoreCache(
  state: ChatState,
  { sessions, timelines }: Extract<ChatEvent, { type: 'cache/restored' }>,
): ChatState {
  if (state.auth.status !== 'signedIn') return state;
  const restored = timelines.reduce(restoreTimeline, restoreRows(state, sessions));
  return restored.restored ? restored : { ...restored, restored: true };
}

function restoreRows(state: ChatState, sessions: readonly Session[]): ChatState {
  // What the server's list does not name may be gone; what it does name is newer.
  if (state.list.status === 'ready' && !state.list.fromCache) return state;
  const unknown = sessions.filter((session) => state.sessions[session.id] === undefined);
  if (unknown.length === 0) return state;
  const list = { ...state.list, status: 'ready', fromCache: true, error: null } as const;
  return { ...unknown.reduce(changeSession, state), list };
}

/** Whether a timeline has nothing yet, and may still get something. */
const isBlank = ({ status, cursor, error }: Timeline): boolean =>
  // Loading with a cursor is loading again: what is there is newer than what was kept.
  (status === 'loading' && cursor === 0) ||
  (status === 'error' && error !== null && isTransient(error));

function restoreTimeline(state: ChatState, cached: CachedTimeline): ChatState {
  const { sessionId, messages, hasOlder, cursor } = cached;
  const session = state.sessions[sessionId];
  const known = state.timelines[sessionId];
  const timeline = known ?? emptyTimeline;
  // Without its row a session could not be shown, and nothing would fetch the row.
  if (session === undefined || !isBlank(timeline)) return state;
  const oldest = hasOlder ? (messages[0]?.seq ?? 0) : 0;
  const overtook = timeline.messages.filter((message) => message.seq >= oldest);
  const restored = advance(
    {
      ...timeline,
      status: 'ready',
      messages: mergeSorted(messages, overtook, seqOf, laterChange),
      hasOlder,
      cursor,
      knownRev: Math.max(timeline.knownRev, session.lastRev),
      error: null,
    },
    cursor,
    [],
  );
  return settleAll(
    {
      ...state,
      // In front: what was opened in this visit was used later.
      timelines:
        known === undefined
          ? { [sessionId]: restored, ...state.timelines }
          : { ...state.timelines, [sessionId]: restored },
    },
    messages,
  );
}

/**
 * The server's first page does not reach down to these rows, which only this device remembers: they
 * may have moved or gone, so they wait to be paged in again. What the person is using stays.
 */
export function forgetUnreached(
  state: ChatState,
  page: { readonly sessions: readonly Session[]; readonly hasMore: boolean },
): ChatState {
  const last = page.sessions.at(-1);
  if (!page.hasMore || last === undefined) return state;
  const listed = new Set(page.sessions.map((session) => session.id));
  const inUse = (id: string): boolean =>
    id === state.openSessionId ||
    state.seen[id] !== undefined ||
    state.outbox.some((item) => item.sessionId === id);
  return Object.values(state.sessions)
    .filter(({ id, sortAt }) => sortAt <= last.sortAt && !listed.has(id) && !inUse(id))
    .reduce((next, { id }) => removeSession(next, id), state);
}
