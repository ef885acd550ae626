import type { Message } from '../../../src/core/model.ts';
import { seqOf } from '../../../src/core/reduce-timeline.ts';
import type { JumpTarget } from '../../../src/core/jump.ts';
import { lowerBound } from '../../../src/lib/sorted.ts';
import type { ChatStore } from '../../../src/store/store.ts';
import { AROUND_PAGE, NEWEST_PAGE, OLDER_PAGE } from '../../../src/sync/waits.ts';
import { messageAt, messagesUpTo, messageWithId, SESSION_ID } from './dataset.ts';

const seqOfTarget = (target: JumpTarget): number | null => {
  if ('seq' in target) return target.seq;
  return 'messageId' in target ? (messageWithId(target.messageId)?.seq ?? null) : null;
};

/**
 * Stands in for the pager and its server: answers what the timeline wants out of `all` (ascending by
 * `seq`; from now on its own, as what comes in live is added), at once. Before its beginning there is
 * always more.
 */
export function servePages(store: ChatStore, all: Message[]): void {
  const firstSeq = all[0]?.seq ?? 0;
  const indexOf = (seq: number): number => lowerBound(all, seq, seqOf);
  const lastRev = (): number => all.at(-1)?.rev ?? 0;
  const page = (from: number, to: number) => ({
    messages: all.slice(Math.max(0, from), to),
    hasOlder: true,
    hasNewer: to < all.length,
    lastRev: lastRev(),
  });

  function answer(): void {
    const { timelines, jump, quotesWanted } = store.getState();
    const timeline = timelines[SESSION_ID];
    const sessionId = SESSION_ID;
    if (timeline?.loadingOlder === true) {
      const edge = timeline.messages[0]?.seq ?? 0;
      const at = indexOf(edge);
      const older =
        edge > firstSeq
          ? page(at - OLDER_PAGE, at)
          : { ...page(0, 0), messages: messagesUpTo(edge - 1, OLDER_PAGE) };
      store.dispatch({ type: 'timeline/pageLoaded', sessionId, page: older, older: true, edge });
    }
    if (timeline?.loadingNewer === true) {
      const edge = timeline.messages.at(-1)?.seq ?? 0;
      const at = indexOf(edge + 1);
      const newer =
        edge >= firstSeq
          ? page(at, at + OLDER_PAGE)
          : { ...page(0, 0), messages: [messageAt(edge + 1)] };
      store.dispatch({ type: 'timeline/newerLoaded', sessionId, page: newer, edge });
    }
    if (jump?.status === 'loading') {
      const { id, target } = jump;
      const seq = seqOfTarget(target);
      const at = seq === null ? all.length : indexOf(seq);
      const around =
        seq === null
          ? page(at - NEWEST_PAGE, at)
          : page(at - AROUND_PAGE / 2, at + AROUND_PAGE / 2);
      store.dispatch({ type: 'timeline/windowLoaded', sessionId, page: around, jump: { id, seq } });
    }
    const ids = quotesWanted[SESSION_ID] ?? [];
    if (ids.length > 0) {
      const messages = ids.flatMap((id) => messageWithId(id) ?? []);
      store.dispatch({ type: 'quotes/loaded', sessionId, ids, messages });
    }
  }

  store.onEvent((event) => {
    if (event.type !== 'message/received') return;
    if (event.message.seq > (all.at(-1)?.seq ?? 0)) all.push(event.message);
  });
  let asked = false;
  const look = (): void => {
    const { timelines, jump, quotesWanted } = store.getState();
    const timeline = timelines[SESSION_ID];
    const wanted =
      timeline?.loadingOlder === true ||
      timeline?.loadingNewer === true ||
      jump?.status === 'loading' ||
      quotesWanted[SESSION_ID] !== undefined;
    if (!wanted || asked) return;
    asked = true;
    setTimeout(() => {
      asked = false;
      answer();
    });
  };
  store.subscribe(look);
  look();
}
