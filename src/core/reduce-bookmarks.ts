import { withoutKey } from '../lib/without-key.ts';
import type { ChatEvent } from './events.ts';
import type { Bookmark, Message } from './model.ts';
import { laterChange } from './reduce-timeline.ts';
import { withBookmarks } from './request-bookmarks.ts';
import type { ChatState } from './state.ts';

/** `state` after `event`, with what the messages of bookmarks say as true as everything else. */
export function followBookmarks(state: ChatState, event: ChatEvent): ChatState {
  switch (event.type) {
    case 'timeline/synced':
      return hearMessages(state, event.page.messages);
    case 'message/received':
    case 'outbox/accepted':
      return hearMessages(state, [event.message]);
    case 'session/removed': {
      const { sessionId } = event;
      const bookmarked =
        state.bookmarked[sessionId] === undefined
          ? state.bookmarked
          : withoutKey(state.bookmarked, sessionId);
      const next = withItems(state, (item) => (item.message.sessionId === sessionId ? null : item));
      return bookmarked === next.bookmarked ? next : { ...next, bookmarked };
    }
    case 'bookmark/idsLoaded':
      return loadBookmarkIds(state, event.sessionId, event.ids);
    case 'bookmark/changed':
      return changeBookmark(state, event);
    case 'bookmarks/loaded':
      return loadBookmarks(state, event);
    case 'bookmarks/failed':
      return failBookmarks(state, event);
    default:
      return state;
  }
}

/** Each item of the list as `change` gives it; null takes it away. */
function withItems(state: ChatState, change: (item: Bookmark) => Bookmark | null): ChatState {
  const before = state.bookmarks.items;
  const items = before.flatMap((item) => change(item) ?? []);
  const same = items.length === before.length && items.every((item, at) => item === before[at]);
  return same ? state : withBookmarks(state, { items });
}

/** Of a deleted message nothing is left to come back to. */
function hearMessages(state: ChatState, messages: readonly Message[]): ChatState {
  if (state.bookmarks.items.length === 0) return state;
  const byId = new Map(messages.map((message) => [message.id, message]));
  return withItems(state, (item) => {
    const heard = byId.get(item.message.id);
    if (heard === undefined) return item;
    const message = laterChange(item.message, heard);
    if (message === item.message) return item;
    return message.deletedAt === null ? { ...item, message } : null;
  });
}

const loadBookmarkIds = (
  state: ChatState,
  sessionId: string,
  ids: readonly string[],
): ChatState => ({ ...state, bookmarked: { ...state.bookmarked, [sessionId]: ids } });

/**
 * A message is bookmarked or no longer: wished here, heard from another device, or taken back after
 * a refusal. A list that does not have it is read again, and an answer on its way is out of date.
 */
function changeBookmark(
  state: ChatState,
  { sessionId, messageId, on }: Extract<ChatEvent, { type: 'bookmark/changed' }>,
): ChatState {
  const ids = state.bookmarked[sessionId];
  const listed = state.bookmarks.items.some((item) => item.message.id === messageId);
  if (ids !== undefined && ids.includes(messageId) === on && listed === on) return state;
  const bookmarked =
    ids === undefined || ids.includes(messageId) === on
      ? state.bookmarked
      : {
          ...state.bookmarked,
          [sessionId]: on ? [...ids, messageId] : ids.filter((id) => id !== messageId),
        };
  const { status, items, wanted, turn } = state.bookmarks;
  const missing = on && !listed && status !== 'idle';
  return withBookmarks(
    { ...state, bookmarked },
    {
      items: on ? items : items.filter((item) => item.message.id !== messageId),
      wanted: wanted !== null || missing ? 'first' : null,
      turn: turn + 1,
    },
  );
}

function loadBookmarks(
  state: ChatState,
  event: Extract<ChatEvent, { type: 'bookmarks/loaded' }>,
): ChatState {
  const { turn, wanted, items } = state.bookmarks;
  if (wanted === null || event.turn !== turn) return state;
  const before = wanted === 'more' ? items : [];
  const known = new Set(before.map((item) => item.message.id));
  return withBookmarks(state, {
    status: 'ready',
    items: [...before, ...event.items.filter((item) => !known.has(item.message.id))],
    hasMore: event.hasMore,
    nextCursor: event.nextCursor,
    wanted: null,
    error: null,
  });
}

function failBookmarks(
  state: ChatState,
  event: Extract<ChatEvent, { type: 'bookmarks/failed' }>,
): ChatState {
  const { status, turn, wanted } = state.bookmarks;
  if (wanted === null || event.turn !== turn) return state;
  return withBookmarks(state, {
    status: status === 'ready' ? 'ready' : 'error',
    wanted: null,
    error: event.error,
  });
}
