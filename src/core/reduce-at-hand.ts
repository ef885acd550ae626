import type { ChatEvent } from './events.ts';
import { followBookmarks } from './reduce-bookmarks.ts';
import { followPins } from './reduce-pins.ts';
import type { ChatState } from './state.ts';

/**
 * What people keep at hand, pins and bookmarks, after `event`. Extends the store when the code that
 * fetches them comes: until then there are none that could become untrue.
 */
export const followAtHand = (state: ChatState, event: ChatEvent): ChatState =>
  followBookmarks(followPins(state, event), event);
