import type { AdminQuestions } from '../../core/admin.ts';
import { newestFirst, noFilter } from '../../core/admin-session-address.ts';
import { toChatError } from '../../core/errors.ts';
import type { ChangedMessage, ReviewEnd, ReviewGrant } from '../../core/review.ts';
import { afterGrant } from '../../core/review.ts';
import { stateAt } from '../../core/review-past.ts';
import type { ChatState } from '../../core/state.ts';
import type { Stop } from '../../lib/stop.ts';
import type { ReviewHears, ReviewRoom } from '../../store/review-room.ts';
import { createChatStore } from '../../store/store.ts';
import type { SyncContext } from '../context.ts';
import { createMemoryDisk } from '../disk/memory-disk.ts';
import { createEar } from '../ear.ts';
import { createFileUrls } from '../file-urls.ts';
import { startPager } from '../pager.ts';
import { startQuotes } from '../quotes.ts';
import { startSyncer } from '../syncer.ts';
import { createLens } from './lens.ts';
import { readingOnly } from './reading-only.ts';
import { startTrail } from './trail.ts';

/** A reviewer joins no channel, so this is how soon they see what is said, and that they may not any more. */
const LOOK_EVERY_MS = 5_000;
/** The longest that a timer of the browser can wait, in milliseconds. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;
/** An address of a file works beyond the end of the review by no more than this. */
const FILES = { goodForSeconds: 90, spareMs: 15_000 };

/**
 * Opens a session for an admin who has a grant for it. It loads, pages, jumps and catches up as any
 * session does, in a store of its own: without Realtime, receipts, presence, outbox and disk.
 */
export function startReview(
  context: SyncContext,
  admin: Pick<AdminQuestions, 'ownGrants' | 'reviewTrail' | 'adminSessions'>,
  firstGrant: ReviewGrant,
  hears: ReviewHears,
): ReviewRoom {
  const { clock } = context;
  const { sessionId } = firstGrant;
  const store = createChatStore();
  const own: SyncContext = { ...context, store };
  const files = createFileUrls(context, FILES);
  const trail = startTrail(own, admin, sessionId);
  const lens = createLens(store, createSight(sessionId, trail));
  let grant = firstGrant;
  let stopped = false;
  // Read through a function: it changes while requests are under way, which types cannot see.
  const isStopped = (): boolean => stopped;
  let cancelLook: Stop = () => undefined;
  let cancelEnd: Stop = () => undefined;

  const serverNow = (): number => clock.now() + context.store.getState().serverAheadMs;

  function stop(): void {
    if (stopped) return;
    stopped = true;
    cancelLook();
    cancelEnd();
    for (const end of stops) end();
    // What still holds on to the store finds nothing in it.
    store.dispatch({ type: 'auth/signedOut' });
    lens.refresh();
    lens.stop();
  }

  function over(why: ReviewEnd): void {
    if (stopped) return;
    stop();
    hears.over(why);
  }

  function watchClock(): void {
    cancelEnd();
    const left = grant.expiresAt - serverNow();
    if (left <= 0) over('over');
    else cancelEnd = clock.after(Math.min(left, LONGEST_WAIT_MS), watchClock);
  }

  function extend(next: ReviewGrant): void {
    if (stopped) return;
    grant = next;
    watchClock();
  }

  /** Whether the database still acts on the grant; where not, why. */
  async function check(): Promise<void> {
    const grants = await admin.ownGrants(grant.id);
    if (isStopped()) return;
    const after = afterGrant(grants, sessionId, serverNow());
    if (typeof after === 'string') over(after);
    else if (after === null) over(await whyHidden());
    else if (after.id !== grant.id || after.expiresAt !== grant.expiresAt) {
      extend(after);
      hears.renewed(after);
    }
  }

  /** One's own grants are hidden from who is no admin any more, and go with their session. */
  async function whyHidden(): Promise<ReviewEnd> {
    try {
      const { items } = await admin.adminSessions(
        { ...noFilter, search: sessionId },
        newestFirst,
        null,
      );
      return items.length === 0 ? 'gone' : 'ended';
    } catch (thrown) {
      if (toChatError(thrown).kind === 'Denied') return 'refused';
      throw thrown;
    }
  }

  /** What the pager gave up would otherwise wait for a person. */
  function retryLoading(): void {
    const timeline = store.getState().timelines[sessionId];
    if (timeline?.error == null) return;
    const type = timeline.status === 'error' ? 'timeline/requested' : 'timeline/olderRequested';
    store.dispatch({ type, sessionId });
  }

  async function look(): Promise<void> {
    try {
      await check();
      if (isStopped()) return;
      retryLoading();
      await syncer.syncAll();
      trail.work();
    } catch (thrown) {
      // Out of reach: what is on screen stays as long as the clock lets it, and the next look tries again.
      if (toChatError(thrown).kind === 'Denied') over('refused');
    }
  }

  function lookAgain(): void {
    cancelLook = clock.after(
      LOOK_EVERY_MS,
      () => void look().finally(() => !stopped && lookAgain()),
    );
  }

  const syncer = startSyncer(own);
  const stops: Stop[] = [
    // Nothing of it is looked for on a disk.
    startPager(own, createEar(own), Promise.resolve(createMemoryDisk())),
    startQuotes(own),
    syncer.stop,
    trail.stop,
    files.stop,
    trail.subscribe(lens.refresh),
    // Back in view, perhaps after a sleep in which no timer ran.
    context.environment.onChange(() => {
      watchClock();
      if (!stopped && context.environment.visible()) void look();
    }),
    store.subscribe((state, before) => {
      const timeline = state.timelines[sessionId];
      if (timeline === before.timelines[sessionId]) return;
      // The server refuses, and does not say why.
      if (timeline === undefined || timeline.error?.kind === 'NotFound') void look();
    }),
  ];
  store.dispatch({ type: 'session/opened', sessionId });
  watchClock();
  lookAgain();

  const actions = readingOnly(store, clock, { fileUrl: files.of, fileUrlNow: files.now });
  const confined =
    (load: (id: string) => void) =>
    (id: string): void => {
      // The past that is shown is of what is loaded: that is not to change under the slider.
      if (trail.get().at === null) load(id);
    };

  return {
    store: lens.store,
    actions: {
      ...actions,
      loadOlder: confined(actions.loadOlder),
      loadNewer: confined(actions.loadNewer),
    },
    trail: { get: trail.get, subscribe: trail.subscribe },
    showAt: trail.showAt,
    extend,
    look,
    stop,
  };
}

/** The state as it is, or as it was at the moment that is shown; the same while nothing of it changes. */
function createSight(
  sessionId: string,
  trail: Pick<ReviewRoom['trail'], 'get'>,
): (state: ChatState) => ChatState {
  interface Seen {
    readonly state: ChatState;
    readonly changed: Readonly<Record<string, ChangedMessage>>;
    readonly at: number;
    readonly shown: ChatState;
  }
  let last: Seen | null = null;
  return (state) => {
    const { at, changed } = trail.get();
    if (at === null) {
      last = null;
      return state;
    }
    const same =
      last?.at === at &&
      last.changed === changed &&
      last.state.timelines === state.timelines &&
      last.state.quoted === state.quoted;
    const shown =
      same && last !== null
        ? { ...state, timelines: last.shown.timelines, quoted: last.shown.quoted }
        : stateAt(state, sessionId, changed, at);
    last = { state, changed, at, shown };
    return shown;
  };
}
