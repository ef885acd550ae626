import { useMemo, useState } from 'react';
import { outgoingOf } from '../../core/selectors.ts';
import { timelineRows } from '../../core/timeline-rows.ts';
import { timeWords } from '../../lib/time-words.ts';
import { useActions, useChat, useChatShallow } from '../../store/hooks.ts';
import { useNow } from '../../ui/use-now.ts';
import { JumpButtons } from './jump-buttons.tsx';
import { LogRow } from './log-row.tsx';
import { LogTop } from './log-top.tsx';
import { firstWindow, FROM_START, inWindow, trimmedWindow, widerWindow } from './log-window.ts';
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
  const hasOlder = useChat((state) => state.timelines[sessionId]?.hasOlder ?? false);
  const failed = useChat((state) => state.timelines[sessionId]?.error != null);
  const outbox = useChatShallow((state) => outgoingOf(state.outbox, sessionId));
  const people = usePeople(sessionId);
  const { loadOlder } = useActions();
  // Day names go stale at midnight; an hour's step is enough and re-renders next to nothing.
  const now = useNow(HOUR_MS);

  const [fromSeq, setFromSeq] = useState<number | null>(null);
  if (fromSeq === null && messages.length > 0) setFromSeq(firstWindow(messages, unreadLineSeq));
  const from = fromSeq ?? FROM_START;
  const complete = !hasOlder && from === FROM_START;

  const rows = useMemo(
    () => timelineRows(inWindow(messages, from), outbox, unreadLineSeq, timeWords.dayKey, complete),
    [messages, from, outbox, unreadLineSeq, complete],
  );
  const newestSeq = messages.at(-1)?.seq ?? null;

  const { virtualizer, setScroller, setSizer, atEnd, toEnd, toRow } = useLogScroll({
    rows,
    named: people.group,
    newestOwnKey: outbox.findLast((item) => item.kind === 'message')?.id ?? null,
    onNearTop: () => {
      const wider = widerWindow(messages, from);
      if (wider !== from) setFromSeq(wider);
      // After a failure only the person asks again: scrolling would ask with each of its events.
      else if (hasOlder && !failed) loadOlder(sessionId);
    },
    onBackAtEnd: () => setFromSeq(trimmedWindow(messages, from)),
  });
  useReading(sessionId, newestSeq, atEnd);

  const items = virtualizer.getVirtualItems();
  return (
    <div className="relative flex min-h-0 grow flex-col">
      <div
        ref={setScroller}
        role="log"
        aria-label="Messages"
        aria-live="off"
        // A region that scrolls must be reachable by keyboard.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="flex min-h-0 grow flex-col overflow-x-hidden overflow-y-auto overscroll-contain scroll-quiet [overflow-anchor:none] -outline-offset-2"
      >
        <div ref={setSizer} className="relative mt-auto w-full shrink-0">
          <LogTop sessionId={sessionId} complete={complete} />
          {items.map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            return (
              <div
                key={item.key}
                ref={virtualizer.measureElement}
                data-index={item.index}
                {...(row.kind === 'message' ? { 'data-message-id': row.id } : {})}
                className="absolute inset-x-0 flow-root [contain:layout_style]"
              >
                <LogRow row={row} sessionId={sessionId} people={people} myId={myId} now={now} />
              </div>
            );
          })}
        </div>
      </div>
      <JumpButtons
        rows={rows}
        messages={messages}
        myId={myId}
        atEnd={atEnd}
        firstShown={items[0]?.index ?? 0}
        onEnd={toEnd}
        onRow={toRow}
      />
    </div>
  );
}
