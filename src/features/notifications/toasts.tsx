import { useCallback, useRef, useState, useSyncExternalStore } from 'react';
import type { Toast } from '../../core/alerts.ts';
import type { Notification } from '../../core/notifications.ts';
import { MOST_TOASTS } from '../../core/reduce-alerts.ts';
import { useActions, useChat } from '../../store/hooks.ts';
import { useMedia } from '../../ui/use-media.ts';
import { AskPermission } from './ask-permission.tsx';
import { ToastCard } from './toast-card.tsx';
import { ToastVoice } from './toast-voice.tsx';

/** A phone has room for one. */
const ROOMY = '(min-width: 720px)';

function subscribeToVisibility(onChange: () => void): () => void {
  document.addEventListener('visibilitychange', onChange);
  return () => document.removeEventListener('visibilitychange', onChange);
}
const isHidden = (): boolean => document.visibilityState === 'hidden';

interface ToastsProps {
  onOpen: (items: readonly Notification[]) => void;
}

/**
 * Cards with what becomes news, over a corner of the page: below the bars of the conversation, far from
 * where people write. They never take the focus by themselves.
 */
export function Toasts({ onOpen }: ToastsProps) {
  const roomy = useMedia(ROOMY);
  const toasts = useChat((state) => state.alerts.toasts);
  const shown = toasts.slice(0, roomy ? MOST_TOASTS : 1);
  return (
    <>
      <ToastVoice />
      <div className="pointer-events-none fixed inset-x-2 top-[calc(env(safe-area-inset-top)+7.25rem)] z-30 grid gap-2 pane:right-3 pane:left-auto pane:w-96">
        {shown.length > 0 && <ToastList toasts={shown} onOpen={onOpen} />}
        <AskPermission />
      </div>
    </>
  );
}

function ToastList({ toasts, onOpen }: ToastsProps & { toasts: readonly Toast[] }) {
  const { dismissToast } = useActions();
  const [hovered, setHovered] = useState(false);
  const [focused, setFocused] = useState(false);
  const hidden = useSyncExternalStore(subscribeToVisibility, isHidden);
  const list = useRef<HTMLUListElement>(null);
  /** Where the focus was before it came here. */
  const from = useRef<HTMLElement | null>(null);

  /** Puts it away; the focus goes on to the next card, or back. */
  const leave = (id: string): void => {
    const cards = [...(list.current?.children ?? [])];
    const own = cards.find((card) => card.contains(document.activeElement));
    const next = cards.find((card) => card !== own)?.querySelector('button');
    if (own !== undefined) (next ?? from.current)?.focus();
    dismissToast(id);
  };

  return (
    <section aria-label="New notifications">
      {/* Whoever reads or uses them has their time; nothing is done by that. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <ul
        ref={list}
        className="grid gap-2"
        onPointerEnter={({ pointerType }) => setHovered(pointerType === 'mouse')}
        onPointerLeave={() => setHovered(false)}
        onFocus={({ relatedTarget }) => {
          if (!focused) from.current = relatedTarget instanceof HTMLElement ? relatedTarget : null;
          setFocused(true);
        }}
        onBlur={({ currentTarget, relatedTarget }) =>
          setFocused(currentTarget.contains(relatedTarget))
        }
      >
        {toasts.map((toast) => (
          <TimedCard
            key={toast.id}
            toast={toast}
            paused={hovered || focused || hidden}
            onOpen={() => {
              leave(toast.id);
              onOpen(toast.items);
            }}
            onDismiss={() => leave(toast.id)}
          />
        ))}
      </ul>
    </section>
  );
}

function TimedCard(props: {
  toast: Toast;
  paused: boolean;
  onOpen: () => void;
  onDismiss: () => void;
}) {
  const { dismissToast } = useActions();
  const { id } = props.toast;
  const end = useCallback(() => dismissToast(id), [dismissToast, id]);
  return <ToastCard {...props} onEnd={end} />;
}
