import { lazy, memo, Suspense, useState, type ComponentProps } from 'react';
import type { TimelineRow } from '../../core/timeline-rows.ts';
import { timeWords } from '../../lib/time-words.ts';
import { loadDateJump } from './date-jump-part.ts';

const DateJump = lazy(loadDateJump);

export interface DayButtonProps {
  sessionId: string;
  rows: readonly TimelineRow[];
  /** Index of the first row in view. */
  first: number;
  /** Epoch milliseconds. */
  now: number;
}

/** Says which day is in view where no separator does; pressed, it offers to go to another one. */
export default function DayButton({ rows, first, ...rest }: DayButtonProps) {
  const row = rows.slice(first).find((one) => one.kind === 'day' || one.kind === 'message');
  if (row === undefined || !('at' in row)) return null;
  // The same for all of a day, so that scrolling through it draws nothing.
  const midnight = new Date(row.at).setHours(0, 0, 0, 0);
  return <Day {...rest} at={midnight} separated={rows[first]?.kind === 'day'} />;
}

interface DayProps extends Pick<DayButtonProps, 'sessionId' | 'now'> {
  /** When the day began; epoch milliseconds. */
  at: number;
  /** Whether its separator is what is first in view. */
  separated: boolean;
}

const Day = memo(function Day({ sessionId, at, separated, now }: DayProps) {
  const [open, setOpen] = useState(false);
  if (separated && !open) return null;
  const text = timeWords.day(at, now);
  const chip = <Chip text={text} onClick={() => setOpen(true)} />;
  return open ? (
    <Suspense fallback={chip}>
      <DateJump
        sessionId={sessionId}
        at={at}
        trigger={<Chip text={text} />}
        onClose={() => setOpen(false)}
      />
    </Suspense>
  ) : (
    chip
  );
});

const Chip = ({ text, ...rest }: { text: string } & ComponentProps<'button'>) => (
  <button
    type="button"
    aria-haspopup="dialog"
    aria-label={`${text}, jump to a date`}
    className="pointer-events-auto relative cursor-pointer rounded-full border border-line bg-raised px-3 text-meta font-medium text-soft after:absolute after:-inset-2 hover:text-ink pointer-coarse:after:-inset-y-3"
    {...rest}
  >
    {text}
  </button>
);
