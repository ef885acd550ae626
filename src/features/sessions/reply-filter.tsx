import { Reply } from 'lucide-react';
import { clsx } from 'clsx';
import { Button } from '../../ui/button.tsx';

/** Shows only sessions that await the person's answer, or all of them. */
export const ReplyFilter = (props: { on: boolean; onChange: (on: boolean) => void }) => (
  <div className="px-4 pb-2">
    <Button
      size="small"
      aria-pressed={props.on}
      className={clsx('gap-1.5 rounded-full!', props.on && 'border-accent! bg-tint! text-accent!')}
      onClick={() => props.onChange(!props.on)}
    >
      <Reply size={14} aria-hidden="true" />
      Needs your reply
    </Button>
  </div>
);
