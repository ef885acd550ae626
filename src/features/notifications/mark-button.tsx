import { clsx } from 'clsx';
import { Check } from 'lucide-react';
import type { MouseEvent } from 'react';
import type { Notification } from '../../core/notifications.ts';
import { Button } from '../../ui/button.tsx';
import { OPENER } from './opener.ts';

/** A dot that says “unread”, and takes itself away. */
export function MarkButton({ item, onMark }: { item: Notification; onMark: () => void }) {
  const mark = (event: MouseEvent): void => {
    // The button goes; the focus stays with what it stood beside.
    event.currentTarget.closest('article')?.querySelector<HTMLElement>(OPENER)?.focus();
    onMark();
  };
  return (
    <Button
      look="quiet"
      size="icon"
      aria-label={`Mark as read: ${item.title}`}
      title="Mark as read"
      className="group/mark mt-0.75 pointer-coarse:mt-0"
      onClick={mark}
    >
      <span
        aria-hidden="true"
        className={clsx(
          'size-2 rounded-full group-focus-visible/mark:hidden group-hover/item:hidden',
          item.silent ? 'border border-edge' : 'bg-accent',
        )}
      />
      <Check
        size={16}
        aria-hidden="true"
        className="hidden group-focus-visible/mark:block group-hover/item:block"
      />
    </Button>
  );
}
