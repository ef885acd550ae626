import { useEffect } from 'react';
import { totalUnread } from '../core/selectors.ts';
import { useChat } from '../store/hooks.ts';
import { useNow } from '../ui/use-now.ts';

const MINUTE_MS = 60_000;

/** Keeps the tab's title at “(3) Chat” while three messages are unread. */
export function useUnreadTitle(): void {
  const now = useNow(MINUTE_MS);
  const unread = useChat((state) => totalUnread(state, now));
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) Chat` : 'Chat';
    return () => {
      document.title = 'Chat';
    };
  }, [unread]);
}
