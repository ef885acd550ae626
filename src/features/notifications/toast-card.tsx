import { clsx } from 'clsx';
import { Layers, X } from 'lucide-react';
import { useEffect, useId, type KeyboardEvent } from 'react';
import type { Toast } from '../../core/alerts.ts';
import { isLasting } from '../../core/reduce-alerts.ts';
import { toastWords } from '../../core/toast-words.ts';
import { Button } from '../../ui/button.tsx';
import { TypeIcon } from './type-icon.tsx';

/** Long enough to read two lines twice. */
const SHOWN_MS = 7_000;

interface ToastCardProps {
  toast: Toast;
  /** Its time does not run. */
  paused: boolean;
  onOpen: () => void;
  onDismiss: () => void;
  /** Its time is over. */
  onEnd: () => void;
}

/** What has just become news, with a way there. It goes by itself, unless it is urgent. */
export function ToastCard({ toast, paused, onOpen, onDismiss, onEnd }: ToastCardProps) {
  const { items, away, turn } = toast;
  const { title, text, more } = toastWords(toast);
  const lasting = isLasting(toast);
  const titleId = useId();
  useEffect(() => {
    if (paused || lasting) return;
    const timer = setTimeout(onEnd, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [paused, lasting, turn, onEnd]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    onDismiss();
  };

  return (
    // The keys are those of the buttons within.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <li
      aria-labelledby={titleId}
      onKeyDown={onKeyDown}
      className={clsx(
        'pointer-events-auto flex animate-appear items-start gap-3 rounded-bubble border bg-raised py-2.5 pr-1.5 pl-3 shadow-float',
        lasting ? 'border-danger' : 'border-line',
      )}
    >
      <span
        aria-hidden="true"
        className={clsx(
          'mt-0.5 grid size-8 shrink-0 place-items-center rounded-full',
          lasting ? 'bg-danger-tint text-danger' : 'bg-tint text-accent',
        )}
      >
        {items.length > 1 ? <Layers size={16} /> : <TypeIcon type={items[0]?.type ?? ''} />}
      </span>
      <div className="min-w-0 grow">
        {away && <p className="text-meta text-soft">While you were away</p>}
        <p id={titleId} className="flex flex-wrap items-baseline gap-x-2">
          <bdi className="line-clamp-2 font-semibold wrap-anywhere">{title}</bdi>
          {more !== null && <span className="text-meta text-soft">{more}</span>}
        </p>
        {text !== null && (
          <p dir="auto" className="line-clamp-2 text-start text-meta wrap-anywhere">
            {text}
          </p>
        )}
      </div>
      <div className="flex shrink-0 items-center">
        <Button look="link" aria-describedby={titleId} onClick={onOpen}>
          Open
        </Button>
        <Button
          look="quiet"
          size="icon"
          aria-label="Dismiss"
          aria-describedby={titleId}
          onClick={onDismiss}
        >
          <X size={16} aria-hidden="true" />
        </Button>
      </div>
    </li>
  );
}
