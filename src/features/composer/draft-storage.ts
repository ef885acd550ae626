import { draftKeys } from '../../core/draft-keys.ts';
import type { ChatEvent } from '../../core/events.ts';
import { me } from '../../core/selectors.ts';
import type { ChatState, ComposerMode } from '../../core/state.ts';
import type { DeviceStorage } from '../../lib/device-storage.ts';
import { stopAll, type Stop } from '../../lib/stop.ts';
import type { Actions } from '../../store/actions.ts';
import type { ChatStore } from '../../store/store.ts';

/** One key per person and session: two tabs that write in different sessions never meet. */
const keyOf = (userId: string, sessionId: string): string => `${draftKeys(userId)}${sessionId}`;

/** What is in the box of one session, and what for; null for something new. */
interface Draft {
  readonly text: string;
  readonly mode: ComposerMode | null;
}

const isText = (value: unknown): value is string => typeof value === 'string';

function parseMode(value: unknown): ComposerMode | null {
  if (typeof value !== 'object' || value === null) return null;
  const { kind, messageId, seenText, draftBefore } = value as Record<string, unknown>;
  if (!isText(messageId)) return null;
  if (kind === 'reply') return { kind, messageId };
  if (kind !== 'edit' || !isText(seenText) || !isText(draftBefore)) return null;
  return { kind, messageId, seenText, draftBefore };
}

/** Null if there is none. What cannot be understood is still text that somebody wrote. */
function parseDraft(stored: string | null): Draft | null {
  if (stored === null) return null;
  try {
    const { text, mode } = JSON.parse(stored) as Record<string, unknown>;
    if (isText(text)) return { text, mode: parseMode(mode) };
  } catch {
    // No JSON, or none of ours.
  }
  return { text: stored, mode: null };
}

/** The text of what was sent and is not on the disk yet: until then it is kept as it was written. */
const unsavedIn = ({ outbox }: ChatState, sessionId: string): string | null => {
  const item = outbox.findLast((one) => one.sessionId === sessionId && one.status === 'unsaved');
  return item?.kind === 'message' && item.content !== '' ? item.content : null;
};

const draftOf = (state: ChatState, sessionId: string): Draft | null => {
  const [text, mode] = [state.drafts[sessionId] ?? '', state.modes[sessionId] ?? null];
  if (text !== '' || mode !== null) return { text, mode };
  const unsaved = unsavedIn(state, sessionId);
  return unsaved === null ? null : { text: unsaved, mode: null };
};

const isSame = (a: Draft | null, b: Draft | null): boolean =>
  a?.text === b?.text && a?.mode === b?.mode;

/**
 * Keeps each person's drafts on this device: read when a session is opened, written as they type.
 * They wait for their author when the sign-in ends by itself, and go when the author signs out or
 * loses access to the session. Of two tabs that write in the same session the later key press wins.
 * Returns the stop.
 */
export function keepDrafts(
  store: ChatStore,
  restoreDraft: Actions['restoreDraft'],
  storage: DeviceStorage,
): Stop {
  /** Storage may be blocked or full: then drafts live as long as the page. */
  const attempt = <T>(work: () => T): T | null => {
    try {
      return work();
    } catch {
      return null;
    }
  };
  const write = (key: string, draft: Draft | null): void => {
    attempt(() => {
      if (draft === null) storage.removeItem(key);
      else storage.setItem(key, JSON.stringify(draft));
    });
  };
  const forgetAll = (userId: string): void => {
    const own = attempt(storage.keys)?.filter((key) => key.startsWith(draftKeys(userId))) ?? [];
    for (const key of own) write(key, null);
  };

  /** The session whose draft was looked for last, as its key. */
  let opened: string | null = null;
  const restore = (state: ChatState): void => {
    const userId = me(state)?.id;
    const { openSessionId } = state;
    const key =
      userId !== undefined && openSessionId !== null ? keyOf(userId, openSessionId) : null;
    if (key === opened) return;
    opened = key;
    if (key === null || openSessionId === null) return;
    const draft = parseDraft(attempt(() => storage.getItem(key)));
    // What this tab has may be ahead of a storage that is full.
    if (draft === null || draftOf(store.getState(), openSessionId) !== null) return;
    restoreDraft(openSessionId, draft.text, draft.mode);
  };

  const keep = (state: ChatState, before: ChatState): void => {
    const userId = me(state)?.id;
    // Drafts also go from the state when their author goes; that empties no storage.
    const touched =
      state.drafts !== before.drafts ||
      state.modes !== before.modes ||
      state.outbox !== before.outbox;
    if (touched && userId !== undefined && userId === me(before)?.id) {
      const sent = [...before.outbox, ...state.outbox].map((item) => item.sessionId);
      const written = { ...before.drafts, ...state.drafts, ...before.modes, ...state.modes };
      for (const sessionId of new Set([...Object.keys(written), ...sent])) {
        const draft = draftOf(state, sessionId);
        if (!isSame(draft, draftOf(before, sessionId))) write(keyOf(userId, sessionId), draft);
      }
    }
    restore(state);
  };

  const hear = (event: ChatEvent): void => {
    // Before the event took effect: who is signed in, or was.
    const userId = me(store.getState())?.id;
    if (userId === undefined) return;
    if (event.type === 'session/removed') write(keyOf(userId, event.sessionId), null);
    if (event.type === 'auth/signedOut' && event.byPerson === true) forgetAll(userId);
  };

  restore(store.getState());
  return stopAll([store.subscribe(keep), store.onEvent(hear)]);
}
