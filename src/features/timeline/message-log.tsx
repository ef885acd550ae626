import {
  Suspense,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { TRIM_ABOVE } from '../../core/reduce-pages.ts';
import { outgoingOf } from '../../core/selectors.ts';
import { timelineRows } from '../../core/timeline-rows.ts';
import { timeWords } from '../../lib/time-words.ts';
import { useActions, useChat, useChatShallow, useChatStore } from '../../store/hooks.ts';
import { useNow } from '../../ui/use-now.ts';
import { keepPosition, keptPosition } from './kept-position.ts';
import { LogBottom, LogTop } from './log-edges.tsx';
import { LogRows } from './log-rows.tsx';
import { DayButton, JumpButtons, JumpStatus } from './parts.ts';
import { useLanding } from './use-landing.ts';
import { usePeople } from './use-people.ts';
import { useReading } from './use-reading.ts';
import { useLogScroll } from './use-log-scroll.ts';

const HOUR_MS = 3_600_000;
const nothing: readonly never[] = [];

interface MessageLogProps {
  sessionId: string;
  myId: string;
}

/** The conversation itself: a virtualised log that stays where the reader is. */
export function MessageLog({ sessionId, myId }: MessageLogProps) {
  const messages = useChat((state) => state.timelines[sessionId]?.messages ?? nothing);
  const unreadLineSeq = useChat((state) => state.timelines[sessionId]?.unreadLineSeq ?? null);
  const complete = useChat((state) => state.timelines[sessionId]?.hasOlder === false);
  const live = useChat((state) => state.timelines[sessionId]?.hasNewer !== true);
  const failed = useChat((state) => state.timelines[sessionId]?.error != null);
  const outbox = useChatShallow((state) => outgoingOf(state.outbox, sessionId));
  const jump = useChat((state) => (state.jump?.sessionId === sessionId ? state.jump : null));
  const people = usePeople(sessionId);
  const store = useChatStore();
  const { loadOlder, loadNewer, jumpTo, trim } = useActions();
  // Day names go stale at midnight; an hour's step is enough and re-renders next to nothing.
  const now = useNow(HOUR_MS);

  const rows = useMemo(
    () => timelineRows(messages, outbox, unreadLineSeq, timeWords.dayKey, complete, live),
    [messages, outbox, unreadLineSeq, complete, live],
  );
  const [kept] = useState(() => keptPosition(store, sessionId, rows));

  const scroll = useLogScroll({
    rows,
    named: people.group,
    live,
    kept,
    // After a failure only the person asks again: scrolling would ask with each of its events.
    onNearTop: () => !complete && !failed && loadOlder(sessionId),
    onNearEnd: () => !live && !failed && loadNewer(sessionId),
    onLeave: (position) => keepPosition(store, sessionId, position),
  });
  const { virtualizer, setScroller, setSizer, atEnd, toEnd, toRow } = scroll;
  const highlighted = useLanding(sessionId, rows, scroll);
  useReading(sessionId, live ? (messages.at(-1)?.seq ?? null) : null, atEnd);

  const toLatest = useCallback(() => {
    if (live) toEnd();
    else jumpTo(sessionId, { latest: true });
  }, [live, toEnd, jumpTo, sessionId]);

  const toSeq = useCallback((seq: number) => jumpTo(sessionId, { seq }), [jumpTo, sessionId]);

  // One's own message always brings one to the end.
  const newestOwn = outbox.findLast((item) => item.kind === 'message')?.id ?? null;
  const followed = useRef(newestOwn);
  useLayoutEffect(() => {
    if (newestOwn !== null && newestOwn !== followed.current) toLatest();
    followed.current = newestOwn;
  }, [newestOwn, toLatest]);

  const tooMany = messages.length > TRIM_ABOVE;
  useEffect(() => {
    if (atEnd && tooMany) trim(sessionId);
  }, [atEnd, tooMany, trim, sessionId]);

  const oldestSeq = messages[0]?.seq ?? 0;
  const unreadBefore =
    unreadLineSeq !== null && !complete && oldestSeq >= unreadLineSeq ? unreadLineSeq : null;
  const items = virtualizer.getVirtualItems();
  const from = items[0]?.index ?? 0;
  const to = from + items.length;
  return (
    <div className="relative flex min-h-0 grow flex-col">
      <div className="pointer-events-none absolute inset-x-0 top-1.5 z-10 flex justify-center">
        <Suspense fallback={null}>
          {' '}
          <DayButton
            sessionId={sessionId}
            rows={rows}
            first={virtualizer.range?.startIndex ?? 0}
            now={now}
          />
        </Suspense>
      </div>
      <div
        ref={setScroller}
        role="log"
        aria-label="Messages"
        aria-live="off"
        // A region that scrolls must be reachable by keyboard.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        // Without a background of its own it could not be scrolled without being painted anew.
        className="flex min-h-0 grow flex-col overflow-x-hidden overflow-y-auto overscroll-contain bg-canvas scroll-quiet [overflow-anchor:none] -outline-offset-2"
      >
        <div ref={setSizer} className="relative mt-auto w-full shrink-0">
          <LogTop sessionId={sessionId} complete={complete} />
          <LogRows
            rows={rows}
            from={from}
            to={to}
            measure={virtualizer.measureElement}
            sessionId={sessionId}
            people={people}
            myId={myId}
            now={now}
            highlighted={highlighted}
          />
          {!live && <LogBottom sessionId={sessionId} />}
        </div>
      </div>
      <Suspense fallback={null}>
        <JumpButtons
          sessionId={sessionId}
          rows={rows}
          messages={messages}
          myId={myId}
          live={live}
          atEnd={atEnd}
          firstShown={from}
          unreadBefore={unreadBefore}
          onLatest={toLatest}
          onRow={toRow}
          onSeq={toSeq}
        />
      </Suspense>
      {(jump?.status === 'loading' || jump?.status === 'failed') && (
        <Suspense fallback={null}>
          <JumpStatus sessionId={sessionId} jump={jump} />
        </Suspense>
      )}
    </div>
  );
}
