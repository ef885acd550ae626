import { lazy, Suspense, useState, type ComponentProps } from 'react';
import { timeWords } from '../../lib/time-words.ts';
import { loadDateJump } from './date-jump-part.ts';

const DateJump = lazy(loadDateJump);

interface DayLineProps {
  sessionId: string;
  /** A moment of that day, as `now` in epoch milliseconds. */
  at: number;
  now: number;
}

/** The separator where a day begins; pressed, it offers to go to another day. */
export function DayLine({ sessionId, at, now }: DayLineProps) {
  const [open, setOpen] = useState(false);
  const text = timeWords.day(at, now);
  const chip = <DayChip text={text} onClick={() => setOpen(true)} />;
  return (
    <div className="flex h-12 items-end justify-center pb-1.5">
      <h3 className="flex">
        {open ? (
          <Suspense fallback={chip}>
            <DateJump
              sessionId={sessionId}
              at={at}
              trigger={<DayChip text={text} />}
              onClose={() => setOpen(false)}
            />
          </Suspense>
        ) : (
          chip
        )}
      </h3>
    </div>
  );
}

const DayChip = ({ text, ...rest }: { text: string } & ComponentProps<'button'>) => (
  <button
    type="button"
    aria-haspopup="dialog"
    className="relative cursor-pointer rounded-full bg-sunken px-3 text-meta font-medium text-soft after:absolute after:-inset-1.5 hover:bg-hover"
    {...rest}
  >
    {text}
    <span className="sr-only"> – jump to a date</span>
  </button>
);
