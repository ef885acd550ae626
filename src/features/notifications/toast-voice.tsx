import { useEffect } from 'react';
import { useChatStore } from '../../store/hooks.ts';
import { useSpoken } from '../../ui/use-spoken.ts';

/** Tells people who listen what cards say; of messages, the announcer of the conversation does. */
export function ToastVoice() {
  const store = useChatStore();
  const [{ text, turn }, say] = useSpoken();
  useEffect(
    () =>
      store.subscribe(({ alerts: { toasts } }, { alerts: before }) => {
        if (toasts === before.toasts) return;
        const known = new Set(before.toasts.flatMap(({ items }) => items));
        const fresh = toasts.flatMap(({ items }) => items).filter((item) => !known.has(item));
        say(
          fresh
            .filter(({ type }) => type !== 'message_received')
            .map(({ title, message }) => (message === null ? title : `${title}: ${message}`)),
        );
      }),
    [store, say],
  );
  return (
    <div role="status" aria-label="New notification" className="sr-only">
      <p key={turn}>{text}</p>
    </div>
  );
}
