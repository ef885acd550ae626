import { memo } from 'react';
import type { TimelineRow } from '../../core/timeline-rows.ts';
import { LogRow } from './log-row.tsx';
import type { People } from './use-people.ts';

interface LogRowsProps {
  rows: readonly TimelineRow[];
  /** Indices of the first row that is drawn, and of the first one after them that is not. */
  from: number;
  to: number;
  /** Ref of each row's element: measures it, and puts it where it belongs. */
  measure: (element: HTMLDivElement | null) => void;
  sessionId: string;
  people: People;
  myId: string;
  now: number;
  /** `seq` of the message that a jump led to, or null. */
  highlighted: number | null;
}

/** The rows that are drawn. Apart from the log, which is rendered far more often than these change. */
export const LogRows = memo(function LogRows(props: LogRowsProps) {
  const { rows, from, to, measure, highlighted, ...rest } = props;
  return rows.slice(from, to).map((row, at) => (
    <div
      key={row.key}
      ref={measure}
      data-index={from + at}
      {...(row.kind === 'message' ? { 'data-message-id': row.id } : {})}
      {...(row.kind === 'message' && highlighted !== null && row.seq === highlighted
        ? { 'data-highlighted': '' }
        : {})}
      className="absolute inset-x-0 flow-root [contain:layout_style] data-highlighted:animate-highlight motion-reduce:data-highlighted:bg-tint"
    >
      <LogRow row={row} {...rest} />
    </div>
  ));
});
