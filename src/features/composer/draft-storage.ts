import { me } from '../../core/selectors.ts';
import type { ChatState } from '../../core/state.ts';
import type { Stop } from '../../lib/stop.ts';
import type { Actions } from '../../store/actions.ts';
import type { ChatStore } from '../../store/store.ts';

/** One key per person and session: two tabs that write in different sessions never meet. */
const keyOf = (userId: string, sessionId: string): string => `chat.draft.${userId}.${sessionId}`;

/**
 * Keeps each person's drafts on this device: read when a session is opened, written as they type.
 * They stay after signing out, for the same person only. Of two tabs that write in the same session
 * the later key press wins. Returns the stop.
 */
export function keepDrafts(
  store: ChatStore,
  setDraft: Actions['setDraft'],
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
): Stop {
  const read = (key: string): string => {
    try {
      return storage.getItem(key) ?? '';
    } catch {
      // Storage is blocked: drafts live as long as the page.
      return '';
    }
  };
  const write = (key: string, text: string): void => {
    try {
      if (text === '') storage.removeItem(key);
      else storage.setItem(key, text);
    } catch {
      // Storage is blocked or full: drafts live as long as the page.
    }
  };

  /** The session whose draft was looked for last, as its key. */
  let opened: string | null = null;
  const restore = ({ auth, openSessionId }: ChatState): void => {
    const key =
      auth.status === 'signedIn' && openSessionId !== null
        ? keyOf(auth.me.id, openSessionId)
        : null;
    if (key === opened) return;
    opened = key;
    if (key === null || openSessionId === null) return;
    const text = read(key);
    // What this tab has may be ahead of a storage that is full.
    if (text !== '' && !store.getState().drafts[openSessionId]) setDraft(openSessionId, text);
  };

  restore(store.getState());
  return store.subscribe((state, before) => {
    const userId = me(state)?.id;
    // Drafts also go when their author signs out; that empties no storage.
    if (userId !== undefined && userId === me(before)?.id && state.drafts !== before.drafts) {
      for (const [sessionId, text] of Object.entries(state.drafts)) {
        if (text !== before.drafts[sessionId]) write(keyOf(userId, sessionId), text);
      }
    }
    restore(state);
  });
}
