import type { BookmarkList, ChatState } from './state.ts';

export const withBookmarks = (state: ChatState, change: Partial<BookmarkList>): ChatState => ({
  ...state,
  bookmarks: { ...state.bookmarks, ...change },
});

/**
 * The list is wanted from its beginning, or the page after its end. Apart from what becomes of it
 * (reduce-bookmarks.ts), whose code comes later: a wish must not be lost before.
 */
export function requestBookmarks(state: ChatState, more: boolean): ChatState {
  const { bookmarks } = state;
  if (bookmarks.wanted !== null || (more && !bookmarks.hasMore)) return state;
  return withBookmarks(state, {
    status: bookmarks.status === 'ready' ? 'ready' : 'loading',
    wanted: more ? 'more' : 'first',
    turn: bookmarks.turn + 1,
    error: null,
  });
}
