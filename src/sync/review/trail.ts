import { createStore } from 'zustand/vanilla';
import type { AdminQuestions } from '../../core/admin.ts';
import { toChatError } from '../../core/errors.ts';
import type { Message } from '../../core/model.ts';
import { MAX_LOADED } from '../../core/reduce-timeline.ts';
import type { ChangedMessage } from '../../core/review.ts';
import type { Timeline } from '../../core/state.ts';
import type { Stop } from '../../lib/stop.ts';
import type { ReviewRoom, ReviewTrail } from '../../store/review-room.ts';
import type { SyncContext } from '../context.ts';
import { OLDER_PAGE } from '../waits.ts';

/** Changed messages per page; as many as the database gives at once. */
const TRAIL_PAGE = 500;

const emptyTrail: ReviewTrail = {
  session: null,
  messages: [],
  changed: {},
  events: [],
  upToNow: true,
  whole: false,
  loading: true,
  error: null,
  at: null,
};

export interface Trail {
  readonly get: () => ReviewTrail;
  readonly subscribe: ReviewRoom['trail']['subscribe'];
  readonly showAt: ReviewRoom['showAt'];
  /** Goes on, also after a failure. */
  readonly work: () => void;
  readonly stop: Stop;
}

/**
 * Gathers what the slider needs: the whole conversation where that is no more than may be loaded at
 * once, what its changed messages said before, and what happened to the session. Each part is asked
 * for when the state says that it is missing, one request at a time.
 */
export function startTrail(
  { store, backend }: Pick<SyncContext, 'store' | 'backend'>,
  admin: Pick<AdminQuestions, 'reviewTrail'>,
  sessionId: string,
): Trail {
  const trail = createStore<ReviewTrail>(() => emptyTrail);
  /** Message → its `rev` when its versions were fetched. */
  const fetched = new Map<string, number>();
  /** `seq` of the newest line of the system when the events were fetched; null before that. */
  let eventsUpTo: number | null = null;
  let shown: Pick<Timeline, 'messages' | 'hasOlder'> & { list: readonly Message[] } = {
    messages: [],
    hasOlder: false,
    list: [],
  };
  let busy = false;
  let stopped = false;
  // Read through a function: it changes while requests are under way, which types cannot see.
  const isStopped = (): boolean => stopped;
  const timelineNow = (): Timeline | undefined => store.getState().timelines[sessionId];

  const isWanted = (message: Message): boolean =>
    (message.editedAt !== null || message.deletedAt !== null) &&
    fetched.get(message.id) !== message.rev;

  async function fetchVersions(wanted: readonly Message[], first: Message): Promise<void> {
    const page = await admin.reviewTrail(sessionId, first.seq - 1, TRAIL_PAGE);
    if (isStopped()) return;
    // Those that the page says nothing of have nothing left to be said of them.
    for (const { id, seq, rev } of wanted)
      if (page.nextCursor === null || seq <= page.nextCursor) fetched.set(id, rev);
    const changed: Record<string, ChangedMessage> = { ...trail.getState().changed };
    for (const one of page.changed) changed[one.messageId] = one;
    trail.setState({ changed });
  }

  async function fetchEvents(upTo: number): Promise<void> {
    const [page, session] = await Promise.all([
      admin.reviewTrail(sessionId, 0, 1),
      backend.getSession(sessionId),
    ]);
    if (isStopped()) return;
    eventsUpTo = upTo;
    trail.setState({ events: page.events });
    store.dispatch({ type: 'session/changed', session });
  }

  /** What is to be done next; null where there is nothing. */
  function nextTask({ status, messages }: Timeline): (() => Promise<void>) | null {
    if (status !== 'ready') return null;
    const lines = messages.findLast(({ type }) => type === 'system')?.seq ?? 0;
    if (eventsUpTo === null || lines > eventsUpTo) return () => fetchEvents(lines);
    const wanted = messages.filter(isWanted);
    const first = wanted[0];
    return first === undefined ? null : () => fetchVersions(wanted, first);
  }

  const goesBack = ({ status, messages, hasOlder, hasNewer, error }: Timeline): boolean =>
    status === 'ready' &&
    hasOlder &&
    !hasNewer &&
    error === null &&
    messages.length + OLDER_PAGE <= MAX_LOADED;

  /** What has a row: the oldest of a part has none, see `timelineRows`. */
  function shownOf({ messages, hasOlder }: Timeline): readonly Message[] {
    const same = shown.messages === messages && shown.hasOlder === hasOlder;
    if (!same) shown = { messages, hasOlder, list: hasOlder ? messages.slice(1) : messages };
    return shown.list;
  }

  function follow(): void {
    const timeline = timelineNow();
    if (timeline === undefined) return;
    const { hasOlder, hasNewer, status } = timeline;
    const more = goesBack(timeline);
    const missing = nextTask(timeline) !== null;
    trail.setState({
      session: store.getState().sessions[sessionId] ?? null,
      messages: shownOf(timeline),
      upToNow: !hasNewer,
      whole: status === 'ready' && !hasOlder && !hasNewer && !missing,
      loading: status === 'loading' || more || missing,
    });
    if (more && !timeline.loadingOlder) {
      store.dispatch({ type: 'timeline/olderRequested', sessionId });
    }
  }

  function work(): void {
    const timeline = timelineNow();
    if (busy || stopped || timeline === undefined) return;
    // First the conversation itself.
    const task = goesBack(timeline) ? null : nextTask(timeline);
    if (task === null) return;
    busy = true;
    let failed = false;
    task()
      .then(
        () => !isStopped() && trail.setState({ error: null }),
        (thrown: unknown) => {
          failed = true;
          if (!isStopped()) trail.setState({ error: toChatError(thrown).message });
        },
      )
      .finally(() => {
        busy = false;
        if (isStopped()) return;
        follow();
        // After a failure with the next look at the server.
        if (!failed) work();
      });
  }

  const unsubscribe = store.subscribe((state, before) => {
    if (state.timelines === before.timelines && state.sessions === before.sessions) return;
    // Not within the telling of a change: others are to hear of it first.
    queueMicrotask(() => {
      if (stopped) return;
      follow();
      work();
    });
  });

  return {
    get: trail.getState,
    subscribe: trail.subscribe,
    showAt: (at) => trail.setState({ at }),
    work,
    stop: () => {
      stopped = true;
      unsubscribe();
      shown = { messages: [], hasOlder: false, list: [] };
      trail.setState({ ...emptyTrail, loading: false }, true);
    },
  };
}
