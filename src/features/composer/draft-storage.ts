import { me } from '../../core/selectors.ts';
import type { Stop } from '../../lib/stop.ts';
import type { Actions } from '../../store/actions.ts';
import type { ChatStore } from '../../store/store.ts';

type Drafts = Readonly<Record<string, string>>;

const keyOf = (userId: string): string => `chat.drafts.${userId}`;

/** What `text` (from storage, so anything) holds of drafts. */
export function parseDrafts(text: string | null): Drafts {
  if (text === null) return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return {};
    return Object.fromEntries(
      Object.entries(value).filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '',
      ),
    );
  } catch {
    // Not JSON: somebody else's or half written. There is nothing to save in it.
    return {};
  }
}

/** Drafts as stored; null when there are none. */
export function draftsText(drafts: Drafts): string | null {
  const kept = Object.entries(drafts).filter(([, text]) => text !== '');
  return kept.length === 0 ? null : JSON.stringify(Object.fromEntries(kept));
}

/**
 * Keeps each person's drafts on this device: read when they sign in, written as they type. They
 * stay after signing out, for the same person only. Returns the stop.
 */
export function keepDrafts(
  store: ChatStore,
  setDraft: Actions['setDraft'],
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
): Stop {
  let userId: string | null = null;

  const restore = (id: string): void => {
    try {
      for (const [sessionId, text] of Object.entries(parseDrafts(storage.getItem(keyOf(id))))) {
        if ((store.getState().drafts[sessionId] ?? '') === '') setDraft(sessionId, text);
      }
    } catch {
      // Storage is blocked: drafts live as long as the page.
    }
  };
  const write = (id: string, drafts: Drafts): void => {
    try {
      const text = draftsText(drafts);
      if (text === null) storage.removeItem(keyOf(id));
      else storage.setItem(keyOf(id), text);
    } catch {
      // Storage is blocked or full: drafts live as long as the page.
    }
  };
  const enter = (): void => {
    const next = me(store.getState())?.id ?? null;
    if (next === userId) return;
    userId = null;
    if (next !== null) restore(next);
    userId = next;
  };

  enter();
  return store.subscribe((state, before) => {
    enter();
    if (userId !== null && me(before)?.id === userId && state.drafts !== before.drafts) {
      write(userId, state.drafts);
    }
  });
}
