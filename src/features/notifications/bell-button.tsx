import { clsx } from 'clsx';
import { Bell } from 'lucide-react';
import type { ComponentProps } from 'react';
import { countWords } from '../../core/notification-words.ts';
import { useChat } from '../../store/hooks.ts';

/** The bell with the number of what is unread. */
export function BellButton({ className, ...rest }: ComponentProps<'button'>) {
  const count = useChat((state) => countWords(state.notifications.unreadCount));
  return (
    <button
      type="button"
      className={clsx(
        'relative grid size-9 shrink-0 cursor-pointer place-items-center rounded-control hover:bg-hover pointer-coarse:size-11',
        className,
      )}
      aria-label={count === null ? 'Notifications' : `Notifications, ${count} unread`}
      {...rest}
    >
      <Bell size={18} aria-hidden="true" />
      {count !== null && (
        <span
          aria-hidden="true"
          className="absolute top-0.5 left-1/2 grid h-4 min-w-4 place-items-center rounded-full bg-accent px-1 text-[0.625rem] leading-none font-semibold text-on-accent tabular-nums ring-2 ring-sunken pointer-coarse:top-1.5"
        >
          {count}
        </span>
      )}
    </button>
  );
}
