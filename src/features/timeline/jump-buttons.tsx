import { ArrowDown } from 'lucide-react';
import { memo, useState } from 'react';
import type { Message } from '../../core/model.ts';
import { unreadOf } from '../../core/selectors.ts';
import type { TimelineRow } from '../../core/timeline-rows.ts';
import { lowerBound } from '../../lib/sorted.ts';
import { useChat } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';

export interface JumpButtonsProps {
  sessionId: string;
  rows: readonly TimelineRow[];
  messages: readonly Message[];
  myId: string;
  /** Whether the rows reach up to now. */
  live: boolean;
  atEnd: boolean;
  /** Index of the first row that is drawn. */
  firstShown: number;
  /** `seq` of the first unread message if that lies before what is loaded; else null. */
  unreadBefore: number | null;
  onLatest: () => void;
  onRow: (index: number) => void;
  onSeq: (seq: number) => void;
}

/** The messages of others that came since `seq`. */
const arrivedAfter = (messages: readonly Message[], seq: number, myId: string): number =>
  messages
    .slice(lowerBound(messages, seq + 1, (message) => message.seq))
    .filter((message) => message.senderId !== myId && message.type !== 'system').length;

/** Ways to the newest message and to the first unread one, while they are out of sight. */
const JumpButtons = memo(function JumpButtons(props: JumpButtonsProps) {
  const { rows, messages, myId, live, atEnd, firstShown, unreadBefore } = props;
  const unread = useChat((state) => {
    const session = state.sessions[props.sessionId];
    return session === undefined ? 0 : unreadOf(state, session);
  });
  const newest = messages.at(-1)?.seq ?? 0;
  // The newest message when the reader left the end; null while they are there. Of a window nobody
  // knows what has come since, but it is unread.
  const [leftAt, setLeftAt] = useState<number | null>(null);
  if ((atEnd || !live) && leftAt !== null) setLeftAt(null);
  if (live && !atEnd && leftAt === null) setLeftAt(newest);

  const arrived = atEnd || leftAt === null ? 0 : arrivedAfter(messages, leftAt, myId);
  const fresh = live ? arrived : unread;
  const line = rows.findIndex((row) => row.kind === 'unread');
  const [lineVisited, setLineVisited] = useState(false);
  if (!lineVisited && line >= 0 && line >= firstShown && firstShown > 0) setLineVisited(true);
  const toLine =
    unreadBefore !== null
      ? () => props.onSeq(unreadBefore)
      : line >= 0 && line < firstShown
        ? () => props.onRow(line)
        : null;

  return (
    <>
      {toLine !== null && !lineVisited && (
        <div className="pointer-events-none absolute inset-x-0 top-9 flex justify-center">
          <Button
            size="small"
            className="pointer-events-auto animate-appear rounded-full shadow-float"
            onClick={toLine}
          >
            Jump to first unread ↑
          </Button>
        </div>
      )}
      {!atEnd && (
        <div className="pointer-events-none absolute inset-x-0 bottom-2 flex justify-center px-4">
          {fresh > 0 ? (
            <Button
              look="primary"
              className="pointer-events-auto animate-appear rounded-full shadow-float"
              onClick={props.onLatest}
            >
              {fresh} new {fresh === 1 ? 'message' : 'messages'} ↓
            </Button>
          ) : (
            <Button
              size="icon"
              aria-label="Jump to latest"
              className="pointer-events-auto ml-auto animate-appear rounded-full shadow-float"
              onClick={props.onLatest}
            >
              <ArrowDown size={18} aria-hidden="true" />
            </Button>
          )}
        </div>
      )}
    </>
  );
});

export default JumpButtons;
