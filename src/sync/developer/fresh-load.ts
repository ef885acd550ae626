import type { Backend } from '../../backend/backend.ts';
import { chatError, ChatFailure, toChatError } from '../../core/errors.ts';
import {
  compareWithFresh,
  lastingDifferences,
  type FreshLoad,
  type FreshTimeline,
} from '../../core/fresh-comparison.ts';
import type { Message } from '../../core/model.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Comparison } from '../../store/developer-tools.ts';
import type { ChatStore } from '../../store/store.ts';
import { LIST_PAGE, OLDER_PAGE } from '../waits.ts';

/** What is under way when the server is asked has arrived after this. */
const SETTLE_MS = 1_000;

type Parts = Readonly<{ store: ChatStore; backend: Backend; clock: Clock }>;

/** The newest messages back to `oldestSeq`, and the session's row; null if there is none to see. */
async function loadTimeline(
  backend: Backend,
  sessionId: string,
  oldestSeq: number,
): Promise<FreshTimeline | null> {
  try {
    let page = await backend.getMessages(sessionId, null, OLDER_PAGE);
    const { lastRev } = page;
    let messages: readonly Message[] = page.messages;
    while (page.hasOlder && (messages[0]?.seq ?? 0) > oldestSeq) {
      page = await backend.getMessages(sessionId, messages[0]?.seq ?? null, OLDER_PAGE);
      messages = [...page.messages, ...messages];
    }
    const session = await backend.getSession(sessionId);
    return { session, messages, hasOlder: page.hasOlder, lastRev };
  } catch (thrown) {
    if (toChatError(thrown).kind === 'NotFound') return null;
    throw thrown;
  }
}

async function loadFresh({ store, backend }: Parts): Promise<FreshLoad> {
  const page = await backend.listSessions(null, LIST_PAGE);
  const ready = Object.entries(store.getState().timelines).filter(
    ([, timeline]) => timeline.status === 'ready',
  );
  const timelines = await Promise.all(
    ready.map(async ([sessionId, { messages }]) => {
      const fresh = await loadTimeline(backend, sessionId, messages[0]?.seq ?? 0);
      return [sessionId, fresh] as const;
    }),
  );
  return {
    list: page.sessions,
    listHasMore: page.hasMore,
    timelines: Object.fromEntries(timelines),
  };
}

/**
 * Compares the state with a fresh load. People go on writing meanwhile: what differs is looked at
 * once more a second later, and only what still differs then is reported.
 */
export async function checkConvergence(parts: Parts): Promise<Comparison> {
  const { store, clock } = parts;
  if (store.getState().auth.status !== 'signedIn') {
    throw new ChatFailure(chatError('Unauthorized', 'Nobody is signed in.'));
  }
  let fresh = await loadFresh(parts);
  let differences = compareWithFresh(store.getState(), fresh);
  if (differences.length > 0) {
    await new Promise<void>((resolve) => {
      clock.after(SETTLE_MS, resolve);
    });
    fresh = await loadFresh(parts);
    differences = lastingDifferences(differences, compareWithFresh(store.getState(), fresh));
  }
  const loaded = Object.values(fresh.timelines).flatMap((timeline) => timeline ?? []);
  return {
    differences,
    sessions: fresh.list.length,
    timelines: loaded.length,
    messages: loaded.reduce((sum, { messages }) => sum + messages.length, 0),
  };
}
