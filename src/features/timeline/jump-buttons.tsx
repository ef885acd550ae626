import { ArrowDown } from 'lucide-react';
import { useState } from 'react';
import type { Message } from '../../core/model.ts';
import type { TimelineRow } from '../../core/timeline-rows.ts';
import { lowerBound } from '../../lib/sorted.ts';
import { Button } from '../../ui/button.tsx';

interface JumpButtonsProps {
  rows: readonly TimelineRow[];
  messages: readonly Message[];
  myId: string;
  atEnd: boolean;
  /** Index of the first row that is drawn. */
  firstShown: number;
  onEnd: () => void;
  onRow: (index: number) => void;
}

/** The messages of others that came since `seq`. */
const arrivedAfter = (messages: readonly Message[], seq: number, myId: string): number =>
  messages
    .slice(lowerBound(messages, seq + 1, (message) => message.seq))
    .filter((message) => message.senderId !== myId && message.type !== 'system').length;

/** Ways to the newest message and to the first unread one, while they are out of sight. */
export function JumpButtons(props: JumpButtonsProps) {
  const { rows, messages, myId, atEnd, firstShown, onEnd, onRow } = props;
  const newest = messages.at(-1)?.seq ?? 0;
  // The newest message when the reader left the end; null while they are there.
  const [leftAt, setLeftAt] = useState<number | null>(null);
  if (atEnd && leftAt !== null) setLeftAt(null);
  if (!atEnd && leftAt === null) setLeftAt(newest);

  const fresh = atEnd || leftAt === null ? 0 : arrivedAfter(messages, leftAt, myId);
  const line = rows.findIndex((row) => row.kind === 'unread');
  const [lineVisited, setLineVisited] = useState(false);
  if (!lineVisited && line >= 0 && line >= firstShown && firstShown > 0) setLineVisited(true);

  return (
    <>
      {line >= 0 && line < firstShown && !lineVisited && (
        <div className="pointer-events-none absolute inset-x-0 top-2 flex justify-center">
          <Button
            size="small"
            className="pointer-events-auto animate-appear rounded-full shadow-float"
            onClick={() => onRow(line)}
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
              onClick={onEnd}
            >
              {fresh} new {fresh === 1 ? 'message' : 'messages'} ↓
            </Button>
          ) : (
            <Button
              size="icon"
              aria-label="Jump to latest"
              className="pointer-events-auto ml-auto animate-appear rounded-full shadow-float"
              onClick={onEnd}
            >
              <ArrowDown size={18} aria-hidden="true" />
            </Button>
          )}
        </div>
      )}
    </>
  );
}
